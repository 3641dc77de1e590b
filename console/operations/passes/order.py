"""The order of changes: none begins before those it comes after have ended well. Pure."""

from collections.abc import Callable, Mapping, Sequence

from console.kinds.step import Ground, Step
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.plan import Plan
from console.model.tracked import Tracked

GOOD = frozenset({Phase.IN_SERVICE, Phase.GONE})


def waiting(plan: Plan, everything: Callable[[], Sequence[Tracked]]) -> Mapping[int, Notice | None]:
    """The changes (`seq`) that may not begin; with why they never will, None where not yet.

    `everything` reads the operation's changes in all datacenters: only where one waits.
    """
    if not any(planned.after for planned in plan.changes):
        return {}
    tracked = everything()
    phases = {t.change.seq: t.phase for t in tracked}
    names = {t.change.seq: t.change.name for t in tracked}
    found: dict[int, Notice | None] = {}
    for seq, planned in enumerate(plan.changes, start=1):
        missing = [n for n in planned.after if phases.get(n) not in GOOD]
        ended = [n for n in missing if n not in phases or phases[n].final]
        if ended:
            found[seq] = notice("change.after_failed", name=names.get(ended[0], str(ended[0])))
        elif missing:
            found[seq] = None
    return found


def held(tracked: Tracked, waiting: Mapping[int, Notice | None], ground: Ground) -> Step | None:
    """What becomes of a change that must not begin yet, or never may; None when it is free."""
    change = tracked.change
    if tracked.phase.final:
        return Step(tracked)
    if change.seq not in waiting or change.phase is not Phase.PLANNED:
        return None
    why = waiting[change.seq]
    if why is None and not ground.stop:
        return Step(tracked)
    stopped = why or notice("change.stopped")
    return Step(tracked.at(Phase.CANCELLED, ground.now, stopped))
