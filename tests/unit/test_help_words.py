"""The command line's help and its parser's words: all of them in the language in use."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from console.cli import parser
from console.cli.entry import run, vigie
from console.cli.manual import page, walk
from console.locale import Language, catalogue

EVERY = list(walk("vigie", vigie))
SAME = {"help.set", "man.arguments", "man.description", "man.options", "man.synopsis"}
"""What both languages may say alike."""

UNSAID = {
    "(dynamic)", "Aborted!", "Argument {name!r} takes {nargs} values.",
    "Boolean option {decl!r} cannot use the same flag for true/false.", "Choice({choices})",
    "Confirm the action without prompting.",
    "Could not determine name for option with declarations {decls!r}",
    "Could not open file {filename!r}: {message}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Do you want to continue?", "Invalid start character for option ({option})",
    "Missing parameter", "Missing parameter: {param_name}", "Missing {param_type}",
    "Name '{name}' defined twice",
    "Option {name!r} requires {nargs} arguments.", "Press any key to continue...",
    "Show the version and exit.", "Show this message and exit.",
    "Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given.",
    "Unknown color {colour!r}", "Value must be an iterable.", "deprecated", "directory",
    "env var: {var}", "file", "path", "unknown error", "{name} {filename!r} does not exist.",
    "{name} {filename!r} is not executable.", "{name} {filename!r} is not writable.",
    "{value!r} does not match the format {format}.",
    "{value!r} does not match the formats {formats}.", "{value!r} is not a valid UUID.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "%(prog)s, version %(version)s",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
    (
        "No options defined but a name was passed ({name})."
        " Did you mean to declare an argument instead? Did you mean to pass '--{name}'?"
    ),
}  # fmt: skip
"""What click would say of what this command line does not have."""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "VIGIE_CONSOLE__LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def worded() -> Iterator[tuple[str, object]]:
    """Every command, option and argument, with the place where it stands."""
    for path, command in EVERY:
        yield path, command
        for one in command.get_params(click.Context(command, info_name=path)):
            yield f"{path} {one.opts[0]}", one


def keys() -> dict[str, set[str]]:
    """Every key that is a help, and where."""
    found: dict[str, set[str]] = {}
    for place, one in worded():
        if isinstance(one, parser.Worded) and one.key is not None:
            found.setdefault(one.key, set()).add(place)
    return found


def marked() -> Iterator[str]:
    """What click marks for translation."""
    for room in parser.SPOKEN:
        for node in ast.walk(ast.parse(Path(str(room.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext"}:
                for given in node.args[: 2 if getattr(node.func, "id", "") == "ngettext" else 1]:
                    if isinstance(given, ast.Constant):
                        yield str(given.value)


def test_whatever_has_a_help_takes_it_from_the_catalogue() -> None:
    assert [place for place, one in worded() if not isinstance(one, parser.Worded)] == []
    silent = {"vigie secrets set value"}  # refused, wherever it is given
    told = {place for places in keys().values() for place in places}
    assert {place for place, _ in worded()} - told == silent


def test_every_help_is_in_both_languages_and_none_is_left_over() -> None:
    english, french = catalogue("en"), catalogue("fr")
    assert keys().keys() - english.keys() == set()
    helps = {key for key in english if key.startswith("help.")}
    assert helps - keys().keys() == {"help.bare"}
    wanted = keys().keys() | {key for key in english if key.startswith(("help.", "man.exit."))}
    assert {key for key in wanted if english[key] == french[key]} <= SAME


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[path for path, _ in EVERY])
def test_no_help_and_no_man_page_in_french_has_an_english_sentence(
    path: str, command: click.Command
) -> None:
    english, french = catalogue("en"), catalogue("fr")
    ours = {key for key, places in keys().items() if any(p.startswith(path) for p in places)}
    with parser.speaking(lambda: "fr"):
        help_text = " ".join(command.get_help(click.Context(command, info_name=path)).split())
        told = f"{help_text} {page(path, command)}"
    assert help_text.startswith(f"Usage : {path}")
    assert french["man.name"] in told
    foreign = {key: english[key] for key in ours - SAME if " " in english[key]}
    foreign |= {key: text for key, text in english.items() if key.startswith("man.exit.")}
    assert {key for key, text in foreign.items() if text.split("\n")[0] in told} == set()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_help_is_wider_than_a_terminal_and_none_names_a_type(language: Language) -> None:
    with parser.speaking(lambda: language):
        told = {
            path: command.get_help(click.Context(command, info_name=path, terminal_width=80))
            for path, command in EVERY
        }
    wide = {
        path: line for path, text in told.items() for line in text.split("\n") if len(line) > 80
    }
    assert wide == {}
    assert [path for path, text in told.items() if "RANGE" in text] == []


def test_what_click_says_by_itself_is_in_the_catalogue() -> None:
    """Also after its next release: what it marks is known here, or never said."""
    ours = {key.removeprefix("parser.") for key in catalogue("en") if key.startswith("parser.")}
    assert {*marked()} - ours - UNSAID == set()
    assert ours - {*marked(), "required"} == set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["brust"], "Aucun verbe ne s’appelle « brust ». Vouliez-vous dire 'burst' ?"),
        (["burst"], "Il manque l’argument 'POOL'."),
        (["burst", "api", "--to", "many"], "« many » n’est pas un nombre."),
        (["burst", "api", "--to"], "L’option « --to » veut une valeur."),
        (["status", "more", "and"], "Des arguments de trop : more and"),
        (["completion", "csh"], "« csh » n’est aucun de 'bash', 'zsh', 'fish'."),
    ],
)
def test_the_parser_speaks_the_language_in_use(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    french = ["--set", "console.language=fr"]
    assert run([*french, *arguments]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert said in " ".join(answer.err.replace("\u202f", " ").split())
    assert run([*arguments, *french, "--output", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"]


def test_the_language_is_that_of_the_options_the_environment_the_settings_or_the_system(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(*arguments: str) -> Language:
        assert run([*arguments, "--help"]) == 0
        return "fr" if "Afficher cette aide." in capsys.readouterr().out else "en"

    settings = tmp_path / "vigie.toml"
    settings.write_text('[console]\nlanguage = "fr"\nnothing = 1\n', encoding="utf-8")
    named = ("pool", "--settings", str(settings))
    assert shown("pool") == "en"
    assert shown(*named) == "fr"
    assert shown(*named, "--set", "console.language=en") == "en"
    monkeypatch.setenv("VIGIE_CONSOLE__LANGUAGE", "en")
    assert shown(*named) == "en"
    monkeypatch.setenv("VIGIE_CONSOLE__LANGUAGE", "auto")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert shown("pool") == "fr"
    settings.write_text("[console", encoding="utf-8")
    assert shown(*named) == "fr"


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_only_the_language_in_use_is_loaded(language: str, other: str) -> None:
    program = (
        "import sys\nfrom console.cli.entry import run\nrun(['burst', '--help'])\n"
        "sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('console.locale.')))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True,
        env={"LANG": language, "HOME": "/nonexistent", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert f"console.locale.{language}.help" in answer.stderr
    assert f"console.locale.{other}" not in answer.stderr.split()


def test_the_console_opens_without_a_word_of_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `--help` needs (the catalogue, the settings' language), no start waits for."""
    read: list[str] = []
    monkeypatch.setattr(parser, "catalogue", read.append)
    monkeypatch.setattr("console.cli.terminal.open_console", lambda _: 0)
    assert run([]) == 0
    assert read == []


