"""What the journal tells of earlier heals of a pool. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.recovery import patient
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.resource import REBOOT
from console.model.wanted import REPLACES

HOUR = timedelta(hours=1)
TWICE = 2
"""After so many replacements in a row that never served, a datacenter is left alone."""


def mended(facts: PoolFacts) -> int:
    """How many of the pool were replaced or rebooted within the last hour."""
    return sum(REPLACES in one.wanted or one.resource == REBOOT for one in _lately(facts))


def rebooted(facts: PoolFacts) -> frozenset[str]:
    """Ids of those that were rebooted within the last hour: once more would not help."""
    return frozenset(
        one.resource_id for one in _lately(facts) if one.resource == REBOOT and one.resource_id
    )


def failing(facts: PoolFacts) -> dict[str, int]:
    """Datacenter → how many replacements in a row never served there within a day.

    One that did begins the count anew; below two nothing is said, nor of a datacenter that
    the request names: whoever asks for it means it.
    """
    named = {code.casefold() for code in facts.request.datacenters}
    tried = [c for c in facts.record.healed if REPLACES in c.wanted and c.attempts]
    found: Counter[str] = Counter()
    served: set[str] = set()
    for change in sorted(tried, key=lambda one: one.updated_at, reverse=True):
        if change.phase is Phase.IN_SERVICE:
            served.add(change.datacenter)
        elif change.phase is Phase.FAILED and change.datacenter not in served:
            found[change.datacenter] += 1
    return {code: n for code, n in found.items() if n >= TWICE and code.casefold() not in named}


def in_vain(
    heals: Iterable[Operation],
    changes: Mapping[str, Sequence[Change]],
    sick: Collection[str],
) -> tuple[Operation, ...]:
    """Of a pool's heals that are over, the newest first, those since the last one that helped.

    `changes` by operation, `sick` the ids of instances that are sick now. A heal did not
    help that did not succeed, or of whose replacements or rebooted ones one is sick again: now,
    or when a later heal began with it. One that began nothing says nothing.
    """
    ill, found = set(sick), list[Operation]()
    for one in heals:
        begun = [change for change in changes[one.id] if change.attempts]
        if not begun:
            continue
        left = {change.resource_id for change in begun if _meant_to_serve(change)}
        if one.state is OperationState.SUCCEEDED and not left & ill:
            break
        found.append(one)
        ill |= {number for change in begun if (number := patient(change)) is not None}
    return tuple(found)


def _meant_to_serve(change: Change) -> bool:
    """Say whether its instance was to be well once it was done: another one, or a rebooted one."""
    return REPLACES in change.wanted or change.resource == REBOOT


def _lately(facts: PoolFacts) -> Iterator[Change]:
    """What heals of the last hour began; what was spared, or never begun, healed nobody."""
    for change in facts.record.healed:
        if change.attempts and facts.estate.at - change.updated_at < HOUR:
            yield change
