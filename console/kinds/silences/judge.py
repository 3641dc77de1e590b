"""Judge a silence by what stands at the alert manager. Pure."""

from console.kinds.step import Ground, Step, failed, left
from console.model import silence
from console.model.alert import AlertSilence
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.tracked import Tracked
from console.model.wanted import THROUGHOUT, UNTIL

MAKE, END = "silence", "expire"
PATIENCE_S = 600.0
"""How long a silence may take to be seen, or seen gone, in estate seconds."""
ENDING_S = 60.0
"""How long an operation that is over waits for the end of a silence that ends by itself."""
Silences = tuple[AlertSilence, ...]


def judge(tracked: Tracked, sight: Silences | None, ground: Ground) -> Step:
    """Look for the silence by its id or its operation's mark before anything is asked."""
    if tracked.phase.final or lasts(tracked, ground):
        return Step(tracked)
    if tracked.phase is Phase.PLANNED and ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    if sight is None:
        return _unseen(tracked, ground)
    found = _found(tracked.change, sight)
    if tracked.change.desired is Desired.PRESENT:
        along = THROUGHOUT in tracked.change.wanted
        return (_along if along else _present)(tracked, found, ground)
    if found is None or found.ended:
        return Step(tracked.heard(None).at(Phase.GONE, ground.now))
    return _asked(tracked, END, ground)


def lasts(tracked: Tracked, ground: Ground) -> bool:
    """Say whether it stands, and is to stand for as long as its operation works."""
    along = THROUGHOUT in tracked.change.wanted
    return along and tracked.phase is Phase.READY and not ground.rest_over


def _along(tracked: Tracked, found: AlertSilence | None, ground: Ground) -> Step:
    """Made at first, ended once the rest of its operation has ended; it may end by itself."""
    if found is not None:
        tracked = tracked.identified(found.id)
    if found is None or found.ended:
        return _without(tracked, found, ground)
    if not ground.rest_over:
        return Step(tracked.heard(None).moved(Phase.READY, ground.now))
    if tracked.phase is not Phase.RELEASING:
        return Step(tracked.step(Phase.RELEASING, ground.now), END)
    if ground.lets_go or ground.late(tracked, ENDING_S):
        return failed(tracked, ground, notice("silence.left"))
    return Step(tracked, END if ground.settled(tracked, ground.tuning.settle_s) else None)


def _without(tracked: Tracked, found: AlertSilence | None, ground: Ground) -> Step:
    """It does not stand: it has ended, or is not made yet, or will not be any more."""
    if found is not None or tracked.phase not in {Phase.PLANNED, Phase.REQUESTED}:
        return Step(tracked.heard(None).at(Phase.GONE, ground.now))
    if not ground.rest_over:
        return _present(tracked, None, ground)
    if not tracked.answered and not ground.settled(tracked, ground.tuning.settle_s):
        return Step(tracked)
    return failed(tracked, ground, tracked.change.why or notice("silence.never_seen"))


def _found(change: Change, sight: Silences) -> AlertSilence | None:
    """By its id; a silence of ours whose id is not known yet by its mark."""
    if change.resource_id is not None:
        return next((one for one in sight if one.id == change.resource_id), None)
    mark = silence.mark(change.operation_id)
    return next((one for one in sight if mark in one.comment), None)


def _present(tracked: Tracked, found: AlertSilence | None, ground: Ground) -> Step:
    if found is not None and found.ended:
        return failed(tracked, ground, notice("silence.ended"))
    if found is not None:
        there = tracked.heard(None).identified(found.id)
        return Step(there.moved(Phase.IN_SERVICE, ground.now))
    if ground.now.timestamp() >= float(tracked.change.wanted[UNTIL]):
        return failed(tracked, ground, notice("silence.too_late"))
    return _asked(tracked, MAKE, ground)


def _asked(tracked: Tracked, act: str, ground: Ground) -> Step:
    """Ask for the first time; again once what an unanswered call did would be seen by now.

    What is put off for too long has failed.
    """
    if tracked.phase is Phase.PLANNED:
        why = tracked.change.why
        if why is not None and ground.late(tracked, PATIENCE_S):
            return failed(tracked, ground, why)
        return Step(tracked, act)
    if ground.lets_go:
        return left(tracked, ground, None)
    if ground.late(tracked, PATIENCE_S):
        return failed(tracked, ground, tracked.change.why or notice("silence.never_seen"))
    lost = not tracked.answered and ground.settled(tracked, ground.tuning.settle_s)
    return Step(tracked, act if lost else None, again=lost)


def _unseen(tracked: Tracked, ground: Ground) -> Step:
    """The alert manager is silent; once that has gone on for too long, say so.

    For one that ends by itself an operation that is over does not wait for long.
    """
    if ground.rest_over:
        return _left_unseen(tracked, ground)
    if not ground.forsaken(tracked, PATIENCE_S):
        return Step(tracked)
    return failed(tracked, ground, tracked.change.why or notice("silence.never_seen"))


def _left_unseen(tracked: Tracked, ground: Ground) -> Step:
    if tracked.phase is Phase.PLANNED:
        return failed(tracked, ground, tracked.change.why or notice("silence.never_seen"))
    if tracked.phase is not Phase.RELEASING:
        return Step(tracked.step(Phase.RELEASING, ground.now))
    if ground.lets_go or ground.late(tracked, ENDING_S):
        return failed(tracked, ground, notice("silence.left"))
    return Step(tracked)