BARE = [(p, c) for p, c in EVERY if isinstance(c, parser.VerbGroup) and c.bare in c.commands]


@pytest.mark.parametrize(("path", "group"), BARE, ids=[path for path, _ in BARE])
def test_a_first_word_alone_lists(path: str, group: parser.VerbGroup) -> None:
    for given in ([], ["--output", "json"], ["--output", "json", group.bare]):
        context = click.Context(group, info_name=path)
        assert group.parse_args(context, list(given)) == given[:2]
        assert context._protected_args == [group.bare]
    said = group.get_help(click.Context(group, info_name=path))
    assert f"Without a verb, as with “{group.bare}”." in said


def test_options_may_stand_before_the_verb_also_where_its_help_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for given in (["pool", "freeze", "--read-only"], ["--read-only", "pool", "freeze"]):
        assert run([*given, "--help"]) == 0
        assert capsys.readouterr().out.startswith("Usage: vigie pool freeze ")
    assert run(["pool", "--read-only", "freeze", "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: vigie pool freeze ")
    assert run(["pool", "--read-only", "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: vigie pool [OPTIONS]")


def test_the_first_words_that_show_something_show_it_alone() -> None:
    silent = {path for path, c in EVERY if isinstance(c, parser.VerbGroup)} - {p for p, _ in BARE}
    assert silent == {"vigie", "vigie export", "vigie notify", "vigie rehearse"}
