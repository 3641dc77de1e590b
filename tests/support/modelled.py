"""A modelled pool over three datacenters, for tests of what is planned."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from asking import asking
from stocked import B2_60, stocked

from console import planning
from console.model.build import Build, Part
from console.model.capacity import SeenCapacity
from console.model.estate import Estate, PoolLoad, RegionView, SourceState
from console.model.figure import Figure, Freshness, Load
from console.model.fixtures import Fixtures
from console.model.instance import OPERATION_KEY, POOL_KEY, Instance, InstanceStatus
from console.model.money import Price
from console.model.notice import Notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.place import Datacenter
from console.model.plan import (
    Author,
    Desired,
    Origin,
    Plan,
    PlannedChange,
    Refusal,
)
from console.model.policy import Limits, Policy, Record
from console.model.pool import Pool, PoolKind, Share
from console.model.quota import Allowance, Quota
from console.model.resource import INSTANCE
from console.model.tariff import Tariff
from console.model.verb import Verb

START = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
AUTHOR = Author("oncall", "bastion", Origin.CLI, "vigie", ("member",))
REGIONS = {"RBX": "RBX-A", "GRA": "GRA11", "SBG": "SBG5"}
POOL = Pool(
    name="api",
    kind=PoolKind.STATELESS,
    baseline=30,
    ceiling=330,
    burst_to=300,
    build=Build(Part("win-b2-60"), Part("windows-server-2022-api"), (Part("vigie-private"),)),
    shares=(Share("RBX", 40), Share("GRA", 35), Share("SBG", 25)),
    name_pattern=r"^api-",
    connections_per_instance=21_000,
    confirm_above=50,
    boot_deadline_s=1800.0,
)
POLICY = Policy(
    datacenters=(
        Datacenter("RBX", "Roubaix", "FR", ("RBX-A",)),
        Datacenter("GRA", "Gravelines", "FR", ("GRA11",)),
        Datacenter("SBG", "Strasbourg", "FR", ("SBG5",)),
    ),
    pools={"api": POOL},
    limits=Limits(("FR",), 300, 1.0, 120.0, 50, 10.0),
    prices={"win-b2-60": Price("win-b2-60", Decimal("0.82"), "list", "2026-11")},
)


def quota(region: str, instances: int, used: int) -> Quota:
    """A quota of so many win-b2-60, ports and addresses in plenty."""
    return Quota(
        region,
        Allowance(instances, used),
        Allowance(instances * 16, used * 16),
        Allowance(instances * 60000, used * 60000),
        Allowance(1000, used),
        {"vigie-private": 1000 - used},
    )


@dataclass
class World:
    """An estate that plans can be applied to. The default is the scenario `steady`."""

    policy: Policy = POLICY
    standing: dict[str, Instance] = field(default_factory=dict)
    limits: dict[str, int] = field(
        default_factory=lambda: {"RBX-A": 150, "GRA11": 130, "SBG5": 100}
    )
    now: datetime = START
    connections: float | None = 400_000.0
    errors: float | None = None
    capacities: dict[str, SeenCapacity | Notice] = field(default_factory=dict)
    """What was learned of pools whose settings say nothing."""
    sick: set[str] = field(default_factory=set)
    serial: int = 0
    changes: list[Change] = field(default_factory=list)
    tariff: Tariff | None = None
    fixtures: dict[str, Fixtures] | None = None
    """What the regions have; None: all that is named."""

    @classmethod
    def steady(cls) -> "World":
        """Thirty instances, 12 + 10 + 8, that no operation made."""
        world = cls()
        for code, count in (("RBX", 12), ("GRA", 10), ("SBG", 8)):
            for n in range(1, count + 1):
                world.add(f"api-{code.lower()}-{n:03}", REGIONS[code])
        world.now += timedelta(hours=1)
        return world

    def pool(self, **changes: object) -> None:
        """Change the pool's settings."""
        changed = replace(self.policy.pools["api"], **changes)
        self.policy = replace(self.policy, pools={"api": changed})

    def add(
        self,
        name: str,
        region: str,
        *,
        operation: str | None = None,
        status: InstanceStatus = InstanceStatus.ACTIVE,
    ) -> Instance:
        """Let an instance stand."""
        self.serial += 1
        self.now += timedelta(seconds=1)
        metadata = {POOL_KEY: "api"} | ({OPERATION_KEY: operation} if operation else {})
        instance = Instance(
            f"id-{self.serial:04}",
            name,
            region,
            status,
            self.now,
            self.now,
            flavor="win-b2-60",
            metadata=metadata,
        )
        self.standing[instance.id] = instance
        return instance

    def change(self, instance_id: str, **changes: object) -> None:
        """Change an instance."""
        self.standing[instance_id] = replace(self.standing[instance_id], **changes)

    def estate(self) -> Estate:
        """What a fresh watch would publish."""
        instances = tuple(self.standing.values())
        health = {
            i.name: i.id not in self.sick for i in instances if i.status is InstanceStatus.ACTIVE
        }
        names = [f"nova:{region}" for region in self.limits] + ["prometheus", "journal"]
        return Estate(
            at=self.now,
            regions={
                region: RegionView(
                    region, tuple(i for i in instances if i.region == region), self.now
                )
                for region in self.limits
            },
            quotas={
                region: quota(region, limit, sum(i.region == region for i in instances))
                for region, limit in self.limits.items()
            },
            flavors=dict.fromkeys(self.limits, (B2_60,)),
            fixtures=self.stock() if self.fixtures is None else self.fixtures,
            loads={"api": PoolLoad(self._load())},
            capacities=dict(self.capacities),
            health={"api": health},
            sources={name: SourceState(name, Freshness.FRESH) for name in names},
            tariff=self.tariff,
        )

    def _load(self) -> Load:
        told = Load(connections=Figure(self.connections, self.now))
        return told if self.errors is None else replace(told, errors=Figure(self.errors, self.now))

    def stock(self) -> dict[str, Fixtures]:
        """Every region with all that the pools name."""
        return {
            region: stocked(region, [p.build_in(place.code) for p in self.policy.pools.values()])
            for place in self.policy.datacenters
            for region in place.regions
        }

    def ask(
        self,
        verb: Verb,
        *,
        estate: Estate | None = None,
        record: Record | None = None,
        operation_id: str = "k3v9x0ab",
        **request: object,
    ) -> Plan | Refusal:
        """Plan a request on this estate."""
        request = {"author": AUTHOR, "pool": "api"} | request
        return planning.plan(
            asking(verb, **request),
            estate or self.estate(),
            self.policy,
            record or Record(),
            operation_id=operation_id,
        )

    def apply(
        self, plan: Plan, *, outcomes: dict[str, str] | None = None
    ) -> tuple[Operation, tuple[Change, ...]]:
        """Carry a plan out as a worker would; `outcomes` say by name what goes wrong.

        `error`: stands in ERROR · `refused`: the API said no · `lost`: no answer, nothing
        came of it · `hidden`: no answer, and it stands · `never`: stopped before.
        """
        self.now += timedelta(minutes=1)
        done = [
            self._carry_out(seq, planned, plan.operation_id, (outcomes or {}).get(planned.name))
            for seq, planned in enumerate(plan.changes)
        ]
        self.changes += done
        self.now += timedelta(minutes=5)
        short = any(change.phase not in {Phase.IN_SERVICE, Phase.GONE} for change in done)
        state = OperationState.PARTIAL if short else OperationState.SUCCEEDED
        return Operation(plan.operation_id, plan, state, self.now, ended_at=self.now), tuple(done)

    def _carry_out(
        self, seq: int, planned: PlannedChange, operation: str, outcome: str | None
    ) -> Change:
        change = Change(
            operation,
            seq,
            planned.datacenter,
            planned.region,
            planned.name,
            planned.desired,
            Phase.PLANNED,
            self.now,
            planned.batch,
            planned.resource_id,
            planned.made_by,
            resource=planned.resource,
            wanted=planned.wanted,
        )
        if planned.resource != INSTANCE:  # what goes with instances has no world of its own here
            gone = planned.desired is Desired.ABSENT
            return replace(change, attempts=1, phase=Phase.GONE if gone else Phase.IN_SERVICE)
        if outcome == "never":
            return replace(change, phase=Phase.CANCELLED)
        change = replace(change, attempts=1, request_id=f"req-{seq}")
        if planned.desired is Desired.ABSENT:
            return self._remove(change)
        if outcome in {"refused", "lost"}:
            answered = change.request_id if outcome == "refused" else None
            return replace(change, phase=Phase.FAILED, request_id=answered)
        status = InstanceStatus.ERROR if outcome == "error" else InstanceStatus.ACTIVE
        instance = self.add(planned.name, planned.region, operation=operation, status=status)
        if outcome == "hidden":
            return replace(change, phase=Phase.FAILED, request_id=None)
        phase = Phase.FAILED if outcome == "error" else Phase.IN_SERVICE
        return replace(change, phase=phase, resource_id=instance.id)

    def _remove(self, change: Change) -> Change:
        found = [
            i
            for i in self.standing.values()
            if i.id == change.resource_id
            or (
                change.resource_id is None
                and (i.name, i.operation) == (change.name, change.made_by)
            )
        ]
        for instance in found:
            del self.standing[instance.id]
        return replace(change, phase=Phase.GONE)
