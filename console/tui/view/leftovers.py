"""What is left over: in one sentence, as rows, and one thing in full."""

from console.desk.leftovers import SORTS, lasted, month, monthly, sentence, unknown
from console.model.leftover import Findings, Leftover, MonthlyInstance
from console.model.notice import Notice
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import age
from console.tui.lines import EMPTY, Line, Lines, Role, line, wrapped
from console.tui.roster import place_of
from console.tui.scene import Scene
from console.tui.view.private import facts

UNKNOWN = "–"
Found = Leftover | MonthlyInstance
COLUMNS = (
    Column("kind", 11),
    Column("thing", 25, most=40),
    Column("datacenter", 5, most=8),
    Column("since", 9),
    Column("month", 10, right=True),
    Column("ours", 9, rank=1),
    Column("summary", 24, most=200, rank=2),
)


def heard(scene: Scene, found: Findings | None, failure: Notice | None, cells: int) -> Lines:
    """How much is left over and what of it is unknown; why nobody knows anything."""
    text = scene.locale.text
    out: list[Line] = []
    if failure is not None:
        out += wrapped(f"✖ {scene.say(failure)}", cells, Role.BAD)
    if found is None:
        return tuple(out) or (line((text("tui.detail.reading"), Role.FAINT)),)
    said = "leftover.silent" if found.silent else ""
    out += wrapped(text(said) if said else sentence(found, scene.locale), cells)
    for lack in unknown(found, scene.locale):
        out += wrapped(f"▲ {lack}", cells, Role.WARN)
    for said in monthly(found, scene.locale):
        out += wrapped(f"▲ {said}", cells, Role.WARN)
    old = age(scene.locale, scene.age_s(found.at))
    return (*out, line((text("tui.leftovers.read", age=old), Role.FAINT)))


def listed(scene: Scene, found: Findings | None, needle: str) -> tuple[Found, ...]:
    """Those in which every word is somewhere: sort, name, id, place, operation, why.

    What is billed by the month stands last: it is no leftover.
    """
    words = needle.lower().split()
    everything: tuple[Found, ...] = ()
    if found is not None:
        everything = (*found.leftovers, *found.monthly)
    return tuple(one for one in everything if all(word in _hay(scene, one) for word in words))


def _hay(scene: Scene, one: Found) -> str:
    told = (_sort(scene, one), _ours(scene, one), scene.say(_why(one)))
    return " ".join((*told, one.name, one.id, one.region, _owner(one))).lower()


def header(scene: Scene, cells: int) -> Line:
    """Column heads."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), "", reverse=False)


def row_line(scene: Scene, one: Found, cells: int) -> Line:
    """``● port  7f0c…  GRA  2 h 10  –  ours  Its server … is gone``."""
    sure = isinstance(one, Leftover) and one.sure
    role = Role.PLAIN if sure else Role.FAINT
    parts = {
        "kind": line((_sort(scene, one), role)),
        "thing": line((one.name or one.id, role)),
        "datacenter": line((place_of(scene, one.region), Role.FAINT)),
        "since": line((lasted(one.since, scene.now, scene.locale), role)),
        "month": line((month(one.euro_per_month, scene.locale), role)),
        "ours": line((_ours(scene, one), Role.WARN if sure else Role.FAINT)),
        "summary": line((scene.say(_why(one)), Role.FAINT)),
    }
    return table_line(mark(one), parts, layout(COLUMNS, cells))


def mark(one: Found) -> tuple[str, Role]:
    """What stands before a row: what is ours perhaps, and what is no leftover, are told apart."""
    if isinstance(one, MonthlyInstance):
        return ("▲ ", Role.WARN)
    return ("● ", Role.WARN) if one.sure else ("○ ", Role.FAINT)


def details(scene: Scene, one: Found, cells: int) -> Lines:
    """Why it is told, and everything that is known of it."""
    at, locale = one.since, scene.locale
    began = UNKNOWN
    if at is not None:
        began = f"{locale.day(at)} {locale.clock(at)} ({lasted(at, scene.now, locale)})"
    owner = "pool" if isinstance(one, MonthlyInstance) else "operation"
    known = (
        ("id", line(one.id)),
        ("place", line(f"{place_of(scene, one.region)} · {one.region}")),
        ("since", line(began)),
        ("cost", line(month(one.euro_per_month, scene.locale))),
        (owner, line(_owner(one))),
    )
    ours = _ours(scene, one)
    head = f"{_sort(scene, one)} · {ours}" if ours else _sort(scene, one)
    held = one.held if isinstance(one, Leftover) else None
    return (
        line(mark(one), (head, Role.STRONG)),
        *wrapped(scene.say(_why(one)), cells),
        *(() if held is None else wrapped(scene.say(held), cells, Role.WARN)),
        EMPTY,
        *facts(scene, known),
        EMPTY,
        *wrapped(locale.text(_how(one)), cells, Role.FAINT),
    )


def _how(one: Found) -> str:
    """What can be done about it: a key of the catalogue."""
    if isinstance(one, MonthlyInstance):
        return "monthly.remedy"
    return "tui.leftovers.sure" if one.sure else "tui.leftovers.perhaps"


def _sort(scene: Scene, one: Found) -> str:
    return scene.locale.text(SORTS[one.sort] if isinstance(one, Leftover) else "monthly.sort")


def _why(one: Found) -> Notice:
    return one.why if isinstance(one, Leftover) else one.told


def _owner(one: Found) -> str:
    """The operation that it is of, or the pool."""
    return one.operation if isinstance(one, Leftover) else one.pool


def _ours(scene: Scene, one: Found) -> str:
    if isinstance(one, MonthlyInstance):
        return ""
    return scene.locale.text("leftover.sure" if one.sure else "leftover.perhaps")
