"""What a health check of an address finds: whether an instance answers there."""

from console.rehearsal.loadbalancer.things import Span
from console.rehearsal.region import Region


def within(spans: list[Span], at: float) -> bool:
    """Whether a time lies in one of the spans; an end of None is still to come."""
    return any(since <= at and (until is None or at < until) for since, until in spans)


class Reach:
    """Which addresses of a region answer, and when; the past of it does not change."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._generation = -1
        self._spans: dict[str, list[Span]] = {}
        self.strangers: set[str] = set()
        """Addresses of what is no instance, and always answers."""
        self.cuts: list[Span] = []
        """When the way from the load balancers to their members is cut."""

    def served(self, address: str) -> list[Span]:
        """When an instance in service stood behind an address."""
        if address in self.strangers:
            return [(float("-inf"), None)]
        if self._generation != self._region.generation:
            self._generation = self._region.generation
            self._spans = {}
            for instance in self._region.instances.values():
                for each in instance.addresses:
                    spans = self._spans.setdefault(each, [])
                    spans.extend(instance.life().in_service)
        return self._spans.get(address, [])

    def alive(self, address: str, at: float) -> bool:
        """Whether a connection to an address stands at a time."""
        return not within(self.cuts, at) and within(self.served(address), at)

    def found_up(self, address: str, at: float, *, rise_s: float, fall_s: float) -> bool:
        """Whether checks that need `rise_s` and `fall_s` to believe it hold an address for up."""
        if within(self.cuts, at):
            return False
        seen: list[Span] = [
            (since + rise_s, None if until is None else until + fall_s)
            for since, until in self.served(address)
        ]
        return within(seen, at)
