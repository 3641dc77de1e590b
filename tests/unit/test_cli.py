import json
from pathlib import Path

import pytest

from console.cli.entry import run
from console.settings.template import TEMPLATE


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "VIGIE_READ_ONLY", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "vigie.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def test_init_writes_a_valid_private_file_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["settings", "init"]) == 0
    path = tmp_path / "config" / "vigie" / "vigie.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert run(["settings", "validate"]) == 0
    path.write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert run(["settings", "init"]) == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert str(path) in capsys.readouterr().err


def test_settings_that_are_wrong_end_with_2_and_name_line_and_key(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEMPLATE.replace("ceiling = 330", 'ceiling = "330"')
    settings.write_text(text, encoding="utf-8")
    line = text[: text.index('ceiling = "330"')].count("\n") + 1
    for arguments in (["settings", "validate"], ["status"], ["burst", "api", "--yes"]):
        assert run([*arguments, "--settings", str(settings)]) == 2
        answer = capsys.readouterr()
        assert answer.out == ""
        assert answer.err == (
            f"{settings}:{line}: pools.api.ceiling: expected integer, found string.\n"
        )


def test_people_are_answered_in_their_language(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert run(["settings", "validate", "--settings", str(settings)]) == 0
    assert capsys.readouterr().out == f"{settings} est valide.\n"
    english = ["--set", "console.language=en", "--settings", str(settings)]
    assert run(["settings", "validate", *english]) == 0
    assert capsys.readouterr().out == f"{settings} is valid.\n"


def test_programs_get_one_object_for_errors_too(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text("[estate", encoding="utf-8")
    assert run(["--output", "json", "status", "--settings", str(settings)]) == 2
    answer = capsys.readouterr()
    assert answer.err == ""
    error = json.loads(answer.out)["error"]
    assert error["code"] == "settings.not_toml"
    assert error["values"]["place"].startswith(f"{settings}:1:")
    assert error["problems"][0]["code"] == "settings.not_toml"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-verb"],
        ["status", "--no-such-option"],
        ["burst"],
        ["burst", "api", "--to", "many"],
        ["burst", "api", "--to", "40", "--by", "2", "--yes"],
        ["scale", "api", "--yes"],
        ["burst", "nope", "--yes"],
        ["rollback", "--pool", "nope", "--yes", "--set", "no-equals-sign"],
        ["status", "--set", "pools.api.nothing=1"],
    ],
)
def test_a_misspelt_command_line_ends_with_2(
    settings: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--settings", str(settings), *arguments, "--output", "json"]) == 2
    answer = capsys.readouterr()
    assert json.loads(answer.out)["error"]["message"]
    assert run(["--settings", str(settings), *arguments]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["brust", "api"], "burst"),
        (["pool", "frieze"], "freeze"),
        (["burst", "--too", "3"], "--to"),
    ],
)
def test_a_word_that_is_none_is_answered_with_what_is_near(
    arguments: list[str], near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--output", "json"]) == 2
    assert f"'{near}'" in json.loads(capsys.readouterr().out)["error"]["message"]
    assert run(arguments) == 2
    assert f"'{near}'" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["burst", "heal"])
def test_what_does_not_exist_is_said_before_who_is_there_to_confirm(
    settings: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([verb, "nope", "--settings", str(settings)]) == 2
    said = capsys.readouterr().err
    assert "nope" in said
    assert "--yes" not in said


def test_the_console_needs_a_terminal(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--settings", str(settings)], []):
        assert run(arguments) == 2
        assert "vigie status" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["burst", "api", "--yes"],
        ["scale", "api", "--by", "-1", "--yes"],
        ["rollback", "--yes"],
        ["rollback", "abc", "--yes", "--wait"],
        ["operations", "stop", "abc", "--yes"],
        ["operations", "topup", "abc", "--yes"],
        ["worker", "run"],
    ],
)
@pytest.mark.parametrize("by_variable", [True, False])
def test_read_only_refuses_every_verb_that_changes_something(
    settings: Path,
    arguments: list[str],
    *,
    by_variable: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if by_variable:
        monkeypatch.setenv("VIGIE_READ_ONLY", "1")
    else:
        arguments = ["--read-only", *arguments]
    assert run([*arguments, "--settings", str(settings), "--output", "json"]) == 3
    refused = json.loads(capsys.readouterr().out)["refused"]
    assert [(one["guard"], one["code"]) for one in refused] == [("read_only", "session.read_only")]
    assert not (tmp_path / "state").exists()


def test_a_defect_is_a_sentence_and_its_trace_goes_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        password = "hunter2"  # noqa: S105 - must not be written anywhere
        raise RuntimeError(len(password))

    monkeypatch.setattr("console.cli.invocation.load", broken)
    assert run(["settings", "validate"]) == 1
    answer = capsys.readouterr()
    log = tmp_path / "state" / "vigie" / "defect.log"
    assert str(log) in answer.err
    assert "Traceback" not in answer.err
    assert "RuntimeError" in log.read_text(encoding="utf-8")


def test_an_empty_journal_reads_as_empty_and_is_not_made(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings_option = ["--settings", str(settings), "--output", "json"]
    assert run(["operations", *settings_option]) == 0
    assert json.loads(capsys.readouterr().out) == {"operations": [], "unattended": None}
    assert run(["worker", "status", *settings_option]) == 0
    assert json.loads(capsys.readouterr().out) == {"workers": [], "unattended": None}
    assert not (tmp_path / "state").exists()


def test_secrets_are_listed_without_their_values(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_SECRET_PROMETHEUS", "hunter2")
    assert run(["secrets", "list", "--output", "json"]) == 0
    answer = capsys.readouterr().out
    kept = {one["name"]: one["store"] for one in json.loads(answer)["secrets"]}
    assert kept["prometheus"] == "environment"
    assert "hunter2" not in answer


def test_the_schema_knows_every_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["settings", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"estate", "pools", "openstack"} <= set(schema["$defs"]["Settings"]["properties"])


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("vigie ")
