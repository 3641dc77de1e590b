"""A kind of somebody else's: one folder and its words, and everything else follows.

The folder is `tests/support/buoys`. Nothing in `console/` names it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import buoys
import pytest
from buoys.actuator import ACTUATOR
from buoys.harbour import Harbour
from buoys.verbs import BUOY, LAY
from click import Context, Group
from inline import Inline
from journalled import migrated_url
from modelled import AUTHOR, POLICY
from private_bench import HandClock

from console.bootstrap import open_session
from console.cli.entry import run, vigie
from console.cli.preview import show_plan
from console.desk.session import Session
from console.kinds import registry
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.locale import Locale, catalogue
from console.model.error import UsageError
from console.model.estate import Estate, Identity
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Author, Plan, Refusal, Request
from console.model.policy import Record
from console.model.resource import Resource
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.planning import plan
from console.planning.digest import seal
from console.settings.load import load
from console.settings.locations import estate_dir
from console.settings.template import TEMPLATE
from console.tui.actions import Circumstances, actions, by_id
from console.tui.keymap import resolve
from console.tui.reference import markdown

SUPPORT = Path(buoys.__file__).parents[1]
ZONE = ZoneInfo("Europe/Paris")
ENGLISH = Locale("en", ZONE)
NOW = HandClock().at
TUNING = Tuning(pass_interval_s=0.0, settle_s=20.0, parallel_calls=1)
READER = replace(AUTHOR, roles=("reader",))


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """The kind is there for one test, its harbour empty."""
    ACTUATOR.harbour = Harbour()
    withdraw = registry.register("buoys")
    yield
    withdraw()


# The faces -------------------------------------------------------------------


def test_it_has_a_key_a_footer_a_title_and_an_explanation() -> None:
    action = by_id()["buoy.lay"]
    assert action in actions()
    assert resolve({}).keys["buoy.lay"] == ("u",)
    assert resolve({"buoy.lay": "f9"}).keys["buoy.lay"] == ("f9",)
    for language, title in (("en", "Lay buoys"), ("fr", "Poser des bouées")):
        assert Locale(language, ZONE).text(action.title_key) == title  # type: ignore[arg-type]
    assert "| `u` | Lay buoys ▲ | `buoy.lay` |" in markdown(ENGLISH, resolve({}))


def test_its_key_does_not_take_one_that_is_taken() -> None:
    keymap = resolve({"filter.open": "u"})
    assert keymap.keys["buoy.lay"] == ()
    assert keymap.problems


def test_it_is_blocked_where_nothing_may_be_changed() -> None:
    why = notice("session.read_only")
    action = by_id()["buoy.lay"]
    assert action.why_not(Circumstances(blocked={BUOY: why})) == why
    assert action.why_not(Circumstances()) is None
    assert BUOY in registry.sides()


def test_it_has_a_command_with_its_options_and_its_help() -> None:
    context = Context(vigie, info_name="vigie")
    assert "buoy" in vigie.list_commands(context)
    group = vigie.get_command(context, "buoy")
    assert isinstance(group, Group)
    lay = group.get_command(context, "lay")
    assert lay is not None
    told = lay.get_help(Context(lay, info_name="vigie buoy lay"))
    assert "Lay buoys: each is in service once it floats." in told
    assert "--count N" in told
    assert "[default: 2; x>=1]" in told
    assert "--colour [red|green]" in told
    assert "--dry-run" in told
    assert "Lay buoys" in vigie.get_help(context)


def test_it_has_all_its_words_in_both_languages() -> None:
    spec = registry.spec(LAY)
    wanted = {*spec.text_keys, f"resource.{BUOY}"}
    for one in spec.parameters:
        wanted |= {one.label_key, one.help_key}
    for language in ("en", "fr"):
        assert wanted <= catalogue(language).keys()  # type: ignore[arg-type]


def test_without_it_its_operations_are_still_told() -> None:
    made = planned(count=1)
    assert ENGLISH.verb(made.request.verb) == "lay"
    assert ENGLISH.verb(Verb("whale-watch")) == "whale-watch"
    assert ENGLISH.resource(Resource("whale")) == "whale"
    assert registry.find(Verb("whale-watch")) is None


def test_an_installed_distribution_brings_it_by_its_entry_point(tmp_path: Path) -> None:
    """As anybody's package would be found: nothing is registered by hand."""
    told = tmp_path / "buoys-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: buoys\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[vigie.kinds]\nbuoys = buoys\n")
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{SUPPORT}", "LANG": "C"}
    answers = [
        subprocess.run(
            [sys.executable, "-m", "console", *arguments],
            capture_output=True, text=True, timeout=60, check=True, env=environ,
        ).stdout
        for arguments in (["buoy", "lay", "--help"], ["--help"], ["keys", "--output", "json"])
    ]  # fmt: skip
    assert "--colour [red|green]" in answers[0]
    assert "buoy" in answers[1]
    keys = {one["id"]: one["keys"] for one in json.loads(answers[2])["keys"]}
    assert keys["buoy.lay"] == ["u"]


# Planning --------------------------------------------------------------------


