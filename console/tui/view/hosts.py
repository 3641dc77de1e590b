"""The hosts by cluster: one line each, and one of them in full."""

from console.desk import inventory
from console.desk.datastores import StoreTally
from console.desk.machines import ClusterTally, HostTally, in_ha
from console.model.private import PrivateView
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import bar
from console.tui.lines import EMPTY, Line, Lines, Role, fit, line, wrapped
from console.tui.scene import Scene
from console.tui.view.machines import HIGH, load, short_name
from console.tui.view.private import facts
from console.tui.view.storage import MARKS

COLUMNS = (
    Column("name", 12, most=24),
    Column("state", 12, most=16),
    Column("cpu_bar", 6, most=20, rank=2),
    Column("cpu", 5, right=True),
    Column("memory_bar", 6, most=20, rank=2),
    Column("used", 5, right=True),
    Column("cores", 5, rank=1, right=True),
    Column("memory", 8, rank=1, right=True),
    Column("machines", 4, right=True),
    Column("cluster", 12, most=20, rank=3),
)


def listed(clusters: tuple[ClusterTally, ...]) -> tuple[HostTally, ...]:
    """Every host, by cluster then name; those that need a person before the others."""
    found = [host for cluster in clusters for host in cluster.hosts]
    return tuple(sorted(found, key=lambda tally: -tally.level))


def header(scene: Scene, cells: int) -> Line:
    """Column heads."""
    titles = {
        c.name: "" if c.name.endswith("_bar") else scene.locale.text(f"tui.column.{c.name}")
        for c in COLUMNS
    }
    return heads(titles, layout(COLUMNS, cells), "", reverse=False)


def row_line(scene: Scene, tally: HostTally, cells: int) -> Line:
    """``● esx-1  connected  ███░░ 43 %  ████░ 71 %  32  512 GB  14``."""
    glyph, role = MARKS[tally.level]
    sizes = layout(COLUMNS, cells)
    wide = {column.name: size for column, size in sizes}
    said = inventory.host(tally, scene.locale)
    roles = {"state": role, "machines": Role.PLAIN}
    parts = {name: line((text, roles.get(name, Role.FAINT))) for name, text in said.items()}
    parts |= {
        "name": line((short_name(tally.host.name), Role.STRONG)),
        "cpu_bar": gauge(tally.cpu, wide.get("cpu_bar", 0)),
        "cpu": load(scene, tally.cpu),
        "memory_bar": gauge(tally.memory, wide.get("memory_bar", 0)),
        "used": load(scene, tally.memory),
    }
    return table_line((f"{glyph} ", role), parts, sizes)


def gauge(ratio: float | None, cells: int) -> Line:
    """A bar; none at all when nothing is known."""
    if ratio is None or not cells:
        return EMPTY
    return bar(ratio, cells, Role.WARN if ratio >= HIGH else Role.GOOD)


def title(scene: Scene, clusters: tuple[ClusterTally, ...]) -> str:
    """``cluster-1 · 3 hosts · CPU 41 % · memory 63 %``; with several clusters, how many."""
    text, locale = scene.locale.text, scene.locale
    hosts = sum(len(cluster.hosts) for cluster in clusters)
    if len(clusters) != 1:
        return f"{text('tui.clusters', n=len(clusters))} · {text('tui.hosts', n=hosts)}"
    only = clusters[0]
    parts = [only.cluster.name] if only.cluster else []
    parts.append(text("tui.hosts", n=hosts))
    if only.cpu is not None:
        parts.append(text("tui.hosts.cpu", cpu=locale.percent(only.cpu)))
    if only.memory is not None:
        parts.append(text("tui.hosts.memory", memory=locale.percent(only.memory)))
    return " · ".join(parts)


def details(
    scene: Scene,
    view: PrivateView,
    clusters: tuple[ClusterTally, ...],
    tally: HostTally,
    cells: int,
    *,
    stores: tuple[StoreTally, ...],
) -> Lines:
    """Its state and size, its cluster's use, and the datastores it lacks."""
    glyph, role = MARKS[tally.level]
    text, host, said = scene.locale.text, tally.host, inventory.host(tally, scene.locale)
    out: list[Line] = [line((f"{glyph} {said['state']}", role))]
    for alarm in tally.alarms:
        out.extend(wrapped(f"▲ {text('tui.alarm', name=alarm.name)}", cells, Role.WARN, "  "))
    pairs: list[tuple[str, Line]] = [
        ("cores", line(f"{said['cores']:<8}", *gauge(tally.cpu, 12), " ", *load(scene, tally.cpu))),
        (
            "memory",
            line(
                f"{said['memory']:<8}",
                *gauge(tally.memory, 12),
                " ",
                *load(scene, tally.memory),
            ),
        ),
        ("machines", line(said["machines"])),
        ("cluster", line(_cluster(scene, clusters, tally))),
        ("ha", line(in_ha(host, tally.cluster, scene.locale))),
        ("id", line((host.id, Role.FAINT))),
    ]
    out.extend(facts(scene, tuple(pairs)))
    lacking = [s.datastore.name for s in stores if any(h.id == host.id for h in s.missing)]
    out.append(EMPTY)
    if lacking:
        why = text("tui.host.lacks", n=len(lacking), names=", ".join(lacking))
        out.extend(wrapped(f"✖ {why}", cells, Role.BAD, "  "))
    else:
        out.append(line((text("tui.host.has_all", n=len(view.datastores)), Role.FAINT)))
    return tuple(fit(item, cells) for item in out)


def _cluster(scene: Scene, clusters: tuple[ClusterTally, ...], tally: HostTally) -> str:
    mine = next((c for c in clusters if any(h.host.id == tally.host.id for h in c.hosts)), None)
    if mine is None or mine.cluster is None:
        return "—"
    return title(scene, (mine,))
