"""A journal on PostgreSQL that an older program wrote is upgraded in place."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from console.clock import SystemClock
from console.model.resource import INSTANCE
from console.operations import journal
from console.operations.journal.database import open_engine, parse_url
from console.operations.journal.ledger import SqlLedger

pytestmark = pytest.mark.lab


def test_a_journal_at_0001_is_upgraded_when_it_is_opened(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_database("older")
    engine = open_engine(parse_url(url), writes=True)
    config = Config()
    config.set_main_option("script_location", str(Path(journal.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO operations (id, pool, verb, state, root, plan, digest, created_at,"
                " stop_requested) VALUES ('aaaa1111', 'api', 'burst', 'succeeded', 'aaaa1111',"
                " '{}', 'd', now(), false)"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO changes (operation_id, seq, datacenter, region, name, desired, phase,"
                " updated_at, attempts, answered) VALUES ('aaaa1111', 1, 'RBX', 'RBX-A', 'api-1',"
                " 'present', 'in_service', now(), 1, true)"
            )
        )
    engine.dispose()
    ledger = SqlLedger(url, clock=SystemClock(), state_dir=tmp_path)
    (change,) = ledger.changes("aaaa1111")
    assert change.resource == INSTANCE
    assert change.wanted == change.before == change.kept == {}
    with ledger._writer.begin() as connection:
        columns = sa.inspect(connection).get_columns("operations")
    (pool,) = (column for column in columns if column["name"] == "pool")
    assert pool["type"].length == 255  # type: ignore[attr-defined]
    ledger.close()
