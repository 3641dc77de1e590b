"""What is advised for a pool's size, where it would go and what it costs. Both faces ask here.

Without figures there is no advice: what is unknown or old is said instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from console.desk import vitals
from console.desk.census import total
from console.foresight.advice import LATELY, advise, held, needed, paid_until
from console.foresight.lead import UNLEARNED
from console.kinds.instances.price import of_parts
from console.model.advice import Advice, Carrying
from console.model.apportionment import Seat, bounded
from console.model.capacity import InstanceCapacity
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.forecast import FORECAST, OLD_S, Expected, PoolForecast
from console.model.freeze import Scope, of_pool
from console.model.notice import Notice, notice
from console.model.policy import Policy
from console.model.pool import ForesightMode, Pool, PoolKind
from console.model.tally import Tally
from console.model.window import Opening


@dataclass(frozen=True, slots=True)
class SizeAdvice:
    """What is advised for a pool; without an advice `why` there is none.

    `known` is the forecast that it stands on; None where the advice is by the load of now
    alone, with `lacking` as the reason. `parts` are the missing instances by datacenter, as
    many as fit; `room` how many do, None where nobody knows a limit; `euro_per_hour` is what
    they cost, None where nobody knows. `openings` are the windows to come. `capacity` says by
    whose word sizes are made. `busy`: an operation is at work on the pool, and counts with what
    it brings.
    """

    pool: Pool
    advice: Advice | None
    why: Notice | None = None
    known: PoolForecast | None = None
    lacking: Notice | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    room: int | None = None
    euro_per_hour: Decimal | None = None
    openings: tuple[Opening, ...] = ()
    capacity: InstanceCapacity = field(default_factory=InstanceCapacity)
    busy: bool = False

    @property
    def unsure(self) -> bool:
        """Say whether the pool would be sized by itself, but for too little that was seen."""
        return self.pool.grows_by_itself and self.capacity.is_learned and not self.capacity.is_sure

    @property
    def steps(self) -> tuple[Expected, ...]:
        """The steps of the forecast that are still to come."""
        foreseen = None if self.known is None else self.known.forecast
        if foreseen is None or self.advice is None:
            return ()
        return tuple(step for step in foreseen.steps if step.at > self.advice.at)

    def carried(self, at: datetime) -> float:
        """What is carried then by what stands, and by what windows bring."""
        there = 0 if self.advice is None else self.advice.there
        return float((self.capacity.each or 0) * max(there, held(self.openings, at)))

    def needed(self, connections: float) -> int:
        """The size that carries so many connections; there is an advice."""
        assert self.capacity.each is not None  # noqa: S101 - what it was advised by
        return needed(connections, _carrying(self.pool, self.capacity.each))

    @property
    def size(self) -> int:
        """The size to ask for: what is needed as far as it fits, else what is kept."""
        advice = self.advice
        if advice is None:
            return self.pool.baseline
        if not advice.missing:
            return min(advice.there, advice.lasting)
        room = advice.missing if self.room is None else self.room
        return min(advice.peak_size, advice.there + max(0, room))

    @property
    def hindered(self) -> bool:
        """Say whether fewer fit than are missing, or the ceiling cuts the size."""
        advice = self.advice
        return advice is not None and (
            advice.capped or (self.room is not None and self.room < advice.missing)
        )


def foreseen(
    estate: Estate, policy: Policy, pool: Pool, counted: tuple[Tally, ...]
) -> SizeAdvice | None:
    """The advice for a pool as it was counted; None where none is wanted, or for what has been."""
    if pool.foresight is ForesightMode.OFF or pool.kind is PoolKind.STATEFUL:
        return None
    if estate.recorded is not None:
        return None
    load = vitals.load(estate, pool.name)
    connections, whole = load.total.connections.value, total(counted)
    if connections is None:
        why = load.reasons.get("connections") or notice("verdict.connections_unknown")
        return SizeAdvice(pool, None, why)
    if whole is None or whole.unreadable:
        return SizeAdvice(pool, None, notice("foresight.size_unknown"))
    capacity = estate.capacity(pool)
    if capacity.each is None:
        return SizeAdvice(pool, None, capacity.why, capacity=capacity)
    known, lacking = _known(estate, pool)
    series = load.history.get("connections")
    lately = () if series is None else series.samples
    openings = _openings(estate, pool)
    advice = advise(
        Expected(estate.at, connections, connections),
        [s.value for s in lately if s.value is not None and estate.at - s.at <= LATELY],
        None if known is None else known.forecast,
        _carrying(pool, capacity.each),
        there=max(whole.size, whole.target),
        lead=_lead(estate, pool),
        openings=openings,
        paid=paid_until(policy.billing, estate.at),
    )
    found = SizeAdvice(
        pool,
        advice,
        None,
        known,
        lacking,
        openings=openings,
        capacity=capacity,
        busy=any(one.plan.pool == pool.name for one in estate.activity.live),
    )
    return _placed(estate, policy, found, counted)


def _carrying(pool: Pool, each: int) -> Carrying:
    """What a pool's size is made by, where one instance carries so much."""
    return Carrying(
        floor=pool.baseline,
        ceiling=pool.ceiling,
        each=each,
        target_ratio=pool.target_ratio,
    )