def request(author: Author = AUTHOR, **told: object) -> Request:
    spec = registry.spec(LAY)
    return spec.request(author, spec.settled({"name": "north", **told}, POLICY), reason="spring")


def outcome(asked: Request, record: Record | None = None, by: str = "aaaa1111") -> Plan | Refusal:
    return plan(asked, Estate(NOW), POLICY, record or Record(), operation_id=by)


def planned(author: Author = AUTHOR, **told: object) -> Plan:
    made = outcome(request(author, **told))
    assert isinstance(made, Plan), made
    return made


def test_what_is_asked_is_checked_by_its_declaration() -> None:
    for told, code in (
        ({"count": 0}, "parameter.too_small"),
        ({"colour": "blue"}, "parameter.no_choice"),
        ({"name": None}, "parameter.missing"),
        ({"depth": 3}, "parameter.unknown"),
    ):
        with pytest.raises(UsageError) as wrong:
            request(**told)
        assert wrong.value.notice.code == code
    strange = outcome(Request(LAY, AUTHOR, parameters={"count": "two"}))
    assert isinstance(strange, Refusal)


def test_it_is_previewed(capsys: pytest.CaptureFixture[str]) -> None:
    made = planned(count=3, colour="green")
    assert [change.wanted["colour"] for change in made.changes] == ["green"] * 3
    show_plan(made, ENGLISH)
    told = capsys.readouterr().out
    assert "lay buoys 0 → 3" in told
    assert "Buoys cost nothing." in told


def test_its_guards_and_everybody_s_refuse_it() -> None:
    refusal = outcome(request(count=6))
    assert isinstance(refusal, Refusal)
    assert [one.guard for one in refusal.reasons] == ["buoys.too_many"]
    refusal = outcome(request(READER))
    assert isinstance(refusal, Refusal)
    assert [one.guard for one in refusal.reasons] == ["author"]
    live = Operation("bbbb2222", planned(), OperationState.RUNNING, NOW)
    refusal = outcome(request(), Record(live=(live,)))
    assert isinstance(refusal, Refusal)
    assert [one.guard for one in refusal.reasons] == ["pool.held"]


# The worker ------------------------------------------------------------------


