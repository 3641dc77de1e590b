"""From an alert to a form: of what answers it, of a silence; nothing is asked of the estate yet."""

from collections.abc import Callable, Mapping

from console.desk import answers as desk
from console.desk.alerts import ordered
from console.desk.answers import AlertAnswer, Evidence
from console.desk.muster import Muster
from console.kinds.silences.verbs import MATCHERS, NUMBER, VERBS
from console.model.alert import Alert, AlertState
from console.model.notice import Notice, notice
from console.model.silence import SilenceMatcher, spelled
from console.tui.actions import by_id
from console.tui.lookout import Lookout
from console.tui.requests import Requests
from console.tui.scene import Scene

SILENCES = frozenset(one.action for one in VERBS)


def silence(app: Lookout, alert: Alert | None, action_id: str) -> None:
    """Open the form of a silence with the alert's labels in it, or of its end with its id."""
    told: dict[str, str] = {}
    if alert is not None:
        exactly = (SilenceMatcher(name, value) for name, value in sorted(alert.labels.items()))
        told[MATCHERS.name] = spelled(exactly)
    if alert is not None and alert.silenced_by:
        told[NUMBER.name] = alert.silenced_by[0]
    Requests(app, proposed=told).start(action_id)


def chosen(app: Lookout) -> Mapping[str, str]:
    """Verbs by the alert that they answer, as the settings name them."""
    settings = app.settings.alertmanager
    return {} if settings is None else settings.answers


def evidence(scene: Scene, muster: Muster) -> Mapping[str, Evidence]:
    """The evidence about the pool that is looked at and those that alerts name."""
    view = scene.estate.alerts
    named = {one.pool for one in view.alerts} if view is not None else set()
    pools = (name for name in scene.policy.pools if name in named | {scene.pool_name})
    return {name: desk.weigh(scene.estate, scene.policy, name, muster) for name in pools}


def answer(app: Lookout, alert: Alert | None) -> None:
    """Open the form, of the alert's pool and in its datacenter, or say why there is none."""
    if alert is None:
        app.say(notice("tui.why.no_alert"), severity="warning")
        return

    def weighed(found: Mapping[str, Evidence]) -> None:
        fitting = desk.answer(alert, app.session.policy, chosen(app), found)
        _open(app, fitting, notice("tui.why.no_answer", alert=alert.name))

    _weigh(app, weighed)


def answer_worst(app: Lookout) -> None:
    """The same of the worst alert that fires and can be answered; without one, what is needed."""
    scene = app.scene()
    view = scene.estate.alerts
    alerts = () if view is None else ordered(view)
    firing = [one for one in alerts if one.state is not AlertState.SUPPRESSED]

    def weighed(found: Mapping[str, Evidence]) -> None:
        answers = (desk.answer(one, scene.policy, chosen(app), found) for one in firing)
        fitting = next((one for one in answers if one is not None), None)
        needed = desk.needed(scene.pool_name, found[scene.pool_name])
        _open(app, fitting or needed, notice("tui.why.nothing_to_answer", pool=scene.pool_name))

    _weigh(app, weighed)


def _weigh(app: Lookout, weighed: Callable[[Mapping[str, Evidence]], None]) -> None:
    """Look the pools over in a thread: of ten thousand instances that takes a moment."""
    scene = app.scene()
    app.background.run("answer", lambda: evidence(scene, app.muster), weighed)


def _open(app: Lookout, found: AlertAnswer | None, otherwise: Notice) -> None:
    """Open the form of an answer. Its pool becomes the one that is looked at."""
    if app.on_top is None:
        return
    if found is None:
        app.say(otherwise, severity="warning")
        return
    if found.pool:
        app.pool_name = found.pool
    why = by_id()[found.spec.action].why_not(app.circumstances())
    if why is not None:
        app.say(why, severity="warning")
        return
    Requests(app, found.datacenters).start(found.spec.action)
