"""Lists page by page, as Cinder, Glance, Neutron and Nova give them."""

from collections.abc import Iterator

import msgspec

from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls, Params
from console.providers.openstack.catalogue import decoded, next_marker

MOST_PAGES = 1_000
NOTHING, NO_LINKS = msgspec.Raw(b"null"), msgspec.Raw(b"[]")


def records(
    calls: OpenStackCalls, api: str, region: str, path: str, params: Params
) -> Iterator[msgspec.Raw]:
    """Every record of a list, which is named as its path begins. Raises SourceError."""
    plural, source, seen = path.partition("/")[0], f"{api} {region}", set[str]()
    for _ in range(MOST_PAGES):
        page = decoded(calls.read(api, region, path, params), dict[str, msgspec.Raw], source)
        listed = decoded(bytes(page.get(plural, NOTHING)), list[msgspec.Raw], source)
        yield from listed
        marker = _next(plural, page, source)
        if marker is None or not listed:
            return
        if marker in seen:
            raise errors.bad_answer(source, f"page {marker} leads to itself")
        seen.add(marker)
        params = {**params, "marker": marker}
    raise errors.bad_answer(source, f"more than {MOST_PAGES} pages")


def _next(plural: str, page: dict[str, msgspec.Raw], source: str) -> str | None:
    """The next page's marker: a list of links, or Glance's one."""
    links = decoded(bytes(page.get(f"{plural}_links", NO_LINKS)), list[wire.Link], source)
    if "next" in page:
        links = [wire.Link("next", decoded(bytes(page["next"]), str, source))]
    return next_marker(links)
