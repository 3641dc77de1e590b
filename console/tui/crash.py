"""The fatal path: a short message for the terminal, a redacted account in a file.

Textual's own crash screen prints local variables, and with them any secret
that stood in one. Here the terminal gets no more than the error's type; the
file gets the stack without variables, its messages redacted.
"""

import traceback
from datetime import UTC, datetime
from pathlib import Path

from console.redaction import hide_likely


def account(error: BaseException) -> str:
    """The stack with source lines but no variables; messages redacted."""
    return hide_likely("".join(traceback.TracebackException.from_exception(error).format()))


def write_log(error: BaseException, folder: Path) -> Path | None:
    """Write the account to a folder of the person's; None when it cannot be written."""
    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%dT%H%M%SZ}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(account(error), encoding="utf-8")
        path.chmod(0o600)
    except OSError:
        return None
    return path
