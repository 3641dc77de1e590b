"""What OVHcloud counted of a month beside what is counted here, instance by instance. Pure.

Both are taken at the time at which it counted, and what still differs is told by its cause:
the rule by which hours are counted, instances that only one of the two knows, prices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from console.model.billing import BillingRule
from console.model.consumption import Period, Stay
from console.model.usage import ProjectUsage


@dataclass(frozen=True, slots=True)
class Difference:
    """One instance of which the hours differ."""

    id: str
    hours: int
    theirs: Decimal


@dataclass(frozen=True, slots=True)
class UsageComparison:
    """Hours until `usage.updated_at`, ours and theirs.

    `agreeing` by rule says how many instances have the hours that this rule gives;
    `only_there` and `only_here` are ids that the other does not have.
    """

    usage: ProjectUsage
    hours: int
    theirs: Decimal
    agreeing: dict[BillingRule, int]
    differing: tuple[Difference, ...]
    only_there: tuple[str, ...]
    only_here: tuple[str, ...]

    @property
    def euro(self) -> Decimal | None:
        """What the instances cost by its word; None where one has no price in euros."""
        prices = [one.euro for one in self.usage.instances.values()]
        known = [price for price in prices if price is not None]
        return sum(known, Decimal(0)) if len(known) == len(prices) else None


def compared(
    usage: ProjectUsage, stays: Iterable[Stay], rule: BillingRule, period: Period
) -> UsageComparison | None:
    """The comparison; None where it does not say when it counted, or counts another month."""
    at = usage.updated_at
    if at is None or not (period.holds(at) or at == period.end):
        return None
    mine = {one.id: one for one in stays if one.stood(period, at)}
    both = mine.keys() & usage.instances.keys()
    agreeing = {
        each: sum(mine[n].hours(each, period, at) == usage.instances[n].hours for n in both)
        for each in BillingRule
    }
    ours = {number: one.hours(rule, period, at) for number, one in mine.items()}
    differing = [
        Difference(n, ours[n], usage.instances[n].hours)
        for n in sorted(both)
        if ours[n] != usage.instances[n].hours
    ]
    return UsageComparison(
        usage=usage,
        hours=sum(ours.values()),
        theirs=sum((one.hours for one in usage.instances.values()), Decimal(0)),
        agreeing=agreeing,
        differing=tuple(differing),
        only_there=tuple(sorted(usage.instances.keys() - mine.keys())),
        only_here=tuple(sorted(mine.keys() - usage.instances.keys())),
    )
