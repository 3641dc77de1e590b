"""What may be left in a public cloud when its server is gone, and what the journal knows of it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from console.model.freeze import Freeze
from console.model.notice import Notice
from console.model.operation import Change, Operation, OperationState
from console.model.resource import DATASTORE, ORPHAN, Resource
from console.model.supply import Holding
from console.model.verb import Verb


class LeftoverSort(StrEnum):
    """What can be left."""

    SERVER = "server"
    PORT = "port"
    VOLUME = "volume"
    ADDRESS = "address"
    """A floating address."""
    SNAPSHOT = "snapshot"
    """A snapshot of a volume."""
    IMAGE = "image"
    MEMBER = "member"
    """A member of a load balancer's pool, which leads to a server that is gone."""
    FILER = "filer"
    """What the private cloud's provider delivered for a datastore, and no host can use."""
    MACHINE_SNAPSHOT = "machine_snapshot"
    """A snapshot of a virtual machine of the private cloud."""

    @property
    def resource(self) -> Resource:
        """The sort of resource that a change is about."""
        return OTHERWISE.get(self.value, Resource(self.value))


OTHERWISE = {"member": ORPHAN, "filer": DATASTORE}
"""The resources that are not called as their sort; a filer is given back as its datastore."""
OF_REGIONS = frozenset(LeftoverSort) - {LeftoverSort.FILER, LeftoverSort.MACHINE_SNAPSHOT}
"""What stands in a region of the public cloud."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a server or an operation may leave; what is not known of it is empty or None."""

    sort: LeftoverSort
    id: str
    name: str
    region: str
    status: str
    created_at: datetime | None
    servers: tuple[str, ...] = ()
    """The ids of those that it names as its own."""
    marked: str | None = None
    """The operation that its metadata or tags name."""
    image_id: str | None = None
    """Of the image that was written to a volume."""
    size_gib: int | Decimal | None = None
    type: str = ""
    """A volume's."""
    addresses: tuple[str, ...] = ()
    """Those that a port has or that a member leads to, and a floating one itself."""
    within: str = ""
    """A member's load-balancer pool, a floating address's port, a snapshot's volume; by id."""
    pool: str = ""
    """Whose instance a member was made for, by its mark."""


@dataclass(frozen=True, slots=True)
class BelongingsView:
    """What of a region may be left, but servers and members.

    A sort that could not be read says why in `unread`; `unreadable` counts the records of each
    sort that made no sense.
    """

    region: str
    belongings: tuple[Belonging, ...]
    unread: dict[LeftoverSort, Notice] = field(default_factory=dict)
    unreadable: dict[LeftoverSort, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TracedOperation:
    """As much of an operation, archived ones too, as says whose something is."""

    id: str
    root: str
    verb: Verb
    state: OperationState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Traces:
    """What the journal knows of some marks and ids: whole families, and what touched the ids.

    `recent` are the last operations, with which volumes that bear no mark are compared;
    `freezes` those of pools that nobody has lifted.
    """

    operations: dict[str, TracedOperation] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    recent: tuple[Operation, ...] = ()
    freezes: tuple[Freeze, ...] = ()

    def live(self, operation_id: str) -> bool:
        """Say whether somebody of an operation's family may still be at work."""
        found = self.operations.get(operation_id)
        if found is None:
            return False
        kin = (one for one in self.operations.values() if one.root == found.root)
        return any(one.state.live for one in kin)


@dataclass(frozen=True, slots=True)
class Leftover:
    """What no live operation owns and is still there.

    `sure`: the journal proves that Vigie made it and that it should not be there. Without,
    it may be somebody's. `operation` made it, or may have; `flavor` is a server's, `holding`
    a filer, `belonging` what anything else was read as. `held`: why it may not be removed now,
    as nothing of a frozen pool may.
    """

    sort: LeftoverSort
    id: str
    name: str
    region: str
    since: datetime | None
    why: Notice
    sure: bool
    operation: str
    flavor: str = ""
    euro_per_month: Decimal | None = None
    belonging: Belonging | None = None
    held: Notice | None = None
    holding: Holding | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a region is unknown, and why."""

    region: str
    sort: LeftoverSort
    why: Notice


@dataclass(frozen=True, slots=True)
class MonthlyInstance:
    """An instance of a pool that is billed by the month, for good, though nobody meant it.

    `since` is when that began, None where nobody tells; `told` says who tells it.
    """

    id: str
    name: str
    pool: str
    region: str
    since: datetime | None
    told: Notice
    euro_per_month: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What is left, and what nobody knows. `silent`: no region answered anything at all.

    `monthly` is no leftover: nothing takes it back. `monthly_unread` is why nobody knows
    which instances are billed so, beyond what their own metadata say.
    """

    at: datetime
    leftovers: tuple[Leftover, ...]
    unread: tuple[Unread, ...] = ()
    silent: bool = False
    monthly: tuple[MonthlyInstance, ...] = ()
    monthly_unread: Notice | None = None

    @property
    def euro_per_month(self) -> Decimal | None:
        """What all of it costs; None where a price is not known."""
        return None if self.unpriced else self.least_per_month

    @property
    def least_per_month(self) -> Decimal:
        """What those cost whose prices are known."""
        return sum((one.euro_per_month or Decimal(0) for one in self.leftovers), Decimal(0))

    @property
    def unpriced(self) -> int:
        """How many have no price that is known."""
        return sum(one.euro_per_month is None for one in self.leftovers)

    def find(self, resource: Resource, number: str | None) -> Leftover | None:
        """What is left over of that sort and id."""
        alike = (one for one in self.leftovers if one.sort.resource == resource)
        return next((one for one in alike if one.id == number), None)
