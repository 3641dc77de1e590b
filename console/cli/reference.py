"""The reference pages that are made from the program itself.

``python -m console.cli.reference docs/reference`` writes them; a test fails
when a page and the program disagree.
"""

import ast
import inspect as source
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from msgspec import NODEFAULT, Struct, inspect

from console.cli import parser
from console.cli.entry import vigie
from console.cli.manual import walk
from console.locale import Locale
from console.settings import model
from console.settings.diagnosis import EXPECTED, bounds, settle
from console.settings.load import PREFIX, SEPARATOR
from console.settings.section import Section
from console.tui.keymap import resolve
from console.tui.reference import markdown

MADE_BY = "<!-- Made by `python -m console.cli.reference docs/reference`; do not edit. -->"


def pages() -> dict[str, str]:
    """File name → content."""
    return {
        "cli.md": commands_page(),
        "configuration.md": configuration_page(),
        "keys.md": markdown(Locale("en", ZoneInfo("Europe/Paris")), resolve({})),
    }


def commands_page() -> str:
    """Every verb with its options, as `--help` tells them."""
    lines = [
        "# Command line",
        "",
        MADE_BY,
        "",
        (
            "Exit codes: 0 done · 1 failed · 2 usage · 3 refused by a guard · 4 partial · "
            "5 a source is unreachable · 130 interrupted. With `--output json` standard output "
            "holds one object and nothing else, errors included: see [json.md](json.md)."
        ),
        "",
        (
            "On a terminal a table fits its width: heads and long texts break between words, then "
            "the least important columns leave and are named below. Ids, names, states and figures "
            "are never cut. In a pipe or a file every column is there."
        ),
        "",
    ]
    with parser.speaking(lambda: "en"):
        for path, command in walk("vigie", vigie):
            context = click.Context(command, info_name=path, terminal_width=88)
            lines += [f"## `{path}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)


def configuration_page() -> str:
    """Every key of the settings: type, default, what is allowed."""
    lines = [
        "# Configuration",
        "",
        MADE_BY,
        "",
        (
            "One TOML file: `--settings FILE`, else `VIGIE_SETTINGS`, else `vigie/vigie.toml` in "
            f"the XDG configuration folder. A variable `{PREFIX}SECTION{SEPARATOR}KEY` overrides "
            "a key (lists with commas), `--set section.key=value` overrides both. "
            "`vigie settings schema` prints the JSON Schema, `vigie settings validate` names every "
            "problem with its line and key."
        ),
        "",
    ]
    root = inspect.type_info(model.Settings)
    for title, kind in _sections("", root):
        lines += [f"## `{title}`" if title else "## The file", ""]
        lines += [*(source.getdoc(kind.cls) or "").splitlines(), ""]
        rows = [_row(field, _notes(kind.cls)) for field in kind.fields if _leaf(field)]
        if rows:
            lines += ["| key | type | default | allowed |", "| --- | --- | --- | --- |", *rows, ""]
    return "\n".join(lines)


def _sections(title: str, kind: inspect.Type) -> Iterator[tuple[str, inspect.StructType]]:
    kind = settle(kind)
    if isinstance(kind, inspect.DictType):
        yield from _sections(f"{title}.NAME", kind.value_type)
    elif isinstance(kind, inspect.VarTupleType):
        yield from _sections(f"[[{title}]]", kind.item_type)
    elif isinstance(kind, inspect.StructType):
        yield title, kind
        for field in kind.fields:
            below = f"{title}.{field.encode_name}" if title else field.encode_name
            yield from _sections(below, field.type)


def _leaf(field: inspect.Field) -> bool:
    return not any(True for _ in _sections("x", field.type))


def _row(field: inspect.Field, notes: dict[str, str]) -> str:
    kind = settle(field.type)
    allowed = ""
    if isinstance(kind, inspect.LiteralType):
        name = "string"
        allowed = ", ".join(f"`{value}`" for value in kind.values)
    else:
        name = EXPECTED[type(kind)]
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        allowed = bounds(kind)
    if isinstance(kind, inspect.StrType) and kind.pattern:
        allowed = f"`{kind.pattern}`"
    note = notes.get(field.name)
    cells = [
        f"`{field.encode_name}`",
        name,
        _default(field),
        " · ".join(filter(None, [allowed, note])),
    ]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _default(field: inspect.Field) -> str:
    if field.default is not NODEFAULT:
        return "–" if field.default is None else f"`{_toml(field.default)}`"
    return "**required**" if field.default_factory is NODEFAULT else "`{}`"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}'" if '"' in value else f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return str(value)


def _notes(section: type[Struct]) -> dict[str, str]:
    """The strings that stand below a section's keys in its source."""
    above = section.__base__
    notes = {} if above is None or above in {Section, Struct} else _notes(above)
    module = ast.parse(Path(import_module(section.__module__).__file__ or "").read_text("utf-8"))
    body = next(
        n for n in module.body if isinstance(n, ast.ClassDef) and n.name == section.__name__
    )
    for key, note in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(key, ast.AnnAssign)
            and isinstance(key.target, ast.Name)
            and isinstance(note, ast.Expr)
            and isinstance(note.value, ast.Constant)
        ):
            notes[key.target.id] = " ".join(str(note.value.value).split())
    return notes


def main(folder: Path) -> None:
    """Write every page."""
    for name, content in pages().items():
        (folder / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
