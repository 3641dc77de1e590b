"""What was seen of virtual machines."""

from dataclasses import dataclass, field

from console.kinds.vcenter import Tasks
from console.model.private import PrivateView


@dataclass(frozen=True, slots=True)
class MachineSight:
    """VCenter's inventory, None where it did not answer, and the tasks waited for."""

    private: PrivateView | None = None
    tasks: Tasks = field(default_factory=Tasks)
