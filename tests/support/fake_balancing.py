"""One region's load balancer in memory, behind the BalancerWriter port, that can misbehave."""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from console.model.balancer import (
    BalancerCounts,
    BalancerPool,
    BalancerState,
    BalancerStates,
    BalancerView,
    LoadBalancer,
    Member,
    MemberSettings,
    Operating,
    Provisioning,
)
from console.model.error import BalancerBusy, NotFound, OutcomeUnknown
from console.model.notice import notice
from console.ports import Receipt

LOST = OutcomeUnknown(notice("test.lost"))


@dataclass
class FakeBalancing:
    """`answers` says whether an instance runs at an address; `lose` loses answers, in turn.

    Each write keeps it PENDING for `busy_reads` reads.
    """

    answers: Callable[[str], bool]
    region: str = "RBX-A"
    busy_reads: int = 1
    broken: bool = False
    members: dict[str, MemberSettings] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    lose: deque[bool] = field(default_factory=deque)
    _busy: int = 0

    def serving(self) -> list[str]:
        return [
            one.name
            for one in self.members.values()
            if one.weight > 0 and one.admin_state_up and self.answers(one.address)
        ]

    def balancers(self, region: str, members_of: Collection[str] | None = None) -> BalancerView:
        assert region == self.region
        del members_of
        state = BalancerState(self._provisioning(), Operating.ONLINE)
        self._busy = max(0, self._busy - 1)
        pool = BalancerPool(
            id="p-1",
            name="api",
            region=region,
            balancer_id="lb-1",
            provider="amphora",
            state=BalancerState(Provisioning.ACTIVE, Operating.ONLINE),
            protocol="TCP",
            algorithm="ROUND_ROBIN",
            members=tuple(self._member(number) for number in self.members),
        )
        balancer = LoadBalancer(
            id="lb-1",
            name="lb",
            region=region,
            state=state,
            provider="amphora",
            address="10.9.9.9",
            pools=(pool,),
        )
        return BalancerView(region, (balancer,), datetime.now(UTC))

    def put(self, pool: BalancerPool, members: Sequence[MemberSettings]) -> Receipt:
        self._write(f"put {len(members)}")
        for one in members:
            self.members[f"m-{one.address}"] = one
        return self._answer(pool)

    def weigh(self, pool: BalancerPool, member_id: str, weight: int) -> Receipt:
        self._write("weigh")
        self.members[member_id] = replace(self.members[member_id], weight=weight)
        return self._answer(pool)

    def switch(self, pool: BalancerPool, member_id: str, *, up: bool) -> Receipt:
        self._write("switch")
        self.members[member_id] = replace(self.members[member_id], admin_state_up=up)
        return self._answer(pool)

    def remove(self, pool: BalancerPool, member_id: str) -> Receipt:
        self._write("remove")
        if self.members.pop(member_id, None) is None:
            raise NotFound(notice("test.gone"))
        return self._answer(pool)

    def states(self, region: str, balancer_id: str) -> BalancerStates:
        raise NotImplementedError

    def counts(self, region: str, balancer_id: str) -> BalancerCounts:
        raise NotImplementedError

    def _provisioning(self) -> Provisioning:
        if self.broken:
            return Provisioning.ERROR
        return Provisioning.PENDING_UPDATE if self._busy else Provisioning.ACTIVE

    def _member(self, number: str) -> Member:
        settings = self.members[number]
        operating = Operating.ONLINE if self.answers(settings.address) else Operating.ERROR
        if settings.weight == 0:
            operating = Operating.DRAINING
        return Member(number, settings, BalancerState(Provisioning.ACTIVE, operating))

    def _write(self, what: str) -> None:
        if self._busy:
            raise BalancerBusy(notice("test.busy"))
        self.writes.append(what)
        self._busy = self.busy_reads

    def _answer(self, pool: BalancerPool) -> Receipt:
        del pool
        if self.lose and self.lose.popleft():
            raise LOST
        return Receipt(f"req-{len(self.writes)}")
