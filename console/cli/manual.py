"""`vigie manual`: man pages, made of what `--help` is made of."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from inspect import cleandoc
from pathlib import Path

import click

from console.cli import failure, parser
from console.cli.answer import quote, say
from console.cli.invocation import Invocation, common_options
from console.cli.parser import word
from console.model.error import UsageError
from console.model.notice import notice

BLANKS = re.compile(r"[ \n]+")
"""Where a line may end: not at a no-break space, which French has before its marks."""
EXITS = (
    failure.DONE,
    failure.FAILED,
    failure.USAGE,
    failure.REFUSED,
    failure.PARTIAL,
    failure.UNREACHABLE,
    failure.INTERRUPTED,
)


@parser.command(help="help.manual")
@parser.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="help.manual.to",
)
@common_options
@click.pass_context
def manual(ctx: click.Context, invocation: Invocation, *, folder: Path | None) -> None:
    """Print Vigie's man page, or write those of all verbs."""
    root = ctx.find_root().command
    if folder is None:
        quote(page("vigie", root).rstrip())
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
    yield from (f".SH {word('man.name')}", f"{_plain(name)} \\- {_plain(first.rstrip('.'))}")
    usage = _plain(" ".join(command.collect_usage_pieces(context)))
    yield from (f".SH {word('man.synopsis')}", f".B {_plain(path)}", usage)
    yield from (f".SH {word('man.description')}", _plain(first))
    for paragraph in rest:
        yield from (".PP", _plain(paragraph))
    exits = [(str(code), word(f"man.exit.{code}")) for code in EXITS]
    yield from _section(word("man.arguments"), _told(context, command, click.Argument))
    yield from _section(word("man.options"), _told(context, command, click.Option))
    yield from _verbs(context, command)
    yield from _section(word("man.exits"), exits)


def _told(
    context: click.Context, command: click.Command, sort: type[click.Parameter]
) -> list[tuple[str, str]]:
    wanted = (one for one in command.get_params(context) if isinstance(one, sort))
    records = (one.get_help_record(context) for one in wanted)
    return [one for one in records if one is not None and one[1]]


def _verbs(context: click.Context, command: click.Command) -> Iterator[str]:
    """What stands below a group, by its headings where it has several."""
    if not isinstance(command, parser.VerbGroup):
        return
    yield f".SH {word('man.verbs')}"
    parts = command.sections(context)
    for heading, verbs in parts.items():
        if len(parts) > 1:
            yield f".SS {_plain(heading.strip())}"
        for name, told in verbs.items():
            see = word("man.see").format(command=f"{context.info_name} {name} --help")
            yield from _term(name, f"{told} {see}")


def _section(title: str, found: list[tuple[str, str]]) -> Iterator[str]:
    if found:
        yield f".SH {title}"
    for term, about in found:
        yield from _term(term, about)


def _term(term: str, about: str) -> Iterator[str]:
    yield from (".TP", f"\\fB{_plain(term)}\\fR", _plain(BLANKS.sub(" ", about)))


def _plain(text: str) -> str:
    """Text that roff takes for text: no escape, no hyphen that breaks, no line of macros."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", escaped)
