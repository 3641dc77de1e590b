"""The roles of docs/guide/deployment.md, as it writes them: who may write what, and as whom."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from databases import as_role
from modelled import World

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.error import CallRefused, Refused
from console.model.freeze import Scope
from console.model.operation import OperationState
from console.model.plan import Plan
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import SqlJournalReader
from console.operations.journal.writer import SqlJournal
from console.planning.digest import seal

pytestmark = pytest.mark.lab


def claimed_by(user: str, operation_id: str = "aaaa1111") -> Plan:
    """A plan that says it is somebody's."""
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    author = replace(found.request.author, user=user)
    return seal(replace(found, request=replace(found.request, author=author)))


@pytest.fixture
def anna(by_the_guide: str, tmp_path: Path) -> Iterator[SqlJournal]:
    opened = SqlJournal(as_role(by_the_guide, "anna"), clock=SystemClock(), state_dir=tmp_path)
    yield opened
    opened.close()


def test_whoever_asks_is_recorded_as_who_they_are(
    anna: SqlJournal, by_the_guide: str, tmp_path: Path
) -> None:
    accepted = anna.accept(claimed_by("mallory"))
    assert (accepted.plan.request.author.user, accepted.recorded_by) == ("anna", "anna")
    worker = SqlLedger(
        as_role(by_the_guide, "vigie_worker"), clock=SystemClock(), state_dir=tmp_path
    )
    worker.register("worker-1", 1)
    assert worker.dispatch("aaaa1111"), "and the plan, sealed by its sender, is still worked on"
    worker.claim("aaaa1111", "aaaa1111")
    live = worker.live_operation("aaaa1111")
    assert live is not None
    assert live.plan.digest
    stopped = anna.request_stop("aaaa1111", replace(accepted.plan.request.author, user="mallory"))
    assert stopped.state is OperationState.STOPPING
    assert {e.actor.partition("@")[0] for e in anna.events(operation_id="aaaa1111")} == {"anna"}
    worker.close()


