"""A journal that an older program wrote is upgraded in place, with nothing lost."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from modelled import AUTHOR, START

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.error import SourceError
from console.model.freeze import Scope
from console.model.operation import Phase
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
    Request,
)
from console.model.resource import DATASTORE, INSTANCE
from console.model.wanted import OFFER, SIZE
from console.operations import journal
from console.operations.journal.database import migrate, open_engine, parse_url
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import SqlJournalReader, default_url
from console.operations.journal.rows import encode
from console.operations.journal.schema import REVISIONS, VERSION_TABLE
from console.planning.digest import seal


def plan(*changes: PlannedChange, pool: str = "api") -> Plan:
    return seal(
        Plan(
            operation_id="aaaa1111",
            request=Request(BURST, AUTHOR, pool=pool),
            pool=pool,
            planned_at=START,
            changes=changes,
            rows=(),
            size_now=0,
            size_after=1,
            ceiling=9,
            euro_per_hour=None,
            euro_for_duration=None,
            api_calls=1,
            api_time_s=1.0,
            eta_s=None,
        )
    )


PLANNED = PlannedChange("RBX", "RBX-A", "api-rbx-aaaa1111-1", Desired.PRESENT)


def upgraded_to(engine: sa.Engine, revision: str) -> None:
    """A journal as the version of that schema left it."""
    config = Config()
    versions = Path(journal.__file__).parent / "migrations"
    config.set_main_option("script_location", str(versions))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def old_journal(folder: Path) -> None:
    """A journal at 0001 with one operation of one change."""
    engine = open_engine(parse_url(default_url(folder)), writes=True)
    upgraded_to(engine, "0001")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO operations (id, pool, verb, state, root, plan, digest, created_at,"
                " stop_requested) VALUES ('aaaa1111', 'api', 'burst', 'succeeded', 'aaaa1111',"
                " :plan, 'd', '2026-11-23 15:00:00', 0)"
            ),
            {"plan": encode(plan(PLANNED))},
        )
        connection.execute(
            sa.text(
                "INSERT INTO changes (operation_id, seq, datacenter, region, name, desired, phase,"
                " updated_at, attempts, answered) VALUES ('aaaa1111', 1, 'RBX', 'RBX-A', 'api-1',"
                " 'present', 'in_service', '2026-11-23 15:00:00', 1, 1)"
            )
        )
    engine.dispose()


def test_a_journal_at_0001_is_upgraded_when_it_is_opened(tmp_path: Path) -> None:
    old_journal(tmp_path)
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    with pytest.raises(SourceError) as failed:
        reader.operations()
    assert failed.value.notice.code == "journal.older"
    ledger = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    (change,) = ledger.changes("aaaa1111")
    assert (change.resource, change.phase) == (INSTANCE, Phase.IN_SERVICE)
    assert change.wanted == change.before == change.kept == {}
    ledger.freeze("api", "incident", AUTHOR)
    assert [f.reason for f in reader.freezes()] == ["incident"], "0006: its table is there"
    (operation,) = reader.operations()
    assert operation.plan.resource == INSTANCE
    ledger.close()
    reader.close()


def test_upgrading_again_does_nothing(tmp_path: Path) -> None:
    old_journal(tmp_path)
    engine = open_engine(parse_url(default_url(tmp_path)), writes=True)
    migrate(engine)
    migrate(engine)
    with engine.begin() as connection:
        found = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant
        assert found.scalars().all() == [REVISIONS[-1]]
    engine.dispose()


def test_what_a_change_wants_and_keeps_comes_back(tmp_path: Path) -> None:
    ledger = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    ledger.register("worker-1", 1)
    ordered = PlannedChange(
        "RBX",
        "vcenter",
        "datastore-aaaa1111-1",
        Desired.PRESENT,
        resource=DATASTORE,
        wanted={OFFER: "ssd-3000", SIZE: 3_000_000_000_000},
        before={"billing": "hourly"},
    )
    machine = "a-machine-whose-name-is-longer-than-sixty-three-characters-as-vcenter-allows"
    ledger.accept(plan(ordered, pool=machine))
    claim = ledger.claim("aaaa1111", "aaaa1111")
    (tracked,) = ledger.tracked("aaaa1111")
    assert tracked.change.wanted == ordered.wanted
    assert tracked.change.before == ordered.before
    assert tracked.change.resource == DATASTORE
    assert ledger.claimed_orders() == frozenset()
    ledger.record(claim, [tracked.keeping(order="42", mark=41)])
    (after,) = ledger.tracked("aaaa1111")
    assert after.change.kept == {"order": "42", "mark": 41}
    assert after.keeping(mark=None).change.kept == {"order": "42"}
    ledger.record(claim, [after.keeping(order="43")])
    assert ledger.claimed_orders() == {"42", "43"}
    assert ledger.claimed_orders({"41", "43"}) == {"43"}
    ledger.close()


def test_what_0003_stores_is_filled_for_what_was_there_before(tmp_path: Path) -> None:
    old_journal(tmp_path)
    engine = open_engine(parse_url(default_url(tmp_path)), writes=True)
    config = Config()
    versions = Path(journal.__file__).parent / "migrations"
    config.set_main_option("script_location", str(versions))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(
            sa.text(
                "UPDATE operations SET started_at = '2026-11-23 15:00:00',"
                " ended_at = '2026-11-23 15:00:30'"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO operations SELECT 'bbbb2222', 'datastores', 'datastore.add',"
                " 'running', 'bbbb2222', target, plan, digest, created_at, started_at,"
                " '2026-11-23 15:00:00', NULL, stop_requested, executor FROM operations"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO changes SELECT 'bbbb2222', seq, datacenter, region, name, desired,"
                " 'requested', updated_at, batch, resource_id, made_by, attempts, why, request_id,"
                """ asked_at, asked_wall, answered, 'datastore', '{}', '{}', '{"order":"42"}'"""
                " FROM changes"
            )
        )
    engine.dispose()
    ledger = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    assert ledger.typical_duration("burst", "api") == timedelta(seconds=30)
    assert ledger.operation("aaaa1111").phases == {"RBX": {Phase.IN_SERVICE: 1}}
    assert ledger.operation("bbbb2222").phases == {"RBX": {Phase.REQUESTED: 1}}
    assert ledger.claimed_orders() == {"42"}
    assert ledger.age_s("bbbb2222") > 0
    with ledger._writer.begin() as connection:
        kinds = connection.execute(sa.text("SELECT id, resource FROM operations ORDER BY id"))
        assert kinds.all() == [("aaaa1111", "instance"), ("bbbb2222", "datastore")]
    ledger.close()


def test_a_freeze_of_before_scopes_is_one_of_everything(tmp_path: Path) -> None:
    engine = open_engine(parse_url(default_url(tmp_path)), writes=True)
    upgraded_to(engine, "0007")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO freezes (id, pool, since, author, reason)"
                " VALUES ('x', 'api', '2026-11-23 15:00:00', 'lea', 'incident')"
            )
        )
    engine.dispose()
    ledger = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    ledger.freeze("api", "noise", AUTHOR, Scope.HEALING)
    found = [(freeze.scope, freeze.reason) for freeze in ledger.freezes()]
    assert found == [(Scope.EVERYTHING, "incident"), (Scope.HEALING, "noise")]
    ledger.thaw("api", AUTHOR)
    assert [freeze.scope for freeze in ledger.freezes()] == [Scope.HEALING]
    ledger.close()
