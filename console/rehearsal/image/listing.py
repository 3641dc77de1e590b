"""GET /v2/images: filters, order, pages."""

import operator
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.image.bodies import body
from console.rehearsal.paging import page

DEFAULT, MOST = 25, 1000
SORTABLE = ("created_at", "updated_at", "name", "status", "size", "id", "min_disk", "min_ram")
_NOT_FILTERS = {
    *("limit", "marker", "sort", "sort_key", "sort_dir", "tag", "member_status", "visibility"),
    *("size_min", "size_max", "created_at", "updated_at"),
}
_COMPARED: dict[str, Callable[[datetime, datetime], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}


def images(call: ServedCall) -> Answer:
    """Those that every filter lets pass, newest first unless told otherwise."""
    every = (body(image) for image in call.region.images.values())
    found = [each for each in every if _passes(each, call)]
    orders = _orders(call)
    for key, direction in reversed(orders):
        found.sort(key=lambda each: _sortable(each[key]), reverse=direction == "desc")
    query = call.query if "limit" in call.query else None
    shown, more = page(found, call, lambda each: str(each["id"]), MOST if query else DEFAULT)
    content: Values = {
        "images": shown,
        "first": _link(call, None),
        "schema": "/v2/schemas/images",
    }
    if more and shown:
        content["next"] = _link(call, str(shown[-1]["id"]))
    return Answer(content)


def _link(call: ServedCall, marker: str | None) -> str:
    pairs = [pair for pair in call.query.multi_items() if pair[0] != "marker"]
    if marker is not None:
        pairs.append(("marker", marker))
    return f"/v2/images?{urlencode(pairs)}" if pairs else "/v2/images"


def _orders(call: ServedCall) -> list[tuple[str, str]]:
    """By `sort=name:asc,size` or by `sort_key` and `sort_dir`; at last by time and id."""
    keys = call.query.getlist("sort_key")
    directions = call.query.getlist("sort_dir")
    orders = [
        (key, directions[min(number, len(directions) - 1)] if directions else "desc")
        for number, key in enumerate(keys)
    ]
    for part in filter(None, call.query.get("sort", "").split(",")):
        key, _, direction = part.strip().partition(":")
        orders.append((key, direction or "desc"))
    for key, direction in orders:
        if key not in SORTABLE or direction not in {"asc", "desc"}:
            known = ", ".join(SORTABLE)
            raise ApiError(400, f"Invalid sort key: {key}. It must be one of {known}.")
    return [*orders, ("created_at", "desc"), ("id", "desc")]


def _sortable(value: object) -> tuple[bool, Any]:
    return (value is not None, value)


def _passes(image: Values, call: ServedCall) -> bool:
    return all(_tests(image, call))


def _tests(image: Values, call: ServedCall) -> Iterator[bool]:
    query = call.query
    yield set(query.getlist("tag")) <= set(image["tags"])
    yield query.get("visibility", "all") in {"all", image["visibility"]}
    yield int(image["size"] or 0) >= _number(call, "size_min", 0)
    yield int(image["size"] or 0) <= _number(call, "size_max", 2**63)
    for name in ("created_at", "updated_at"):
        if name in query:
            yield _when(name, query[name], image[name])
    for name in set(query) - _NOT_FILTERS:
        yield _equal(image.get(name), query[name])


def _number(call: ServedCall, name: str, otherwise: int) -> int:
    given = call.query.get(name, str(otherwise))
    if not given.isdecimal():
        raise ApiError(400, f"Parameter {name} must be an integer.")
    return int(given)


def _when(name: str, given: str, told: str) -> bool:
    compared, colon, text = given.partition(":")
    if compared not in _COMPARED or not colon:
        compared, text = "eq", given
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ApiError(400, f"Invalid time stamp format for {name}: {text}") from error
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return _COMPARED[compared](datetime.fromisoformat(told), aware)


def _equal(told: object, given: str) -> bool:
    """Equality, or ``in:`` with a list, which may be in quotation marks."""
    text = str(told).lower() if isinstance(told, bool) else str(told)
    if given.startswith("in:"):
        return text in {each.strip().strip('"') for each in given[3:].split(",")}
    return told is not None and text == given
