"""From a key to a frozen pool, and back: what and why is asked, a thaw of all is confirmed.

The pool is pinned when the dialog opens.
"""

from collections.abc import Callable, Sequence

from console.desk.session import Operator
from console.model.freeze import (
    Freeze,
    Scope,
    freeze_of,
    froze,
    of_pool,
    settled,
    thawed,
)
from console.model.notice import Notice, notice
from console.model.plan import Author
from console.tui.dialogs.dialog import INNER_CELLS
from console.tui.dialogs.question import Question
from console.tui.dialogs.reason import Deed, Given, ReasonForm
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.lookout import Lookout
from console.tui.view.plan import sentence
from console.tui.view.unattended import told
from console.tui.view.unread import JOURNAL


def toggle(app: Lookout) -> None:
    """Ask what of the pool that is looked at is to be frozen, and why, or is to be thawed.

    Among the virtual machines that is the pool of the one under the cursor.
    """
    here = app.on_top.undo_pool if app.on_top is not None else None
    pool = here if here in app.session.policy.pool_names else app.pool_name
    freezes = of_pool(pool, app.session.watch.snapshot().activity.freezes)
    whole = freeze_of(pool, freezes)
    if whole is None:
        _ask_what(app, pool, freezes)
    else:
        _ask_thaw(app, whole)


def _ask_what(app: Lookout, pool: str, freezes: Sequence[Freeze]) -> None:
    """All of it, or a part; a part that is suspended is offered to be thawed."""
    open_ = {freeze.scope: freeze for freeze in freezes}
    scopes = tuple(Scope)

    def chosen(given: Given | None) -> None:
        if given is None:
            return
        scope, reason = scopes[given.at], given.reason
        if scope in open_:
            _do(app, lambda by, who: by.thaw(pool, who, scope), thawed(pool, scope))
        else:
            said = froze(pool, reason, scope)
            _do(app, lambda by, who: by.freeze(pool, reason, who, scope), said)

    app.push_screen(
        ReasonForm(
            app.locale.text("tui.freeze.title", pool=pool),
            [_deed(app, pool, scope, open_.get(scope)) for scope in scopes],
            what=app.locale.text("tui.freeze.what"),
        ),
        chosen,
    )


def _deed(app: Lookout, pool: str, scope: Scope, open_: Freeze | None) -> Deed:
    text, scene = app.locale.text, app.scene()
    option = line(text(f"tui.freeze.scope.{scope}"))
    if open_ is not None:
        return Deed(
            text("tui.thaw.yes.resume"),
            wrapped(told(scene, open_), INNER_CELLS, Role.STRONG),
            option=line(*option, (f" · {text('tui.freeze.stands')}", Role.WARN)),
        )
    if scope is Scope.EVERYTHING:
        about = (*sentence(scene, "tui.freeze.means"), *_floor(app, pool))
        button = text("tui.freeze.yes", pool=pool)
    else:
        about = sentence(scene, f"tui.freeze.means.{scope}")
        button = text("tui.freeze.yes.suspend")
    return Deed(button, about, text("pool.freeze_reason"), option)


def _ask_thaw(app: Lookout, freeze: Freeze) -> None:
    text, pool = app.locale.text, freeze.pool
    lines = (*wrapped(told(app.scene(), freeze), INNER_CELLS, Role.STRONG), (), *_floor(app, pool))
    app.push_screen(
        Question(
            text("tui.thaw.title", pool=pool),
            (*lines, *sentence(app.scene(), "tui.thaw.means")),
            text("tui.thaw.yes", pool=pool),
        ),
        lambda sure: _do(app, lambda by, who: by.thaw(pool, who), thawed(pool)) if sure else None,
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
    app.say(notice("tui.asking"))

    def asked(_: None) -> None:
        session.watch.hasten({JOURNAL})
        app.say(done)

    app.background.run("freeze", lambda: ask(operator, author), asked)
