"""Names that are nearly those of a pool: what somebody mistyped, or named by another habit."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from console.model.instance import Instance
from console.model.pool import Pool

NUMBERS = re.compile(r"\d+")
SEPARATORS = re.compile(r"[-_. ]+")
NEAR = 0.85
LEAST = 3
"""Shorter stems are like everything."""


class Likeness:
    """Compares names without numbers, separators and capitals to those of a pool's members."""

    def __init__(self, pool: Pool, members: Iterable[Instance]) -> None:
        """`members` are those that the pool has."""
        self._pool = pool
        self._stems = {stem(member.name) for member in members} or {stem(pool.name)}
        self._known: dict[str, bool] = {}

    def near(self, name: str) -> bool:
        """Say whether a name that the pattern does not match looks as if it were meant to."""
        found = stem(name)
        if found not in self._known:
            self._known[found] = self._looks(found)
        loosely = re.match(self._pool.name_pattern, name, re.IGNORECASE) is not None
        return loosely or self._known[found]

    def _looks(self, found: str) -> bool:
        return len(found) >= LEAST and any(
            SequenceMatcher(a=found, b=each, autojunk=False).ratio() >= NEAR for each in self._stems
        )


def stem(name: str) -> str:
    """``API_gra-017`` is ``apigra``."""
    return SEPARATORS.sub("", NUMBERS.sub("", name)).casefold()
