"""What a check found."""

from dataclasses import dataclass

from console.cli import failure
from console.model.notice import Notice


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: what, whether it is well, and what was found.

    `exit_code` is what a failed check makes the verb end with.
    """

    name: str
    ok: bool
    found: Notice
    exit_code: int = failure.FAILED
