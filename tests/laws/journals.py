"""The real journal, on SQLite in memory: each night begins with an empty one.

Every transaction that writes is a kill point, before it begins and after it is
committed; whatever the journal's methods are called, none escapes.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool
from statements import Quick

from console.model.error import SourceUnreachable
from console.model.notice import notice
from console.operations.journal import database

Point = Callable[[str], None]
STATEMENTS = 1000
"""How many compiled ones SQLite keeps: more than the journal has."""


@dataclass(slots=True)
class Shelf:
    """One journal's database: the engines that the product opens, and the one connection."""

    raw: sqlite3.Connection
    writing: Engine
    reading: Engine
    connection: Quick
    version: int = 0
    """How many transactions have written to it."""
    fresh: bool = False
    """Whether an empty journal was copied, and all that came after it can be taken back."""

    @classmethod
    def make(cls) -> "Shelf":
        """A journal in memory; whatever engine is used, the connection is the same."""
        raw = sqlite3.connect(
            ":memory:",
            check_same_thread=False,
            isolation_level=None,
            cached_statements=STATEMENTS,
        )

        def open_one() -> Engine:
            return create_engine(
                "sqlite://", creator=lambda: raw, poolclass=StaticPool, query_cache_size=4000
            )

        writing, reading = open_one(), open_one()
        plain = writing.connect().execution_options(isolation_level="AUTOCOMMIT")
        return cls(raw, writing, reading, Quick(raw, plain))

    def clear(self) -> None:
        """Make it an empty journal again: a night is one transaction, which is taken back.

        Another copy would be another database to SQLite, which compiles every statement anew
        for it.
        """
        if self.fresh:
            self.raw.execute("ROLLBACK")
        else:
            self.hold(empty())
            self.fresh = True
        self.raw.execute("BEGIN")
        self.version += 1

    def hold(self, journal: bytes) -> None:
        """Be that journal, whatever it was before."""
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")
        self.raw.deserialize(journal)
        self.raw.execute("PRAGMA foreign_keys=ON")
        self.fresh = False


_EMPTY: list[bytes] = []


def empty() -> bytes:
    """A journal of today's schema that nobody has written to."""
    if not _EMPTY:
        shelf = Shelf.make()
        with shelf.writing.begin() as connection:
            database._upgrade(connection)
        _EMPTY.append(shelf.raw.serialize())
    return _EMPTY[0]


@dataclass(slots=True)
class Shelves:
    """The journals there are, by the file that a URL names; opened once, emptied every night."""

    point: Point
    by_name: dict[str, Shelf] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    failing: Callable[[], bool] = lambda: False
    full: Callable[[], bool] = lambda: False
    """Whether the disk takes nothing: what is there can be read all the same."""

    unheard: Callable[[], bool] = lambda: False
    """Whether what is written is there, and who wrote it is told that it failed."""

    def open(self, url: URL, *, writes: bool) -> Engine:
        """What the product opens its database with."""
        name = url.database or ""
        shelf = self.by_name.get(name)
        if shelf is None:
            shelf = self.by_name[name] = Shelf.make()
        if name not in self.used:
            self.used.add(name)
            shelf.clear()
        return shelf.writing if writes else shelf.reading

    def lay(self, name: str, script: str) -> None:
        """Let a journal be what an earlier version wrote, brought up to date as at its opening."""
        shelf = self.by_name.setdefault(name, Shelf.make())
        old = sqlite3.connect(":memory:")
        old.executescript(script)
        shelf.hold(old.serialize())
        with shelf.writing.begin() as connection:
            database._upgrade(connection)
        shelf.raw.isolation_level = None  # SQLAlchemy has put its own back
        shelf.raw.execute("PRAGMA foreign_keys=ON")
        shelf.raw.execute("BEGIN")
        shelf.version += 1
        self.used.add(name)

    @contextmanager
    def transaction(self, engine: Engine) -> Iterator[Quick]:
        """The product's transaction on that one connection, and a kill point on either side."""
        shelf = self.of(engine)
        writes = shelf.writing is engine
        if writes:
            self.point("journal")
        if self.failing() or (writes and self.full()):
            raise SourceUnreachable(notice("journal.unreachable", reason="test"))
        if not writes:
            yield shelf.connection
            return
        shelf.version += 1
        shelf.raw.execute("SAVEPOINT one")
        try:
            yield shelf.connection
        except BaseException:
            shelf.raw.execute("ROLLBACK TO one")
            shelf.raw.execute("RELEASE one")
            raise
        shelf.raw.execute("RELEASE one")
        self.point("journal written")
        if self.unheard():
            raise SourceUnreachable(notice("journal.unreachable", reason="test"))

    def of(self, engine: Engine) -> Shelf:
        """The shelf that an engine is of."""
        return next(s for s in self.by_name.values() if engine in (s.writing, s.reading))

    def new_night(self, point: Point) -> None:
        """Nothing has been written in any of them."""
        self.point = point
        self.failing = self.full = self.unheard = lambda: False
        self.used.clear()
