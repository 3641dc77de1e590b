"""Pools of instances."""

from typing import Annotated, Literal

from msgspec import Meta, field

from console.settings.builds import BuildSettings, ImageSettings
from console.settings.section import NotNegative, Positive, Seconds, Section, Text


class ShareSettings(Section, frozen=True, kw_only=True):
    """A datacenter's part of a pool."""

    weight: NotNegative
    cap: NotNegative | None = None


class BalancedSettings(Section, frozen=True, kw_only=True):
    """The load-balancer pool that a datacenter's instances are members of (Octavia)."""

    pool: Text
    """By name or id, in every region of the datacenter."""

    port: Annotated[int, Meta(ge=1, le=65_535)]
    """Where the members listen."""

    subnet: Text | None = None
    """Id of the members' subnet, where it is not the load balancer's own."""


class PoolSettings(BuildSettings, frozen=True, kw_only=True):
    """A pool. See `console.model.pool.Pool` for units, and the guide to pools."""

    kind: Literal["stateless", "stateful"] = "stateless"
    baseline: NotNegative
    floor: NotNegative | None = None
    """The fewest in service that any removal leaves, at every moment; the baseline without it."""
    floor_ratio: Annotated[float, Meta(gt=0, le=1)] | None = None
    """The same as a share of the baseline, rounded up."""
    ceiling: Positive
    burst_to: Positive
    flavor: Text
    """By name or id, as image, networks and groups are."""
    image: Text | ImageSettings
    shares: dict[str, ShareSettings]
    name_pattern: str
    connections_per_instance: Positive | None = None
    """What one instance carries; without it what its own past has shown, and until then unknown."""
    target_ratio: Annotated[float, Meta(gt=0, le=1)] = 0.75
    """What part of its capacity a pool should carry: plans and advice go by it; more strains it."""
    p95_limit_s: Seconds = 1.0
    """Above this 95th percentile of the answers' duration the pool is failing."""
    error_limit_ratio: Annotated[float, Meta(gt=0, le=1)] = 0.01
    """Above this share of answers that are errors the pool is failing."""
    confirm_above: NotNegative = 50
    boot_deadline_s: Seconds = 1800.0
    monthly: NotNegative = 0
    """So many instances are meant to be billed by the month; `vigie sweep` tells what is more."""
    drain_s: Seconds = 120.0
    """How long a member keeps its connections, at most, before it is removed."""
    datacenters: dict[str, BuildSettings] = field(default_factory=dict)
    load_balancers: dict[str, BalancedSettings] = field(default_factory=dict)
    """By datacenter: there its members say what is in service, instead of the metrics."""
    healing: Literal["manual", "propose", "auto"] = "propose"
    """What is done about sick instances by itself: nothing; healing is proposed, on the overview
    and by `status`; or the worker heals, until two heals in a row did not help."""
    foresight: Literal["off", "advise", "auto"] = "advise"
    """Whether the size that the next hours need is advised, on the overview and by `status`, or
    asked for by the worker."""
    calendar: str | None = None
    """One of `[calendars.NAME]`, by which days are compared; without it that of its windows."""
    frozen: str | None = None
    """Why nobody may act on this pool; None when it is not frozen."""
