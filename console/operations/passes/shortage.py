"""What is made of a refusal for quota: what still fits is delivered, the rest fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.model.tracked import Tracked
from console.operations.passes.acting import Short, refused


@dataclass(frozen=True, slots=True)
class Delivery:
    """`alone` are the names to ask for one by one from now on; `failed` what is given up."""

    alone: frozenset[str]
    failed: tuple[Tracked, ...]


def deliver(
    shorts: Sequence[Short],
    back: Sequence[Tracked],
    tried: frozenset[str],
    fits: Callable[[str], int | None],
    now: datetime,
) -> Delivery:
    """Share what still fits among the changes that wait.

    `back` were to be asked for in the same pass and were not; `tried` are names
    that are asked for one by one after an earlier refusal: when one of them is
    refused as well, no figure is trusted any more and the others go with it.
    `fits` reads a region's quota, None when it is not known; it is called at
    most once a region. Nova names the instances of a batch from 1 and refuses
    it as a whole, so a part of one can only be made singly.
    """
    alone: set[str] = set()
    failed: list[Tracked] = []
    for region in dict.fromkeys(s.creation.order.region for s in shorts):
        here = [s for s in shorts if s.creation.order.region == region]
        hopeless = [s for s in here if len(s.creation.tracked) == 1]
        asked = [(t, s) for s in here if s not in hopeless for t in s.creation.tracked]
        waiting = [t for t in back if t.change.region == region and t.change.name in tried]
        failed += [refused(s.creation.tracked[0], s.error, now) for s in hopeless]
        if any(s.creation.order.names[0] in tried for s in hopeless):
            failed += [refused(t, hopeless[0].error, now) for t in waiting]
            waiting = []
        room = fits(region) if asked or waiting else 0
        room = max(0, (room or 0) - len(waiting))
        alone.update(t.change.name for t, _short in asked[:room])
        failed += [refused(t, short.error, now) for t, short in asked[room:]]
    return Delivery(frozenset(alone), tuple(failed))
