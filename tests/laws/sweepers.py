"""Nights in which somebody sweeps: what servers leave, who takes it, and the morning after."""

from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from misfortunes import READ, Trouble, chances, spell, stop
from night import REGIONS, Night

from console.kinds.leftovers.verbs import NAMED, SWEEP
from console.model.build import BootVolume
from console.model.error import Refused, SourceError
from console.model.plan import Plan

if TYPE_CHECKING:
    from schedules import Schedule

VOLUMES = BootVolume(40)
DISCARD = ("lost", "late", "dropped", "fails", "refused", "limited", "down", "garbled")
LATE = ("late", "tardy", "lost")
UNFIT = ("error", "stuck", "slow", "sick", "evicted")
STANDING = ("fails", "fails", "dropped")


def copied(night: Night, luck: Random) -> None:
    """Somebody makes a server as ours are, down to the mark of the operation."""
    night.laws.meddled = True

    def act() -> None:
        ours = [s for s in night.cloud.standing() if s.operation and s.by == "vigie"]
        if ours:
            name, region = f"copy-{night.cloud.serial}", luck.choice(list(REGIONS.values()))
            made = luck.choice(ours).operation
            night.cloud.put(name, region, pool=None, by="hand", operation=made, ready=False)

    night.at(luck.uniform(5, 120), act)


def taken(night: Night, luck: Random) -> None:
    """Somebody deletes instances of ours by hand, and looks at nothing else."""
    night.laws.meddled = True

    def act() -> None:
        ours = [s for s in night.cloud.standing() if s.operation and s.by == "vigie"]
        if ours:
            night.cloud.take(luck.choice(ours))

    for _ in range(luck.choice((1, 2, 3))):
        night.at(luck.uniform(15, 200), act)


def failing(night: Night, luck: Random) -> None:
    """The pool's own instances fail or are deleted, until few are left."""
    night.laws.meddled = True

    def act() -> None:
        there = [s for s in night.cloud.standing() if s.by == "seed"]
        if there and luck.random() < 0.5:
            night.cloud.take(luck.choice(there))
        elif there:
            night.cloud.sicken(luck.choice(there), "error")

    for _ in range(luck.choice((1, 2, 3))):
        night.at(luck.uniform(15, 200), act)


def given(night: Night, luck: Random) -> None:
    """Somebody takes what servers left for a server of theirs."""

    def act() -> None:
        left = night.belongings.left()
        if left:
            thing = luck.choice(left)
            name = f"theirs-{night.cloud.serial}"
            night.belongings.give(thing, night.cloud.put(name, thing.region, pool=None, by="hand"))

    for _ in range(luck.choice((1, 2, 4))):
        night.at(luck.uniform(20, 400), act)


def heir(night: Night, luck: Random) -> None:
    """Somebody's port gets an address that a server of ours had."""

    def act() -> None:
        t = night.moments.t
        gone = [s for s in night.cloud.servers.values() if s.operation and s.gone_at <= t]
        if gone:
            heir = luck.choice(gone)
            night.belongings.occupy(heir.region, heir.address)

    for _ in range(luck.choice((1, 2, 4))):
        night.at(luck.uniform(20, 400), act)


TROUBLE: tuple[tuple[str, Trouble], ...] = (
    ("discard", chances("discard", DISCARD)),
    ("discard", chances("discard", DISCARD)),
    ("belongings", chances("belongings", READ)),
    *(
        (f"{service} of {region} {kind}", spell(f"{service}:{region}", kind))
        for service in ("neutron", "cinder")
        for region in REGIONS.values()
        for kind in ("silent", "unreadable")
    ),
    ("create", chances("create", LATE)),
    ("build", chances("build", UNFIT)),
    ("delete", chances("delete", STANDING)),
    ("stop", stop),
    ("stop", stop),
    ("taken", taken),
    ("taken", taken),
    ("failing", failing),
    ("copied", copied),
    ("given", given),
    ("given", given),
    ("heir", heir),
    ("heir", heir),
)


def sweeping(seed: int) -> Random:
    """The luck of a night's sweeps: whatever else is drawn in it stays what it was."""
    return Random(seed * 67_867_967 + 17)  # noqa: S311 - a schedule, not a secret


def sweep_by_luck(schedule: "Schedule") -> None:
    """Somebody sweeps, once or more, whatever is going on; by luck of its own too."""
    luck = sweeping(schedule.seed)
    night, things = schedule.night, schedule.night.belongings
    if luck.random() < 0.5:
        boot_from_volumes(night)
    for n, region in enumerate(REGIONS.values()):
        things.furnish(region)
        if n == 0:
            night.cloud.put(f"kiosk-{n}", region, pool=None, by="hand", operation="zz999999")
    for n in range(luck.choice((1, 1, 2, 3))):
        name, trouble = luck.choice(TROUBLE)
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add(f"{n} {name}", lambda t=trouble, o=own: t(night, o))  # type: ignore[misc]
    for n in range(luck.choice((1, 1, 2, 3))):
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        at = luck.choice((luck.uniform(0, 60), luck.uniform(30, 200), luck.uniform(200, 900)))
        schedule.add(f"sweep {n}", lambda t=at, o=own: night.at(t, lambda: _sweep(night, o)))  # type: ignore[misc]


def boot_from_volumes(night: Night) -> None:
    """The pool's instances are made with a volume to boot from."""
    pools = {
        name: replace(pool, build=replace(pool.build, boot_volume=VOLUMES))
        for name, pool in night.policy.pools.items()
    }
    night.policy = replace(night.policy, pools=pools)
    night.belongings.image = ("id-windows-server-2022-api", VOLUMES.size_gib)


def _sweep(night: Night, luck: Random) -> None:
    """All that is ours, or one thing by its name; two people at once, or one who takes a while."""
    desk, named = night.desk(), None
    with suppress(SourceError):
        if luck.random() < 0.2:
            found = desk.session.leftovers().leftovers
            ours = [one for one in found if one.operation in night.laws.operations]
            named = luck.choice(ours or found).id if found else None
        told = {} if named is None else {NAMED.name: named}
        plans = [desk.plan(SWEEP, **told) for _ in range(luck.choice((1, 1, 1, 2)))]
        waits = luck.choice((0.0, 0.0, 5.0, 60.0))
        for plan in plans:
            if isinstance(plan, Plan):
                night.at(night.moments.t + waits, lambda p=plan: _submit(night, p))  # type: ignore[misc]
            else:
                night.note(f"sweep refused: {[r.guard for r in plan.reasons]}")


def _submit(night: Night, plan: Plan) -> None:
    with suppress(Refused, SourceError):
        night.desk().submit(plan)


def morning(night: Night) -> None:
    """All is quiet: sweeps in good weather, after which nothing of ours is left over."""
    night.clear_up()
    desk = night.desk()
    night.run(until=max(night.moments.t + 120.0, night.laws.apart.over_at()))
    for _ in range(2):  # servers that are removed leave what the second finds
        found = desk.plan(SWEEP)
        if isinstance(found, Plan):
            swept = desk.submit(found)
            night.run_out(limit=night.moments.t + 10_000.0)
            night.laws.sweeps.over(desk, swept.id)
    night.laws.sweeps.look_back(desk)
