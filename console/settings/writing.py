"""How a file of ours is written: texts as TOML has them, and the whole file or none of it."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from console.settings import locations


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    escaped = "".join(
        f"\\u{ord(letter):04x}" if ord(letter) < ord(" ") or letter in '"\\\x7f' else letter
        for letter in text
    )
    return f'"{escaped}"'


def quoted_all(texts: Iterable[str]) -> str:
    """Several of them, as an array."""
    return f"[{', '.join(map(quoted, texts))}]"


def put(file: Path, text: str, *, mode: int = 0o600, over: bool = True) -> None:
    """Write a file of ours, its folder made where there is none. Raises as `whole` does."""
    locations.private(file.parent)
    whole(file, (text,), mode=mode, over=over)


def whole(file: Path, texts: Iterable[str], *, mode: int = 0o600, over: bool = True) -> None:
    """Write a whole file at once; what stood there is left alone unless `over`.

    `texts` may come one by one, and fail midway. Raises what they do, and OSError,
    FileExistsError among them; the file is then as it was.
    """
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as target:
            target.writelines(texts)
            target.flush()
            os.fchmod(target.fileno(), mode)
            os.fsync(target.fileno())
        if over:
            Path(temporary).replace(file)
        else:
            _claim(file, Path(temporary))
    finally:
        Path(temporary).unlink(missing_ok=True)


def _claim(file: Path, written: Path) -> None:
    """Give what was written a name that nobody has; some file systems have no links."""
    try:
        file.hardlink_to(written)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        written.replace(file)
