"""GET /servers and /servers/detail: filters, order, pages."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlencode

from console.rehearsal.compute import views
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, true
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.reference import FLAVORS

PAGE_LIMIT = 1000
Test = Callable[[SimulatedInstance], bool]
SortKey = Callable[[SimulatedInstance], str | float]
_FLAVOR_BY_NAME = {flavor.name: flavor for flavor in FLAVORS}
_IGNORED_SORT_KEYS = {"created_at"}


def detailed(call: ServedCall) -> Answer:
    """GET /servers/detail."""
    at = call.region.clock.now()
    found, more = _page(call, at)
    return _answer(call, [views.server(each, call, at) for each in found], found, more=more)


def short(call: ServedCall) -> Answer:
    """GET /servers."""
    found, more = _page(call, call.region.clock.now())
    return _answer(call, [views.brief(each, call) for each in found], found, more=more)


def _answer(
    call: ServedCall, bodies: object, found: list[SimulatedInstance], *, more: bool
) -> Answer:
    content: Values = {"servers": bodies}
    if more:
        pairs = [pair for pair in call.query.multi_items() if pair[0] != "marker"]
        query = urlencode([*pairs, ("marker", found[-1].id)])
        leaf = "servers/detail" if call.path.endswith("/detail") else "servers"
        href = f"{call.base}/compute/{call.region.name}/v2.1/{leaf}?{query}"
        content["servers_links"] = [{"rel": "next", "href": href}]
    return Answer(content)


def _page(call: ServedCall, at: float) -> tuple[list[SimulatedInstance], bool]:
    """One page and whether Nova would link to a next one: it does when the page is full."""
    limit = _limit(call)
    tests = [test for test in _tests(call, at) if test is not None]
    ordered = _after_marker(call, _ordered(call, at))
    kept = (each for each in ordered if all(test(each) for test in tests))
    found = list(islice(kept, limit))
    return found, bool(found) and len(found) == limit


def _limit(call: ServedCall) -> int:
    text = call.query.get("limit", str(PAGE_LIMIT))
    if not text.isdecimal():
        message = f"Invalid input for query parameters limit. Value: {text}."
        raise ApiError(400, f"{message} '{text}' does not match '^[0-9]*$'")
    return min(int(text), PAGE_LIMIT) or PAGE_LIMIT


def _ordered(call: ServedCall, at: float) -> Iterator[SimulatedInstance]:
    """Newest first, unless a sort key is given."""
    instances = call.region.instances
    keys = [key for key in call.query.getlist("sort_key") if key]
    directions = call.query.getlist("sort_dir")
    ascending = bool(directions) and directions[0] == "asc"
    if not keys or keys[0] in _IGNORED_SORT_KEYS:
        return iter(instances.values()) if ascending else reversed(instances.values())
    chosen = _sort_keys(at).get(keys[0])
    if chosen is None:
        raise ApiError(400, f"Invalid input for query parameters sort_key. Value: {keys[0]}.")
    return iter(sorted(instances.values(), key=chosen, reverse=not ascending))


def _sort_keys(at: float) -> dict[str, SortKey]:
    return {
        "display_name": lambda each: each.name,
        "uuid": lambda each: each.id,
        "updated_at": lambda each: each.updated_at(at),
        "vm_state": lambda each: views.vm_state(each.state(at).status),
    }


def _after_marker(
    call: ServedCall, ordered: Iterator[SimulatedInstance]
) -> Iterator[SimulatedInstance]:
    marker = call.query.get("marker")
    if marker is None:
        return ordered
    if marker not in call.region.instances:
        raise ApiError(400, f"marker [{marker}] not found")
    for each in ordered:
        if each.id == marker:
            break
    return ordered


def _tests(call: ServedCall, at: float) -> Iterator[Test | None]:
    query = call.query
    if call.region.cell == "missing":
        yield lambda each: not call.region.hides(each)
    yield _existence(call, at)
    yield _status(call, at)
    yield _name(query.get("name"))
    yield _addresses(query.get("ip"))
    yield _equal(query.get("flavor"), lambda each: _FLAVOR_BY_NAME[each.flavor].id(each.region))
    yield _equal(query.get("image"), lambda each: each.image)
    yield _equal(query.get("reservation_id"), lambda each: each.reservation_id)
    yield _equal(query.get("availability_zone"), lambda each: views.zone(each, at))
    yield _equal(query.get("key_name"), lambda each: each.key_name or "")
    yield _equal(query.get("uuid"), lambda each: each.id)
    if true(query.get("all_tenants")):
        leaf = "detail" if call.path.endswith("/detail") else "index"
        rule = f"os_compute_api:servers:{leaf}:get_all_tenants"
        raise ApiError(403, f"Policy doesn't allow {rule} to be performed.")


def _existence(call: ServedCall, at: float) -> Test:
    """Without `changes-since` those that exist; with it, what changed, deleted ones included."""
    since, before = call.query.get("changes-since"), call.query.get("changes-before")
    if since is None and before is None:
        return lambda each: not each.gone(at)
    ahead_s = call.region.ahead_s
    earliest = _instant("changes-since", since) if since else float("-inf")
    latest = _instant("changes-before", before) if before else float("inf")

    def changed(each: SimulatedInstance) -> bool:
        if each.request and each.gone(at):
            return False
        return earliest <= int(each.updated_at(at) + ahead_s) <= latest

    return changed


def _instant(name: str, text: str) -> float:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ApiError(
            400,
            f"Invalid input for query parameters {name}. Value: {text}. "
            f"'{text}' is not a 'date-time'",
        ) from error
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()


def _status(call: ServedCall, at: float) -> Test | None:
    wanted = {status.upper() for status in call.query.getlist("status")}
    if not wanted:
        return None
    if "DELETED" in wanted:
        raise ApiError(403, "Only administrators may list deleted instances")
    return lambda each: each.state(at).status in wanted


def _name(pattern: str | None) -> Test | None:
    compiled = _compiled(pattern)
    return compiled and (lambda each: compiled.search(each.name) is not None)


def _addresses(pattern: str | None) -> Test | None:
    compiled = _compiled(pattern)
    return compiled and (lambda each: any(map(compiled.search, each.addresses)))


def _compiled(pattern: str | None) -> "re.Pattern[str] | None":
    """A regular expression, as Nova hands it to MySQL: with every ``|`` escaped."""
    if not pattern:
        return None
    try:
        return re.compile(pattern.replace("|", r"\|"), re.IGNORECASE)
    except re.error as error:
        raise ApiError(400, "Invalid filter, regular expression can't be read") from error


def _equal(wanted: str | None, value: Callable[[SimulatedInstance], str]) -> Test | None:
    return None if wanted is None else lambda each: value(each) == wanted
