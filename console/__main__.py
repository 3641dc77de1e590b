"""Terminal environment, then the command line."""

import gc
import io
import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """Answer in UTF-8 where the terminal can show it, and never fail on a letter it cannot."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # What is imported is no garbage, but the collector would look at it again and again.
    gc.disable()
    try:
        from console.cli import main as run  # noqa: PLC0415 - Ctrl-C may come while it is read

        gc.freeze()
        gc.enable()
        run()
    except KeyboardInterrupt:  # a second one: the first was said
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
