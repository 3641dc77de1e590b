"""What the next person on call is to know: what was done, what is open, what comes.

All of it is of one moment, `at`. Unknown is never zero: what nobody can say stands in it
with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.desk import clusters, datastores
from console.desk.census import tallies, total
from console.desk.costs import OperationCost, spent
from console.desk.proposals import proposals
from console.desk.quarantines import Quarantined, known_to, quarantined
from console.desk.schedule import Foreseen, foreseen
from console.desk.session import Session
from console.kinds.supplies.storage import media
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.freeze import Freeze
from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState
from console.model.proposal import Proposal

WINDOWS_WITHIN = timedelta(hours=12)
MANY = 200
"""How many openings are looked at at most."""
UNSETTLED = frozenset({OperationState.PARTIAL, OperationState.FAILED, OperationState.STOPPED})
SOUND = frozenset({Freshness.FRESH})


@dataclass(frozen=True, slots=True)
class HandedOperation:
    """An operation of the time; `cost` is None where it made no instances, or none stood."""

    operation: Operation
    cost: OperationCost | None


@dataclass(frozen=True, slots=True)
class Watchpoint:
    """What wants a look: a cluster, a datastore or a source by its name, and what is with it."""

    subject: str
    what: Notice


@dataclass(frozen=True, slots=True)
class Handover:
    """The time from `since` to `at` for who takes over.

    `unsettled` are operations that ended otherwise than meant and that nobody has rolled
    back; `dark` the sources that nothing or nothing recent is known of; `frozen` the pools
    that the settings freeze, with why; `windows` those that are open or open within twelve
    hours; `watch` what else wants a look.
    """

    since: datetime
    at: datetime
    estate: Estate
    operations: tuple[HandedOperation, ...]
    live: tuple[Operation, ...]
    unsettled: tuple[Operation, ...]
    freezes: tuple[Freeze, ...]
    frozen: tuple[tuple[str, str], ...]
    proposals: tuple[Proposal, ...]
    quarantined: tuple[Quarantined, ...]
    dark: tuple[SourceState, ...]
    windows: tuple[Foreseen, ...]
    watch: tuple[Watchpoint, ...]


def handover(session: Session, estate: Estate, since: datetime) -> Handover:
    """Gather it from the journal, the settings and an estate just read. Raises SourceError."""
    done = tuple(session.journal.history(since))
    live = session.journal.operations(live=True, limit=MANY)
    return Handover(
        since=since,
        at=estate.at,
        estate=estate,
        operations=tuple(
            HandedOperation(one, spent(session.journal, one, estate, session.policy))
            for one in done
        ),
        live=live,
        unsettled=tuple(one for one in done if _unsettled(session, one)),
        freezes=session.journal.freezes(),
        frozen=tuple(session.policy.frozen.items()),
        proposals=proposals(estate, session.policy),
        quarantined=tuple(
            one
            for pool in session.policy.pools.values()
            for one in quarantined(estate, session.policy, pool, known_to(session.journal))
        ),
        dark=tuple(one for one in estate.sources.values() if dark(one)),
        windows=_windows(session),
        watch=tuple(_watch(session, estate)),
    )


def dark(state: SourceState) -> bool:
    """Say whether a source did not answer, or long ago; who was never asked is not dark."""
    if state.failure is not None:
        return True
    return state.succeeded_at is not None and state.freshness not in SOUND


def _unsettled(session: Session, one: Operation) -> bool:
    """Say whether it ended otherwise than meant, and nobody has settled that since."""
    if one.state not in UNSETTLED:
        return False
    kin = session.journal.family(one.id)
    later = [each for each in kin if each.created_at > one.created_at]
    return all(each.state in UNSETTLED for each in later)


def _windows(session: Session) -> tuple[Foreseen, ...]:
    if not session.policy.windows:
        return ()
    until = session.clock.now() + WINDOWS_WITHIN
    coming = foreseen(session, MANY)
    return tuple(one for one in coming if one.begins_at < until and one.opening.opens_at < until)


def _watch(session: Session, estate: Estate) -> Iterator[Watchpoint]:
    """What is not as it usually is, and what no list could read."""
    yield from _sizes(session, estate)
    yield from _clusters(session, estate)
    yield from _stores(session, estate)
    for state in estate.sources.values():
        if state.unreadable:
            yield Watchpoint(state.name, notice("doctor.unreadable", n=state.unreadable))


def _sizes(session: Session, estate: Estate) -> Iterator[Watchpoint]:
    """Pools that are not at their baseline."""
    for pool in session.policy.pools.values():
        known = total(tallies(estate, session.policy, pool))
        if known is None or not known.known:
            yield Watchpoint(pool.name, notice("handover.size_unknown"))
        elif known.size != pool.baseline:
            size = f"≥{known.size}" if known.unreadable else str(known.size)
            yield Watchpoint(pool.name, notice("handover.size", size=size, baseline=pool.baseline))


def _clusters(session: Session, estate: Estate) -> Iterator[Watchpoint]:
    """Clusters that are not well, or of which nobody knows."""
    for name in session.policy.clusters:
        view, why = estate.clusters.get(name), clusters.unknown(estate, name)
        if why is not None or view is None:
            yield Watchpoint(name, why or notice("clusters.unread"))
        elif not clusters.healthy(view):
            yield Watchpoint(name, clusters.verdict(view))


def _stores(session: Session, estate: Estate) -> Iterator[Watchpoint]:
    """What is wrong with datastores."""
    policy, view = session.policy.private, estate.private
    if policy is None or view is None:
        return
    paces = datastores.paces(estate.growth)
    for store in datastores.stores(view, paces, policy, media(estate.supply)):
        for trouble in store.troubles:
            yield Watchpoint(store.datastore.name, trouble.what)
