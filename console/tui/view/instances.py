"""The instances of a pool: a line of the table each, and one of them in full."""

from decimal import Decimal

from console.desk import quarantines
from console.desk.census import tallies
from console.desk.muster import Mustered
from console.kinds.instances.price import of_flavor
from console.model.instance import Instance, InstanceAction, InstanceCondition
from console.model.notice import Notice
from console.model.serving import members_of, named_pool
from console.model.tally import Tally
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import age as ago_of
from console.tui.lines import EMPTY, Line, Lines, Role, between, fit, joined, line, wrapped
from console.tui.roster import Listed, place_of, state_of
from console.tui.scene import Scene
from console.tui.view import datacenters
from console.tui.view.subject import DOT

C = InstanceCondition
MARKS = {
    C.ERROR: ("✖", Role.BAD),
    C.STOPPED: ("▲", Role.WARN),
    C.OUT_OF_SERVICE: ("▲", Role.BAD),
    C.DRAINING: ("▼", Role.WARN),
    C.QUARANTINED: ("○", Role.WARN),
    C.BUILDING: ("▒", Role.BUSY),
    C.READY: ("▓", Role.ACCENT),
    C.IN_SERVICE: ("●", Role.GOOD),
    C.GONE: ("·", Role.FAINT),
}
COLUMNS = (
    Column("name", 12, most=200),
    Column("datacenter", 5),
    Column("state", 14),
    Column("age", 10),
    Column("operation", 9, rank=1),
)


