"""What planning may rely on besides the estate: pools, places, prices, limits."""

from dataclasses import dataclass, field
from datetime import timedelta

from console.model.money import Price
from console.model.operation import Change, Operation
from console.model.place import Datacenter
from console.model.pool import Pool


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards' numbers. See `console.settings.model.GuardSettings`."""

    allowed_countries: tuple[str, ...]
    shrink_at_most: int
    shrink_ratio: float
    stale_after_s: float
    batch_size: int
    compute_rate: float


@dataclass(frozen=True, slots=True)
class Policy:
    """The settled side of planning. `frozen` is pool → why; `prices` by flavor name."""

    datacenters: tuple[Datacenter, ...]
    pools: dict[str, Pool]
    limits: Limits
    prices: dict[str, Price] = field(default_factory=dict)
    frozen: dict[str, str] = field(default_factory=dict)
    read_only: str | None = None
    """Why this session may not write (a notice code); None when it may."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the journal says that a plan must know.

    `live` are operations that hold a pool; `target` with `target_changes` are
    the operation a rollback or top-up names (its whole family's changes);
    `pace` the usual duration of one change, None without history.
    """

    live: tuple[Operation, ...] = ()
    target: Operation | None = None
    target_changes: tuple[Change, ...] = ()
    pace: timedelta | None = None
