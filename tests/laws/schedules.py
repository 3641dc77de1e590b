"""One seed, one schedule: who is there, what they want, and everything that goes wrong.

Most of a schedule's numbers are drawn from a generator of its own, so that a
schedule can be shrunk by leaving something out without changing the rest.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random

from balancing import PORT
from clustered import cluster_by_luck, clustering, with_cluster
from hushed import ALONG, hush_by_luck, hushing
from laws import Broken
from misfortunes import BALANCER_TROUBLE, PRIVATE_TROUBLE, PUBLIC_TROUBLE
from night import POLICY, POOL, PRIVATE, REGIONS, Night, night
from privates import GIB, TB
from sweepers import morning, sweep_by_luck, sweeping
from upkeep import SPEED, cared, evening, keep_by_luck, keeping

from console.kinds.instances.verbs import ADOPT, BURST, HEAL, SCALE
from console.kinds.machines.verbs import VM_REBOOT, VM_RESIZE, VM_START
from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.model.error import Refused, SourceError
from console.model.freeze import Scope
from console.model.operation import OperationState
from console.model.plan import Plan
from console.model.policy import Healing, Policy
from console.model.pool import PoolBalancer
from console.model.private import Power
from console.model.verb import ROLLBACK, TOPUP, Verb

SHORT = replace(POOL, boot_deadline_s=120.0)
QUICK = replace(
    POLICY,
    pools={"api": SHORT},
    healing=Healing(
        grace_s=30.0,
        down_s=20.0,
        stuck_s=60.0,
        reboot_s=60.0,
        at_once=0.5,
        per_hour=1.0,
        at_most_ratio=0.6,
    ),
    private=replace(
        PRIVATE,
        delivery_deadline_s=300.0,
        mount_deadline_s=120.0,
        shutdown_deadline_s=60.0,
        boot_deadline_s=120.0,
    ),
)
BEHIND = replace(
    SHORT,
    balancers={code: PoolBalancer("api", PORT, (name,)) for code, name in REGIONS.items()},
    drain_s=10.0,
)
BALANCED = replace(QUICK, pools={"api": BEHIND})
LOWERED = replace(QUICK, pools={"api": replace(BEHIND, least=2)})
"""Behind load balancers, with fewer in service than the baseline."""
BASIC = ("burst", "burst", "scale down", "rollback", "rollback", "topup")
ADOPTION = ("adopt", "adopt rollback")
HEALING = ("heal", "heal", "heal rollback")
ALL = (*BASIC, *ADOPTION, *HEALING, "datastores", "hosts", "resize", "private rollback")
DISKS_THAT_FILL = 0.15
POOLS_THAT_FREEZE = 0.1
SICK_THAT_ARE_KEPT = 0.4
MENDED_IN_QUARANTINE = 0.5
POWERED = 0.4
"""The part of the nights of machines in which one is powered on, or its guest reboots."""
POOLS_BEHIND_BALANCERS = 0.2
NIGHTS_WITH_SWEEPS = 0.15
NIGHTS_THAT_ARE_KEPT = 0.03
NIGHTS_OF_CLUSTERS = 0.02
NIGHTS_OF_SILENCES = 0.06
WRITTEN_ALL_THE_SAME = 0.3


@dataclass(slots=True)
class Schedule:
    """What a seed comes to. `without` leaves misfortunes out, by their names."""

    seed: int
    without: frozenset[str] = frozenset()
    events: list[str] = field(default_factory=list)
    """The names of the misfortunes that are in it."""
    luck: Random = field(init=False)
    night: Night = field(init=False)

    def __post_init__(self) -> None:
        self.luck = Random(self.seed * 7919 + 1)  # noqa: S311 - a schedule, not a secret

    def add(self, name: str, what: Callable[[], None]) -> None:
        """One misfortune, unless it is left out."""
        if name not in self.without:
            self.events.append(name)
            what()


def play(seed: int, without: frozenset[str] = frozenset()) -> Schedule:
    """Live through a seed's night and judge it; raises Broken, or whatever the product raises."""
    schedule = Schedule(seed, without)
    _live(schedule)
    return schedule


