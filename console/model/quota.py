"""Quotas of one region. None means unknown, or unlimited where `limit` is -1."""

from dataclasses import dataclass, field

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

    `free_addresses` counts those of each network by its name, unknown where it is
    missing. `listed` is how many instances the region's list had when this was read
    (None: there was no list).
    """

    region: str
    instances: Allowance
    cores: Allowance
    ram_mib: Allowance
    ports: Allowance | None = None
    free_addresses: dict[str, int] = field(default_factory=dict)
    listed: int | None = None

    def hides(self, listed: int) -> int:
        """How many instances are in use that a list of so many does not show.

        A cell that is down is left out of a list that is answered with 200, and
        counted all the same. What the list showed when this was read and lacks now is
        deleted; what it shows now and did not then is new.
        """
        return max(0, self.instances.used - max(listed, self.listed or 0))
