"""What becomes of steps while their pool is frozen: they are looked at, and not acted on."""

from collections.abc import Sequence

from console.kinds.step import Step
from console.model.operation import Operation
from console.model.tracked import Tracked


def hold(steps: Sequence[Step], before: Sequence[Tracked], operation: Operation) -> list[Step]:
    """What is seen is kept; what takes a write stays as it was, and is judged anew after the thaw.

    Where shrinking alone is suspended that is so of removals, and all else goes on.
    What has ended by a stop has ended: its mark tells what was left.
    """
    everything, removals = operation.frozen is not None, operation.kept is not None
    return [
        Step(step.tracked if step.tracked.phase.final else old)
        if (everything and step.act is not None) or (removals and step.removes)
        else step
        for step, old in zip(steps, before, strict=True)
    ]
