"""The contract of a kind's worker half: look, judge, call. It knows no journal and no engine."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from console.kinds.attempt import Attempt
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.model.estate import Estate
from console.model.notice import Notice
from console.model.operation import Operation, Phase
from console.model.resource import Resource
from console.model.tracked import Tracked
from console.ports import Receipt


class Actuator(Protocol):
    """One sort of resource, as a pass acts on it. A sight is the kind's own: any value."""

    @property
    def resources(self) -> frozenset[Resource]:
        """The sorts of resource it acts on."""
        ...

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of changes that moved to a phase: catalogue keys."""
        ...

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """What acting takes and there is not: a source, or a word in the settings."""
        ...

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """What must be said at the end of an operation that went well; None when nothing."""
        ...

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """The part of the estate that the kind's guards look at, as it is now."""
        ...

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> Any:  # noqa: ANN401 - the kind's own
        """Read in bulk what judging these changes takes, no more.

        A source that fails is told to `sources` and missing from the sight; nothing is raised.
        """
        ...

    def judge(self, tracked: Tracked, sight: Any, ground: Ground) -> Step:  # noqa: ANN401 - as above
        """Where one change stands by what was seen, and what comes next for it. Pure."""
        ...

    def doubtful(self, tracked: Tracked) -> bool:
        """Say whether a change that has ended may have left something to look for."""
        ...

    def calls(self, steps: Sequence[Step], sight: Any, ground: Ground) -> Iterable[Call]:  # noqa: ANN401 - as above
        """Which writes these steps take, in order. Pure."""
        ...

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """Make that one write, never repeated by itself; None where nothing had to be called."""
        ...

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the call's outcome means for the changes it covers, and what is told of it. Pure."""
        ...
