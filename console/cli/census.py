"""A pool's instances counted by condition and datacenter. What is not known is None."""

import sys
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.cli import failure, shapes
from console.cli.answer import say
from console.cli.invocation import Invocation
from console.desk.session import Session
from console.kinds.instances import price, quota
from console.kinds.instances.facts import PoolFacts, survey
from console.model.estate import Estate
from console.model.figure import Load
from console.model.instance import InstanceCondition
from console.model.place import Datacenter
from console.model.plan import (
    Request,
)
from console.model.policy import Record
from console.model.pool import Pool
from console.model.verb import SCALE


@dataclass(frozen=True, slots=True)
class Count:
    """Instances of one pool in one place."""

    size: int
    by_condition: dict[str, int]
    euro_per_hour: Decimal | None

    @property
    def in_service(self) -> int:
        """Those confirmed in service."""
        return self.by_condition[InstanceCondition.IN_SERVICE.value]

    def shape(self) -> dict[str, Any]:
        """For programs."""
        return {
            "size": self.size,
            **self.by_condition,
            "euro_per_hour": shapes.money(self.euro_per_hour),
        }


@dataclass(frozen=True, slots=True)
class Census:
    """One pool: in all, by datacenter, what the quotas still allow, and its load."""

    pool: Pool
    frozen: str | None
    total: Count | None
    places: dict[str, Count | None]
    quota_left: dict[str, int | None]
    load: Load

    def shape(self) -> dict[str, Any]:
        """For programs."""
        return {
            "name": self.pool.name,
            "baseline": self.pool.baseline,
            "burst_to": self.pool.burst_to,
            "ceiling": self.pool.ceiling,
            "frozen": self.frozen,
            "total": self.total.shape() if self.total else None,
            "datacenters": [
                {
                    "code": code,
                    "count": count.shape() if count else None,
                    "quota_left": self.quota_left[code],
                }
                for code, count in self.places.items()
            ],
            "load": {
                "connections": self.load.connections.value,
                "requests_per_s": self.load.requests.value,
                "error_ratio": self.load.errors.value,
                "p95_s": self.load.p95_s.value,
                "cpu_ratio": self.load.cpu.value,
            },
        }


def census(session: Session, estate: Estate, name: str) -> Census:
    """Count one pool."""
    pool = session.policy.pools[name]
    request = Request(verb=SCALE, author=session.author(), pool=name)
    situation = survey(request, estate, session.policy, Record(), operation_id="", pool=pool)
    places = {place.code: _count(situation, place) for place in situation.places}
    known = [count for count in places.values() if count is not None]
    load = estate.loads.get(name)
    return Census(
        pool=pool,
        frozen=session.policy.frozen.get(name),
        total=_sum(known) if known and len(known) == len(places) else None,
        places=places,
        quota_left={place.code: _room(situation, place) for place in situation.places},
        load=load.total if load else Load(),
    )


def unreached(invocation: Invocation, estate: Estate) -> int:
    """Say which sources did not answer; the exit code of a verb that only reads."""
    silent = [state for state in estate.sources.values() if state.failure is not None]
    for state in silent:
        if state.failure is not None and not invocation.json:
            say(f"{state.name}: {invocation.locale().notice(state.failure)}", sys.stderr)
    return failure.UNREACHABLE if silent else failure.DONE


def _count(situation: PoolFacts, place: Datacenter) -> Count | None:
    """Count a place; None when one of its regions is not known."""
    if any(region not in situation.estate.regions for region in place.regions):
        return None
    owned = [i for i in situation.owned if situation.datacenter_of(i.region) == place.code]
    conditions = Counter(i.condition(situation.health(i)).value for i in owned)
    return Count(
        size=len(situation.staying_in(place.code)),
        by_condition={
            condition.value: conditions[condition.value]
            for condition in InstanceCondition
            if condition is not InstanceCondition.GONE
        },
        euro_per_hour=price.of_instances(situation, owned),
    )


def _sum(counts: list[Count]) -> Count:
    prices = [count.euro_per_hour for count in counts]
    known = [price for price in prices if price is not None]
    conditions: Counter[str] = Counter()
    for count in counts:
        conditions.update(count.by_condition)
    return Count(
        size=sum(count.size for count in counts),
        by_condition={name: conditions[name] for name in counts[0].by_condition},
        euro_per_hour=sum(known, Decimal(0)) if len(known) == len(prices) else None,
    )


def _room(situation: PoolFacts, place: Datacenter) -> int | None:
    rooms = [quota.room(situation, region) for region in place.regions]
    known = [room.most for room in rooms if room.most is not None]
    return sum(known) if len(known) == len(rooms) else None
