"""What a source is to the watch: a name, a cadence, and a way to read it once."""

from collections.abc import Callable
from dataclasses import dataclass

from console.model.estate import Estate


@dataclass(frozen=True, slots=True)
class Cadence:
    """Wall-clock seconds between two readings, at rest and while an operation runs."""

    idle_s: float
    busy_s: float

    def seconds(self, *, busy: bool) -> float:
        """The pause that applies now."""
        return self.busy_s if busy else self.idle_s


@dataclass(frozen=True, slots=True)
class Reading:
    """What one successful reading changes in the estate, and what the source warned of.

    `change` must be pure and quick: it runs while the estate is held. `unreadable`
    counts the records that made no sense, which what was read leaves out.
    """

    change: Callable[[Estate], Estate]
    warnings: tuple[str, ...] = ()
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to ask. `read` may raise SourceError; anything else is a fault of ours.

    `hasty` sources are asked again at once when something has just been started;
    `steady` ones keep their cadence while they cannot be reached, so that they are
    back within one reading of their return. A refusal is never asked faster.
    """

    name: str
    cadence: Cadence
    read: Callable[[], Reading]
    hasty: bool = False
    steady: bool = False
