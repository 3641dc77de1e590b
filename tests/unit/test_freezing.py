"""Pools that somebody froze: in the journal, over the service, in planning, by the command line."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from journalled import migrated_url
from modelled import AUTHOR, World

from console.bootstrap import open_session
from console.cli.entry import run
from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.error import Refused
from console.model.freeze import Freeze
from console.model.plan import Origin, Plan, Refusal
from console.model.policy import Record
from console.operations.journal.ledger import SqlLedger
from console.ports import JournalReader
from console.settings.template import TEMPLATE


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    yield opened
    opened.close()


def test_a_freeze_is_kept_with_author_and_reason_and_lifted_once(ledger: SqlLedger) -> None:
    planned = World.steady().ask(BURST, operation_id="aaaa1111", to=40)
    assert isinstance(planned, Plan)
    ledger.accept(planned)
    ledger.freeze("api", "incident", AUTHOR)
    (freeze,) = ledger.freezes()
    assert (freeze.pool, freeze.author, freeze.reason) == ("api", AUTHOR.user, "incident")
    assert ledger.operation("aaaa1111").frozen == freeze
    assert ledger.told("aaaa1111").frozen
    with pytest.raises(Refused) as again:
        ledger.freeze("api", "another", AUTHOR)
    assert again.value.notice.code == "pool.frozen_already"
    ledger.freeze("www", "audit", AUTHOR)
    ledger.thaw("api", AUTHOR)
    assert [f.pool for f in ledger.freezes()] == ["www"]
    assert ledger.operation("aaaa1111").frozen is None
    assert not ledger.told("aaaa1111").frozen
    with pytest.raises(Refused) as twice:
        ledger.thaw("api", AUTHOR)
    assert twice.value.notice.code == "pool.not_frozen"
    ledger.freeze("api", "once more", AUTHOR)
    kinds = [e.kind for e in ledger.events() if e.kind.startswith("pool.")]
    assert kinds == ["pool.frozen", "pool.frozen", "pool.thawed", "pool.frozen"]
    with ledger._writer.begin() as connection:
        lifted = sa.text("SELECT lifted_by FROM freezes WHERE lifted_at IS NOT NULL")
        assert connection.execute(lifted).scalars().all() == [AUTHOR.user]


def test_at_most_one_open_freeze_a_pool_is_a_rule_of_the_database(ledger: SqlLedger) -> None:
    ledger.freeze("api", "incident", AUTHOR)
    twice = sa.text(
        "INSERT INTO freezes (id, pool, since, author, reason)"
        " VALUES ('x', 'api', '2026-11-23 15:00:00', 'lea', 'r')"
    )
    with pytest.raises(sa.exc.IntegrityError), ledger._writer.begin() as connection:
        connection.execute(twice)


def test_nothing_is_planned_for_a_frozen_pool() -> None:
    world = World.steady()
    since = datetime(2026, 11, 23, 15, tzinfo=UTC)
    record = Record(freezes=(Freeze("api", since, "lea", "incident"),))
    found = world.ask(BURST, to=40, record=record)
    assert isinstance(found, Refusal)
    (reason,) = found.reasons
    assert (reason.guard, reason.why.code) == ("pool.frozen", "pool.frozen_by")
    assert reason.why.values == {"pool": "api", "user": "lea", "reason": "incident"}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    path = tmp_path / "vigie.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def answered(
    capsys: pytest.CaptureFixture[str], settings: Path, *words: str
) -> tuple[int, dict[str, object]]:
    code = run([*words, "--output", "json", "--settings", str(settings)])
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return code, answer


def journal(settings: Path) -> JournalReader:
    return open_session(settings, read_only=True, origin=Origin.CLI).journal


def test_the_command_line_freezes_and_thaws_while_no_source_answers(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = answered(capsys, settings, "pool", "freeze", "api", "--reason", "incident 4711")
    assert (code, said["pool"], said["settings"]) == (0, "api", None)
    (freeze,) = journal(settings).freezes()
    assert freeze.reason == "incident 4711"
    code, said = answered(capsys, settings, "pool", "freeze", "api", "--reason", "again")
    assert code == 3
    assert "pool.frozen_already" in json.dumps(said)
    code, said = answered(capsys, settings, "pool", "thaw", "api")
    assert (code, said["frozen"]) == (0, None)
    assert journal(settings).freezes() == ()
    code, _ = answered(capsys, settings, "pool", "thaw", "api")
    assert code == 3


def test_read_only_freezes_nothing(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("pool", "freeze", "api", "--reason", "incident", "--read-only")
    code, said = answered(capsys, settings, *words)
    assert code == 3
    assert "read_only" in json.dumps(said)
    assert journal(settings).freezes() == ()


def test_what_the_settings_freeze_is_not_thawed_here(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = settings.read_text().replace("[pools.api]\n", '[pools.api]\nfrozen = "audit"\n')
    assert told != settings.read_text()
    settings.write_text(told)
    code, said = answered(capsys, settings, "pool", "thaw", "api")
    assert code == 3
    assert "settings" in json.dumps(said)
    code, said = answered(capsys, settings, "pool", "freeze", "api", "--reason", "incident")
    assert (code, said["settings"]) == (0, "audit")
