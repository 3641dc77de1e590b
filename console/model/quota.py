"""Quotas of one region. None means unknown, or unlimited where `limit` is -1."""

from dataclasses import dataclass

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Allowance:
    """One quota: limit (-1 unlimited) and use, in the resource's own unit."""

    limit: int
    used: int

    @property
    def left(self) -> int | None:
        """What is left; None when unlimited. Never negative."""
        return None if self.limit == UNLIMITED else max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Quota:
    """Compute and network quotas of one region; memory in MiB.

    `addresses` counts free addresses in the pool's subnets (None: unknown).
    """

    region: str
    instances: Allowance
    cores: Allowance
    ram_mib: Allowance
    ports: Allowance | None = None
    free_addresses: int | None = None
