"""Private networks of the regions, and the addresses that each gives out."""

from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address


@dataclass(frozen=True, slots=True)
class AddressRange:
    """Addresses from `first` to `last`, both included."""

    first: IPv4Address
    last: IPv4Address

    @classmethod
    def of(cls, first: str, last: str) -> "AddressRange | None":
        """The range of two IPv4 addresses as they are written; None where they are none."""
        try:
            begin, end = ip_address(first), ip_address(last)
        except ValueError:
            return None
        if isinstance(begin, IPv4Address) and isinstance(end, IPv4Address):
            return cls(begin, end)
        return None

    def common(self, other: "AddressRange") -> "AddressRange | None":
        """What is in both; None where that is nothing."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return AddressRange(first, last) if first <= last else None

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Lan:
    """A network of a region that is not the provider's. `vlan` is None where it is not told.

    `cidrs` and `pools` are of its IPv4 subnets: what they span, and what they give out.
    """

    region: str
    id: str
    name: str
    vlan: int | None
    cidrs: frozenset[str]
    pools: tuple[AddressRange, ...]
