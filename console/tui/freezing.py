"""From a key to a frozen pool, and back: why it is frozen is asked, a thaw is confirmed.

The pool is pinned when the dialog opens.
"""

from collections.abc import Callable

from console.desk.session import Operator
from console.model.freeze import Freeze, freeze_of, settled
from console.model.notice import Notice, notice
from console.model.plan import Author
from console.tui.dialogs.preview import INNER_CELLS
from console.tui.dialogs.question import Question
from console.tui.dialogs.reason import ReasonForm
from console.tui.lines import Lines, Role, wrapped
from console.tui.lookout import Lookout
from console.tui.view.plan import sentence
from console.tui.view.unattended import told
from console.tui.view.unread import JOURNAL


def toggle(app: Lookout) -> None:
    """Ask why the pool that is looked at is to be frozen, or whether it is to be thawed."""
    freeze = freeze_of(app.pool_name, app.session.watch.snapshot().activity.freezes)
    if freeze is None:
        _ask_why(app, app.pool_name)
    else:
        _ask_thaw(app, freeze)


def _ask_why(app: Lookout, pool: str) -> None:
    text = app.locale.text
    app.push_screen(
        ReasonForm(
            text("tui.freeze.title", pool=pool),
            (*sentence(app.scene(), "tui.freeze.means"), *_floor(app, pool)),
            text("tui.freeze.yes", pool=pool),
            text("pool.freeze_reason"),
        ),
        lambda reason: (
            _do(
                app,
                lambda by, who: by.freeze(pool, reason, who),
                notice("pool.frozen", pool=pool, reason=reason),
            )
            if reason
            else None
        ),
    )


def _ask_thaw(app: Lookout, freeze: Freeze) -> None:
    text, pool = app.locale.text, freeze.pool
    lines = (*wrapped(told(app.scene(), freeze), INNER_CELLS, Role.STRONG), (), *_floor(app, pool))
    app.push_screen(
        Question(
            text("tui.thaw.title", pool=pool),
            (*lines, *sentence(app.scene(), "tui.thaw.means")),
            text("tui.thaw.yes", pool=pool),
        ),
        lambda sure: (
            _do(app, lambda by, who: by.thaw(pool, who), notice("pool.thawed", pool=pool))
            if sure
            else None
        ),
    )


def _floor(app: Lookout, pool: str) -> Lines:
    """What the settings freeze stays frozen, whatever is asked here."""
    why = app.session.policy.frozen.get(pool)
    if why is None:
        return ()
    return tuple(
        row
        for each in settled(pool, why)
        for row in wrapped(app.scene().say(each), INNER_CELLS, Role.WARN)
    )


def _do(app: Lookout, ask: Callable[[Operator, Author], None], done: Notice) -> None:
    session = app.session
    operator = session.operator
    if operator is None:
        return
    author = session.author()

    def asked(_: None) -> None:
        session.watch.hasten({JOURNAL})
        app.say(done)

    app.background.run("freeze", lambda: ask(operator, author), asked)
