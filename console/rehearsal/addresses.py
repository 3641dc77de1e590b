"""The free addresses of one private subnet."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network
from itertools import islice

FIRST_HOST = 10
"""Addresses below are the gateway's, DHCP's and the load balancer's."""


class SimulatedSubnet:
    """A /22 with an allocation pool from `.10` to the last but one address."""

    def __init__(self, cidr: str) -> None:
        self.cidr = cidr
        network = IPv4Network(cidr)
        self._first = int(network.network_address) + FIRST_HOST
        self._last = int(network.broadcast_address) - 1

    @property
    def total(self) -> int:
        """Addresses of the allocation pool."""
        return self._last - self._first + 1

    @property
    def pool(self) -> tuple[str, str]:
        """First and last address of the allocation pool."""
        return str(IPv4Address(self._first)), str(IPv4Address(self._last))

    @property
    def gateway(self) -> str:
        """The gateway's address."""
        return str(IPv4Address(self._first - FIRST_HOST + 1))

    def take(self, used: Iterable[str], count: int) -> list[str]:
        """The lowest free addresses, at most `count`; fewer when it runs out."""
        return list(islice(self._free(set(used)), count))

    def _free(self, used: set[str]) -> Iterator[str]:
        for number in range(self._first, self._last + 1):
            address = str(IPv4Address(number))
            if address not in used:
                yield address