def header(scene: Scene, sort: str, cells: int, *, reverse: bool) -> Line:
    """Column heads; the sorted one is marked."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), sort, reverse=reverse)


def row_line(scene: Scene, row: Mustered, cells: int) -> Line:
    """``● api-rbx-001  RBX  in service  12 d 3 h``."""
    glyph, role = MARKS[row.condition]
    age = scene.locale.duration(_age_s(scene, row.instance) // 60 * 60)
    parts = {
        "name": line(row.instance.name),
        "datacenter": line((place_of(scene, row.instance.region), Role.FAINT)),
        "state": line((state_of(scene, row), role)),
        "age": line(age),
        "operation": line((row.instance.operation or "", Role.FAINT)),
    }
    return table_line((f"{glyph} ", role), parts, layout(COLUMNS, cells))


def _age_s(scene: Scene, instance: Instance) -> float:
    """Age in estate seconds, which is what is billed."""
    return max(0.0, (scene.now - instance.created_at).total_seconds())


def details(
    scene: Scene,
    row: Mustered,
    actions: tuple[InstanceAction, ...] | None,
    cells: int,
    old_s: float | None = None,
    *,
    console: Lines | None = None,
) -> Lines:
    """One instance in full; `actions` None while its log is being read.

    `old_s` is how many wall seconds ago it was, where it could not be read again since.
    `console` is what its console says, or why nobody knows; None where nobody has asked.
    """
    instance, text = row.instance, scene.locale.text
    glyph, role = MARKS[row.condition]
    task = f" ({instance.task_state})" if instance.task_state else ""
    out: list[Line] = [
        line((f"{glyph} {state_of(scene, row)}", role), f" {instance.status}{task}"),
    ]
    if instance.fault:
        out.extend(wrapped(instance.fault, cells, Role.BAD))
    kept = quarantines.of_row(scene.estate, scene.policy, row, quarantines.lately(scene.estate))
    if kept is not None:
        out.extend(wrapped(quarantines.sentence(kept, scene.locale), cells, Role.WARN))
    if instance.locked:
        out.extend(wrapped(text("tui.detail.locked"), cells, Role.WARN))
    out.append(EMPTY)
    out.extend(_facts(scene, row, cells))
    behind = scene.estate.service.get(scene.pool_name)
    why = None if behind is None else behind.unknown.get(instance.region)
    if why is not None:
        out.extend(wrapped(scene.locale.notice(why), cells, Role.WARN))
    if instance.metadata:
        out += [EMPTY, line((text("tui.detail.metadata"), Role.TITLE))]
        for key, value in sorted(instance.metadata.items()):
            out.append(fit(line((f"{key} ", Role.FAINT), value), cells))
    heading = line((text("tui.detail.actions"), Role.TITLE))
    if old_s is not None:
        ago = text("tui.sources.ago", age=ago_of(scene.locale, old_s))
        heading = line(*heading, (f" · ▲ {ago}", Role.WARN))
    out += [EMPTY, heading]
    out.extend(_actions(scene, actions, cells))
    out += [EMPTY, line((text("tui.detail.console"), Role.TITLE))]
    hint = (line((text("tui.detail.console_hint"), Role.FAINT)),)
    out.extend(hint if console is None else console)
    return tuple(out)


def _facts(scene: Scene, row: Mustered, cells: int) -> Lines:
    instance, text, locale = row.instance, scene.locale.text, scene.locale
    made = f"{locale.day(instance.created_at)} {locale.clock(instance.created_at)}"
    hours = _age_s(scene, instance) / 3600
    flavor = instance.flavor or scene.pool.build_in(place_of(scene, instance.region)).flavor.said
    price = of_flavor(scene.estate, scene.policy, flavor, instance.region)
    if price is None:
        cost = text("tui.cost.unknown")
    else:
        spent = locale.euros(price.euro_per_hour * Decimal(str(round(hours, 2))))
        hourly = text("tui.cost.per_hour", amount=locale.euros(price.euro_per_hour))
        cost = f"{hourly} · {text('tui.detail.so_far', amount=spent)}"
    pairs = (
        ("place", f"{place_of(scene, instance.region)} · {instance.region}"),
        ("flavor", flavor),
        ("address", ", ".join(instance.addresses) or "—"),
        *_membership(scene, instance),
        ("made", made),
        ("cost", cost),
        ("id", instance.id),
    )
    return tuple(
        fit(line((f"{text(f'tui.detail.{name}'):<10}", Role.FAINT), value), cells)
        for name, value in pairs
    )


def _membership(scene: Scene, instance: Instance) -> tuple[tuple[str, str], ...]:
    """What its load balancer says of it, where the pool names one."""
    named = scene.pool.balanced.get(instance.region)
    if named is None or scene.pool_name not in scene.estate.service:
        return ()
    found = named_pool(scene.estate, instance.region, named)
    if isinstance(found, Notice):
        return (("member", scene.locale.text("tui.detail.member_unknown")),)
    members = members_of(found, instance)
    told = ", ".join(
        scene.locale.text(
            "tui.detail.member_state",
            state=one.state.operating.value,
            weight=one.settings.weight,
            port=one.settings.protocol_port,
        )
        for one in members
    )
    said = told or scene.locale.text("tui.detail.no_member")
    return (("member", f"{found.name} · {said}"),)


def _actions(scene: Scene, actions: tuple[InstanceAction, ...] | None, cells: int) -> Lines:
    text = scene.locale.text
    if actions is None:
        return (line((text("tui.detail.reading"), Role.FAINT)),)
    if not actions:
        return (line((text("tui.detail.no_actions"), Role.FAINT)),)
    out: list[Line] = []
    for action in actions:
        at = f"{scene.locale.day(action.started_at)} {scene.locale.clock(action.started_at)}"
        out.append(between(line(action.action), line((at, Role.FAINT)), cells))
        who = " · ".join(p for p in (action.user, action.request_id) if p)
        out.append(fit(line((f"  {who}", Role.FAINT)), cells))
        if action.message:
            out.extend(wrapped(f"  {action.message}", cells, Role.BAD, "  "))
    return tuple(out)


def counted(scene: Scene, cells: int) -> Lines:
    """Of a moment that is looked back at, how many there were in each place, by condition."""
    out: list[Line] = []
    for tally in tallies(scene.estate, scene.policy, scene.pool):
        out.append(datacenters.row(scene, tally, cells))
        if tally.known:
            out.append(fit(line("    ", *joined(_conditions(scene, tally), DOT)), cells))
    return (*out, EMPTY, *wrapped(scene.locale.text("past.uncounted"), cells, Role.FAINT))


def _conditions(scene: Scene, tally: Tally) -> list[Line]:
    """``● 12 in service``, of each condition that some are in."""
    found: list[Line] = []
    for condition, (glyph, role) in MARKS.items():
        n = tally.count(condition)
        if n:
            word = scene.locale.text(f"condition.{condition.value}")
            found.append(line((f"{glyph} {scene.locale.number(n)} {word}", role)))
    return found


def summary(scene: Scene, listed: Listed, needle: str) -> str:
    """The table's title: how many, of how many, the filter, and what could not be read."""
    text, aside = scene.locale.text, listed.aside
    title = text("tui.instances", n=listed.total - aside, pool=scene.pool_name)
    if aside:
        title = f"{title} · {text('tui.instances.quarantined', n=aside)}"
    if needle:
        shown = len(listed.rows)
        title = text("tui.instances.filtered", n=shown, total=listed.total, needle=needle)
    bad = sum(view.unreadable for view in scene.estate.regions.values())
    return f"≥{title} · ▲ {text('tui.unreadable', n=bad)}" if bad else title
