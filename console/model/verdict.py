"""Whether a pool is holding, in a word, and what makes it so."""

from dataclasses import dataclass
from enum import StrEnum

from console.model.notice import Notice

LOADED = frozenset({"verdict.over", "verdict.tight"})
"""What is said of a load that is above its target, or above all that the instances carry."""


class VerdictState(StrEnum):
    """The state in a word. The order is how much it needs a person, least first."""

    HOLDING = "holding"
    STRAINED = "strained"
    UNKNOWN = "unknown"
    FAILING = "failing"


SEVERITY = tuple(VerdictState)


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes the verdict, and how bad it is.

    `figure` is one of `connections`, `capacity`, `p95` and `errors`.
    """

    figure: str
    state: VerdictState
    said: Notice


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a pool and its causes, the worst first; none while it is holding."""

    state: VerdictState
    causes: tuple[Cause, ...] = ()

    @property
    def loaded(self) -> bool:
        """Say whether there is more load than the instances in service should carry."""
        return any(cause.said.code in LOADED for cause in self.causes)

    def about(self, figure: str) -> Cause | None:
        """The cause that a figure is, if it is one."""
        return next((cause for cause in self.causes if cause.figure == figure), None)