def _known(estate: Estate, pool: Pool) -> tuple[PoolForecast | None, Notice | None]:
    """The forecast, or why there is none; an old one is none."""
    found = estate.forecasts.get(pool.name)
    at = None if found is None else found.at
    fresh = estate.freshness(FORECAST, at, OLD_S) is Freshness.FRESH
    if found is None or not fresh:
        state = estate.sources.get(FORECAST)
        failure = None if state is None else state.failure
        return None, failure or notice("foresight.unread")
    return (found, None) if found.forecast is not None else (None, found.why)


def _lead(estate: Estate, pool: Pool) -> timedelta:
    found = estate.forecasts.get(pool.name)
    return UNLEARNED if found is None else found.lead


def _openings(estate: Estate, pool: Pool) -> tuple[Opening, ...]:
    """The windows to come, which somebody may have suspended."""
    found = estate.forecasts.get(pool.name)
    freezes = of_pool(pool.name, estate.activity.freezes)
    suspended = any(one.scope in {Scope.WINDOWS, Scope.EVERYTHING} for one in freezes)
    return () if found is None or suspended else found.openings


def _placed(
    estate: Estate, policy: Policy, found: SizeAdvice, counted: tuple[Tally, ...]
) -> SizeAdvice:
    """With where the missing ones go: by weight, within caps and quotas."""
    advice, pool = found.advice, found.pool
    if advice is None or not advice.missing:
        return found
    weights = {share.datacenter: share for share in pool.shares if share.weight > 0}
    sizes = {t.datacenter: t for t in counted if t.datacenter in weights}
    most = {code: _most(t, weights[code].cap) for code, t in sizes.items()}
    limits = [limit - sizes[code].size for code, limit in most.items() if limit is not None]
    room = sum(limits) if len(limits) == len(most) else None
    number = advice.missing if room is None else min(advice.missing, room)
    seats = {c: Seat(weights[c].weight, sizes[c].size, most[c]) for c in sizes}
    shared = bounded(sum(t.size for t in sizes.values()) + number, seats)
    parts = {code: n - sizes[code].size for code, n in shared.items() if n > sizes[code].size}
    euros = of_parts(estate, policy, pool, parts)
    return replace(found, parts=parts, room=room, euro_per_hour=euros)


def _most(tally: Tally, cap: int | None) -> int | None:
    """How many a datacenter takes in all; None without a limit that is known."""
    fits = None if tally.room is None else tally.size + max(0, tally.room)
    known = [limit for limit in (cap, fits) if limit is not None]
    return max(tally.size, min(known)) if known else None
