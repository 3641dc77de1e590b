"""The free addresses of one subnet."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network

FIRST_HOST = 10
"""Addresses below are the gateway's and DHCP's."""
MOST = 65_536


@dataclass(frozen=True, slots=True)
class SimulatedSubnet:
    """A subnet whose allocation pool begins at `.10`: to its end, at most 65,536 addresses.

    `part` is the part of it that this region gives out; without, all of it.
    """

    id: str
    name: str
    cidr: str
    part: str | None = None

    @property
    def version(self) -> int:
        """4 or 6."""
        return ip_network(self.cidr).version

    @property
    def total(self) -> int:
        """Addresses of the allocation pool."""
        first, last = self._ends()
        return last - first + 1

    @property
    def pool(self) -> tuple[str, str]:
        """First and last address of the allocation pool."""
        first, last = (self._address(number) for number in self._ends())
        return str(first), str(last)

    @property
    def gateway(self) -> str:
        """The gateway's address."""
        return str(ip_network(self.cidr)[1])

    def free(self, used: Container[str]) -> Iterator[str]:
        """The free addresses from the lowest on; `used` may grow meanwhile."""
        first, last = self._ends()
        for number in range(first, last + 1):
            address = str(self._address(number))
            if address not in used:
                yield address

    def _ends(self) -> tuple[int, int]:
        network = ip_network(self.part or self.cidr)
        first = int(network.network_address) + FIRST_HOST
        return first, min(int(network.broadcast_address) - 1, first + MOST - 1)

    def _address(self, number: int) -> IPv4Address | IPv6Address:
        return IPv4Address(number) if self.version == 4 else IPv6Address(number)  # noqa: PLR2004
