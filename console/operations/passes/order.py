"""The order of changes: none begins before those it comes after have ended well. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence

from console.kinds.step import Ground, Step, was_spared
from console.model.notice import Notice, notice
from console.model.operation import Change, Phase
from console.model.plan import Plan
from console.model.tracked import Tracked
from console.model.wanted import THROUGHOUT

GOOD = frozenset({Phase.IN_SERVICE, Phase.GONE})


def waiting(plan: Plan, everything: Callable[[], Sequence[Tracked]]) -> Mapping[int, Notice | None]:
    """The changes (`seq`) that may not begin; with why they never will, None where not yet.

    `everything` reads the operation's changes in all datacenters: only where one waits.
    """
    if not any(planned.after for planned in plan.changes):
        return {}
    changes = {t.change.seq: t.change for t in everything()}
    found: dict[int, Notice | None] = {}
    for seq, planned in enumerate(plan.changes, start=1):
        missing = [n for n in planned.after if n not in changes or changes[n].phase not in GOOD]
        ended = [n for n in missing if n not in changes or changes[n].phase.final]
        if ended:
            found[seq] = _never(ended, changes)
        elif missing:
            found[seq] = None
    return found


def over(plan: Plan, everything: Callable[[], Sequence[Tracked]]) -> bool:
    """Say whether all has ended but what lasts as long as the rest; never where nothing does."""
    lasting = {n for n, planned in enumerate(plan.changes, 1) if THROUGHOUT in planned.wanted}
    if not lasting:
        return False
    return all(t.phase.final for t in everything() if t.change.seq not in lasting)


def _never(ended: Collection[int], changes: Mapping[int, Change]) -> Notice:
    """Why a change never begins: one it waits for failed, or none was needed any more."""
    for n in ended:
        if n not in changes or not was_spared(changes[n]):
            name = changes[n].name if n in changes else str(n)
            return notice("change.after_failed", name=name)
    return next(why for n in ended if (why := changes[n].why) is not None)


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
