"""The command line's entry: parse, run one verb, answer with the contract's exit code."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from console.cli import failure
from console.cli.invocation import Invocation, Output, tell, telling_options
from console.cli.tree import VerbTree
from console.model.error import VigieError
from console.plaintext import whole
from console.redaction import known_in_environment


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import

        click.echo(f"vigie {version('vigie')}")
        ctx.exit()


@click.group(cls=VerbTree, invoke_without_command=True)
@telling_options
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version.",
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
    invocation = Invocation(output=_output(arguments))
    known_in_environment(os.environ)
    try:
        code = vigie.main(
            args=list(map(whole, arguments)),
            prog_name="vigie",
            standalone_mode=False,
            obj=invocation,
        )
    except VigieError as error:
        return failure.report(error, invocation)
    except click.ClickException as error:
        return failure.report_usage(error, invocation)
    except (click.Abort, KeyboardInterrupt):
        return failure.report_interrupt(invocation)
    except OSError as error:
        _mute()
        return failure.report_host(error, invocation)
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence in place of a traceback
        return failure.report_defect(error, invocation)
    return code if isinstance(code, int) else failure.DONE


def _mute() -> None:
    """Nothing may complain at exit of an output that nobody reads or that is full."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the exit


def main() -> None:
    """Start from the shell."""
    sys.exit(run(sys.argv[1:]))


def _output(arguments: Sequence[str]) -> Output:
    """The output asked for, found before parsing so that usage errors keep to it."""
    for position, argument in enumerate(arguments):
        following = arguments[position + 1] if position + 1 < len(arguments) else ""
        if argument == "--output=json" or (argument == "--output" and following == "json"):
            return "json"
    return "table"
