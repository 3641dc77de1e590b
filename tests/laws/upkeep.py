"""Nights in which workers see to the pool: targets, what is foreseen, a datacenter that is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, time, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from moments import START
from night import REGIONS, Night
from weather import Spell

from console.kinds.instances.verbs import BURST, TARGETING, UNTARGETING
from console.model.error import Refused, SourceError
from console.model.operation import OperationState
from console.model.plan import Plan
from console.model.policy import Policy
from console.model.pool import ForesightMode, HealingMode
from console.model.verb import REPAIR, ROLLBACK, TOPUP, Verb
from console.model.window import Rise, Window
from console.schedule.wanted import begun

if TYPE_CHECKING:
    from schedules import Schedule

SPEED = 6.0
"""An hour of the estate is ten minutes of such a night."""
UNTIL = 450.0
"""How long there is anything new in it, in its seconds."""
ENOUGH = 10_000
TWO_WORK = 0.3
PORTION_S = 150.0
PORTIONS = 12
EACH = 21_000 * 0.75
"""Connections that one instance should carry."""


def keeping(seed: int) -> Random:
    """The luck of a night's keeper: whatever else is drawn in it stays what it was."""
    return Random(seed * 122_949_823 + 23)  # noqa: S311 - a schedule, not a secret


def cared(policy: Policy, seed: int) -> Policy:
    """A pool of which workers take some care by themselves, by its night's luck."""
    luck = keeping(seed + 1)
    [pool] = policy.pools.values()
    if luck.random() < 0.6:
        pool = replace(pool, foresight=ForesightMode.AUTO)
    if luck.random() < 0.2:
        pool = replace(pool, healing=HealingMode.AUTO)
    windows = ()
    if luck.random() < 0.3:
        opens = START + timedelta(minutes=luck.randrange(5, 30))
        closes = opens + timedelta(minutes=luck.choice((15, 40)))
        span: tuple[time, time] = (opens.time(), closes.time())
        rise = Rise(luck.randrange(4, 11))
        windows = (Window("peak", pool.name, frozenset(range(7)), *span, UTC, rise=rise),)
    return replace(policy, pools={pool.name: pool}, windows=windows)


def keep_by_luck(schedule: "Schedule") -> None:
    """Targets, a load that moves and a datacenter that is lost, each by this night's luck."""
    luck, night = keeping(schedule.seed), schedule.night
    night.keeps_until, night.enough = UNTIL, ENOUGH
    for at in (0.0, *((luck.uniform(0.0, 60.0),) if luck.random() < TWO_WORK else ())):
        night.at(at, lambda: night.work() and None)
    _load(night, Random(luck.getrandbits(32)))  # noqa: S311 - as above
    for name, share, what in (
        ("target", 0.7, _target),
        ("second target", 0.2, _target),
        ("lost", 0.5, _lost),
        ("burst", 0.3, _burst),
        ("sick", 0.2, _sick),
        ("topped up", 0.5, _top_up),
    ):
        own, drawn = Random(luck.getrandbits(32)), luck.random()  # noqa: S311 - as above
        if drawn < share:
            schedule.add(name, lambda w=what, o=own: w(night, o))  # type: ignore[misc]


def _load(night: Night, luck: Random) -> None:
    """It goes from step to step, and ends low."""
    steps = [(0.0, luck.choice((2, 3, 5)))]
    for _ in range(luck.choice((0, 1, 2))):
        steps += [(luck.uniform(30.0, 300.0), luck.choice((2, 4, 6, 8, 11, 14)))]
    steps = [*sorted(steps), (UNTIL - 120.0, 2)]

    def course(t: float) -> float:
        return EACH * next((size for at, size in reversed(steps) if at <= t), steps[0][1]) - 1.0

    night.metrics.course = course


def _target(night: Night, luck: Random) -> None:
    """Opened by a person; some are closed, or taken back, before their time is up."""
    level, lasts = luck.randrange(4, 13), luck.choice((60.0, 120.0, 240.0, 400.0))
    wanted: dict[str, object] = {"to": level, "keep": luck.random() < 0.15}
    wanted["duration_h"] = Decimal(str(round(lasts * night.speed / 3600, 3)))
    if luck.random() < 0.2:
        wanted["datacenters"] = (luck.choice(list(REGIONS)),)
    begins, end = luck.uniform(0.0, 120.0), luck.random()

    def close() -> None:
        ask(night, UNTARGETING, pool="api", keep=luck.random() < 0.3)

    def back() -> None:
        opened = [o for o in night.desk().journal.operations() if o.plan.request.verb == TARGETING]
        if opened and not opened[-1].state.live:
            ask(night, ROLLBACK, operation=opened[-1].id)

    night.at(begins, lambda: again(night, lambda: ask(night, TARGETING, pool="api", **wanted)))
    if end < 0.35:
        night.at(begins + luck.uniform(20.0, 200.0), close if end < 0.2 else back)


