"""From the advice to its plan: one key, and the form stands beneath for who wants it otherwise."""

from console.desk.census import tallies
from console.desk.foresight import foreseen
from console.desk.foretelling import because, urgent
from console.kinds import registry
from console.kinds.instances.verbs import BURST, SCALE
from console.model.notice import notice
from console.tui.actions import by_id
from console.tui.lookout import Lookout
from console.tui.requests import Requests


def take(app: Lookout) -> None:
    """Plan what is advised for the pool that is looked at, or say why nothing is."""
    scene = app.scene()
    counted = tallies(scene.estate, scene.policy, scene.pool, app.muster)
    found = foreseen(scene.estate, scene.policy, scene.pool, counted)
    if found is None:
        app.say(notice("foresight.off", pool=scene.pool_name), severity="warning")
        return
    if found.advice is None:
        app.say(found.why or notice("foresight.unread"), severity="warning")
        return
    if not urgent(found) or found.size == found.advice.there:
        app.say(notice("foresight.nothing", pool=scene.pool_name))
        return
    spec = registry.spec(BURST if found.size > found.advice.there else SCALE)
    why = by_id()[spec.action].why_not(app.circumstances())
    if why is not None:
        app.say(why, severity="warning")
        return
    Requests(app).size(spec, found.size, because(found, found.advice, scene.locale))
