"""What the settings and the journal alone refuse: it is said before any source is asked.

The guards are those of planning, which says the same where it gets that far.
"""

from collections.abc import Iterator

from console.desk.session import Session
from console.kinds import registry
from console.kinds.draft import Facts
from console.kinds.instances import opening
from console.kinds.instances.guards import above
from console.kinds.instances.verbs import BURST, NUMBER, TARGETING, TO, UNTARGETING
from console.kinds.pools import frozen
from console.model.estate import Estate
from console.model.plan import Refusal, RefusalReason, Request
from console.model.policy import Record
from console.model.resource import CLUSTER, INSTANCE, MACHINE, TARGET, Resource

POOLED = frozenset({INSTANCE, TARGET, CLUSTER, MACHINE})
"""What is changed of a pool, by its name, a cluster's or a machine's: a freeze holds it."""
GROWING = frozenset({BURST, TARGETING})
"""Verbs that never take less than there is: above the ceiling they are refused at any size."""


def foreknown(session: Session, request: Request, resource: Resource) -> Refusal | None:
    """What speaks against a request whatever the sources say: first what the settings do.

    Raises SourceError where these do not speak against it and the journal cannot be read.
    """
    if resource not in POOLED:
        return None
    pool = registry.spec(request.verb).held(request, session.policy)
    facts = Facts(request, Estate(at=session.clock.now()), session.policy, Record(), "")
    said = (*frozen(pool, facts), *_beyond(session, request, pool))
    if said:
        return Refusal(request, said)
    journal = session.journal
    record = Record(freezes=journal.freezes(), targets=journal.targets())
    known = Facts(request, facts.estate, session.policy, record, "")
    said = (*frozen(pool, known), *_closed(known, pool))
    return Refusal(request, said) if said else None


def _beyond(session: Session, request: Request, pool: str) -> Iterator[RefusalReason]:
    """More than the ceiling is asked for, and no less could be meant."""
    known, wanted = session.policy.pools.get(pool), TO.of(request)
    if known is None or wanted is None or request.verb not in GROWING:
        return
    if wanted > known.ceiling:
        yield above(pool, wanted, known.ceiling)


def _closed(facts: Facts, pool: str) -> Iterator[RefusalReason]:
    """No such target is open."""
    if facts.request.verb == UNTARGETING:
        why = opening.missing(facts, pool, NUMBER.of(facts.request))
        if why is not None:
            yield why
