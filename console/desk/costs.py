"""What a month costs: hours and euros by pool and datacenter, and what they are worth.

Every face and every export asks here. Unknown is never zero: what has no price, or is not
known to have stood, is told beside the sum, which is then a least.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from console.desk.stays import made
from console.kinds.instances.price import of_flavor, shared_out
from console.model.billing import BillingRule, billed_hours, billed_within
from console.model.consumption import MeteredChange, Period, Stay, Stays, most_at_once
from console.model.estate import Estate
from console.model.money import Price, total
from console.model.operation import Operation
from console.model.plan import Desired
from console.model.policy import Policy
from console.model.pool import Pool
from console.ports import JournalReader
from console.schedule.spans import Span

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CostRow:
    """A pool in a datacenter. `euro` sums what has a price; `unpriced` are hours without one.

    `standing` of its instances do so now, at `euro_per_hour` together, None where a price is
    not known.
    """

    pool: str
    datacenter: str
    instances: int
    hours: int
    euro: Decimal
    unpriced: int = 0
    standing: int = 0
    euro_per_hour: Decimal | None = ZERO


@dataclass(frozen=True, slots=True)
class PoolWorth:
    """How one pool compares with the same always on. Euros are for the whole month.

    `most` stood at once; `hours` each of these stood on average, of `of_hours` so far.
    `break_even_h` are the hours a month from which the monthly price is the lower one.
    """

    pool: str
    flavor: str
    most: int
    hours: Decimal
    of_hours: int
    always_on: Decimal | None
    monthly: Decimal | None
    savings_plan: Decimal | None
    break_even_h: int | None


@dataclass(frozen=True, slots=True)
class MonthCosts:
    """A month until now, and what it comes to at its end by two counts.

    `to_end` is by baselines and the windows that are still to close, `windows` being what
    these add (None: a price is not known, and `to_end` a least); `as_now` by all that stands.
    """

    period: Period
    at: datetime
    rule: BillingRule
    rows: tuple[CostRow, ...]
    worth: tuple[PoolWorth, ...]
    stays: Stays
    to_end: Decimal
    as_now: Decimal
    windows: Decimal | None = ZERO

    @property
    def hours(self) -> int:
        """Hours of all."""
        return sum(row.hours for row in self.rows)

    @property
    def euro(self) -> Decimal:
        """Euros of all that has a price."""
        return sum((row.euro for row in self.rows), ZERO)

    @property
    def unpriced(self) -> int:
        """Hours of what has no price."""
        return sum(row.unpriced for row in self.rows)

    @property
    def whole(self) -> CostRow:
        """All rows together."""
        instances = sum(row.instances for row in self.rows)
        standing = sum(row.standing for row in self.rows)
        now = total(row.euro_per_hour for row in self.rows)
        return CostRow("", "", instances, self.hours, self.euro, self.unpriced, standing, now)

    @property
    def current(self) -> bool:
        """Say whether the month still runs."""
        return self.period.holds(self.at)


Coming = Mapping[str, tuple[Span, ...]]
"""What windows still add to pools, by the pools' names."""
NO_WINDOWS: Coming = {}


def month(
    stays: Stays,
    estate: Estate,
    policy: Policy,
    period: Period,
    now: datetime,
    *,
    coming: Coming = NO_WINDOWS,
) -> MonthCosts:
    """Count a month by the rule of the settings. Pure."""
    books = _Books(estate, policy, period, now)
    there = [stay for stay in stays.stays if stay.stood(period, now)]
    groups: dict[tuple[str, str], list[Stay]] = {}
    for stay in there:
        groups.setdefault((stay.pool, stay.datacenter), []).append(stay)
    order = {place.code: n for n, place in enumerate(policy.datacenters)}
    rows = [books.row(key, group) for key, group in groups.items()]
    rows.sort(key=lambda row: (row.pool == "", row.pool, order.get(row.datacenter, len(order))))
    spent = sum((row.euro for row in rows), ZERO)
    staying = [stay for stay in there if stay.until is None] if period.holds(now) else []
    windows = books.windows(coming)
    return MonthCosts(
        period=period,
        at=now,
        rule=policy.billing,
        rows=tuple(rows),
        worth=tuple(books.worths(there)),
        stays=stays,
        to_end=spent + books.rest(books.baselines(staying)) + (windows or ZERO),
        as_now=spent + books.rest(staying),
        windows=windows,
    )


