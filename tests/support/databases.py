"""A journal's database on a real PostgreSQL, set up as the deployment guide writes it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from console.clock import SystemClock
from console.operations.journal.ledger import SqlLedger

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "deployment.md"
MADE = re.compile(r"(?m)^CREATE ROLE (\w+)")


@contextmanager
def set_up_by_the_guide(postgres: str, folder: Path) -> Iterator[str]:
    """The address of the database `vigie`, with `USER` for the role; see `as_role`."""
    first, second, people = re.findall(r"(?s)```sql\n(.*?)```", GUIDE.read_text())
    address = re.sub(r"//postgres@(.*)/postgres$", r"//USER@\1/vigie", postgres)
    roles = MADE.findall(first + people)
    _clear(postgres, roles)
    try:
        _run(postgres, first)
        SqlLedger(as_role(address, "vigie_worker"), clock=SystemClock(), state_dir=folder).close()
        _run(as_role(address, "postgres"), second + people)
        yield address
    finally:
        _clear(postgres, roles)


def as_role(address: str, role: str) -> str:
    """The database as one role sees it."""
    return address.replace("USER", role)


def _run(address: str, statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            connection.execute(statement)  # type: ignore[call-overload] # the guide's own text


def _clear(postgres: str, roles: list[str]) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS vigie WITH (FORCE)")
        for role in reversed(roles):
            connection.execute(f"DROP ROLE IF EXISTS {role}")  # type: ignore[call-overload] # as above
