"""The fatal path: a short message for the terminal, a redacted account in a file.

Textual's own crash screen prints local variables, and with them any secret
that stood in one. Here the terminal gets no more than the error's type; the
file gets the stack without variables, its messages redacted.
"""

from datetime import UTC, datetime
from pathlib import Path

from console.redaction import account


def write_log(error: BaseException, folder: Path) -> Path | None:
    """Write the account to a folder of the person's; None when it cannot be written."""
    from console.settings.writing import put  # noqa: PLC0415 - needed when all else has failed

    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%dT%H%M%SZ}.log"
    try:
        put(path, account(error))
    except OSError:
        return None
    return path
