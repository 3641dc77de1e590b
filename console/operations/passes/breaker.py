"""Stop building where every build fails: the datacenter is wrong, not the request. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from console.kinds.step import BuildResult, Ground, Step, failed
from console.model.notice import notice
from console.model.operation import Phase
from console.model.plan import Desired

IN_FLIGHT = frozenset({Phase.REQUESTED, Phase.BUILDING})


def count(steps: Sequence[Step], failures: int) -> int:
    """Failed builds in a row: a pass that saw a success starts the count anew."""
    builds = Counter(step.build for step in steps)
    return 0 if builds[BuildResult.SUCCEEDED] else failures + builds[BuildResult.FAILED]


def hold(steps: Sequence[Step], failures: int, ground: Ground) -> list[Step]:
    """Hold creations back while other builds may still prove the datacenter well; else fail."""
    if failures < ground.tuning.breaker_after:
        return list(steps)
    waiting = any(
        step.tracked.phase in IN_FLIGHT and not step.begins for step in steps if _wanted(step)
    )
    return [_held(step, ground, waiting=waiting) for step in steps]


def _held(step: Step, ground: Ground, *, waiting: bool) -> Step:
    if not (step.begins and _wanted(step)):
        return step
    if waiting:
        return replace(step, act=None, about=())
    change = step.tracked.change
    why = change.why or notice(
        "change.breaker", datacenter=change.datacenter, n=ground.tuning.breaker_after
    )
    return replace(failed(step.tracked, ground, why), build=step.build)


def _wanted(step: Step) -> bool:
    return step.tracked.change.desired is Desired.PRESENT