def _live(schedule: Schedule) -> None:
    luck, seed = schedule.luck, schedule.seed
    wish = luck.choice(ALL)
    private = wish in {"datastores", "hosts", "resize", "private rollback"}
    hosts = 2 if luck.random() < 0.2 else 1
    standing = luck.choice((4, 5, 6, 6) if wish == "scale down" else (3, 3, 4, 6))
    limit = 30 if luck.random() < 0.85 else luck.choice((2, 3))
    speed = 1.0 if luck.random() < 0.9 else 20.0
    balanced = not private and _behind(seed).random() < POOLS_BEHIND_BALANCERS
    sweeps = not private and sweeping(seed).random() < NIGHTS_WITH_SWEEPS
    if sweeps:
        wish = sweeping(seed + 1).choice((*BASIC, *HEALING))
        balanced |= sweeping(seed + 2).random() < POOLS_BEHIND_BALANCERS
    keeps = not (private or sweeps) and keeping(seed).random() < NIGHTS_THAT_ARE_KEPT
    clustered = not (sweeps or keeps) and clustering(seed).random() < NIGHTS_OF_CLUSTERS
    policy = _policy(seed) if balanced else QUICK
    if keeps:
        wish, speed, hosts, policy = "burst", SPEED, 1, cared(policy, seed)
    elif clustered:
        wish, private, balanced, policy = "cluster", True, False, with_cluster(QUICK)
    hushed = not (private or keeps) and hushing(seed).random() < NIGHTS_OF_SILENCES
    with night(
        seed,
        policy=policy,
        hushed=hushed,
        keeps=keeps,
        staying=0.7 if sweeps else 0.0,
        private=private,
        clustered=clustered,
        balanced=balanced,
        hosts=hosts,
        standing=standing,
        speed=speed,
        limit=limit,
    ) as world:
        schedule.night = world
        world.cloud.boot_s, world.cloud.well_s, world.cloud.removal_s = 8.0, 2.0, 4.0
        world.cloud.late_s /= speed  # or what is late comes when nobody waits for it any more
        world.provider.delivery_s = 20.0
        _misfortunes(schedule, private=private)
        if not clustered:
            _people(schedule, wish)
        parts = (
            (clustered, cluster_by_luck),
            (balanced, _balancers),
            (sweeps, sweep_by_luck),
            (keeps, keep_by_luck),
            (hushed, hush_by_luck),
        )
        for part in (play for there, play in parts if there):
            part(schedule)
        _disk(schedule)
        _freezer(schedule)
        world.run_out(limit=60_000.0)
        world.laws.look_back()
        if sweeps:
            morning(world)
        if keeps:
            evening(world)
            world.laws.look_back()


def _policy(seed: int) -> Policy:
    """A third of the pools behind load balancers have a floor below their baseline."""
    return BALANCED if seed % 3 else LOWERED


def _misfortunes(schedule: Schedule, *, private: bool) -> None:
    luck = schedule.luck
    for n in range(luck.choice((0, 0, 1, 1, 1, 2, 2, 3))):
        kinds = PRIVATE_TROUBLE if private else PUBLIC_TROUBLE
        name, trouble = luck.choice(kinds)
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add(f"{n} {name}", lambda t=trouble, o=own: t(schedule.night, o))  # type: ignore[misc]
    if luck.random() < 0.6:
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add("process", lambda: _process(schedule.night, own))


def _disk(schedule: Schedule) -> None:
    """A disk that is full for a while, by luck of its own: the others stay what they were."""
    luck = Random(schedule.seed * 104_729 + 5)  # noqa: S311 - as above
    if luck.random() < DISKS_THAT_FILL:
        begins, lasts = luck.uniform(0.0, 45.0), luck.choice((1.0, 6.0, 15.0, 60.0))
        there = luck.random() < WRITTEN_ALL_THE_SAME
        fails = schedule.night.disk_is_full
        schedule.add("disk", lambda: fails(begins, begins + lasts, though_written=there))


def _behind(seed: int) -> Random:
    return Random(seed * 32_452_843 + 11)  # noqa: S311 - as above


def _power(seed: int) -> Random:
    return Random(seed * 49_979_687 + 5)  # noqa: S311 - as above


def _balancers(schedule: Schedule) -> None:
    """What goes wrong with load balancers, by luck of its own too."""
    luck = _behind(schedule.seed)
    for n in range(luck.choice((0, 0, 1, 1, 2))):
        name, trouble = luck.choice(BALANCER_TROUBLE)
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add(f"{n} {name}", lambda t=trouble, o=own: t(schedule.night, o))  # type: ignore[misc]


