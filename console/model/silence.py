"""Matchers of silences as people write them (`amtool`'s way) and as Alertmanager knows them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from console.model.error import UsageError
from console.model.instance import OPERATION_KEY
from console.model.notice import notice

SIGNS = {"=": (False, True), "!=": (False, False), "=~": (True, True), "!~": (True, False)}
"""How a sign says: by an expression or not, equal or not."""
ALONG = "silence"
"""The parameter by which a verb asks that its pool's alerts be silent while it is carried out."""
LONGEST_KEY, SHOWN = 60, 40
"""Letters of what the journal keeps as held."""
ONE = re.compile(
    r'\s*([a-zA-Z_:][\w:]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^",]*?))\s*(,|$)'
)


@dataclass(frozen=True, slots=True)
class SilenceMatcher:
    """One condition on one label; one that an alert lacks is an empty text."""

    name: str
    value: str
    regex: bool = False
    equal: bool = True

    def accepts(self, labels: Mapping[str, str]) -> bool:
        """Say whether an alert's labels meet it; expressions must match the whole value."""
        value = labels.get(self.name, "")
        same = re.fullmatch(self.value, value) is not None if self.regex else value == self.value
        return same is self.equal

    def __str__(self) -> str:
        """``datacenter="GRA"``."""
        sign = next(sign for sign, how in SIGNS.items() if how == (self.regex, self.equal))
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.name}{sign}"{quoted}"'


def parse(text: str) -> tuple[SilenceMatcher, ...]:
    """Matchers with commas between. Raises UsageError for what is none."""
    found: list[SilenceMatcher] = []
    at = 0
    while at < len(text.rstrip()):
        one = ONE.match(text, at)
        if one is None:
            raise UsageError(notice("silence.bad_matcher", text=text[at:].strip()))
        name, sign, inside, bare, _ = one.groups()
        value = bare if inside is None else re.sub(r"\\(.)", r"\1", inside)
        regex, equal = SIGNS[sign]
        _compiled(value if regex else "")
        found.append(SilenceMatcher(name, value, regex, equal))
        at = one.end()
    if not found:
        raise UsageError(notice("silence.no_matcher"))
    return tuple(found)


def _compiled(expression: str) -> None:
    try:
        re.compile(expression)
    except re.error as error:
        raise UsageError(notice("silence.bad_matcher", text=expression)) from error


def spelled(matchers: Iterable[SilenceMatcher]) -> str:
    """``alertname="PoolSaturated",datacenter="GRA"``: `parse` reads it back."""
    return ",".join(map(str, matchers))


def covers(matchers: Iterable[SilenceMatcher], labels: Mapping[str, str]) -> bool:
    """Say whether a silence would be about an alert with these labels."""
    return all(one.accepts(labels) for one in matchers)


def key(text: str) -> str:
    """What an operation on such a silence holds: its text, or a short name for a long one."""
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[:SHOWN]}… {sha256(text.encode()).hexdigest()[:16]}"


def mark(operation_id: str) -> str:
    """What a comment bears, so that a silence is found again: making one twice makes two."""
    return f"[{OPERATION_KEY}={operation_id}]"