def _burst(night: Night, luck: Random) -> None:
    """A person's, and perhaps its rollback."""
    more = luck.choice((1, 2, 4))
    at = luck.uniform(30.0, 400.0)
    night.at(at, lambda: again(night, lambda: ask(night, BURST, pool="api", by=more)))
    if luck.random() < 0.4:
        night.at(at + luck.uniform(60.0, 200.0), lambda: _undo(night))


def _undo(night: Night) -> None:
    desk = night.desk()
    bursts = [o for o in desk.journal.operations() if o.plan.request.verb == BURST]
    mine = [o for o in bursts if o.plan.request.author.care is None and not o.state.live]
    if mine:
        ask(night, ROLLBACK, operation=mine[0].id)


def _sick(night: Night, luck: Random) -> None:
    """One hangs, or is in ERROR."""
    night.laws.meddled = True

    def act() -> None:
        there = night.cloud.standing()
        if there:
            night.cloud.sicken(luck.choice(there), luck.choice(("error", "hung")))

    night.at(luck.uniform(20.0, 300.0), act)


def _lost(night: Night, luck: Random) -> None:
    """A datacenter falls silent, with all of it or a part; a person repairs, and moves it back."""
    code = luck.choice(list(REGIONS))
    begins, lasts = luck.uniform(20.0, 120.0), luck.choice((60.0, 120.0, 240.0))
    spell = Spell(f"nova:{REGIONS[code]}", "silent", begins, begins + lasts)
    night.weather.spells.append(spell)
    dies = luck.choice((0.0, 0.0, 0.5, 1.0))
    night.laws.meddled |= dies > 0.0
    listed = luck.random() < 0.9

    def die() -> None:
        for server in night.cloud.standing(REGIONS[code]):
            if luck.random() < dies:
                night.cloud.take(server)

    def repair() -> None:
        again(night, lambda: ask(night, REPAIR, pool="api"))

    if listed:
        night.at(begins - 0.1, lambda: night.desk().watch.refresh() and None)
    night.at(begins, die)
    for at in (begins + luck.uniform(35.0, lasts), *(begins + lasts + n for n in (15.0, 120.0))):
        night.at(at, repair)


def _top_up(night: Night, luck: Random) -> None:
    """What a repair lacks is asked for, while the datacenter is lost or once it is back."""

    def act() -> None:
        journal = night.desk().journal
        repairs = [o for o in journal.operations() if o.plan.request.verb == REPAIR]
        short = [o for o in repairs if o.state is OperationState.PARTIAL]
        if short:
            ask(night, TOPUP, operation=short[0].id)

    for _ in range(5):
        night.at(luck.uniform(60.0, 480.0), act)


def ask(night: Night, verb: Verb, **wanted: object) -> bool:
    """Plan and submit; say whether that was accepted."""
    desk = night.desk()
    try:
        found = desk.plan(verb, **wanted)
        if isinstance(found, Plan):
            desk.submit(found)
            return True
    except (Refused, SourceError):
        return False
    night.note(f"{verb} refused: {[r.guard for r in found.reasons]}")
    return False


def again(night: Night, act: Callable[[], bool], times: int = 4) -> None:
    """Somebody tries again a little later: something else may hold the pool."""
    if not act() and times:
        night.at(night.moments.t + 20.0, lambda: again(night, act, times - 1))


def evening(night: Night) -> None:
    """All is quiet: what was asked for is over, and in good weather it is given back.

    A window that is open still holds up what stands in, too: it is waited for.
    """
    night.clear_up()
    desk = night.desk()
    if night.policy.frozen:
        return
    for one in desk.journal.freezes():
        desk.thaw(one.pool, one.scope)
    for _ in range(PORTIONS):
        settle(night, PORTION_S)
        owed, level, size = night.laws.keeper.owed(desk)
        if (not owed or size <= level) and not _open(night):
            break
    night.laws.keeper.look_back(desk)
    for _ in range(3):
        if not ask(night, REPAIR, pool="api"):
            break
        settle(night, 60.0)
    night.laws.keeper.home(desk)


def _open(night: Night) -> bool:
    """Whether a window is open, or about to be."""
    [pool] = night.policy.pools.values()
    return bool(begun(night.policy.windows, pool, night.moments.estate()))


def settle(night: Night, seconds: float) -> None:
    """Let workers work, and look after the pool, for so long."""
    night.keeps_until = night.moments.t + seconds
    night.wake()
    night.run(until=night.keeps_until)
    night.run_out(limit=night.moments.t + 10_000.0)
