"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum

from console.cli import failure
from console.model.notice import Notice


class Gravity(StrEnum):
    """How bad it is: a warning is told, and fails nothing."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: what, whether it is well, and what was found.

    `exit_code` is what a failed check makes the verb end with; one that makes it
    end well is a warning.
    """

    name: str
    ok: bool
    found: Notice
    exit_code: int = failure.FAILED

    @property
    def severity(self) -> Gravity:
        """Well, to be looked at, or in the way."""
        if self.ok:
            return Gravity.OK
        return Gravity.WARNING if self.exit_code == failure.DONE else Gravity.FAILED
