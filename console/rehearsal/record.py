"""The rehearsal's own record: what was ordered, whatever the caller was told."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from console.rehearsal.clock import RehearsalClock
from console.rehearsal.instance import SimulatedInstance


@dataclass(frozen=True, slots=True)
class AcceptedOrder:
    """One order that was accepted. `at` is wall time, `estate_at` estate time.

    `instance_id` is the id of whatever it was to: an instance, a machine, a
    datastore, the task of an order at OVHcloud.
    """

    order: str
    instance_id: str
    name: str
    region: str
    request_id: str
    at: str
    estate_at: str
    metadata: dict[str, str] = field(default_factory=dict)


class CallRecord:
    """Accepted orders in their order, lost answers, and calls by service, method and status."""

    def __init__(self, clock: RehearsalClock) -> None:
        self._clock = clock
        self.entries: list[AcceptedOrder] = []
        self.calls: Counter[tuple[str, str, int]] = Counter()
        self.lost: set[str] = set()

    def note(self, order: str, instance: SimulatedInstance, request_id: str) -> None:
        """An order to an instance was accepted."""
        self.write(
            order,
            id=instance.id,
            name=instance.name,
            region=instance.region,
            request_id=request_id,
            metadata=dict(instance.metadata),
        )

    def write(
        self,
        order: str,
        *,
        id: str,  # noqa: A002 - what it is
        name: str,
        region: str,
        request_id: str,
        metadata: dict[str, str],
    ) -> None:
        """An order was accepted, whatever it is to. `region` is a front's name where none is."""
        entry = AcceptedOrder(
            order=order,
            instance_id=id,
            name=name,
            region=region,
            request_id=request_id,
            at=datetime.now(UTC).isoformat(),
            estate_at=datetime.fromtimestamp(self._clock.now(), UTC).isoformat(),
            metadata=metadata,
        )
        self.entries.append(entry)

    def called(self, service: str, method: str, status: int) -> None:
        """A call was answered; status 0 means that the caller got no answer."""
        self.calls[service, method, status] += 1