def _freezer(schedule: Schedule) -> None:
    """Somebody freezes the pool for a while, also by luck of its own."""
    luck = Random(schedule.seed * 15_485_863 + 7)  # noqa: S311 - as above
    if luck.random() >= POOLS_THAT_FREEZE:
        return
    begins, lasts = luck.uniform(0.0, 45.0), luck.choice((1.0, 10.0, 60.0, 600.0, 4000.0))
    scope = luck.choice((Scope.EVERYTHING, Scope.EVERYTHING, Scope.SHRINKING))

    def freeze() -> None:
        desk = schedule.night.desk()
        with suppress(SourceError):
            desk.freeze("api", scope)
            schedule.night.at(begins + lasts, thaw)

    def thaw() -> None:
        try:
            schedule.night.desk().thaw("api", scope)
        except SourceError:  # the disk is full: once more, later
            schedule.night.at(schedule.night.moments.t + 5.0, thaw)

    schedule.add("freezer", lambda: schedule.night.at(begins, freeze))


def _process(night: Night, luck: Random) -> None:
    """Workers that die, stand still, or leave; others come after a while."""
    dooms = luck.choice((1, 1, 1, 2))
    back = luck.choice((3.0, 3.0, 30.0, 2400.0))
    fates = ("kill", "kill", "kill", "stall", "freeze", "linger", "leave", "journal")
    given: list[int] = []

    def doom(worker: object) -> None:
        if len(given) >= dooms:
            night.hire_after_s = 3.0
            return
        given.append(1)
        number, fate = luck.randrange(5, 90), luck.choice(fates)
        if fate == "kill" and luck.random() < 0.4:
            # In the middle of a call: it was made, and nobody hears what came of it.
            label = luck.choice(("POST", "DELETE", "order", "release", "enter_main", "reconf"))
            night.when(label, lambda: night.when(label, lambda: _befall(night, fate, luck, back)))
            return
        if night.hosts > 1 and luck.random() < 0.5:
            fate = "freeze"
            night.at(night.moments.t + 5.0, lambda: night.work() and None)
        worker.dooms[number] = lambda: _befall(night, fate, luck, back)  # type: ignore[attr-defined]

    night.on_hire = doom
    if luck.random() < 0.25:
        night.at(luck.uniform(0, 20), lambda: night.work() and None)


def _befall(night: Night, fate: str, luck: Random, back: float) -> None:
    assert night.current is not None
    journal = night.current.journal
    if fate == "kill":
        night.hire_after_s = back
        night.hire(night.policy, journal=journal)
        night.die()
    elif fate in {"stall", "freeze"}:
        night.stall(luck.choice((1.0, 15.0, 60.0)), frozen=fate == "freeze")
    elif fate == "linger":
        last = night.trace[-1]
        if " POST " in last or " DELETE " in last:
            night.linger(luck.choice((1.0, 15.0, 60.0)))
    elif fate == "leave":
        night.current.leaving = True
        night.hire(night.policy, journal=journal)
    elif fate == "journal":
        ends = night.moments.t + luck.choice((0.5, 5.0, 40.0))
        night.journal_fails_until(ends)


# What people want


def _people(schedule: Schedule, wish: str) -> None:
    night, luck = schedule.night, schedule.luck
    first = _adopt if wish in ADOPTION else _heal if wish in HEALING else _first
    night.at(0.0, lambda: first(night, luck, wish))
    if luck.random() < 0.1:
        night.at(luck.uniform(0, 30), lambda: _ask(night, BURST, pool="api", by=1))


def _adopt(night: Night, luck: Random, wish: str) -> None:
    """Some that nobody marked stand beside the pool's, and some that are nobody's."""
    where = luck.choice(((), (), ("RBX",), ("RBX", "SBG")))
    for n, region in enumerate(REGIONS.values()):
        night.cloud.put(f"api-old-{n}", region, pool=None, by="hand")
        night.cloud.put(f"db-{n}", region, pool=None, by="hand")
    _ask(night, ADOPT, pool="api", datacenters=where)
    if wish == "adopt rollback":
        _later(night, luck, ROLLBACK)


def _heal(night: Night, luck: Random, wish: str) -> None:
    """Some fall sick, and some of these are well again in the middle of it all."""
    night.sickly = True
    there = night.cloud.standing()
    for server in luck.sample(there, min(len(there), luck.choice((1, 1, 2, 2, 3)))):
        sickness = luck.choice(("error", "hung", "incurable"))
        night.cloud.sicken(server, sickness)
        recovers = luck.random() < 0.25
        night.laws.meddled |= recovers or sickness == "incurable"
        if recovers:
            night.at(luck.uniform(1, 60), lambda s=server: night.cloud.recover(s))  # type: ignore[misc]
    aside = _aside(night)
    _ask(night, HEAL, pool="api", **aside)
    for t in luck.choice(((), (150.0,), (150.0, 400.0))):
        night.at(t, lambda: _ask(night, HEAL, pool="api", **aside))
    if wish == "heal rollback":
        _later(night, luck, ROLLBACK)


