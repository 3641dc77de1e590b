"""How long what is over stays in the journal, and what an archiving moved."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """Ages, in estate time since the end, after which operations are archived.

    `undoable` is for those that a rollback could still undo in part: it is
    never shorter than `over`. None keeps everything.
    """

    over: timedelta | None
    undoable: timedelta | None

    @classmethod
    def days(cls, over: int, undoable: int) -> "Keep":
        """Of the settings' days; 0 keeps everything."""
        if not over:
            return cls(None, None)
        return cls(timedelta(days=over), timedelta(days=max(over, undoable)) if undoable else None)


FOREVER = Keep(None, None)


@dataclass(frozen=True, slots=True)
class Family:
    """An operation with those that topped it up or rolled it back, which go together."""

    root: str
    operations: tuple[str, ...]
    changes: int
