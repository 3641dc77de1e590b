"""Where an export goes: to standard output, or to a file that is written whole or not at all."""

from collections.abc import Iterable
from pathlib import Path

from console.cli.answer import say, say_json, tell
from console.cli.invocation import Invocation
from console.model.error import UsageError
from console.model.notice import notice
from console.settings.writing import whole


def free(file: Path | None, *, overwrite: bool) -> None:
    """Raise UsageError where the file is there already: before anybody waits for what it gets."""
    if file is not None and file.exists() and not overwrite:
        raise UsageError(notice("export.file_there", path=str(file)))


def deliver(
    texts: Iterable[str], invocation: Invocation, file: Path | None, *, overwrite: bool
) -> None:
    """Write what is fit to be read to a file, saying so, or to standard output.

    Raises UsageError where the file is there already, OSError, and what the texts do.
    """
    if file is None:
        for text in texts:
            tell(text.removesuffix("\n"))
        return
    try:
        whole(file, texts, over=overwrite)
    except FileExistsError:
        raise UsageError(notice("export.file_there", path=str(file))) from None
    if invocation.json:
        say_json({"written": str(file)})
    else:
        say(invocation.locale().text("export.written", path=str(file)))
