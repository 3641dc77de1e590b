"""What the command line says when it cannot do what was asked, and its exit codes."""

import io
from typing import Any

import click

from console.cli.answer import say_json, warn
from console.cli.colour import RED
from console.cli.invocation import Invocation
from console.locale import Locale
from console.model.error import VigieError
from console.model.notice import Notice, notice
from console.redaction import account
from console.settings import locations
from console.settings.problem import SettingsInvalid

DONE = 0
FAILED = 1
USAGE = 2
REFUSED = 3
PARTIAL = 4
UNREACHABLE = 5
INTERRUPTED = 130


def told(value: Notice, locale: Locale) -> dict[str, Any]:
    """A notice for programs: its code, its values, and its sentence."""
    return {"code": value.code, "message": locale.notice(value), "values": dict(value.values)}


def report(error: VigieError, invocation: Invocation) -> int:
    """Say an expected failure, on standard error or as JSON; give the exit code."""
    locale = invocation.locale()
    notices = [p.notice for p in error.problems] if isinstance(error, SettingsInvalid) else []
    if invocation.json:
        body = told(error.notice, locale) | {"request_id": error.request_id}
        if notices:
            body["problems"] = [told(one, locale) for one in notices]
        say_json({"error": body})
        return error.exit_code
    for one in notices or [error.notice]:
        warn(locale.notice(one), RED)
    if error.request_id:
        warn(locale.text("cli.request_id", id=error.request_id))
    return error.exit_code


def report_usage(error: click.ClickException, invocation: Invocation) -> int:
    """Say that the command line was misspelt."""
    if invocation.json:
        say_json({"error": {"code": "cli.usage", "message": error.format_message()}})
    else:
        told = io.StringIO()
        error.show(told)
        warn(told.getvalue().rstrip())
    return error.exit_code


def report_interrupt(invocation: Invocation) -> int:
    """Say that the person stopped waiting."""
    _tell(notice("cli.interrupted"), invocation)
    return INTERRUPTED


def report_host(error: OSError, invocation: Invocation) -> int:
    """Say what this machine refused: a full disk, a folder of somebody else's, a closed output.

    One that names no file is of the output, which then cannot be told anything. A reader
    who left is told nothing.
    """
    if isinstance(error, BrokenPipeError):
        return FAILED
    detail = error.strerror or type(error).__name__
    if error.filename is None:
        warn(invocation.locale().text("cli.output_lost", detail=detail))
        return FAILED
    _tell(notice("cli.host_fault", path=str(error.filename), detail=detail), invocation)
    return FAILED


def report_defect(error: Exception, invocation: Invocation) -> int:
    """Say a failure nobody foresaw; its trace, without local variables, goes to a file."""
    from console.settings.writing import put  # noqa: PLC0415 - needed when all else has failed

    kind = type(error).__name__
    try:
        file = locations.state_dir() / "defect.log"
        put(file, account(error))
        said = notice("cli.defect", kind=kind, path=str(file))
    except (OSError, VigieError):
        said = notice("cli.defect_unwritten", kind=kind)
    if isinstance(error, ImportError):
        said = notice("cli.library_missing", library=error.name or "?", detail=str(error))
    _tell(said, invocation)
    return FAILED


def _tell(said: Notice, invocation: Invocation) -> None:
    if invocation.json:
        say_json({"error": told(said, invocation.locale())})
    else:
        warn(invocation.locale().notice(said), RED)
