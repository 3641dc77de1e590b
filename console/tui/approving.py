"""From a key to an operation that a second person lets begin: asked first, Cancel in focus.

The operation is pinned when the dialog opens. Who asked for it is refused by the journal.
"""

from console.model.notice import notice
from console.model.operation import Accepted
from console.tui.dialogs.reason import Deed, ReasonForm
from console.tui.lines import Role, line
from console.tui.lookout import Lookout
from console.tui.view.plan import sentence
from console.tui.view.running import headline
from console.tui.view.unread import JOURNAL


def ask(app: Lookout) -> None:
    """Ask whether the operation under the cursor is to begin."""
    operation, scene = app.circumstances().operation, app.scene()
    if operation is None:
        return
    text, request, number = app.locale.text, operation.plan.request, operation.id
    by = text("tui.approve.asked", user=request.author.user, reason=request.reason or "–")
    app.push_screen(
        ReasonForm(
            text("tui.approve.title", operation=number),
            [
                Deed(
                    text("tui.approve.yes"),
                    (
                        headline(scene, operation),
                        line((by, Role.STRONG)),
                        (),
                        *sentence(scene, "tui.approve.means"),
                    ),
                )
            ],
        ),
        lambda given: _approve(app, number, given.reason) if given else None,
    )


def _approve(app: Lookout, number: str, reason: str) -> None:
    session = app.session
    operator = session.operator
    if operator is None:
        return
    author = session.author()
    app.say(notice("tui.asking"))

    def approved(accepted: Accepted) -> None:
        app.duty.know(accepted.unattended)
        session.watch.hasten({JOURNAL})
        app.say(notice("operation.approved", user=author.user, reason=reason or "–"))

    app.background.run("approve", lambda: operator.approve(number, reason, author), approved)
