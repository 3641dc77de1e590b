"""Named instances of a region, at a cost that what else stands there does not change."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from console.decoding import decode
from console.model.error import NotFound
from console.model.estate import RegionView
from console.model.instance import Instance, InstanceStatus
from console.ports import Clock
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import Catalogue
from console.providers.openstack.listing import Listing
from console.providers.openstack.pages import ServerPages

ONE_BY_ONE = 8
RECENT = timedelta(hours=1)
NUMBERS = re.compile(r"(-\d+)+$")
SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|])")


@dataclass(slots=True)
class Found:
    """What was met of what was looked for.

    `gone` are ids that are surely deleted; `ended` says when, where the cloud told.
    """

    instances: dict[str, Instance] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    nameless: int = 0
    gone: set[str] = field(default_factory=set)
    ended: dict[str, datetime] = field(default_factory=dict)

    def open(self, ids: Iterable[str]) -> set[str]:
        """The ids of which nothing is known yet."""
        return set(ids) - self.instances.keys() - self.unreadable - self.gone


class Lookup:
    """Reads by name. Nova takes one regular expression a call, in which ``|`` is no alternative.

    So what the names have in common before their numbers is asked for, once
    each. An id that no name led to is deleted or renamed: which, is read from
    what was lately deleted under those names, then one by one; where that were too
    many, from the listing that is kept of the region first. What a list lacks is not
    gone for that: a cell that is down is missing from it.
    """

    def __init__(
        self,
        calls: OpenStackCalls,
        pages: ServerPages,
        catalogue: Catalogue,
        listing: Listing,
        clock: Clock,
    ) -> None:
        """Read through `pages`, `calls` and, at the last, `listing`."""
        self._calls = calls
        self._pages = pages
        self._catalogue = catalogue
        self._listing = listing
        self._clock = clock

    def named(self, region: str, names: Collection[str], ids: Collection[str]) -> RegionView:
        """See `console.ports.ComputeReader`."""
        asked_at = self._clock.now()
        found = Found()
        wanted, pinned = frozenset(names), frozenset(ids)
        stems = sorted({NUMBERS.sub("", name) for name in wanted})
        searches = [{"name": f"^{SPECIAL.sub(_escaped, stem)}"} for stem in stems]
        for search in searches:
            self._search(region, search, wanted, pinned, found)
        if len(found.open(pinned)) > ONE_BY_ONE:
            there = asked_at - self._pages.ahead(region) * self._clock.speed
            since = f"{(there - RECENT).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            for search in searches:
                self._search(region, search | {"changes-since": since}, wanted, pinned, found)
        missing = found.open(pinned)
        if len(missing) > ONE_BY_ONE:
            view = self._listing.instances(region, full=False)
            if any(i.id in missing and i.name in wanted for i in view.instances):
                # Its name led nowhere, so it is gone, and no change told the kept list of it.
                view = self._listing.instances(region, full=True)
            found.instances.update((i.id, i) for i in view.instances if i.id in missing)
            found.nameless += view.unreadable
        for instance_id in found.open(pinned):
            self._one(region, instance_id, found)
        return RegionView(
            region=region,
            instances=tuple(found.instances.values()),
            observed_at=asked_at,
            ended=found.ended,
            unreadable=len(found.unreadable - found.gone - found.instances.keys()) + found.nameless,
        )

    def _search(
        self,
        region: str,
        search: dict[str, str],
        names: frozenset[str],
        ids: frozenset[str],
        found: Found,
    ) -> None:
        flavors = self._catalogue.flavor_names(region)
        for page in self._pages.read(region, search):
            found.unreadable |= page.bad_ids
            found.nameless += page.nameless
            for record in page.servers:
                if record.name in names or record.id in ids:
                    _keep(record, region, flavors, found)

    def _one(self, region: str, instance_id: str, found: Found) -> None:
        """GET /servers/{id}; 404 says that it is gone."""
        try:
            body = self._calls.read("compute", region, f"servers/{instance_id}")
        except NotFound:
            found.gone.add(instance_id)
            return
        try:
            record = decode(body, wire.OneServer).server
        except (msgspec.DecodeError, UnicodeDecodeError):
            if not _is_json(body):
                raise errors.bad_answer(
                    f"compute {region}", errors.message(body), body=body
                ) from None
            found.unreadable.add(instance_id)
            return
        _keep(record, region, self._catalogue.flavor_names(region), found)


def _escaped(special: re.Match[str]) -> str:
    return f"\\{special[1]}"


def _keep(record: wire.Server, region: str, flavors: dict[str, str], found: Found) -> None:
    instance = wire.instance(record, region, flavors)
    if instance.status is InstanceStatus.DELETED:
        found.gone.add(instance.id)
        if record.terminated is not None:
            found.ended[instance.id] = wire.aware(record.terminated)
        found.instances.pop(instance.id, None)
    else:
        found.instances[instance.id] = instance


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
