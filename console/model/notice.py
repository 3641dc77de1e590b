"""What Vigie says to people: a code and its values, rendered by the locale.

Inner rooms never build sentences. They give a `Notice`; `console.locale.render`
turns it into English or French, and `--output json` carries code, values and text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

NoticeValue = str | int | float
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say. `code` is a key of the catalogue, e.g. ``quota.cores``."""

    code: str
    values: dict[str, NoticeValue] = field(default_factory=dict)


def notice(code: str, /, **values: NoticeValue) -> Notice:
    """Build a notice: ``notice("pool.unknown", pool="api")``."""
    return Notice(code, values)


def each_once(said: Iterable[Said]) -> tuple[Said, ...]:
    """Each the first time that it is said: of notices, and of what has some, which have no hash."""
    found: list[Said] = []
    for one in said:
        if one not in found:
            found.append(one)
    return tuple(found)
