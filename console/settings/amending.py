"""One key of a settings file set anew: every other line, and every comment, stays as it is."""

import os
import re
import stat
import tomllib
from pathlib import Path

from console.settings.position import key_lines
from console.settings.writing import quoted, whole

TEXT = re.compile(r"""^(\s*[\w-]+\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')(.*)$""", re.DOTALL)


def amended(text: str, table: str, key: str, value: str) -> str:
    """The file with a text set in a table of its own. Raises ValueError where that is not safe."""
    wanted = tomllib.loads(text)
    try:
        wanted.setdefault(table, {})[key] = value
    except TypeError:
        raise ValueError(table) from None
    known, lines = key_lines(text), text.splitlines(keepends=True)
    said = f"{key} = {quoted(value)}"
    if (table, key) in known:
        at = known[table, key] - 1
        found = TEXT.match(lines[at])
        if found is None:
            raise ValueError(lines[at])
        lines[at] = f"{found[1]}{quoted(value)}{found[3]}"
    elif (table,) in known:
        at = known[(table,)] - 1
        lines[at] = f"{lines[at].rstrip()}\n{said}\n"
    else:
        ended = not text or text.endswith("\n")
        lines.append(f"{'' if ended else chr(10)}\n[{table}]\n{said}\n")
    written = "".join(lines)
    if tomllib.loads(written) != wanted:
        raise ValueError(key)
    return written


def amend(path: Path, table: str, key: str, value: str) -> bool:
    """Set a text in a settings file of ours; False where it is not ours to write, or not safe.

    A link is followed: what it leads to is written, whole or not at all.
    """
    try:
        file = path.resolve(strict=True)
        standing = file.stat()
        if standing.st_uid != os.geteuid() or not os.access(file, os.W_OK):
            return False
        written = amended(file.read_text(encoding="utf-8"), table, key, value)
        whole(file, (written,), mode=stat.S_IMODE(standing.st_mode))
    except (OSError, ValueError):
        return False
    return True
