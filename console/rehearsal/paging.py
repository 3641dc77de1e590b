"""Pages of a listing: `limit` and `marker`, the id of the last one seen."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from console.rehearsal.exchange import ApiError, ServedCall

T = TypeVar("T")


def page(
    found: Sequence[T], call: ServedCall, id_of: Callable[[T], str], most: int
) -> tuple[list[T], bool]:
    """What follows the marker, at most `limit` and `most`, and whether there is more."""
    marker, limit = call.query.get("marker"), call.query.get("limit", str(most))
    if not limit.isdecimal():
        raise ApiError(400, f"Invalid input for query parameters limit. Value: {limit}.")
    ids = [id_of(each) for each in found] if marker else []
    if marker and marker not in ids:
        raise ApiError(400, f"marker [{marker}] not found")
    first = ids.index(marker) + 1 if marker else 0
    last = first + (min(int(limit), most) or most)
    return list(found[first:last]), last < len(found)
