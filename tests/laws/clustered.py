"""Nights of a cluster that keeps its data: what people ask of it, and what befalls it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from clusters import BEHIND, CLUSTER, NAME
from misfortunes import Trouble, chances, spell
from night import Night

from console.kinds.clusters.verbs import RESTART, SWITCHOVER
from console.kinds.machines.verbs import VM_REBOOT, VM_RESIZE
from console.model.error import Refused, SourceError
from console.model.freeze import Scope
from console.model.plan import Plan
from console.model.policy import Policy
from console.model.verb import HEAL, ROLLBACK, Verb

WRITE = ("lost", "late", "dropped", "refused", "limited", "down", "garbled")
READ = ("down", "limited", "garbled")
MEMBERS = ("db-1", "db-2", "db-3")
POOLS_THAT_FREEZE = 0.1
PROCESSES_THAT_FALL = 0.5
SICK_FIRST = 0.7
WISHES = ("switchover", "switchover", "restart", "restart", "heal", "heal", "machine")


def clustering(seed: int) -> Random:
    """The luck of a night's cluster: whatever else is drawn in it stays what it was."""
    return Random(seed * 141_650_939 + 29)  # noqa: S311 - a schedule, not a secret


def with_cluster(policy: Policy) -> Policy:
    """The machines of the pool keep their data as a cluster."""
    return replace(policy, clusters={NAME: CLUSTER})


def cluster_by_luck(schedule: "Schedule") -> None:
    """One or two people ask something of it, and some of its members fall, or lag."""
    luck, night = clustering(schedule.seed + 1), schedule.night
    for _ in range(luck.choice((1, 2, 2, 3))):
        wish, own = luck.choice(WISHES), Random(luck.getrandbits(32))  # noqa: S311 - as above
        at = luck.choice((0.0, luck.uniform(0.0, 60.0)))
        night.at(at, lambda w=wish, o=own: _wish(night, w, o))  # type: ignore[misc]
    if luck.random() < PROCESSES_THAT_FALL:
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add("process of data", lambda: _process(night, own))
    for n in range(luck.choice((0, 1, 1, 2, 3))):
        name, trouble = luck.choice(TROUBLE)
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add(f"{n} {name}", lambda t=trouble, o=own: t(night, o))  # type: ignore[misc]
    if luck.random() < POOLS_THAT_FREEZE:
        begins, lasts = luck.uniform(0.0, 30.0), luck.choice((5.0, 60.0, 600.0))
        schedule.add("freezer of data", lambda: _freeze(night, begins, lasts))


def _process(night: Night, luck: Random) -> None:
    """A worker dies, or stands still, as it looks at the cluster or asks something of it."""
    label = luck.choice(("switch_over", "restart", "cluster", "reboot", "shut_down"))
    fate, seconds = luck.choice(("die", "die", "freeze", "stall")), luck.choice((1.0, 20.0, 90.0))

    def befall() -> None:
        assert night.current is not None
        if fate == "die":
            night.hire_after_s = seconds
            night.hire(night.policy, journal=night.current.journal)
            night.die()
        night.stall(seconds, frozen=fate == "freeze")

    times = luck.choice((1, 2, 2, 3))
    _once(night, label, times, befall)


def _once(night: Night, label: str, times: int, what: Callable[[], None]) -> None:
    """At the so manieth such point."""
    night.when(label, what if times == 1 else lambda: _once(night, label, times - 1, what))


def _freeze(night: Night, begins: float, lasts: float) -> None:
    def freeze() -> None:
        with suppress(SourceError):
            night.desk().freeze(NAME, Scope.EVERYTHING)
            night.at(begins + lasts, thaw)

    def thaw() -> None:
        try:
            night.desk().thaw(NAME, Scope.EVERYTHING)
        except SourceError:  # the disk is full: once more, later
            night.at(night.moments.t + 5.0, thaw)

    night.at(begins, freeze)


def _wish(night: Night, wish: str, luck: Random) -> None:
    name = luck.choice(MEMBERS)
    if wish == "switchover":
        to = name if luck.random() < 0.5 else None
        if _ask(night, SWITCHOVER, cluster=NAME, to=to) and luck.random() < 0.5:
            night.at(night.moments.t + luck.choice((20.0, 60.0)), lambda: _undo(night))
    elif wish == "restart":
        _ask(night, RESTART, cluster=NAME, member=name)
    elif wish == "heal":
        if luck.random() < SICK_FIRST:
            night.laws.meddled = True
            night.cluster.fall(name, night.moments.t + luck.choice((20.0, 1e6, 1e6)))
        _ask(night, HEAL, pool=NAME)
    elif luck.random() < 0.5:
        _ask(night, VM_REBOOT, machine=name)
    else:
        _ask(night, VM_RESIZE, machine=name, allow_restart=True, vcpus=4)


def _undo(night: Night) -> None:
    """Back to who led before."""
    found = night.desk().journal.operations()
    mine = [o for o in found if o.plan.request.verb == SWITCHOVER and not o.state.live]
    if mine:
        _ask(night, ROLLBACK, operation=mine[0].id)


def _ask(night: Night, verb: Verb, **wanted: object) -> bool:
    desk = night.desk()
    with suppress(Refused, SourceError):
        found = desk.plan(verb, **wanted)
        if isinstance(found, Plan):
            desk.submit(found)
            return True
        night.note(f"{verb} refused: {[r.guard for r in found.reasons]}")
    return False


def crashed(night: Night, luck: Random) -> None:
    """A member crashes; some come back by themselves."""
    night.laws.meddled = True
    begins, lasts = luck.choice((0.0, luck.uniform(0.0, 60.0))), luck.choice((5.0, 30.0, 1e6))
    name = luck.choice(MEMBERS)
    night.at(begins, lambda: night.cluster.fall(name, begins + lasts))


def lagging(night: Night, luck: Random) -> None:
    """A member falls far behind, for a while."""
    night.laws.meddled = True
    begins, name = luck.uniform(0.0, 40.0), luck.choice(MEMBERS)
    server = night.cluster.servers[name]
    night.at(begins, lambda: setattr(server, "behind", BEHIND))
    night.at(begins + luck.choice((5.0, 60.0)), lambda: setattr(server, "behind", 0))


def untold(night: Night, luck: Random) -> None:
    """A member is cut off: the cluster does not tell of it."""
    night.laws.meddled = True
    begins, name = luck.uniform(0.0, 40.0), luck.choice(MEMBERS)
    server = night.cluster.servers[name]
    night.at(begins, lambda: setattr(server, "told", False))
    night.at(begins + luck.choice((5.0, 60.0)), lambda: setattr(server, "told", True))


def paused(night: Night, luck: Random) -> None:
    """Somebody pauses the cluster by hand, for a while."""
    night.laws.meddled = True
    begins, cluster = luck.uniform(0.0, 40.0), night.cluster
    night.at(begins, lambda: setattr(cluster, "paused", True))
    night.at(begins + luck.choice((5.0, 60.0)), lambda: setattr(cluster, "paused", False))


TROUBLE: tuple[tuple[str, Trouble], ...] = (
    ("switchover", chances("switch_over", WRITE)),
    ("switchover", chances("switch_over", WRITE)),
    ("restart", chances("restart", WRITE)),
    ("restart", chances("restart", WRITE)),
    ("cluster", chances("cluster", READ)),
    ("cluster silent", spell(CLUSTER.source, "silent")),
    ("crashed", crashed),
    ("crashed", crashed),
    ("crashed", crashed),
    ("lagging", lagging),
    ("untold", untold),
    ("paused", paused),
)

if TYPE_CHECKING:
    from schedules import Schedule
