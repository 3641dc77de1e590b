"""`python -m console.rehearsal`: the estate alone, for whoever does not want the command line."""

import argparse
from datetime import UTC
from pathlib import Path

from console.locale import Locale
from console.model.error import UsageError
from console.rehearsal.serve import serve


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m console.rehearsal")
    parser.add_argument("--scenario", default="steady")
    parser.add_argument("--speed", type=float)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ready-file", type=Path)
    parser.add_argument("--state-dir", type=Path)
    parser.add_argument("--parent-pid", type=int)
    parser.add_argument("--public-url")
    given = parser.parse_args()
    try:
        _serve(given)
    except UsageError as error:
        parser.error(Locale("en", UTC).notice(error.notice))


def _serve(given: argparse.Namespace) -> None:
    serve(
        scenario=given.scenario,
        speed=given.speed,
        port=given.port,
        ready_file=given.ready_file,
        state_dir=given.state_dir,
        parent_pid=given.parent_pid,
        public_url=given.public_url,
    )


if __name__ == "__main__":
    main()
