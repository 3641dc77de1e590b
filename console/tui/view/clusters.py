"""The clusters of stateful pools: one line each, and what a machine is in its cluster."""

from console.desk import clusters
from console.model.policy import MachinePool
from console.tui.lines import Line, Lines, Role, fit, line
from console.tui.scene import Scene

GLYPHS = {Role.GOOD: "●", Role.WARN: "▲", Role.BAD: "✖"}
MOST = 3
"""Lines at most: the tables below need the room; `vigie cluster list` has all of them."""


def board(scene: Scene, cells: int) -> Lines:
    """A line a cluster, what is in the way first; none where there are no clusters."""
    found = sorted((_said(scene, name) for name in scene.policy.clusters), key=_gravity)
    return tuple(
        fit(line((f" {GLYPHS[role]} ", role), (said, role)), cells) for role, said in found[:MOST]
    )


def membership(scene: Scene, pool: MachinePool | None, machine: str) -> Line | None:
    """``databases · leader · running``; None for what is in no cluster, or not told of."""
    for name, cluster in scene.policy.clusters.items():
        view = scene.estate.clusters.get(name)
        member = None if view is None else view.member(machine)
        if pool is None or cluster.pool != pool.name or member is None:
            continue
        said = [name, clusters.role(member, scene.locale), clusters.state(member, scene.locale)]
        if not member.leads:
            said.append(clusters.lag(member, scene.locale))
        unsure = clusters.unknown(scene.estate, name) is not None
        return line((" · ".join(said), Role.FAINT if unsure else Role.PLAIN))
    return None


def _said(scene: Scene, name: str) -> tuple[Role, str]:
    why, view = clusters.unknown(scene.estate, name), scene.estate.clusters.get(name)
    if why is not None or view is None:
        said = scene.locale.notice(why or clusters.UNREAD)
        unknown = scene.locale.text("clusters.unknown", said=said)
        return Role.WARN, scene.locale.text("clusters.line", cluster=name, said=unknown)
    role = Role.GOOD if clusters.healthy(view) else Role.WARN if view.quorum else Role.BAD
    said = scene.locale.notice(clusters.verdict(view))
    return role, scene.locale.text("clusters.line", cluster=name, said=said)


def _gravity(told: tuple[Role, str]) -> int:
    return [Role.BAD, Role.WARN, Role.GOOD].index(told[0])
