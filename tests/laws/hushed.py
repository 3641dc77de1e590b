"""Nights with an alert manager: silences for the time of an operation, and others' beside them."""

from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from misfortunes import Trouble, chances, spell
from night import Night
from silences import OTHERS, POOL_LABEL, SOURCE

from console.kinds.instances.verbs import BURST
from console.kinds.silences.verbs import SILENCING, UNSILENCING
from console.model.error import Refused, SourceError
from console.model.plan import Plan
from console.model.verb import HEAL, ROLLBACK, Verb

if TYPE_CHECKING:
    from schedules import Schedule

ALONG = frozenset({BURST, HEAL})
"""What can be asked for with a silence of the pool's alerts."""
WRITE = ("lost", "late", "dropped", "refused", "limited", "down", "garbled")
READ = ("down", "limited", "garbled")


def hushing(seed: int) -> Random:
    """The luck of a night's silences: whatever else is drawn in it stays what it was."""
    return Random(seed * 160_481_183 + 31)  # noqa: S311 - a schedule, not a secret


def hush_by_luck(schedule: "Schedule") -> None:
    """Others' silences stand; people make or end some themselves; the manager fails a little."""
    luck, night = hushing(schedule.seed + 1), schedule.night
    for comment in OTHERS:
        night.alerts.put(comment, 1e6)
    if luck.random() < 0.3:
        lasting = Decimal(luck.choice(("0.01", "0.05", "2")))
        wanted = {"matchers": f'{POOL_LABEL}="web"', "lasting": lasting, "reason": "works"}
        night.at(luck.uniform(0.0, 30.0), lambda: _ask(night, SILENCING, **wanted))
        if luck.random() < 0.6:
            night.at(luck.uniform(30.0, 120.0), lambda: _undo(night))
    if luck.random() < 0.2:
        at, ours = luck.uniform(0.0, 60.0), luck.random() < 0.5
        night.at(at, lambda: _unsilence(night, ours=ours))
    if luck.random() < 0.1:
        at = luck.uniform(5.0, 60.0)
        schedule.add("silence ended by hand", lambda: night.at(at, lambda: _hand(night)))
    for n in range(luck.choice((0, 0, 1, 1, 2))):
        name, trouble = luck.choice(TROUBLE)
        own = Random(luck.getrandbits(32))  # noqa: S311 - as above
        schedule.add(f"{n} {name}", lambda t=trouble, o=own: t(night, o))  # type: ignore[misc]


def _undo(night: Night) -> None:
    found = night.desk().journal.operations()
    mine = [o for o in found if o.plan.request.verb == SILENCING and not o.state.live]
    if mine:
        _ask(night, ROLLBACK, operation=mine[0].id)


def _unsilence(night: Night, *, ours: bool) -> None:
    """Somebody ends one by its number: another's, or the one of an operation under way."""
    standing = [one for one in night.alerts.told() if not one.ended]
    found = [one for one in standing if (one.comment not in OTHERS) is ours]
    if found:
        _ask(night, UNSILENCING, silence=found[0].id, reason="wanted again")


def _hand(night: Night) -> None:
    """Somebody ends one of ours at the alert manager itself."""
    for one in night.alerts.told():
        if one.comment not in OTHERS and not one.ended:
            night.alerts.end(one.id)


def _ask(night: Night, verb: Verb, **wanted: object) -> None:
    desk = night.desk()
    with suppress(Refused, SourceError):
        found = desk.plan(verb, **wanted)
        if isinstance(found, Plan):
            desk.submit(found)
        else:
            night.note(f"{verb} refused: {[r.guard for r in found.reasons]}")


TROUBLE: tuple[tuple[str, Trouble], ...] = (
    ("silence", chances("silence", WRITE)),
    ("silence", chances("silence", WRITE)),
    ("expire", chances("expire", WRITE)),
    ("expire", chances("expire", WRITE)),
    ("alerts", chances("alerts", READ)),
    ("alert manager silent", spell(SOURCE, "silent")),
    ("alert manager silent", spell(SOURCE, "silent")),
)
