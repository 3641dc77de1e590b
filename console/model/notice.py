"""What Vigie says to people: a code and its values, rendered by the locale.

Inner rooms never build sentences. They give a `Notice`; `console.locale.render`
turns it into English or French, and `--output json` carries code, values and text.
"""

from dataclasses import dataclass, field

NoticeValue = str | int | float


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say. `code` is a key of the catalogue, e.g. ``quota.cores``."""

    code: str
    values: dict[str, NoticeValue] = field(default_factory=dict)


def notice(code: str, /, **values: NoticeValue) -> Notice:
    """Build a notice: ``notice("pool.unknown", pool="api")``."""
    return Notice(code, values)
