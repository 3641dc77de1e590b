"""Lists of ids, or of whole objects for who asks with `X-Pagination-Mode`."""

from collections.abc import Iterable, Mapping
from itertools import islice

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud.gate import Asked, Values

PAGES = "CachedObjectList-Pages"
LARGEST = 5000


def listing(asked: Asked, found: Mapping[int, Values]) -> Answer:
    """Ids; whole objects by pages where the header asks for them."""
    if asked.headers.get("x-pagination-mode") != PAGES:
        return Answer(list(found))
    headers = asked.headers
    size = min(LARGEST, _number(headers.get("x-pagination-size"), 25))
    page = _number(headers.get("x-pagination-number"), 1)
    ordered = _sorted(found.values(), headers)
    count = len(ordered)
    told = {
        "X-Pagination-Elements": str(count),
        "X-Pagination-Number": str(page),
        "X-Pagination-Size": str(size),
        "X-Pagination-Total": str(max(1, -(-count // size))),
    }
    return Answer(list(islice(ordered, (page - 1) * size, page * size)), 200, told)


def _sorted(found: Iterable[Values], headers: Mapping[str, str]) -> list[Values]:
    key = headers.get("x-pagination-sort", "")
    downward = headers.get("x-pagination-sort-order", "ASC").upper() == "DESC"
    everything = list(found)
    if all(isinstance(each.get(key), int | str) for each in everything):
        everything.sort(key=lambda each: each[key], reverse=downward)
    return everything


def _number(text: str | None, otherwise: int) -> int:
    return (
        max(1, int(text)) if text is not None and text.isascii() and text.isdigit() else otherwise
    )