def test_another_role_approves_what_waits_and_who_asked_does_not(
    anna: SqlJournal, by_the_guide: str, tmp_path: Path
) -> None:
    waits = seal(replace(claimed_by("mallory"), awaits_s=600.0))
    accepted = anna.accept(waits)
    assert accepted.state is OperationState.AWAITING_APPROVAL
    mallory = replace(accepted.plan.request.author, user="mallory")
    with pytest.raises(Refused) as own:
        anna.approve("aaaa1111", "", mallory)
    assert own.value.notice.code == "approval.own"
    approve = "UPDATE operations SET state = 'queued', approved_by = 'bert', approved_at = now()"
    with (
        psycopg.connect(as_role(by_the_guide, "anna"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(approve)
    bert = SqlJournal(as_role(by_the_guide, "bert"), clock=SystemClock(), state_dir=tmp_path)
    approved = bert.approve("aaaa1111", "seen", mallory)
    assert (approved.state, approved.approved_by) == (OperationState.QUEUED, "bert")
    assert bert.events(operation_id="aaaa1111")[-1].actor.startswith("bert@")
    bert.close()


def test_what_waits_on_a_server_is_not_approved_after_its_time_and_may_be_stopped(
    anna: SqlJournal, by_the_guide: str, tmp_path: Path
) -> None:
    accepted = anna.accept(seal(replace(claimed_by("mallory"), awaits_s=0.001)))
    bert = SqlJournal(as_role(by_the_guide, "bert"), clock=SystemClock(), state_dir=tmp_path)
    with pytest.raises(Refused) as late:
        bert.approve("aaaa1111", "", replace(accepted.plan.request.author, user="mallory"))
    assert late.value.notice.code == "approval.too_late"
    approve = "UPDATE operations SET state = 'queued', approved_by = 'bert', approved_at = now()"
    with (
        psycopg.connect(as_role(by_the_guide, "bert"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(approve)
    stopped = bert.request_stop("aaaa1111", accepted.plan.request.author)
    assert stopped.state is OperationState.STOPPING
    bert.close()


def test_whoever_asks_freezes_and_thaws_in_their_own_name(
    anna: SqlJournal, by_the_guide: str, tmp_path: Path
) -> None:
    mallory = claimed_by("mallory").request.author
    anna.freeze("api", "incident", mallory)
    (freeze,) = anna.freezes()
    assert (freeze.author, freeze.reason) == ("anna", "incident")
    with psycopg.connect(as_role(by_the_guide, "anna"), autocommit=True) as connection:
        for forged in (
            "UPDATE freezes SET reason = 'other'",
            "UPDATE freezes SET scope = 'healing'",
            "UPDATE freezes SET author = 'bert'",
            "DELETE FROM freezes",
            "UPDATE freezes SET lifted_by = 'bert'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forged)  # type: ignore[call-overload] # constants, above
    bert = SqlJournal(as_role(by_the_guide, "bert"), clock=SystemClock(), state_dir=tmp_path)
    bert.freeze("api", "noise", mallory, Scope.HEALING)
    bert.thaw("api", mallory)
    assert [(one.author, one.scope) for one in bert.freezes()] == [("bert", Scope.HEALING)]
    with psycopg.connect(as_role(by_the_guide, "bert")) as connection:
        row = connection.execute(
            "SELECT author, lifted_by FROM freezes WHERE scope = 'everything'"
        ).fetchone()
    assert row == ("anna", "bert")
    assert {e.actor.partition("@")[0] for e in bert.events()} == {"anna", "bert"}
    bert.close()


def test_a_worker_speaks_for_those_it_serves(by_the_guide: str, tmp_path: Path) -> None:
    worker = SqlLedger(
        as_role(by_the_guide, "vigie_worker"), clock=SystemClock(), state_dir=tmp_path
    )
    accepted = worker.accept(claimed_by("bob"))
    assert accepted.plan.request.author.user == "bob"
    assert accepted.recorded_by == "vigie_worker"
    worker.close()


FORGERIES = (
    "UPDATE events SET actor = 'bob@host'",
    "DELETE FROM events",
    "TRUNCATE events",
    "UPDATE operations SET state = 'succeeded'",
    "UPDATE operations SET author = 'bob'",
    "UPDATE operations SET plan = '{}'",
    "DELETE FROM operations",
    "UPDATE changes SET phase = 'gone'",
    (
        "INSERT INTO changes SELECT operation_id, 99, datacenter, region, 'x', desired,"
        " 'in_service', updated_at FROM changes LIMIT 1"
    ),
    "INSERT INTO events (at, kind, notice, actor) VALUES (now(), 'operation.ended', '{}', 'w')",
    (
        "INSERT INTO operations SELECT 'bbbb2222', 'other', verb, 'succeeded', 'bbbb2222', target,"
        " plan, digest, created_at, now(), NULL, now(), false, 'worker' FROM operations"
    ),
    (
        "INSERT INTO claims (workflow_id, operation_id, executor, epoch, failures, taken_at)"
        " VALUES ('aaaa1111', 'aaaa1111', 'me', 9, 0, now())"
    ),
    "INSERT INTO workers VALUES ('me', 1, 'h', now(), now())",
    "ALTER TABLE operations DISABLE TRIGGER ALL",
    "DROP TRIGGER operations_by_whom ON operations",
    "SET ROLE vigie_worker",
    "SET SESSION AUTHORIZATION vigie_worker",
    "CREATE TABLE operations_too (n int)",
)


@pytest.mark.parametrize("statement", FORGERIES)
def test_whoever_asks_can_do_nothing_but_ask(
    anna: SqlJournal, by_the_guide: str, statement: str
) -> None:
    anna.accept(claimed_by("anna"))
    before = anna.operation("aaaa1111"), anna.changes("aaaa1111"), anna.events()
    with (
        psycopg.connect(as_role(by_the_guide, "anna"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[call-overload] # constants, above
    assert (anna.operation("aaaa1111"), anna.changes("aaaa1111"), anna.events()) == before


def test_a_table_of_ones_own_deceives_no_trigger(anna: SqlJournal, by_the_guide: str) -> None:
    anna.accept(claimed_by("anna"))
    with psycopg.connect(as_role(by_the_guide, "anna"), autocommit=True) as connection:
        shadows = "CREATE TEMP TABLE operations AS SELECT * FROM public.operations"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(shadows)


def test_whoever_looks_cannot_ask(by_the_guide: str, tmp_path: Path) -> None:
    carl = SqlJournal(as_role(by_the_guide, "carl"), clock=SystemClock(), state_dir=tmp_path)
    with pytest.raises(CallRefused) as refused:
        carl.accept(claimed_by("carl"))
    assert refused.value.notice.code == "journal.not_allowed"
    carl.close()
    reader = SqlJournalReader(as_role(by_the_guide, "carl"), state_dir=tmp_path)
    assert reader.operations() == reader.events() == reader.workers() == ()
    reader.close()


def test_an_older_journal_is_the_workers_to_bring_up_to_date(
    by_the_guide: str, tmp_path: Path
) -> None:
    with psycopg.connect(as_role(by_the_guide, "vigie_worker"), autocommit=True) as connection:
        connection.execute("UPDATE vigie_schema SET version_num = '0003'")
    with pytest.raises(Exception, match="older"):
        SqlJournal(as_role(by_the_guide, "anna"), clock=SystemClock(), state_dir=tmp_path)
