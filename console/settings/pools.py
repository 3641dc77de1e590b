"""Pools of instances."""

from typing import Literal

from msgspec import field

from console.settings.section import NotNegative, Positive, Seconds, Section


class ShareSettings(Section, frozen=True, kw_only=True):
    """A datacenter's part of a pool."""

    weight: NotNegative
    cap: NotNegative | None = None


class PoolSettings(Section, frozen=True, kw_only=True):
    """A pool. See `console.model.pool.Pool` for units."""

    kind: Literal["stateless", "stateful"] = "stateless"
    baseline: NotNegative
    ceiling: Positive
    burst_to: Positive
    flavor: str
    image: str
    network: str
    shares: dict[str, ShareSettings]
    name_pattern: str
    connections_per_instance: Positive
    confirm_above: NotNegative = 50
    boot_deadline_s: Seconds = 1800.0
    key_name: str | None = None
    security_groups: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    frozen: str | None = None
    """Why nobody may act on this pool; None when it is not frozen."""