def _aside(night: Night) -> dict[str, bool]:
    """Whether what is sick is kept, by luck of its own; then a hand may mend it later."""
    luck = Random(night.seed * 49_979_687 + 13)  # noqa: S311 - as above
    if luck.random() >= SICK_THAT_ARE_KEPT:
        return {}
    if luck.random() < MENDED_IN_QUARANTINE:
        night.laws.meddled = True
        for server in night.cloud.standing():
            night.at(luck.uniform(15, 60), lambda s=server: night.cloud.recover(s))  # type: ignore[misc]
    return {"quarantine": True}


def _first(night: Night, luck: Random, wish: str) -> None:
    where = luck.choice(((), ("RBX",), ("RBX",), ("GRA",), ("RBX", "SBG")))
    more = luck.choice((1, 1, 2, 2, 3, 4))
    if wish == "scale down":
        _ask(night, SCALE, pool="api", to=3)
    elif wish == "datastores":
        _ask(night, DATASTORE_ADD, count=luck.choice((1, 2)), size_bytes=3 * TB)
    elif wish == "hosts":
        _ask(night, HOST_ADD, count=1)
    elif wish == "resize" and _power(night.seed).random() < POWERED:
        _powered(night)
    elif wish == "resize":
        more_memory = {"memory_bytes": 128 * GIB} if luck.random() < 0.5 else {"vcpus": 4}
        _ask(night, VM_RESIZE, machine="db-1", allow_restart=True, **more_memory)
    elif wish == "private rollback":
        if luck.random() < 0.5:
            _ask(night, DATASTORE_ADD, count=1, size_bytes=3 * TB)
        else:
            _ask(night, VM_RESIZE, machine="db-1", allow_restart=True, vcpus=16)
        _later(night, luck, ROLLBACK)
    else:
        whole = luck.random() < 0.15
        size = {"to": SHORT.ceiling} if whole else {"by": more}
        _ask(night, BURST, pool="api", datacenters=() if whole else where, **size)
        if wish in {"rollback", "topup"}:
            _later(night, luck, ROLLBACK if wish == "rollback" else TOPUP)


def _powered(night: Night) -> None:
    """A guest is to reboot; or a machine went off by itself, which HA may see as well."""
    luck = _power(night.seed)
    luck.random()
    if luck.random() < 0.5:
        _ask(night, VM_REBOOT, machine="db-1")
        return
    vcenter = night.vcenter
    vcenter.change("vm-1", power=Power.OFF, guest_running=False)
    _ask(night, VM_START, machine="db-1")
    if luck.random() < 0.4:
        on = {"power": Power.ON, "guest_running": True}
        night.at(luck.uniform(0, 20), lambda: vcenter.change("vm-1", **on))


def _later(night: Night, luck: Random, verb: Verb) -> None:
    """Once the first operation has ended, undo it, or ask for what it lacks."""

    def act() -> None:
        found = night.desk().journal.operations(limit=1)
        if not found:
            return
        if found[0].state.live:
            if night.moments.t < 20_000:
                night.at(night.moments.t + 60.0, act)
            return
        if found[0].state is not OperationState.ROLLED_BACK:
            _ask(night, verb, operation=found[0].id)

    night.at(luck.choice((25.0, 60.0)), act)


def _ask(night: Night, verb: Verb, **request: object) -> None:
    """Plan and submit; what is refused is let be."""
    desk = night.desk()
    if night.hushed and verb in ALONG:
        request["silence"] = True
    with suppress(Refused):
        found = desk.plan(verb, **request)
        if isinstance(found, Plan):
            desk.submit(found)
        else:
            night.note(f"{verb} refused: {[r.guard for r in found.reasons]}")


def shrink(seed: int, error: Exception) -> tuple[frozenset[str], list[str]]:
    """Leave out every misfortune that the failure does not need; and those that it does."""
    without: frozenset[str] = frozenset()
    left = trace(seed)[0]
    for name in list(left):
        if _failure(seed, without | {name}) == _kind(error):
            without |= {name}
            left.remove(name)
    return without, left


def _kind(error: Exception) -> object:
    return error.law if isinstance(error, Broken) else type(error)


def _failure(seed: int, without: frozenset[str]) -> object:
    try:
        play(seed, without)
    except Exception as error:  # noqa: BLE001 - whatever the product raises is a failure
        return _kind(error)
    return None


def trace(seed: int, without: frozenset[str] = frozenset()) -> tuple[list[str], list[str]]:
    """The misfortunes of a schedule, and all that happened in it, however it ended."""
    schedule = Schedule(seed, without)
    with suppress(Exception):
        _live(schedule)
    return schedule.events, schedule.night.trace
