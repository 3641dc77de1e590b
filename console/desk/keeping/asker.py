"""What an asker is asked, and what it answers: it decides, the keeper does the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from console.desk.session import Session
from console.kinds.instances.facts import PoolFacts
from console.model.entry import Entry
from console.model.freeze import Scope, of_pool
from console.model.operation import Operation
from console.model.plan import Author, Care, Request
from console.model.pool import Pool
from console.model.resource import INSTANCE
from console.ports import Journal

LOOK_S = 30.0
"""Wall seconds between two looks at a pool for which something is wanted."""
LONGEST_S = 60.0
"""The same while nothing is."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be asked for now, exactly as a person would ask.

    `lent`, `asks` and `most` as in `console.model.policy.Record`; `said` is told once it is
    accepted.
    `until_s` are the wall seconds after which the clock alone may make it another demand.
    `alone`: it is not asked for where a second person would have to approve it.
    """

    request: Request
    lent: frozenset[str] | None = None
    asks: Mapping[str, int] | None = None
    most: Mapping[str, int] | None = None
    said: Entry | None = None
    until_s: float = LOOK_S
    alone: bool = False


class Asker(Protocol):
    """One care that pools are given. It keeps nothing that the journal or the cloud tells."""

    care: Care
    refused: str
    """The kind of the event that tells why planning refuses it."""
    quiet: frozenset[str]
    """Guards whose refusals are no news: they end by themselves, or are told elsewhere."""

    def pools(self) -> Iterable[Pool]:
        """Those that are cared for, by the settings."""
        ...

    def sources(self, pool: Pool) -> Sequence[str]:
        """What else is to be read anew, besides the lists of the pool's regions."""
        ...

    def idle_s(self, pool: Pool, newest: Operation | None, journal: Journal) -> float:
        """Wall seconds for which nothing need be read of the cloud; 0 where it is to be now.

        `newest` is the pool's newest operation, which is over.
        """
        ...

    def ask(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:
        """What it asks for now, or the wall seconds after which to look again."""
        ...

    def alike(self, demand: Demand, earlier: Operation) -> bool:
        """Say whether what it asked for earlier is what it wants now: failures add up to a rest."""
        ...

    def overtaken(self, operation: Operation, journal: Journal) -> bool:
        """Say whether a live operation that it asked for is wanted no more."""
        ...


def suspended(session: Session, pool: Pool, scope: Scope, journal: Journal) -> bool:
    """Say whether all of a pool is held, by the settings or a person, or a part of it."""
    held = {freeze.scope for freeze in of_pool(pool.name, journal.freezes())}
    return pool.name in session.policy.frozen or bool(held & {Scope.EVERYTHING, scope})


def author(session: Session, care: Care, about: str) -> Author:
    """Who asks, by the accounts of the worker: a window by its name, another by its pool."""
    return replace(session.author(INSTANCE), user=f"{care}:{about}")
