"""What can be asked for a virtual machine."""

from enum import StrEnum


class MachineAct(StrEnum):
    """The writes of vCenter that a change of a machine may take."""

    SNAPSHOT = "snapshot"
    SHUT_DOWN = "shut_down"
    RECONFIGURE = "reconfigure"
    POWER_ON = "power_on"
    REBOOT = "reboot"
