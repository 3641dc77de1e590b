"""Names in the order in which people count: ``db-2`` before ``db-10``."""

import re
from functools import lru_cache

NUMBER = re.compile(r"\d+")
DIGITS = 20
KEPT = 65_536


@lru_cache(KEPT)
def natural(name: str) -> str:
    """A name's sorting key: its numbers written so long that they compare as numbers."""
    return NUMBER.sub(lambda number: number[0].zfill(DIGITS), name)
