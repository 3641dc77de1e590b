"""`vigie manual`: man pages, made of what `--help` is made of."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from inspect import cleandoc
from pathlib import Path

import click

from console.cli.answer import say
from console.cli.invocation import Invocation, common_options
from console.model.error import UsageError
from console.model.notice import notice

EXITS = (
    ("0", "Done."),
    ("1", "Failed."),
    ("2", "The command line or the settings are wrong."),
    ("3", "Refused by a guard; nothing was done."),
    ("4", "Done in part."),
    ("5", "A source could not be reached."),
    ("130", "Interrupted. What was accepted goes on."),
)


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write a page for every verb there, for example ~/.local/share/man/man1.",
)
@common_options
@click.pass_context
def manual(ctx: click.Context, invocation: Invocation, *, folder: Path | None) -> None:
    """Print Vigie's man page, or write those of all verbs."""
    root = ctx.find_root().command
    if folder is None:
        say(page("vigie", root).rstrip())
        return
    written = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, command in walk("vigie", root):
            name = f"{path.replace(' ', '-')}.1"
            (folder / name).write_text(page(path, command), encoding="utf-8")
            written += 1
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(notice("manual.unwritten", path=str(folder), why=why)) from None
    say(invocation.locale().text("manual.written", n=written, path=str(folder)))


def walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, each with the words that it is called by."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from walk(f"{path} {name}", below)


def page(path: str, command: click.Command) -> str:
    """One page in the macros of man(7)."""
    return "\n".join(_lines(path, command)) + "\n"


def _lines(path: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    name, number = path.replace(" ", "-"), version("vigie")
    first, *rest = cleandoc(command.help or "").split("\n\n")
    yield f'.TH "{name.upper()}" "1" "{datetime.now(UTC):%Y-%m-%d}" "vigie {number}" "Vigie"'
    yield from (".SH NAME", f"{_plain(name)} \\- {_plain(first.rstrip('.'))}")
    usage = _plain(" ".join(command.collect_usage_pieces(context)))
    yield from (".SH SYNOPSIS", f".B {_plain(path)}", usage, ".SH DESCRIPTION", _plain(first))
    for paragraph in rest:
        yield from (".PP", _plain(paragraph))
    options = (one for one in command.get_params(context) if isinstance(one, click.Option))
    records = (one.get_help_record(context) for one in options)
    yield from _section("OPTIONS", [one for one in records if one is not None])
    yield from _section("VERBS", list(_below(context, command)))
    yield from _section("EXIT STATUS", list(EXITS))


def _below(context: click.Context, command: click.Command) -> Iterator[tuple[str, str]]:
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None:
            yield name, f"{below.get_short_help_str(200)} See {context.info_name} {name} --help."


def _section(title: str, found: list[tuple[str, str]]) -> Iterator[str]:
    if found:
        yield f".SH {title}"
    for term, about in found:
        yield from (".TP", f"\\fB{_plain(term)}\\fR", _plain(" ".join(about.split())))


def _plain(text: str) -> str:
    """Text that roff takes for text: no escape, no hyphen that breaks, no line of macros."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", escaped)
