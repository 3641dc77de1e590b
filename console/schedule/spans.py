"""For how long windows hold up how much of a pool above its baseline: what is paid for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from console.model.billing import BillingRule, billed_hours
from console.model.window import Opening
from console.schedule.wanted import NO_LEADS, Leads


@dataclass(frozen=True, slots=True)
class Span:
    """So many instances more than there would be without, from when they are asked for."""

    added: int
    begins_at: datetime
    closes_at: datetime


def spans(
    openings: Iterable[Opening], baseline: int, leads: Leads, ebbs: Leads = NO_LEADS
) -> tuple[Span, ...]:
    """What the openings of one pool add in all: where some overlap, the largest counts.

    One for each step of the size, so that what is added is never counted twice; each ends
    when what was added is gone.
    """
    held = [
        (one.begins_at(leads[one.window.name]), one.gone_at(ebbs), one.level)
        for one in openings
        if one.skipped is None and one.level > baseline
    ]
    found, below = [], baseline
    for level in sorted({level for _, _, level in held}):
        layer = sorted((begins, closes) for begins, closes, top in held if top >= level)
        found += [Span(level - below, *each) for each in _joined(layer)]
        below = level
    return tuple(found)


def spill(rule: BillingRule, opening: Opening, leads: Leads, ebbs: Leads) -> int:
    """Hours that are billed of each instance only because giving back begins at the end."""
    name, closes_at = opening.window.name, opening.closes_at
    begins_at = opening.begins_at(leads[name])
    most = billed_hours(rule, begins_at, closes_at + ebbs[name])
    return most - billed_hours(rule, begins_at, closes_at)


def _joined(layer: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Times in order of their begin, those that meet as one."""
    begun: tuple[datetime, datetime] | None = None
    for begins, closes in layer:
        if begun is None or begins > begun[1]:
            if begun is not None:
                yield begun
            begun = begins, closes
        else:
            begun = begun[0], max(begun[1], closes)
    if begun is not None:
        yield begun
