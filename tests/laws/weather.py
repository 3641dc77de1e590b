"""What goes wrong with the sources, drawn from the night's one source of chance or told."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from random import Random

from moments import Moments

from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    OutcomeUnknown,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import notice

FOREVER = float("inf")
CARRIED_OUT = frozenset({"ok", "lost", "late", "tardy", "garbled"})
"""Outcomes of a write that has, or will have, its effect."""
UNANSWERED = frozenset({"lost", "late", "tardy", "dropped", "garbled"})
"""Outcomes that leave open whether it has."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A source that is out of order for a while.

    ``silent``, ``stale``, ``unreadable`` (one record), or ``cell down`` (half of all).
    """

    source: str
    kind: str
    begins: float
    ends: float = FOREVER

    def holds(self, t: float) -> bool:
        return self.begins <= t < self.ends


@dataclass(slots=True)
class Weather:
    """Spells over time; chances for each single call; and what a test has written down.

    `chances` is call → ((outcome, probability), …); `told` is call → outcomes of
    the next calls, before any chance.
    """

    moments: Moments
    chance: Random
    spells: list[Spell] = field(default_factory=list)
    chances: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    told: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    nameless: bool = False
    """Whether what stands in a cell that is down is listed without its name, or not at all."""
    struck: set[str] = field(default_factory=set)
    """The sources that anything has gone wrong with so far."""

    def clear_up(self) -> None:
        """Nothing goes wrong from now on."""
        self.spells.clear()
        self.chances.clear()
        self.told.clear()

    def spell(self, source: str, kind: str) -> bool:
        """Say whether such a spell lies over a source now."""
        t = self.moments.t
        found = any(s.source == source and s.kind == kind and s.holds(t) for s in self.spells)
        if found:
            self.struck.add(source)
        return found

    def outcome(self, call: str, source: str) -> str:
        """How the next call comes out: ``ok`` mostly."""
        queue = self.told.get(call)
        if queue:
            found = queue.popleft()
        else:
            found = "ok"
            options = self.chances.get(call)
            if options:
                drawn = self.chance.random()
                for name, probability in options:
                    drawn -= probability
                    if drawn < 0:
                        found = name
                        break
        if found != "ok":
            self.struck.add(source)
        return found

    def read(self, source: str, call: str) -> str:
        """Raise what a read comes to, or say how it comes out."""
        if self.spell(source, "silent"):
            raise error("down", source)
        found = self.outcome(call, source)
        if found in {"down", "limited", "denied", "garbled"}:
            raise error(found, source)
        return found


def error(outcome: str, source: str) -> SourceError:
    """The error that a call with this outcome raises."""
    said = notice(f"test.{outcome}", source=source)
    if outcome == "limited":
        return RateLimited(said, retry_after_s=5.0, request_id="req-slow")
    kinds: dict[str, type[SourceError]] = {
        "down": SourceUnreachable,
        "denied": CredentialsRefused,
        "garbled": BadAnswer,
        "refused": CallRefused,
        "lost": OutcomeUnknown,
        "late": OutcomeUnknown,
        "tardy": OutcomeUnknown,
        "dropped": OutcomeUnknown,
    }
    return kinds[outcome](said, request_id=f"req-{outcome}")
