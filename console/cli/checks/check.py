"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

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
    remedy: Notice | None = None

    @classmethod
    def well(cls, name: str, found: Notice) -> Self:
        """Nothing is to be done."""
        return cls(name, ok=True, found=found)

    @classmethod
    def hint(cls, name: str, found: Notice, remedy: Notice | None = None) -> Self:
        """A warning: to be looked at, and in nobody's way."""
        return cls(name, ok=False, found=found, exit_code=failure.DONE, remedy=remedy)

    @classmethod
    def bad(
        cls,
        name: str,
        found: Notice,
        exit_code: int = failure.FAILED,
        remedy: Notice | None = None,
    ) -> Self:
        """In the way; what was found says what to do, or the remedy does."""
        return cls(name, ok=False, found=found, exit_code=exit_code, remedy=remedy)

    @classmethod
    def judged(cls, name: str, *, ok: bool, found: Notice) -> Self:
        """Well or in the way."""
        return cls.well(name, found) if ok else cls.bad(name, found)

    @property
    def severity(self) -> Gravity:
        """Well, to be looked at, or in the way."""
        if self.ok:
            return Gravity.OK
        return Gravity.WARNING if self.exit_code == failure.DONE else Gravity.FAILED
