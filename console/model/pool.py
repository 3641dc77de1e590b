"""Pools: instances of one role, with the limits people set on them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from console.model.apportionment import by_weight
from console.model.build import Build
from console.model.instance import POOL_KEY, QUARANTINE_KEY, Instance


class PoolKind(StrEnum):
    """Stateless members are killed and created; stateful ones never."""

    STATELESS = "stateless"
    STATEFUL = "stateful"


class HealingMode(StrEnum):
    """What is done about sick instances by itself: nothing, a plan is proposed, or it is done."""

    MANUAL = "manual"
    PROPOSE = "propose"
    AUTO = "auto"


class ForesightMode(StrEnum):
    """What is foreseen of a pool's load: nothing, its size is advised, or brought about."""

    OFF = "off"
    ADVISE = "advise"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Share:
    """A datacenter's part of a pool: relative weight and, where set, a cap in instances."""

    datacenter: str
    weight: int
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class PoolBalancer:
    """Where a pool's instances of one datacenter get their traffic from.

    `pool` is the load-balancer pool's name or id in each of `regions`, the
    datacenter's; `port` is where its members listen; `subnet` the id of the one they are
    reached in, None where the load balancer stands in it itself.
    """

    pool: str
    port: int
    regions: tuple[str, ...]
    subnet: str | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool as the settings declare it.

    `baseline` and `ceiling` are numbers of instances; `least` is the fewest in service that
    any removal leaves, None for as many as the baseline; `burst_to` is what the burst form
    proposes; `connections_per_instance` is the knee of the load curve, the capacity one
    instance carries, None where it is learned (`Estate.capacity`); `boot_deadline_s` is seconds
    of estate time; `target_ratio` the part of its capacity that it should carry; above
    `p95_limit_s` and `error_limit_ratio` (0..1) it is failing whoever it serves. `build` is how
    its instances are made, `builds` by datacenter where otherwise. `balancers` by datacenter;
    where there is none, metrics say what is in service. `drain_s`, estate seconds: how long a
    member keeps its connections before it is removed at the latest.
    `calendar` names the one that says which days are alike.
    """

    name: str
    kind: PoolKind
    baseline: int
    ceiling: int
    burst_to: int
    build: Build
    shares: tuple[Share, ...]
    name_pattern: str
    connections_per_instance: int | None
    confirm_above: int
    boot_deadline_s: float
    builds: dict[str, Build] = field(default_factory=dict)
    balancers: dict[str, PoolBalancer] = field(default_factory=dict)
    healing: HealingMode = HealingMode.PROPOSE
    target_ratio: float = 0.75
    p95_limit_s: float = 1.0
    error_limit_ratio: float = 0.01
    drain_s: float = 120.0
    monthly: int = 0
    """How many of its instances are meant to be billed by the month."""
    least: int | None = None
    foresight: ForesightMode = ForesightMode.ADVISE
    calendar: str | None = None

    @property
    def floor(self) -> int:
        """The fewest in service at any moment."""
        return self.baseline if self.least is None else self.least

    def build_in(self, datacenter: str) -> Build:
        """How its instances are made in a datacenter."""
        return self.builds.get(datacenter, self.build)

    @property
    def grows_by_itself(self) -> bool:
        """Say whether its size is brought about as foreseen; what keeps data is left alone."""
        return self.foresight is ForesightMode.AUTO and self.kind is PoolKind.STATELESS

    @property
    def balanced(self) -> dict[str, PoolBalancer]:
        """The load balancers by region."""
        return {region: one for one in self.balancers.values() for region in one.regions}

    def parts(self, number: int) -> dict[str, int]:
        """A number of its instances, shared out over its datacenters by their weights."""
        return by_weight(number, {share.datacenter: share.weight for share in self.shares})

    def above(self, levels: Mapping[str, int]) -> dict[str, int]:
        """What levels of datacenters are above those's parts of the baseline."""
        parts = self.parts(self.baseline)
        return {code: max(0, level - parts.get(code, 0)) for code, level in levels.items()}

    def owns(self, instance: Instance) -> bool:
        """Say whether an instance belongs here; one in quarantine belongs nowhere."""
        return QUARANTINE_KEY not in instance.metadata and self.claims(instance)

    def claims(self, instance: Instance) -> bool:
        """Say whether an instance is of this pool, or was before its quarantine.

        By metadata first, else by name.
        """
        label = instance.metadata.get(POOL_KEY)
        if label is not None:
            return label == self.name
        return re.match(self.name_pattern, instance.name) is not None
