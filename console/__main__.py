"""Terminal environment, then the command line."""

import gc
import io
import os
import signal
import sys
import threading
from typing import Any

INTERRUPTED = 130


def main() -> None:
    """Answer in UTF-8 where the terminal can show it, and never fail on a letter it cannot."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # What is imported is no garbage, but the collector would look at it again and again.
    gc.disable()
    os.umask(0o077)  # what Vigie writes is its owner's: journal, logs, engine, locks
    sys.excepthook = _unforeseen
    threading.excepthook = _in_a_thread
    sys.unraisablehook = _in_passing
    try:
        from console.cli import main as run  # noqa: PLC0415 - Ctrl-C may come while it is read

        gc.freeze()
        gc.enable()
        run()
    except KeyboardInterrupt:  # a second one: the first was said
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(INTERRUPTED)


def _unforeseen(*about: Any) -> None:  # noqa: ANN401 - the interpreter's own three
    """Tell of a failure that nothing caught, without secrets."""
    from console.redaction import account  # noqa: PLC0415 - needed when all else has failed

    sys.stderr.write(account(about[1]))


def _in_a_thread(about: threading.ExceptHookArgs) -> None:
    """Keep a thread's failure for the log: the terminal may be a console's."""
    _log(about, f"thread {about.thread and about.thread.name} failed")


def _in_passing(about: Any) -> None:  # noqa: ANN401 - sys.UnraisableHookArgs, which has no name
    """Keep for the log what failed where nothing can be raised, such as a finaliser."""
    _log(about, about.err_msg or "ignored")


def _log(about: Any, what: str) -> None:  # noqa: ANN401 - as above
    import logging  # noqa: PLC0415 - as above

    trace = (about.exc_type, about.exc_value or about.exc_type(), about.exc_traceback)
    logging.getLogger("console").error("%s", what, exc_info=trace)


if __name__ == "__main__":
    main()
