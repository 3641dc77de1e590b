"""From an alert to the form of the action that answers it; nothing is asked of the estate yet."""

from collections.abc import Mapping

from console.desk import answers as desk
from console.model.alert import Alert
from console.model.notice import notice
from console.tui.actions import by_id
from console.tui.lookout import Lookout
from console.tui.requests import Requests


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
