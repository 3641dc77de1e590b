"""What can be asked for an instance."""

from enum import StrEnum


class InstanceAct(StrEnum):
    """The writes of the compute API that a change may take."""

    CREATE = "create"
    DELETE = "delete"
    MARK = "mark"
    UNMARK = "unmark"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    REBOOT = "reboot"
    LOCK = "lock"
    UNLOCK = "unlock"
