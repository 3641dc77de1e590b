"""Where an export goes: to standard output, or to a file that is written whole or not at all."""

from collections.abc import Iterable
from pathlib import Path

from console.cli.answer import say, say_json
from console.cli.invocation import Invocation
from console.model.error import UsageError
from console.model.notice import notice
from console.plaintext import plain_lines
from console.redaction import hide
from console.settings.writing import whole


def deliver(
    texts: Iterable[str], invocation: Invocation, file: Path | None, *, overwrite: bool
) -> None:
    """Write lines to a file, saying so, or to standard output: no secret, nothing to obey.

    Raises UsageError where the file is there already, OSError, and what the texts do.
    """
    if file is None:
        for text in texts:
            say(text.removesuffix("\n"))
        return
    try:
        whole(file, (plain_lines(hide(text)) for text in texts), over=overwrite)
    except FileExistsError:
        raise UsageError(notice("export.file_there", path=str(file))) from None
    if invocation.json:
        say_json({"written": str(file)})
    else:
        say(invocation.locale().text("export.written", path=str(file)))
