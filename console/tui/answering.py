"""From an alert to a form: of what answers it, of a silence; nothing is asked of the estate yet."""

from collections.abc import Mapping

from console.desk import answers as desk
from console.kinds.silences.verbs import MATCHERS, NUMBER, VERBS
from console.model.alert import Alert
from console.model.notice import notice
from console.model.silence import SilenceMatcher, spelled
from console.tui.actions import by_id
from console.tui.lookout import Lookout
from console.tui.requests import Requests

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


def answer(app: Lookout, alert: Alert | None, chosen: Mapping[str, str]) -> None:
    """Open the form, of the alert's pool and in its datacenter, or say why there is none.

    The pool becomes the one that is looked at: the banner and the form name it.
    """
    if alert is None:
        app.say(notice("tui.why.no_alert"), severity="warning")
        return
    found = desk.answer(alert, app.session.policy, chosen)
    if found is None:
        app.say(notice("tui.why.no_answer", alert=alert.name), severity="warning")
        return
    if found.pool:
        app.pool_name = found.pool
    why = by_id()[found.spec.action].why_not(app.circumstances())
    if why is not None:
        app.say(why, severity="warning")
        return
    Requests(app, found.datacenters).start(found.spec.action)
