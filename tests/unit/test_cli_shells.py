"""What a shell completes with, and the man pages: both made of the program itself."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete
from modelled import World

from console.cli import parser
from console.cli.entry import run, vigie
from console.cli.invocation import Invocation
from console.cli.manual import page, walk
from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.plan import Plan
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url

SETTINGS = """
[estate]
name = "school"
environment = "staging"

[[datacenters]]
code = "RBX"
name = "Roubaix"
country = "FR"
regions = ["RBX-A"]

[pools.api]
flavor = "b2-60"
image = "api"
networks = ["private"]
name_pattern = "^api-"
baseline = 3
ceiling = 9
burst_to = 6
shares = { RBX = { weight = 1 } }
connections_per_instance = 1000
"""


def completed(*words: str) -> list[str]:
    """What is offered for the last of some words."""
    shell = BashComplete(vigie, {"obj": Invocation()}, "vigie", "_VIGIE_COMPLETE")
    return [one.value for one in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("LC_ALL", "LC_MESSAGES", "VIGIE_SETTINGS"):
        monkeypatch.delenv(name, raising=False)


def test_verbs_and_their_options_are_offered() -> None:
    assert completed("bu") == ["burst"]
    assert completed("operations", "sh") == ["show"]
    assert "--dry-run" in completed("burst", "--d")


def test_names_of_the_settings_are_offered_and_nothing_where_there_are_none(
    tmp_path: Path,
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    named = ("--settings", str(settings))
    assert completed(*named, "burst", "") == ["api"]
    assert completed("burst", *named, "a") == ["api"]
    assert completed(*named, "burst", "--datacenter", "R") == ["RBX"]
    assert completed("burst", "") == []
    assert completed("operations", "show", "") == []


@pytest.mark.parametrize(
    ("shell", "below"),
    [
        ("bash", "data/bash-completion/completions/vigie"),
        ("zsh", "data/zsh/site-functions/_vigie"),
        ("fish", "config/fish/completions/vigie.fish"),
    ],
)
def test_it_is_installed_where_the_shell_looks(
    shell: str, below: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert run(["completion", shell, "--install"]) == 0
    path = tmp_path / below
    assert str(path) in capsys.readouterr().out
    assert path.read_text(encoding="utf-8").strip() == printed.strip()
    assert "_VIGIE_COMPLETE" in printed


def test_what_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    assert run(["completion", "bash", "--install"]) == 2
    assert "could not be written" in capsys.readouterr().err
    assert run(["manual", "--to", str(tmp_path / "data" / "man")]) == 2
    assert "could not be written" in capsys.readouterr().err


def test_every_verb_has_a_page_that_man_can_read(tmp_path: Path) -> None:
    assert run(["manual", "--to", str(tmp_path)]) == 0
    known = dict(walk("vigie", vigie))
    assert {one.stem for one in tmp_path.glob("*.1")} == {p.replace(" ", "-") for p in known}
    burst = (tmp_path / "vigie-burst.1").read_text(encoding="utf-8")
    assert r"\fB\-\-dry\-run\fR" in burst
    assert ".SH EXIT STATUS" in burst
    if shutil.which("man") is not None:
        command = ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", str(tmp_path / "vigie.1")]
        read = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "Without a verb, opens the console." in read.stdout
        assert "warning" not in read.stderr


def test_a_french_page_breaks_no_line_before_a_mark() -> None:
    with parser.speaking(lambda: "fr"):
        broken = {
            path: line
            for path, command in walk("vigie", vigie)
            for line in page(path, command).split("\n")
            if re.search(r" [:;?»]( |$)", line)
        }
    assert broken == {}


def test_a_verb_below_another_is_offered_with_its_whole_summary() -> None:
    shell = BashComplete(vigie, {"obj": Invocation()}, "vigie", "_VIGIE_COMPLETE")
    (one,) = shell.get_completions(["operations"], "app")
    assert one.help is not None
    assert one.help.endswith("another than who asked for it.")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "burst api: queued"), ("fr", "renfort api\u202f: en attente")]
)
def test_operations_are_offered_with_what_they_are_in_the_language_in_use(
    tmp_path: Path, language: str, said: str
) -> None:
    settings = tmp_path / "settings.toml"
    state = f'[journal]\nstate_dir = "{tmp_path}"\n[console]\nlanguage = "{language}"\n'
    settings.write_text(SETTINGS + state, encoding="utf-8")
    journal = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    plan = World.steady().ask(BURST, operation_id="aaaa1111", to=40)
    assert isinstance(plan, Plan)
    journal.accept(plan)
    journal.close()
    shell = BashComplete(vigie, {"obj": Invocation()}, "vigie", "_VIGIE_COMPLETE")
    named = ["--settings", str(settings), "operations", "show"]
    assert [(one.value, one.help) for one in shell.get_completions(named, "")] == [
        ("aaaa1111", said)
    ]


def test_nothing_in_a_text_is_taken_for_a_macro() -> None:
    command = click.Command("x", help="First.\n\n.so /etc/hosts\n'quoted - text")
    said = page("vigie x", command)
    assert "\n\\&.so /etc/hosts" in said
    assert "\n\\&'quoted \\- text" in said
