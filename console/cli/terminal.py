"""Open the console in this terminal."""

import gc
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from console.cli import failure
from console.cli.answer import warn
from console.cli.colour import POOR
from console.cli.invocation import Invocation, wants_read_only
from console.cli.logbook import keep_log
from console.model.error import UsageError
from console.model.notice import notice
from console.settings import locations
from console.settings.load import Loaded

if TYPE_CHECKING:  # what is imported before the first paint, a person waits for
    from console.desk.session import Session


def open_console(invocation: Invocation) -> int:
    """Run the console until the person leaves it; give the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(notice("cli.no_terminal"))
    term = os.environ.get("TERM", "")
    if term in POOR:
        raise UsageError(notice("cli.poor_terminal", term=term))
    gc.disable()  # until the first paint: what is imported is no garbage
    try:
        loaded = invocation.load()
    except UsageError as error:
        code = failure.report(error, invocation)
        if error.notice.code != "settings.not_found":  # which says so itself
            warn(invocation.locale().text("cli.next_steps"))
        return code
    state_dir = locations.own_dir(loaded.settings)
    keep_log(state_dir)
    from console.tui.terminal import prepare  # noqa: PLC0415 - the interface is for this verb alone

    prepare(loaded.settings.console)
    from console.tui.app import VigieApp  # noqa: PLC0415 - Textual reads its environment when imported

    app = VigieApp(
        loaded.settings,
        partial(_session, loaded, invocation),
        invocation.locale(),
        folder=state_dir,
    )
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or failure.DONE


def _session(loaded: Loaded, invocation: Invocation) -> "Session":
    """The estate, opened once the console's frame is painted."""
    from console.bootstrap import session_of  # noqa: PLC0415 - after first paint
    from console.model.plan import Origin  # noqa: PLC0415 - as above

    return session_of(
        loaded,
        read_only=invocation.read_only or wants_read_only(os.environ),
        origin=Origin.CONSOLE,
        overrides=invocation.overrides,
    )
