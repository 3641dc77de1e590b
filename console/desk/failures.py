"""What failed of an operation: changes of one datacenter and reason together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from console.model.notice import Notice
from console.model.operation import Change, Phase

NAMED = 3
"""How many names of a group are told."""


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Changes that failed in one place for one reason, in the words of a person's language."""

    datacenter: str
    why: str
    remedy: str | None
    changes: tuple[Change, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the changes are about."""
        return tuple(change.name for change in self.changes)

    @property
    def told(self) -> tuple[str, int]:
        """The first names, and how many more there are."""
        return ", ".join(self.names[:NAMED]), max(0, len(self.names) - NAMED)


def failures(changes: Iterable[Change], say: Callable[[Notice], str]) -> tuple[FailureGroup, ...]:
    """The groups, the largest first."""
    alike: dict[tuple[str, str, str | None], list[Change]] = {}
    for change in changes:
        if change.phase is Phase.FAILED:
            why = "" if change.why is None else say(change.why)
            remedy = None if change.remedy is None else say(change.remedy)
            alike.setdefault((change.datacenter, why, remedy), []).append(change)
    found = (FailureGroup(*key, tuple(of)) for key, of in alike.items())
    return tuple(sorted(found, key=lambda group: -len(group.names)))
