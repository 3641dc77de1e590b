"""Instances of the public cloud, as the compute API reports them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OPERATION_KEY = "vigie.operation"
BATCH_KEY = "vigie.batch"
POOL_KEY = "vigie.pool"
QUARANTINE_KEY = "vigie.quarantine"
DELETING = "deleting"
"""The task state of an instance that is on its way out."""


class InstanceStatus(StrEnum):
    """The statuses of the compute API that Vigie tells apart."""

    ACTIVE = "ACTIVE"
    BUILD = "BUILD"
    DELETED = "DELETED"
    ERROR = "ERROR"
    REBOOT = "REBOOT"
    SHUTOFF = "SHUTOFF"
    OTHER = "OTHER"


class InstanceCondition(StrEnum):
    """What an instance is to the person on call.

    `in_service` is ACTIVE and confirmed by its Prometheus target or load-balancer
    member; `ready` is ACTIVE and not confirmed yet, within its grace; `out_of_service`
    is ACTIVE for longer than that and not confirmed; `quarantined` is out of its pool.
    """

    BUILDING = "building"
    READY = "ready"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    QUARANTINED = "quarantined"
    DRAINING = "draining"
    ERROR = "error"
    STOPPED = "stopped"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """That a sick instance is kept out of its pool for a post-mortem: by whom, until when.

    `until` is estate time; None where nobody can read what stands there.
    """

    operation: str
    until: datetime | None

    @property
    def word(self) -> str:
        """As the metadata has it: ``OPERATION 2026-11-29T16:00:00+00:00``."""
        return (
            self.operation if self.until is None else f"{self.operation} {self.until.isoformat()}"
        )

    @classmethod
    def read(cls, word: str) -> "Quarantine":
        """The same from the metadata; a time that makes no sense, or has no zone, is none."""
        operation, _, text = word.partition(" ")
        try:
            until = datetime.fromisoformat(text)
        except ValueError:
            return cls(operation, None)
        return cls(operation, None if until.tzinfo is None else until)


@dataclass(frozen=True, slots=True)
class Instance:
    """One server. Times are aware; `created_at` starts the billing."""

    id: str
    name: str
    region: str
    status: InstanceStatus
    created_at: datetime
    updated_at: datetime
    task_state: str | None = None
    flavor: str = ""
    addresses: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    launched_at: datetime | None = None
    """When it was first ACTIVE; None where it never was, or nobody says."""
    locked: bool = False
    """Whether somebody has locked it, so that the cloud refuses to remove or reboot it."""

    @property
    def operation(self) -> str | None:
        """Id of the operation that made it, from its metadata."""
        return self.metadata.get(OPERATION_KEY)

    @property
    def quarantine(self) -> Quarantine | None:
        """What keeps it out of its pool; None where nothing does."""
        word = self.metadata.get(QUARANTINE_KEY)
        return None if word is None else Quarantine.read(word)

    @property
    def billed(self) -> bool:
        """Every instance is billed until it is deleted, stopped ones too."""
        return self.status is not InstanceStatus.DELETED

    @property
    def running_since(self) -> datetime | None:
        """When it first became ACTIVE; where an ACTIVE one does not tell, when it was made."""
        if self.launched_at is None and self.status is InstanceStatus.ACTIVE:
            return self.created_at
        return self.launched_at

    def condition(self, in_service: bool | None, *, settled: bool = False) -> InstanceCondition:  # noqa: FBT001 - a tri-state figure, not a flag
        """Fold status, task state and health; `in_service` None means unknown.

        `settled` says that it has run for longer than its grace.
        """
        if self.status is InstanceStatus.DELETED:
            return InstanceCondition.GONE
        if self.task_state == DELETING:
            return InstanceCondition.DRAINING
        if self.status is InstanceStatus.ERROR:
            return InstanceCondition.ERROR
        if self.status is InstanceStatus.BUILD:
            return InstanceCondition.BUILDING
        if self.status is not InstanceStatus.ACTIVE:
            return InstanceCondition.STOPPED
        late = InstanceCondition.OUT_OF_SERVICE if settled else InstanceCondition.READY
        return InstanceCondition.IN_SERVICE if in_service else late


@dataclass(frozen=True, slots=True)
class InstanceAction:
    """One entry of an instance's action log (GET /servers/{id}/os-instance-actions)."""

    action: str
    started_at: datetime
    request_id: str
    message: str | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Flavor:
    """An instance type: cores, memory in MiB, disk in GiB (0: as much as its image takes)."""

    id: str
    name: str
    vcpus: int
    ram_mib: int
    disk_gib: int
    disabled: bool = False
