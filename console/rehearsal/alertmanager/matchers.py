"""Matchers of labels, in a filter's text and in a silence's JSON."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PATTERN = re.compile(r'\s*([a-zA-Z_:][\w:]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"]*?))\s*')


@dataclass(frozen=True, slots=True)
class LabelMatcher:
    """One condition on one label; a label that is missing is an empty text."""

    name: str
    value: str
    regex: bool = False
    equal: bool = True

    def accepts(self, labels: Mapping[str, str]) -> bool:
        """Say whether labels meet it; expressions must match the whole value."""
        return self.passes(labels.get(self.name, ""))

    def passes(self, value: str) -> bool:
        """Say whether a value meets it."""
        same = re.fullmatch(self.value, value) is not None if self.regex else value == self.value
        return same is self.equal


def parsed(text: str) -> LabelMatcher:
    """A matcher of a query's `filter`. Raises ValueError."""
    found = PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(f"bad matcher format: {text}")
    name, sign, inside, bare = found.groups()
    value = bare if inside is None else re.sub(r"\\(.)", r"\1", inside)
    made = LabelMatcher(name, value, regex="~" in sign, equal="!" not in sign)
    checked(made)
    return made


def checked(matcher: LabelMatcher) -> None:
    """Raise ValueError for an expression that is none."""
    try:
        re.compile(matcher.value if matcher.regex else "")
    except re.error as error:
        raise ValueError(f"error parsing regexp: {error}") from error
