"""From what failed to what would help: the list, and of each a form, a look or a settings line."""

from collections.abc import Sequence

from console.desk.failures import FailureGroup, failures
from console.desk.remedies import Remedy, remedied
from console.desk.settingline import setting_line
from console.kinds import registry
from console.kinds.instances.verbs import DATACENTERS, POOL, TO
from console.kinds.operations import NAMED
from console.kinds.verb import VerbSpec
from console.model.notice import notice
from console.model.operation import Change, Operation
from console.tui import offers
from console.tui.dialogs.dialog import INNER_CELLS
from console.tui.dialogs.pick import Pick
from console.tui.dialogs.question import Question
from console.tui.dialogs.scout import ScoutDialog
from console.tui.lines import EMPTY, Lines, Role, line, wrapped
from console.tui.lookout import Lookout
from console.tui.requests import Requests


def offer(app: Lookout, operation: Operation, changes: Sequence[Change]) -> None:
    """List what would help; a single thing is gone to at once. The operation is pinned."""
    groups = remedied(operation, failures(changes, app.scene().say))
    found = [(one, _failed(app, group)) for group, several in groups for one in several]
    if not found:
        app.say(notice("tui.why.no_remedy", operation=operation.id), severity="warning")
    elif len(found) == 1:
        take(app, found[0][0], operation)
    else:

        def taken(key: str | None) -> None:
            if key is not None:
                take(app, found[int(key)][0], operation)

        title = app.locale.text("tui.remedies", operation=operation.id)
        app.push_screen(Pick(title, offers.lines(app, found, operation)), taken)


def _failed(app: Lookout, group: FailureGroup) -> Lines:
    """What failed, where, and why."""
    count = app.locale.number(len(group.names))
    head = line((f"✖ {count} {group.datacenter}", Role.BAD))
    return (head, *wrapped(group.why, INNER_CELLS))


def take(app: Lookout, remedy: Remedy, operation: Operation | None = None) -> None:
    """Go to what would help: the operation's, or what else was refused."""
    pool = app.pool_name if operation is None else operation.plan.pool
    if remedy.look is not None:
        app.look_for(remedy.look.place, remedy.look.words, pool)
    elif remedy.ticket:
        level = remedy.told.get(TO.name)
        app.push_screen(ScoutDialog(remedy.ticket, int(level) if level else None))
    elif remedy.setting:
        _show_setting(app, remedy.setting)
    elif (why := offers.why_not(app, remedy, operation)) is not None:
        app.say(why, severity="warning")
    elif remedy.verb is not None:
        _plan(app, registry.spec(remedy.verb), remedy, operation)


def _plan(app: Lookout, spec: VerbSpec, remedy: Remedy, operation: Operation | None) -> None:
    """Open the verb's form with what it is told; the preview is one Enter further."""
    if remedy.told.get(POOL.name) in app.session.policy.pools:
        app.pool_name = remedy.told[POOL.name]
    told = {key: value for key, value in remedy.told.items() if key != DATACENTERS.name}
    requests = Requests(app, remedy.places, told)
    if spec.target is None:
        requests.start(spec.action)
    elif operation is not None:
        requests.about(spec, operation)
    else:
        journal, number = app.session.journal, remedy.told.get(NAMED.name, "")
        app.background.run(
            "remedy", lambda: journal.operation(number), lambda one: requests.about(spec, one)
        )


def _show_setting(app: Lookout, key: tuple[str, ...]) -> None:
    """The line that holds the limit, to be copied; the file itself is its owner's to change."""
    found = setting_line(app.session.settings, app.session.settings_path, key)
    text = app.locale.text
    table = ".".join(key[:-1])
    lines = (
        *wrapped(found.place, INNER_CELLS, Role.FAINT),
        EMPTY,
        *((line((f"[{table}]", Role.PLAIN)),) if table else ()),
        line((found.text, Role.STRONG)),
        EMPTY,
        *wrapped(text("tui.setting.means" if found.written else "tui.setting.add"), INNER_CELLS),
    )
    app.push_screen(
        Question(text("tui.setting.title", key=".".join(key)), lines, text("tui.setting.copy")),
        lambda sure: app.copy(f"{found.place}\n[{table}]\n{found.text}") if sure else None,
    )
