"""What becomes of steps while their pool is frozen: they are looked at, and nothing is written."""

from collections.abc import Sequence

from console.kinds.step import Step
from console.model.tracked import Tracked


def hold(steps: Sequence[Step], before: Sequence[Tracked]) -> list[Step]:
    """What is seen is kept; what takes a write stays as it was, and is judged anew after the thaw.

    What has ended by a stop has ended: its mark tells what was left.
    """
    return [
        step if step.act is None else Step(step.tracked if step.tracked.phase.final else old)
        for step, old in zip(steps, before, strict=True)
    ]