class Yard:
    """A journal and the passes over it; each pass may be another worker's."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.ledger = SqlLedger(migrated_url(folder), clock=self.clock, state_dir=folder)
        self.ledger.register("worker-1", 1)
        self.passes = 0

    def run(self, made: Plan, *, stop_after: int | None = None, silent: int = 0) -> Operation:
        """Accept a plan and pass over it until it has ended, by a new worker every third pass."""
        self.ledger.accept(made)
        name = made.operation_id
        claim = self.ledger.claim(name, name)
        conclusion = Conclusion(self.ledger, POLICY, registry.actuators(), Systems())
        for datacenter in conclusion.begin(claim):
            done = False
            while not done:
                if self.passes % 3 == 0:
                    held, worker = self.ledger.claim(f"{name}-{datacenter}", name), self.worker()
                self.passes += 1
                assert self.passes < 500, "the operation never ended"
                ACTUATOR.harbour.silent = self.passes <= silent
                if self.passes == stop_after:
                    self.ledger.request_stop(name, AUTHOR)
                self.clock.at += timedelta(seconds=10)
                self.clock.wall_at += timedelta(seconds=10)
                passed = worker.run(held, datacenter)
                held, done = passed.claim, passed.done
        conclusion.end(claim)
        return self.ledger.operation(name)

    def worker(self) -> Reconciler:
        return Reconciler(
            self.ledger, Systems(), registry.actuators(), clock=self.clock, policy=POLICY,
            tuning=TUNING, wall=self.clock.wall, executor=Inline(),
            monotonic=lambda: self.clock.wall_at.timestamp(),  # noqa: PLW0108 - the hand moves it
        )  # fmt: skip

    def about(self, verb: Verb, target: Operation, by: str) -> Plan | Refusal:
        """A rollback or top-up of an operation, planned by what the journal says."""
        family = self.ledger.family(target.id)
        changes = tuple(c for member in family for c in self.ledger.changes(member.id))
        asked = registry.spec(verb).request(AUTHOR, {}, pool=target.plan.pool, operation=target.id)
        return outcome(asked, Record(target=target, target_changes=changes), by)

    def told(self) -> list[str]:
        """The audit, in words."""
        return [ENGLISH.notice(event.notice) for event in self.ledger.events(limit=1000)]


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    made = Yard(tmp_path)
    yield made
    made.ledger.close()


def test_it_is_done_and_audited(yard: Yard) -> None:
    ended = yard.run(planned(count=3))
    assert ended.state is OperationState.SUCCEEDED
    assert len(ACTUATOR.harbour.floating) == 3
    assert len(ACTUATOR.harbour.calls) == 3
    assert "RBX: 3 buoys float" in yard.told()


def test_lost_answers_lay_nothing_twice(yard: Yard) -> None:
    ACTUATOR.harbour.lose = lambda _name: True
    ended = yard.run(planned(count=3), silent=4)
    assert ended.state is OperationState.SUCCEEDED
    assert len(ACTUATOR.harbour.calls) == 3


def test_a_rollback_takes_back_what_was_laid_and_nothing_else(yard: Yard) -> None:
    ACTUATOR.harbour.floating["old"] = "b-0"
    done = yard.run(planned(count=3))
    undo = yard.about(ROLLBACK, done, "bbbb2222")
    assert isinstance(undo, Plan)
    assert yard.run(undo).state is OperationState.SUCCEEDED
    assert ACTUATOR.harbour.floating == {"old": "b-0"}
    assert yard.ledger.operation(done.id).state is OperationState.ROLLED_BACK
    again = yard.about(ROLLBACK, yard.ledger.operation(done.id), "cccc3333")
    assert isinstance(again, Refusal)


def test_a_top_up_lays_what_is_missing_and_a_rollback_takes_back_both(yard: Yard) -> None:
    ACTUATOR.harbour.refuse = lambda name: name.endswith("-2")
    part = yard.run(planned(count=3, colour="green"))
    assert part.state is OperationState.PARTIAL
    ACTUATOR.harbour.refuse = lambda _name: False
    topup = yard.about(TOPUP, part, "bbbb2222")
    assert isinstance(topup, Plan)
    assert [change.wanted["colour"] for change in topup.changes] == ["green"]
    assert yard.run(topup).state is OperationState.SUCCEEDED
    assert len(ACTUATOR.harbour.floating) == 3
    undo = yard.about(ROLLBACK, part, "cccc3333")
    assert isinstance(undo, Plan)
    assert yard.run(undo).state is OperationState.SUCCEEDED
    assert ACTUATOR.harbour.floating == {}


def test_a_top_up_of_what_lacks_nothing_is_refused(yard: Yard) -> None:
    done = yard.run(planned(count=2))
    refusal = yard.about(TOPUP, done, "bbbb2222")
    assert isinstance(refusal, Refusal)
    assert refusal.reasons[0].why.code == "buoys.none_missing"


def test_a_stop_cancels_what_has_not_begun(yard: Yard) -> None:
    ended = yard.run(planned(count=3), stop_after=1)
    assert ended.state is OperationState.STOPPED
    assert {change.phase for change in yard.ledger.changes(ended.id)} == {Phase.CANCELLED}
    assert ACTUATOR.harbour.calls == []


def test_the_worker_asks_the_same_guards_again(yard: Yard) -> None:
    """Whoever wrote the plan: one with more than the kind allows is not begun."""
    small = planned(count=5)
    more = tuple(replace(small.changes[0], name=f"buoy-aaaa1111-{n}") for n in range(6, 9))
    ended = yard.run(seal(replace(small, changes=(*small.changes, *more))))
    assert ended.state is OperationState.FAILED
    assert ACTUATOR.harbour.calls == []
    assert "8 buoys are more than the 5 of one operation." in yard.told()


# The command line, from the words to the plan -----------------------------------------


class Sight:
    """A watch that shows a member and no source in failure."""

    def snapshot(self) -> Estate:
        return Estate(at=NOW, identity=Identity("vigie", "project", AUTHOR.roles))

    def awaited(self) -> tuple[str, ...]:
        return ()

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - everything is known
        return self.snapshot()

    def stop(self) -> None: ...


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's settings, their journal, and a watch that answers at once."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)
    path = tmp_path / "vigie.toml"
    path.write_text(TEMPLATE, encoding="utf-8")

    def opened(*arguments: object, **more: Any) -> Session:  # noqa: ANN401 - handed on
        session = open_session(*arguments, **more)  # type: ignore[arg-type]
        session.watch = Sight()  # type: ignore[assignment]
        return session

    monkeypatch.setattr("console.cli.sources.open_session", opened)
    return path


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--name", "north", "--count", "3", "--dry-run"], 0, "lay buoys 0 → 3"),
        (["--name", "north", "--count", "9", "--dry-run"], 3, "9 buoys are more than the 5"),
        (["--name", "north", "--count", "0"], 2, "--count"),
        (["--count", "3", "--dry-run"], 2, "--name"),
        (["--name", "north", "--dry-run", "--read-only"], 3, "Read-only"),
    ],
)
def test_its_command_plans_and_refuses(
    settings: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    assert run(["buoy", "lay", *arguments, "--settings", str(settings)]) == code
    answer = capsys.readouterr()
    assert told in answer.out + answer.err
    assert ACTUATOR.harbour.calls == []


def test_nothing_is_done_about_an_operation_of_a_kind_that_is_gone(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operation stands in the journal, where nothing is put into a module for it to be found.

    Whatever a module has imported by then, and whoever imports it later, sees the same.
    """
    done = Yard(estate_dir(load(settings).settings)).run(planned())
    monkeypatch.setattr(registry, "_registered", [])
    registry._forget()
    assert registry.find(LAY) is None
    arguments = ["rollback", done.id, "--dry-run", "--settings", str(settings)]
    assert run(arguments) == 3
    assert "buoy" in capsys.readouterr().err
    monkeypatch.undo()
    registry._forget()
