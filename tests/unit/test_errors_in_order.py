"""What is wrong with what was asked is said first: the walk over every verb that is declared.

First what the command line says that cannot be, then what the settings and the journal do not
know, then that nothing may be changed here, then which source is silent, and last who is there
to confirm. One sentence, the contract's exit code, for programs one object and nothing beside it.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import journalled
import pytest

from console import bootstrap
from console.cli import parser
from console.cli.entry import run, vigie
from console.cli.manual import walk
from console.desk.foreknown import POOLED
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.verbs import POOL, UNTARGETING
from console.kinds.parameter import (
    BytesParameter,
    ChoiceParameter,
    DatacentersParameter,
    DurationParameter,
    FlagParameter,
    HoursParameter,
    IntegerParameter,
    OperationParameter,
    Parameter,
    PoolParameter,
    WordsParameter,
)
from console.kinds.verb import VerbSpec
from console.model.estate import Estate, Identity, SourceState
from console.model.figure import Freshness
from console.model.freeze import Freeze
from console.model.notice import notice
from console.model.operation import OperationState
from console.model.resource import INSTANCE
from console.model.target import PoolTarget
from console.operations.journal.reader import SqlJournalReader
from console.settings.template import TEMPLATE

LONG = timedelta(days=3650)
NOW = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
MORE = """
[alertmanager]
url = "http://127.0.0.1:9"

[private_cloud]
datacenter = "RBX"
vsphere = { host = "vcenter.example", user = "vigie@vsphere.local" }
ovhcloud = { service = "pcc-1-2-3-4" }
pools = { databases = { name_pattern = "^db-" } }

[clusters.pg]
pool = "databases"
urls = ["http://127.0.0.1:9"]
"""
LOOKING = frozenset({"completion", "demo", "keys", "manual", "rehearse", "secrets", "settings"})
"""First words whose verbs need no settings, or are about them."""
SPECS = [spec for spec in registry.verbs() if spec.id != "stop"]
"""Every declared verb that plans; a stop is a message, and is walked with those that name one."""
OF_POOL = [spec for spec in SPECS if spec.resource in POOLED]
"""Those that are about a pool, or a cluster or machine of one, which a freeze holds."""
EXAMPLES: dict[str, str] = {
    "pool": "api", "cluster": "pg", "machine": "db-1", "matchers": "alertname=X",
}  # fmt: skip
"""Values of arguments that a kind or the settings check, by their names."""
NAMES = frozenset({"pool", "operation", "datacenters", "cluster", "restore", "target"})
"""What the settings or the journal know by name."""
THEIRS = {
    ("datastore", "add", "cluster"),
    ("host", "add", "cluster"),
    ("target", "close", "target"),
}
"""What vCenter knows by that name, and what is refused with those that the pool has."""
GOOD: tuple[tuple[type[Parameter[Any]], str], ...] = (
    (IntegerParameter, "3"),
    (BytesParameter, "3TB"),
    (DurationParameter, "3h"),
    (HoursParameter, "3"),
    (DatacentersParameter, "RBX"),
)
WRONG: tuple[tuple[type[Parameter[Any]], tuple[str, ...]], ...] = (
    (IntegerParameter, ("many", "3h", "1.5")),
    (BytesParameter, ("many", "0TB", "-3TB", "3h")),
    (DurationParameter, ("many", "0", "-2h", "3TB", "99999999999d", "99999999999")),
    (HoursParameter, ("many", "0", "-2", "99999999999")),
    (ChoiceParameter, ("nope",)),
)


class Asleep:
    """A watch that nobody may ask."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        raise AssertionError(names)

    def snapshot(self) -> Estate:
        return Estate(at=NOW, sources={n: SourceState(n, Freshness.UNKNOWN) for n in self.names})

    def awaited(self) -> tuple[str, ...]:
        return ()

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 1.0) -> None: ...


class Dark(Asleep):
    """A watch of which every source but the journal is silent."""

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - all is dark
        return self.snapshot()

    def snapshot(self) -> Estate:
        states = {}
        for name in self.names:
            why = None if name == "journal" else notice("watch.no_answer", source=name, seconds=30)
            states[name] = SourceState(name, Freshness.UNKNOWN, failure=why)
        return Estate(at=NOW, sources=states)


class Reader(Asleep):
    """A watch that may be asked who somebody is, and answers that they only read."""

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        assert set(names or ()) <= {"identity", "journal"}
        return self.snapshot()

    def snapshot(self) -> Estate:
        return replace(super().snapshot(), identity=Identity("eve", "estate", ("reader",)))