@dataclass(frozen=True, slots=True)
class _Books:
    """What a month is counted by."""

    estate: Estate
    policy: Policy
    period: Period
    now: datetime

    def hours(self, stay: Stay) -> int:
        return stay.hours(self.policy.billing, self.period, self.now)

    def price(self, flavor: str, region: str) -> Price | None:
        return of_flavor(self.estate, self.policy, flavor, region)

    def row(self, key: tuple[str, str], group: list[Stay]) -> CostRow:
        hours = unpriced = standing = 0
        euro = ZERO
        now: Decimal | None = ZERO
        for stay in group:
            billed, price = self.hours(stay), self.price(stay.flavor, stay.region)
            hours += billed
            if stay.until is None and self.period.holds(self.now):
                standing += 1
                now = None if price is None or now is None else now + price.euro_per_hour
            if price is None:
                unpriced += billed
            else:
                euro += price.euro_per_hour * billed
        return CostRow(*key, len(group), hours, euro, unpriced, standing, now)

    def rest(self, staying: Iterable[Stay]) -> Decimal:
        """Euros from now to the month's end of what stays, where its price is known."""
        total, start, end = ZERO, self.period.start, self.period.end
        for stay in staying:
            price = self.price(stay.flavor, stay.region)
            if price is not None:
                whole = billed_within(self.policy.billing, stay.since, end, start, end)
                total += price.euro_per_hour * (whole - self.hours(stay))
        return total

    def windows(self, coming: Coming) -> Decimal | None:
        """Euros of what windows add from now to the month's end; None: a price is not known."""
        total, rule, end = ZERO, self.policy.billing, self.period.end
        for name, pool_spans in coming.items():
            for one in pool_spans:
                hours = billed_within(rule, one.begins_at, one.closes_at, self.now, end)
                pool = self.policy.pools[name]
                price = shared_out(self.estate, self.policy, pool, one.added)
                if price is None:
                    return None
                total += price * hours
        return total

    def baselines(self, staying: Iterable[Stay]) -> list[Stay]:
        """Of each pool its oldest, up to the baseline; what is of no pool stays."""
        found: list[Stay] = []
        counts: Counter[str] = Counter()
        for stay in sorted(staying, key=lambda one: (one.since, one.id)):
            pool = self.policy.pools.get(stay.pool)
            counts[stay.pool] += 1
            if pool is None or counts[stay.pool] <= pool.baseline:
                found.append(stay)
        return found

    def worths(self, there: list[Stay]) -> Iterator[PoolWorth]:
        start, past = self.period.start, min(self.now, self.period.end)
        of_hours = billed_hours(BillingRule.CLOCK_HOURS, start, past)
        for name, pool in self.policy.pools.items():
            mine = [stay for stay in there if stay.pool == name]
            most = most_at_once(mine, self.period, self.now)
            if not most:
                continue
            flavor, price = pool.build.flavor, self._of_pool(pool)
            always = most * self.period.hours
            yield PoolWorth(
                pool=name,
                flavor=flavor.said,
                most=most,
                hours=Decimal(sum(map(self.hours, mine))) / most,
                of_hours=of_hours,
                always_on=_times(None if price is None else price.euro_per_hour, always),
                monthly=_times(None if price is None else price.euro_per_month, most),
                savings_plan=_times(self.policy.savings_plans.get(flavor.name), always),
                break_even_h=None if price is None else break_even_h(price),
            )

    def _of_pool(self, pool: Pool) -> Price | None:
        """What one more of the pool costs, in the first of its places."""
        return self.price(pool.build.flavor.name, next(iter(self.policy.regions_of(pool)), ""))


@dataclass(frozen=True, slots=True)
class OperationCost:
    """What an operation's instances have cost until now, beside what its plan said.

    `standing` of them still do. `euro` is None where a price is not known.
    """

    instances: int
    standing: int
    hours: int
    euro: Decimal | None


def of_operations(
    readings: Iterable[MeteredChange], operations: Container[str], estate: Estate, policy: Policy
) -> OperationCost | None:
    """The cost of what some operations made, from first ACTIVE to its end; None for nothing."""
    mine = made(readings, operations)
    if not mine:
        return None
    hours, total = 0, ZERO
    unpriced = False
    for stay in mine:
        billed = billed_hours(policy.billing, stay.since, stay.until or estate.at)
        price = of_flavor(estate, policy, stay.flavor, stay.region)
        hours += billed
        unpriced = unpriced or price is None
        total += ZERO if price is None else price.euro_per_hour * billed
    standing = sum(stay.until is None for stay in mine)
    return OperationCost(len(mine), standing, hours, None if unpriced else total)


def spent(
    journal: JournalReader, operation: Operation, estate: Estate, policy: Policy
) -> OperationCost | None:
    """What the instances that an operation made have cost until now; None where it makes none."""
    if not any(one.desired is Desired.PRESENT for one in operation.plan.changes):
        return None
    readings = [
        MeteredChange(one.plan.pool, change)
        for one in journal.family(operation.id)
        for change in journal.changes(one.id)
    ]
    return of_operations(readings, {operation.id}, estate, policy)


def break_even_h(price: Price) -> int | None:
    """Hours a month from which the monthly price is the lower one; None where there is none."""
    if price.euro_per_month is None or not price.euro_per_hour:
        return None
    hours = price.euro_per_month / price.euro_per_hour
    return int(hours.to_integral_value(rounding=ROUND_CEILING))


def _times(euro: Decimal | None, number: int) -> Decimal | None:
    return None if euro is None else euro * number
