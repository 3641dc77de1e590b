"""The lab's own PostgreSQL: reachable, empty, and on loopback alone."""

from collections.abc import Callable

import psycopg
import pytest

pytestmark = pytest.mark.lab


def test_new_databases_are_empty_and_apart(new_database: Callable[[str], str]) -> None:
    first, second = new_database("first"), new_database("second")
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("CREATE TABLE mark (n int)")
    with psycopg.connect(second) as connection:
        found = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_name = 'mark'"
        ).fetchone()
        assert found == (0,)


def test_server_listens_on_loopback_alone(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