@dataclass
class Asked:
    """The command line over settings of its own."""

    settings: Path
    capsys: pytest.CaptureFixture[str]

    def said(self, code: int, *words: str, settings: Path | None = None) -> str:
        """What it says, which must be the same for people and for programs, with this code."""
        common = ["--settings", str(settings or self.settings)]
        self.capsys.readouterr()
        assert run([*words, *common]) == code, (words, self.capsys.readouterr())
        told = self.capsys.readouterr()
        assert told.out == "", words
        assert "Traceback" not in told.err
        assert run([*words, *common, "--output", "json"]) == code, words
        answer = self.capsys.readouterr()
        assert answer.err == "", words
        body = json.loads(answer.out)
        whole: str = body["error"]["message"] if "error" in body else body["refused"][0]["why"]
        assert whole in told.err, words
        return whole


@pytest.fixture(params=[Asleep], ids=["nobody asks"])
def watch(request: pytest.FixtureRequest) -> type[Asleep]:
    found: type[Asleep] = request.param
    return found


@pytest.fixture
def asked(
    watch: type[Asleep],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Asked:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "VIGIE_READ_ONLY", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    path = tmp_path / "vigie.toml"
    path.write_text(f"{TEMPLATE}\n{MORE}", encoding="utf-8")

    def opened(*arguments: Any, **named: Any) -> Session:  # noqa: ANN401 - as the real one
        session = bootstrap.open_session(*arguments, **named)
        session.watch = watch(session.watch.snapshot().sources)  # type: ignore[assignment]
        return session

    monkeypatch.setattr("console.cli.sources.open_session", opened)
    return Asked(path, capsys)


in_the_dark = pytest.mark.parametrize("watch", [Dark], indirect=True, ids=["all is dark"])


def good(one: Parameter[Any]) -> str:
    """A value that could be meant."""
    return EXAMPLES.get(one.name) or next(
        (value for kind, value in GOOD if isinstance(one, kind)), "abc"
    )


def spelt(one: Parameter[Any], value: str) -> list[str]:
    return [value] if one.argument else [one.spelling, value]


def words(spec: VerbSpec, *others: Parameter[Any]) -> list[str]:
    """The verb with all that it must be told, but for some that are told otherwise."""
    given = [one for one in spec.parameters if one.required]
    for rule in spec.rules:
        known = {one.name: one for one in spec.parameters}
        if rule.least and not any(one.name in rule.names for one in (*given, *others)):
            given.append(known[rule.names[0]])
    left = [part for one in given if one not in others for part in spelt(one, good(one))]
    return [*spec.command, *left]


def commands() -> Iterator[tuple[list[str], click.Command]]:
    with parser.speaking(lambda: "en"):
        for path, command in walk("vigie", vigie):
            if not isinstance(command, click.Group):
                yield path.split()[1:], command


def named() -> Iterator[list[str]]:
    """Every verb with one name that nobody knows, and all else that it must be told."""
    for path, command in commands():
        own = [
            one
            for one in command.params
            if one.name in NAMES and path[0] not in LOOKING and (*path, one.name) not in THEIRS
        ]
        for unknown in own:
            line = [*path]
            for one in command.params:
                if not one.required and one is not unknown:
                    continue
                value = "nope" if one is unknown else EXAMPLES.get(str(one.name), "abc")
                line += [value] if isinstance(one, click.Argument) else [one.opts[0], value]
            yield line


def wrong() -> Iterator[tuple[list[str], str]]:
    """Every parameter with each value that it cannot have, and how it is spelled."""
    for spec in registry.verbs():
        for one in spec.parameters:
            values = [v for kind, some in WRONG if isinstance(one, kind) for v in some]
            if isinstance(one, IntegerParameter) and one.minimum is not None:
                values.append(str(one.minimum - 1))
            for value in values:
                yield [*words(spec, one), *spelt(one, value)], one.spelling


def ids(line: object) -> str:
    return " ".join(line) if isinstance(line, list) else ""


def test_the_walk_goes_over_every_sort_of_parameter_that_is_declared() -> None:
    kinds = {type(one) for spec in registry.verbs() for one in spec.parameters}
    walked = {kind for kind, _ in WRONG} | {PoolParameter, OperationParameter, DatacentersParameter}
    free = {FlagParameter, WordsParameter}
    assert {kind.__name__ for kind in kinds - walked - free} <= {"TextParameter"}


@pytest.mark.parametrize("line", named(), ids=ids)
def test_what_does_not_exist_is_said_before_anything_is_asked(
    asked: Asked, line: list[str]
) -> None:
    if line[:2] == ["target", "open"]:
        line = [*line, "--open-for", "3d", "--to", "40"]
    elif "--datacenter" in line:
        line = [*line, *(["--to", "40"] if line[0] in {"scale", "scout"} else [])]
    assert "nope" in asked.said(2, *line)


@pytest.mark.parametrize(("line", "spelling"), wrong(), ids=ids)
def test_a_value_that_cannot_be_is_said_before_anything_is_asked(
    asked: Asked, line: list[str], spelling: str
) -> None:
    said = asked.said(2, *line)
    assert spelling in said or line[-1] in said


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_where_nothing_may_be_changed_nothing_is_asked(asked: Asked, spec: VerbSpec) -> None:
    assert "Read-only" in asked.said(3, *words(spec), "--read-only")


@pytest.mark.parametrize(
    "spec", [spec for spec in OF_POOL if POOL in spec.parameters], ids=lambda spec: spec.id
)
def test_a_pool_that_the_settings_freeze_is_said_at_once(asked: Asked, spec: VerbSpec) -> None:
    said = TEMPLATE.replace("ceiling = 330", 'ceiling = 330\nfrozen = "moving house"')
    asked.settings.write_text(f"{said}\n{MORE}", encoding="utf-8")
    assert "moving house" in asked.said(3, *words(spec))


@pytest.mark.parametrize("spec", OF_POOL, ids=lambda spec: spec.id)
def test_a_pool_that_somebody_froze_is_said_by_the_journal_alone(
    asked: Asked, spec: VerbSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    freezes = tuple(Freeze(pool, NOW, "ada", "moving house") for pool in ("api", "databases"))
    monkeypatch.setattr(SqlJournalReader, "freezes", lambda _: freezes)
    assert "moving house" in asked.said(3, *words(spec))


@pytest.mark.parametrize(
    "line",
    [["burst", "api", "--to", "331"], ["burst", "api", "--to", "331", "--open-for", "3d"],
     ["target", "open", "api", "--to", "331", "--open-for", "3d"]],
    ids=ids,
)  # fmt: skip
def test_more_than_the_ceiling_is_said_before_anything_is_asked(
    asked: Asked, line: list[str]
) -> None:
    assert "331" in asked.said(3, *line)


@pytest.mark.parametrize("line", [[], ["--target", "nope"]], ids=ids)
def test_a_target_that_is_not_open_is_said_by_the_journal_alone(
    asked: Asked, line: list[str]
) -> None:
    assert "api" in asked.said(3, "target", "close", "api", *line)


def test_one_of_several_open_targets_is_named_by_its_id(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = PoolTarget("5j0f1aek", "api", 40, NOW - LONG, NOW + LONG, "ada", "")
    monkeypatch.setattr(SqlJournalReader, "targets", lambda _: (known,))
    said = asked.said(3, "target", "close", "api", "--target", "nope")
    assert "nope" in said
    assert "5j0f1aek" in said


def test_machines_are_rebooted_one_at_a_time_and_it_is_said_how(asked: Asked) -> None:
    said = asked.said(2, "vm", "reboot", "db-1", "db 2")
    assert "one machine at a time" in said
    assert "vigie vm reboot db-1 --wait && vigie vm reboot 'db 2' --wait" in said


@in_the_dark
@pytest.mark.parametrize(
    "spec",
    [spec for spec in SPECS if spec.target is None and spec.id != UNTARGETING],
    ids=lambda spec: spec.id,
)
def test_a_silent_source_is_named_before_who_is_there_to_confirm(
    asked: Asked, spec: VerbSpec
) -> None:
    assert "gave no answer within 30 s" in asked.said(5, *words(spec))


@pytest.mark.parametrize("watch", [Reader], indirect=True, ids=["who only reads"])
@pytest.mark.parametrize(
    "line",
    [["rollback"], ["operations", "topup", "k3m9x2ab"], ["operations", "stop", "k3m9x2ab"],
     ["operations", "approve", "k3m9x2ab"]],
    ids=ids,
)  # fmt: skip
def test_of_an_operation_that_is_there_a_reader_changes_nothing(
    asked: Asked, line: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = journalled.operation("k3m9x2ab", OperationState.PARTIAL)
    monkeypatch.setattr("console.cli.command.target_of", lambda *_: known)
    for room in ("command", "operations"):
        monkeypatch.setattr(f"console.cli.{room}.resource_of", lambda *_: INSTANCE)
    assert "eve" in asked.said(3, *line)


@pytest.mark.parametrize("problem", ["none", "wrong"])
def test_without_settings_that_hold_that_is_what_is_said(
    asked: Asked, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.toml"
    if problem == "wrong":
        path.write_text(TEMPLATE.replace("ceiling = 330", "ceiling = true"), encoding="utf-8")
    for line, command in commands():
        if line[0] in LOOKING or line == ["worker", "run"]:
            continue
        needed = [one for one in command.params if one.required]
        told = [
            part
            for one in needed
            for part in ([] if isinstance(one, click.Argument) else [one.opts[0]])
            + [EXAMPLES.get(str(one.name), "abc")]
        ]
        said = asked.said(2, *line, *told, settings=path)
        assert str(path) in said, line
