"""Sizes as people write them, in bytes.

Storage is sold in decimal units (3 TB are 3 × 10¹² bytes); KiB to PiB are
binary. Memory is counted in binary units whatever they are called: what
vSphere calls 64 GB of memory is 64 × 2³⁰ bytes.
"""

import re
from decimal import Decimal

from console.model.error import UsageError
from console.model.notice import notice

WRITTEN = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmgtp]?)(i?)[bo]", re.IGNORECASE | re.ASCII)
EXPONENTS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
DECIMAL = 1000
BINARY = 1024


def parse_size(text: str) -> int:
    """Read a size: ``3TB``, ``1.5 TiB``, French octets (``3 To``) too. In bytes, above zero.

    Raises UsageError for anything else, a number without a unit included.
    """
    return _parsed(text, DECIMAL)


def parse_memory(text: str) -> int:
    """Read a memory size, in which ``128GB`` means 128 GiB, as it does in vSphere."""
    return _parsed(text, BINARY)


def written_size(size_bytes: int, *, memory: bool = False) -> str:
    """A size as `parse_size`, or `parse_memory`, reads it: ``3TB``, in the largest whole unit."""
    base = BINARY if memory else DECIMAL
    whole = (p for p, n in reversed(EXPONENTS.items()) if size_bytes % base**n == 0)
    prefix = next(whole)
    return f"{size_bytes // base ** EXPONENTS[prefix]}{prefix.upper()}B"


def _parsed(text: str, plain: int) -> int:
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise UsageError(notice("size.unreadable", value=text))
    number, prefix, binary = found.groups()
    base = BINARY if binary else plain
    size = Decimal(number.replace(",", ".")) * base ** EXPONENTS[prefix.lower()]
    if binary and not prefix:
        raise UsageError(notice("size.unreadable", value=text))
    if size != size.to_integral_value() or size <= 0:
        raise UsageError(notice("size.not_bytes", value=text))
    return int(size)
