"""How much something needs a person, and the alarms that say so."""

from collections import defaultdict
from collections.abc import Mapping
from enum import IntEnum

from console.model.private import Alarm, PrivateView, Severity


class Level(IntEnum):
    """How much a row needs a person: the larger, the sooner."""

    FINE = 0
    WATCH = 1
    ACT = 2


def level_of(severity: Severity) -> Level:
    """What a trouble's severity asks of a person."""
    return Level.ACT if severity is Severity.CRITICAL else Level.WATCH


def alarms_by_entity(view: PrivateView) -> Mapping[str, tuple[Alarm, ...]]:
    """Triggered alarms by the id of what they are on."""
    found: dict[str, tuple[Alarm, ...]] = defaultdict(tuple)
    for alarm in view.alarms:
        found[alarm.entity_id] = (*found[alarm.entity_id], alarm)
    return found


def alarm_level(alarms: tuple[Alarm, ...]) -> Level:
    """The worst alarm that nobody has acknowledged."""
    open_ones = [level_of(alarm.severity) for alarm in alarms if not alarm.acknowledged]
    return max(open_ones, default=Level.FINE)
