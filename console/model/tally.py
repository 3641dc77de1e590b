"""One pool counted in one place. Unknown is never zero."""

from dataclasses import dataclass, field
from decimal import Decimal

from console.model.instance import InstanceCondition
from console.model.notice import Notice

RUNNING = (
    InstanceCondition.IN_SERVICE,
    InstanceCondition.READY,
    InstanceCondition.OUT_OF_SERVICE,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """One pool in one datacenter, or in all of them. None is unknown.

    `by` counts instances by condition; `unreadable` the records of a listing
    that could not be read, any of which may be one more; `target` is what the
    running operation wants here, else what is there; `room` how many more the
    quotas let in; `named` that the metrics
    name one of them; `known` is false until every region is listed; `shared` says
    that the pool is meant to have instances here; `unknown` is why health is;
    `balancer` names the load-balancer pool whose members say what is in service,
    where metrics do not.
    """

    datacenter: str
    name: str
    known: bool
    unknown: Notice | None = None
    shared: bool = True
    by: dict[InstanceCondition, int] = field(default_factory=dict)
    unreadable: int = 0
    named: bool = False
    target: int = 0
    room: int | None = None
    euro_per_hour: Decimal | None = None
    stale: bool = False
    balancer: str | None = None

    def count(self, condition: InstanceCondition) -> int:
        """Instances in one condition."""
        return self.by.get(condition, 0)

    @property
    def owned(self) -> int:
        """Instances that are billed, those included that are being deleted."""
        return sum(self.by.values())

    @property
    def size(self) -> int:
        """Instances that stay."""
        return self.owned - self.count(InstanceCondition.DRAINING)

    @property
    def health_known(self) -> bool:
        """Say whether anybody can tell what is in service."""
        return self.unknown is None

    @property
    def serving(self) -> int | None:
        """Instances in service; None when health is unknown."""
        return self.count(InstanceCondition.IN_SERVICE) if self.health_known else None

    @property
    def active(self) -> int:
        """Instances that run and stay, in service or not."""
        return sum(map(self.count, RUNNING))

    @property
    def ready(self) -> int | None:
        """Instances that run and are not in service yet; None when health is unknown."""
        return self.count(InstanceCondition.READY) if self.health_known else None

    @property
    def out(self) -> int | None:
        """Instances that have run for long and are not in service; None when health is unknown."""
        return self.count(InstanceCondition.OUT_OF_SERVICE) if self.health_known else None

    @property
    def sick(self) -> int:
        """Instances in error or stopped."""
        return self.count(InstanceCondition.ERROR) + self.count(InstanceCondition.STOPPED)
