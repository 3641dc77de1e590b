"""When an instance was first ACTIVE and when it was gone, as the changes about it keep it. Pure.

One line an instance, ``id first-active gone flavor``, each time in ISO 8601 and ``-`` where
there is none: an instance that nobody saw ACTIVE is not billed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

NONE = "-"
FIELDS = 4


@dataclass(frozen=True, slots=True)
class Meter:
    """One instance by its id. `launched_at` None: it was seen, and never ACTIVE."""

    id: str
    launched_at: datetime | None
    ended_at: datetime | None
    flavor: str

    @property
    def line(self) -> str:
        """As a change keeps it."""
        return f"{self.id} {_said(self.launched_at)} {_said(self.ended_at)} {self.flavor}".rstrip()

    def merged(self, other: "Meter") -> "Meter":
        """What two changes know of one instance: who made it, and who removed it."""
        return Meter(
            self.id,
            self.launched_at or other.launched_at,
            self.ended_at or other.ended_at,
            self.flavor or other.flavor,
        )


def read(text: str) -> dict[str, Meter]:
    """The meters of a change by instance; a line that makes no sense is left out."""
    found = (_meter(line) for line in text.splitlines())
    return {one.id: one for one in found if one is not None}


def written(meters: Iterable[Meter]) -> str:
    """The text that `read` reads."""
    return "\n".join(one.line for one in meters)


def merged(all_of_them: Iterable[Mapping[str, Meter]]) -> dict[str, Meter]:
    """What several changes know, by instance."""
    found: dict[str, Meter] = {}
    for meters in all_of_them:
        for number, one in meters.items():
            known = found.get(number)
            found[number] = one if known is None else known.merged(one)
    return found


def _meter(line: str) -> Meter | None:
    parts = line.split(" ", FIELDS - 1)
    if len(parts) < FIELDS - 1 or not parts[0]:
        return None
    try:
        launched, ended = _time(parts[1]), _time(parts[2])
    except ValueError:
        return None
    return Meter(parts[0], launched, ended, parts[3] if len(parts) == FIELDS else "")


def _said(at: datetime | None) -> str:
    return NONE if at is None else at.astimezone(UTC).isoformat()


def _time(said: str) -> datetime | None:
    return None if said == NONE else datetime.fromisoformat(said)
