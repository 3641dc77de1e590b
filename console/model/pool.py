"""Pools: instances of one role, with the limits people set on them."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from console.model.instance import POOL_KEY, Instance


class PoolKind(StrEnum):
    """Stateless members are killed and created; stateful ones never."""

    STATELESS = "stateless"
    STATEFUL = "stateful"


@dataclass(frozen=True, slots=True)
class Share:
    """A datacenter's part of a pool: relative weight and, where set, a cap in instances."""

    datacenter: str
    weight: int
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool as the settings declare it.

    `baseline` and `ceiling` are numbers of instances; `burst_to` is what the
    burst form proposes; `connections_per_instance` is the knee of the load
    curve, the capacity one instance carries; `drain_s` and `boot_deadline_s`
    are seconds of estate time.
    """

    name: str
    kind: PoolKind
    baseline: int
    ceiling: int
    burst_to: int
    flavor: str
    image: str
    network: str
    shares: tuple[Share, ...]
    name_pattern: str
    connections_per_instance: int
    confirm_above: int
    boot_deadline_s: float
    key_name: str | None = None
    security_groups: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)

    def owns(self, instance: Instance) -> bool:
        """Say whether an instance belongs here: by metadata first, else by name."""
        label = instance.metadata.get(POOL_KEY)
        if label is not None:
            return label == self.name
        return re.match(self.name_pattern, instance.name) is not None
