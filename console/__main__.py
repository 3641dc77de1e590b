"""Terminal environment, then the command line."""

import io
import sys

from console.cli import main as run


def main() -> None:
    """Answer in UTF-8 where the terminal can show it, and never fail on a letter it cannot."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    run()


if __name__ == "__main__":
    main()
