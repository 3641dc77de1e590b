"""The command line's entry: parse, run one verb, answer with the contract's exit code."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TextIO

import click

from console.cli import failure, parser
from console.cli.answer import Closed
from console.cli.invocation import LANGUAGE, Invocation, Output, tell, telling_options
from console.cli.logbook import be_discreet
from console.cli.tree import VerbTree
from console.model.error import VigieError
from console.plaintext import whole
from console.redaction import known_in_environment
from console.settings import locations


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import

        click.echo(f"vigie {version('vigie')}")
        ctx.exit()


@click.group(cls=VerbTree, invoke_without_command=True, help="help.vigie")
@telling_options
@parser.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="help.version",
)
@click.pass_context
def vigie(
    ctx: click.Context,
    *,
    output: Output | None,
    settings_path: Path | None,
    overrides: tuple[str, ...],
    read_only: bool,
) -> None:
    """Watch a hybrid estate and act on it: grow, shrink, roll back.

    Without a verb, opens the console.
    """
    invocation = ctx.ensure_object(Invocation)
    tell(invocation, output, settings_path, overrides, read_only=read_only)
    if ctx.invoked_subcommand is None:
        from console.cli.terminal import open_console  # noqa: PLC0415 - only the console needs it

        ctx.exit(open_console(invocation))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; nothing escapes but the interpreter's end."""
    invocation = foretold(arguments)
    locations.settle_home(os.environ)
    known_in_environment(os.environ)
    be_discreet()
    with parser.speaking(invocation.language):
        try:
            code = vigie.main(
                args=list(map(whole, arguments)),
                prog_name="vigie",
                standalone_mode=False,
                obj=invocation,
            )
        except VigieError as error:
            code = failure.report(error, invocation)
        except click.ClickException as error:
            code = failure.report_usage(error, invocation)
        except (click.Abort, KeyboardInterrupt):
            code = failure.report_interrupt(invocation)
        except OSError as error:
            code = failure.report_host(error, invocation)
            _mute()
        except Exception as error:  # noqa: BLE001 - the last resort: a sentence in place of a traceback
            code = failure.report_defect(error, invocation)
        else:
            return code if isinstance(code, int) else failure.DONE
    return code if invocation.untold is None else invocation.untold


def main() -> None:
    """Start from the shell."""
    _furnish()
    sys.exit(run(sys.argv[1:]))


def _mute() -> None:
    """Nothing may complain at exit of an output that nobody reads or that is full."""
    sys.stdout = _nowhere("w")


def _furnish() -> None:
    """Put something in the place of an input or output that was closed before we began.

    A file that is opened would get its number, and what is meant for a person would go there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            while os.open(os.devnull, os.O_RDWR) < number:
                pass
            setattr(sys, name, Closed() if name == "stdout" else _nowhere("w" if number else "r"))


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")


def foretold(arguments: Sequence[str]) -> Invocation:
    """What is found before parsing: whatever is wrong, it is said in that form and language."""
    told = Invocation()
    for option, value in _values(arguments):
        if option == "--output":
            told.output = "json" if value == "json" else "table"
        elif option == "--settings":
            told.settings_path = Path(value)
        elif value.startswith(f"{LANGUAGE}="):
            told.overrides[LANGUAGE] = value.partition("=")[2]
    return told


def _values(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The common options that have a value, each with it."""
    for given, following in zip(arguments, (*arguments[1:], ""), strict=False):
        option, equals, value = given.partition("=")
        if option in {"--output", "--settings", "--set"}:
            yield option, value if equals else following
