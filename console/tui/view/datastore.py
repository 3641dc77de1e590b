"""One datastore in full: how full, how long, where mounted, and the machines on it."""

from console.desk import inventory
from console.desk.datastores import StoreTally
from console.desk.machines import usual_order
from console.model.figure import Series
from console.model.private import Maintenance, Mount, PrivateView, VirtualMachine
from console.tui.formatting import memory, percent, resample, sparkline
from console.tui.lines import EMPTY, Line, Lines, Role, between, line, wrapped
from console.tui.scene import Scene
from console.tui.view.private import facts, main_cells, spread
from console.tui.view.storage import MARKS, bar, mounts

WEEK_DAYS = 7
SHOWN = 200


def details(scene: Scene, view: PrivateView, tally: StoreTally, cells: int) -> Lines:
    """What is wrong first, then the figures, the hosts that lack it, and what lives on it."""
    wide = main_cells(cells)
    side: list[Line] = []
    if tally.missing:
        side += [*_missing(scene, tally, wide), EMPTY]
    if tally.datastore.accessible:
        side += [*_growth(scene, tally, wide), EMPTY]
    if scene.estate.recorded is None:
        side += _machines(scene, view, tally, wide)
    main = (*_troubles(scene, tally, wide), *_figures(scene, tally, wide))
    return spread(main, tuple(side), cells)


def _troubles(scene: Scene, tally: StoreTally, cells: int) -> Lines:
    glyph, role = MARKS[tally.level]
    text = scene.locale.text
    said = [scene.say(trouble.what) for trouble in tally.troubles]
    said.extend(text("tui.alarm", name=alarm.name) for alarm in tally.alarms)
    out: list[Line] = []
    for sentence in said or [text("tui.store.fine")]:
        out.extend(wrapped(f"{glyph} {sentence}", cells, role, "  "))
    return tuple(out)


def _figures(scene: Scene, tally: StoreTally, cells: int) -> Lines:
    store, text = tally.datastore, scene.locale.text
    cells_of = inventory.datastore(tally, scene.locale)
    place = store.folder or "—"
    if store.clustered:
        place = f"{place} ({text('tui.store.cluster')})"
    pairs: list[tuple[str, Line]] = [
        *_sizes(scene, tally),
        ("kind", line(cells_of["kind"])),
        ("mounts", mounts(tally, cells_of["mounts"])),
        ("folder", line(place)),
    ]
    if store.maintenance is not Maintenance.NORMAL:
        word = text(f"tui.store.maintenance.{store.maintenance}")
        pairs.append(("maintenance", line((word, Role.WARN))))
    pairs.extend(_held(scene, tally))
    pairs.append(("id", line((store.id, Role.FAINT))))
    full = bar(tally, cells)
    return (*((full,) if full else ()), *facts(scene, tuple(pairs)))


def _sizes(scene: Scene, tally: StoreTally) -> list[tuple[str, Line]]:
    """Used, free and provisioned; that nothing is known, in one line, where nothing is."""
    store, locale = tally.datastore, scene.locale
    if store.used_bytes is None:
        return [("used", line((locale.text("tui.na"), Role.STRONG)))]
    cell = inventory.datastore(tally, locale)
    said = locale.text("tui.stores.of", used=cell["bytes"], capacity=cell["capacity"])
    given = f"{cell['provisioned']} · {percent(locale, store.provisioned_ratio)}"
    return [
        ("used", line((said, Role.STRONG), f" · {cell['full']}")),
        ("free", line(cell["free"])),
        ("provisioned", line(given)),
    ]


def _held(scene: Scene, tally: StoreTally) -> list[tuple[str, Line]]:
    """How the provider bills it, where it is one of the provider's."""
    supply = scene.estate.supply
    if supply is None:
        return []
    name, text = tally.datastore.name, scene.locale.text
    return [
        ("billing", line(f"{text(f'tui.billing.{held.billing}')} · {held.offer}"))
        for held in supply.holdings
        if held.name == name
    ][:1]


def _growth(scene: Scene, tally: StoreTally, cells: int) -> Lines:
    """How it grew over the last days, and when it is full if that goes on."""
    text, locale = scene.locale.text, scene.locale
    series = scene.estate.growth.get(tally.datastore.name)
    if series is None or tally.per_day is None:
        return (line((text("tui.store.no_growth"), Role.FAINT)),)
    week = inventory.signed_size(tally.per_day * WEEK_DAYS, locale)
    pace = inventory.datastore(tally, locale)["growth"]
    said = text("tui.store.week", size=week, per_day=pace)
    if tally.days_left is None:
        ends = line((text("tui.store.steady"), Role.FAINT))
    else:
        left = text("tui.store.full_after", days=locale.days(tally.days_left))
        ends = line((left, Role.STRONG))
    return (line(said), ends, *_spark(series, cells))


def _spark(series: Series, cells: int) -> Lines:
    """The samples between their lowest and highest: the title says how much that is."""
    values = resample(series.samples, min(cells, 60))
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    raised = [None if value is None else value - low for value in values]
    return (line((sparkline(raised, high - low), Role.CHART)),) if high > low else ()


def _missing(scene: Scene, tally: StoreTally, cells: int) -> Lines:
    """Each host in service that cannot use it, and why."""
    text = scene.locale.text
    by_host = {mount.host_id: mount for mount in tally.datastore.mounts}
    out: list[Line] = [line((text("tui.store.missing", n=len(tally.missing)), Role.BAD))]
    for host in tally.missing:
        why = _why(scene, by_host.get(host.id))
        first, *rest = wrapped(text("tui.mount.why", host=host.name, why=why), cells - 2)
        out.append(line(("✖ ", Role.BAD), *first))
        out.extend(line("  ", *part) for part in rest)
    return tuple(out)


def _why(scene: Scene, mount: Mount | None) -> str:
    text = scene.locale.text
    if mount is None or mount.mounted is False:
        said = text("tui.mount.absent")
    elif mount.accessible is False:
        said = text("tui.mount.inaccessible")
    elif mount.read_only:
        said = text("tui.mount.read_only")
    else:
        said = text("tui.mount.unknown")
    return f"{said} ({mount.reason})" if mount is not None and mount.reason else said


def _machines(scene: Scene, view: PrivateView, tally: StoreTally, cells: int) -> Lines:
    text, number = scene.locale.text, scene.locale.number
    on_it = set(tally.datastore.virtual_machines)
    found = sorted((m for m in view.virtual_machines if m.id in on_it), key=usual_order)
    heading = text("tui.store.machines", n=len(on_it))
    out: list[Line] = [line((heading, Role.TITLE))]
    for machine in found[:SHOWN]:
        sizes = f"{number(machine.vcpus)} vCPU · {memory(scene.locale, machine.memory_bytes)}"
        out.append(between(_named(scene, machine), line((sizes, Role.FAINT)), cells))
    if len(found) > SHOWN:
        out.append(line((text("tui.detail.more", n=len(found) - SHOWN), Role.FAINT)))
    return tuple(out)


def _named(scene: Scene, machine: VirtualMachine) -> Line:
    """A machine by name; one that holds data says so."""
    pool = scene.policy.private.pool_of(machine.name) if scene.policy.private else None
    stateful = pool is not None and pool.stateful
    word = scene.locale.text("tui.machine.stateful")
    return line(machine.name, (f" {word}", Role.WARN)) if stateful else line(machine.name)
