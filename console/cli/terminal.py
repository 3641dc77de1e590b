"""Open the console in this terminal."""

import gc
import os
import sys

from console.bootstrap import open_session
from console.bootstrap.parts import parts_of
from console.cli import failure
from console.cli.invocation import Invocation, wants_read_only
from console.cli.logbook import keep_log
from console.model.error import UsageError
from console.model.notice import notice
from console.model.plan import (
    Origin,
)


def open_console(invocation: Invocation) -> int:
    """Run the console until the person leaves it; give the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(notice("cli.no_terminal"))
    session = open_session(
        invocation.settings_path,
        read_only=invocation.read_only or wants_read_only(os.environ),
        origin=Origin.CONSOLE,
        overrides=invocation.overrides,
    )
    invocation.settings = session.settings
    state_dir = parts_of(session.settings, session.settings_path).state_dir
    keep_log(state_dir)
    gc.disable()  # until the first paint: what is imported is no garbage
    from console.tui.terminal import prepare  # noqa: PLC0415 - the interface is for this verb alone

    prepare(session.settings.console)
    from console.tui.app import VigieApp  # noqa: PLC0415 - Textual reads its environment when imported

    app = VigieApp(session, invocation.locale(), crash_folder=state_dir)
    app.run()
    return app.return_code or failure.DONE
