"""Pools that somebody froze: in the journal, over the service, in planning, by the command line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from journalled import migrated_url
from modelled import AUTHOR, World

from console.bootstrap import open_session
from console.cli.census import held
from console.cli.entry import run
from console.clock import SystemClock
from console.kinds.instances.verbs import BURST, SCALE
from console.locale import Language, Locale, catalogue
from console.model.error import Refused
from console.model.estate import Activity, Estate
from console.model.freeze import PARTS, Freeze, Scope, froze, thawed
from console.model.instance import InstanceStatus
from console.model.plan import Origin, Plan, Refusal
from console.model.policy import Record
from console.model.resource import CLUSTER, MACHINE
from console.model.verb import HEAL
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
    assert ledger.told("aaaa1111").scopes == {Scope.EVERYTHING}
    with pytest.raises(Refused) as again:
        ledger.freeze("api", "another", AUTHOR)
    assert again.value.notice.code == "pool.frozen_already"
    ledger.freeze("www", "audit", AUTHOR)
    ledger.thaw("api", AUTHOR)
    assert [f.pool for f in ledger.freezes()] == ["www"]
    assert ledger.operation("aaaa1111").frozen is None
    assert not ledger.told("aaaa1111").scopes
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
    assert (code, said["pool"], said["frozen_in_settings"]) == (0, "api", None)
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
    assert (code, said["frozen_in_settings"]) == (0, "audit")


def test_freezes_of_different_scopes_stand_together_and_are_lifted_each_by_itself(
    ledger: SqlLedger,
) -> None:
    for scope in Scope:
        ledger.freeze("api", scope.value, AUTHOR, scope)
    assert {f.scope for f in ledger.freezes()} == set(Scope)
    with pytest.raises(Refused) as again:
        ledger.freeze("api", "another", AUTHOR, Scope.HEALING)
    assert again.value.notice.code == "pool.suspended_already"
    ledger.thaw("api", AUTHOR, Scope.HEALING)
    ledger.thaw("api", AUTHOR)
    assert {f.scope for f in ledger.freezes()} == {
        Scope.WINDOWS,
        Scope.FORESIGHT,
        Scope.SHRINKING,
    }
    with pytest.raises(Refused) as twice:
        ledger.thaw("api", AUTHOR, Scope.HEALING)
    assert twice.value.notice.code == "pool.not_suspended"
    said = [e.notice.code for e in ledger.events() if e.kind == "pool.thawed"]
    assert said == ["pool.resumed.healing", "pool.thawed"]


def test_what_an_operation_is_held_by_is_what_it_asks_for(ledger: SqlLedger) -> None:
    planned = World.steady().ask(BURST, operation_id="aaaa1111", to=40)
    assert isinstance(planned, Plan)
    ledger.accept(planned)
    for scope in (Scope.HEALING, Scope.WINDOWS, Scope.SHRINKING):
        ledger.freeze("api", "noise", AUTHOR, scope)
    operation = ledger.operation("aaaa1111")
    assert (operation.frozen, operation.held_by) == (None, None)
    assert operation.kept is not None
    told, request = ledger.told("aaaa1111"), operation.plan.request
    assert not told.forbids(request, begins=True, removes=False)
    assert told.forbids(request, begins=False, removes=True)
    assert told.forbids(replace(request, verb=HEAL), begins=False, removes=False)
    window = replace(
        request, author=replace(request.author, user="schedule:evening", origin=Origin.SCHEDULE)
    )
    assert told.forbids(window, begins=False, removes=False)


def test_a_freeze_holds_whatever_is_changed_in_the_pool(ledger: SqlLedger) -> None:
    planned = World.steady().ask(BURST, operation_id="aaaa1111", to=40)
    assert isinstance(planned, Plan)
    for number, resource in (("aaaa1111", MACHINE), ("bbbb2222", CLUSTER)):
        ledger.accept(replace(planned, operation_id=number, resource=resource, pool="databases"))
    ledger.freeze("databases", "restore", AUTHOR)
    for number in ("aaaa1111", "bbbb2222"):
        assert ledger.operation(number).frozen is not None
        request = ledger.operation(number).plan.request
        assert ledger.told(number).forbids(request, begins=True, removes=False)


def sick() -> World:
    world = World.steady()
    world.now += timedelta(days=1)
    name = next(i.id for i in world.standing.values() if i.name == "api-gra-002")
    world.change(name, status=InstanceStatus.ERROR, fault="No valid host")
    return world


@pytest.mark.parametrize(
    ("scope", "refused"),
    [
        (Scope.EVERYTHING, {"burst", "window", "heal", "less"}),
        (Scope.HEALING, {"heal"}),
        (Scope.WINDOWS, {"window"}),
        (Scope.SHRINKING, {"heal", "less"}),
    ],
)
def test_a_scope_refuses_what_it_names_and_nothing_else(scope: Scope, refused: set[str]) -> None:
    since = datetime(2026, 11, 23, 15, tzinfo=UTC)
    record = Record(freezes=(Freeze("api", since, "lea", "incident", scope),))
    window = replace(AUTHOR, user="schedule:evening", origin=Origin.SCHEDULE)
    large = sick()
    large.pool(baseline=20)
    found = {
        "burst": World.steady().ask(BURST, to=40, record=record),
        "window": World.steady().ask(BURST, to=40, record=record, author=window),
        "heal": sick().ask(HEAL, record=record),
        "less": large.ask(SCALE, to=28, record=record),
    }
    assert {name for name, one in found.items() if isinstance(one, Refusal)} == refused
    for one in found.values():
        if isinstance(one, Refusal):
            (reason,) = one.reasons
            whole = scope is Scope.EVERYTHING
            assert reason.guard == ("pool.frozen" if whole else "pool.suspended")
            assert reason.remedy is not None
            assert reason.remedy.values.get("scope") == (None if whole else scope.value)


def test_the_command_line_suspends_a_part_and_says_how_to_thaw_it(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = ("--only", "shrinking")
    code, said = answered(capsys, settings, "pool", "freeze", "api", *part, "--reason", "count")
    assert (code, said["frozen"]) == (0, None)
    assert [(f["scope"], f["reason"]) for f in said["freezes"]] == [("shrinking", "count")]  # type: ignore[attr-defined]
    code, said = answered(capsys, settings, "pool", "thaw", "api")
    assert code == 3
    assert "vigie pool thaw api --only shrinking" in json.dumps(said)
    assert run(["pool", "freeze", "api", "--reason", "incident", "--settings", str(settings)]) == 0
    told = capsys.readouterr().out
    assert "is frozen by" in told
    assert "Nothing is removed from pool api" in told
    code, said = answered(capsys, settings, "pool", "thaw", "api", *part)
    assert (code, len(said["freezes"])) == (0, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        ((Scope.SHRINKING, Scope.EVERYTHING), "lea\u202f: incident"),
        ((Scope.SHRINKING,), "Rien n’est supprimé du pool api, par lea\u202f: incident"),
        ((), ""),
    ],
)
def test_the_list_of_pools_says_in_the_language_in_use_what_is_frozen(
    scopes: tuple[Scope, ...], said: str
) -> None:
    at, world, french = datetime(2026, 11, 23, 15, tzinfo=UTC), World.steady(), Locale("fr", UTC)
    freezes = tuple(Freeze("api", at, "lea", "incident", scope) for scope in scopes)
    estate, pool = Estate(at=at, activity=Activity(freezes=freezes)), world.policy.pools["api"]
    assert held(world.policy, estate, pool, french) == said
    settled = replace(world.policy, frozen={"api": "inventaire"})
    assert held(settled, estate, pool, french) == "inventaire"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("scope", Scope)
def test_every_scope_has_its_words(scope: Scope, language: Language) -> None:
    freeze = Freeze("api", datetime(2026, 11, 23, 15, tzinfo=UTC), "lea", "count", scope)
    locale = Locale(language, UTC)
    for told in (freeze.notice, freeze.remedy, froze("api", "count", scope), thawed("api", scope)):
        assert "api" in locale.notice(told)
    if scope in PARTS:
        shown = {f"tui.suspended_by.{scope}", f"tui.freeze.means.{scope}"}
        assert shown <= catalogue(language).keys()
