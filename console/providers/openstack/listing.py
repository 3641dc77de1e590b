"""All instances of a region, cheaply: one full listing now and then, changes in between."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from console.model.estate import RegionView
from console.model.instance import DELETING, Instance, InstanceStatus
from console.ports import Clock
from console.providers.openstack import wire
from console.providers.openstack.catalogue import Catalogue
from console.providers.openstack.pages import ServerPages
from console.settings.openstack import OpenStackSettings

DOUBTED_EVERY_S = 15.0
"""How often all is listed while something neither moves nor leaves."""


@dataclass(slots=True)
class Known:
    """What is known of one region. The lock is held while it is read anew."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    instances: dict[str, Instance] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    nameless: int = 0
    seen_at: datetime | None = None
    full_at: float | None = None
    doubted_at: float | None = None
    shown: tuple[Instance, ...] | None = None


class Listing:
    """Instances by region, kept between calls.

    Incremental answers (changes-since) include deleted instances; each starts
    `changes_overlap_s` before the last answer was asked for, against clocks
    that differ and transactions that end late.
    """

    def __init__(
        self,
        settings: OpenStackSettings,
        pages: ServerPages,
        catalogue: Catalogue,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read through `pages`; the full listing's cadence is wall time."""
        self._settings = settings
        self._pages = pages
        self._catalogue = catalogue
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._regions: dict[str, Known] = {}

    def instances(self, region: str, *, full: bool) -> RegionView:
        """Read what changed, or everything; one reader a region at a time."""
        with self._lock:
            known = self._regions.setdefault(region, Known())
        with known.lock:
            asked_at = self._clock.now()
            since = None if full or self._due(known) else known.seen_at
            if since is None:
                self._read_all(region, known)
            else:
                self._read_changes(region, known, since)
            # The next changes are asked for in the cloud's own time.
            known.seen_at = asked_at - self._pages.ahead(region) * self._clock.speed
            return RegionView(
                region=region,
                instances=self._shown(known),
                observed_at=asked_at,
                unreadable=len(known.unreadable) + known.nameless,
            )

    @staticmethod
    def _shown(known: Known) -> tuple[Instance, ...]:
        """The same tuple for as long as nothing in it changes, so that nobody counts it anew."""
        if known.shown is None:
            known.shown = tuple(known.instances.values())
        return known.shown

    def _due(self, known: Known) -> bool:
        return (
            known.full_at is None
            or self._monotonic() - known.full_at >= self._settings.full_list_every_s
        )

    def _doubts(self, known: Known, told: set[str]) -> bool:
        """Say whether something that should move or leave was not told of for a while."""
        if known.doubted_at is not None:
            waited_s = self._monotonic() - known.doubted_at
            if waited_s < min(DOUBTED_EVERY_S, self._settings.full_list_every_s):
                return False
        return any(
            i.id not in told and (i.task_state == DELETING or i.status is InstanceStatus.BUILD)
            for i in known.instances.values()
        )

    def _read_all(self, region: str, known: Known) -> None:
        started = self._monotonic()
        flavors = self._catalogue.flavor_names(region)
        pages = self._pages.read(region, {})
        known.instances = {
            record.id: made
            for page in pages
            for record in page.servers
            if (made := wire.instance(record, region, flavors)).status is not InstanceStatus.DELETED
        }
        known.unreadable = {i for page in pages for i in page.bad_ids} - known.instances.keys()
        known.nameless = sum(page.nameless for page in pages)
        known.full_at = started
        known.shown = None

    def _read_changes(self, region: str, known: Known, since: datetime) -> None:
        flavors = self._catalogue.flavor_names(region)
        start = since - timedelta(seconds=self._settings.changes_overlap_s)
        pages = self._pages.read(
            region, {"changes-since": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        )
        told = {record.id for page in pages for record in page.servers}
        if self._doubts(known, told):
            # What was a build request only is gone without a word: no change tells of it.
            known.doubted_at = self._monotonic()
            self._read_all(region, known)
            return
        for page in pages:
            known.unreadable |= page.bad_ids
            for record in page.servers:
                made = wire.instance(record, region, flavors)
                known.unreadable.discard(made.id)
                now = None if made.status is InstanceStatus.DELETED else made
                if now == known.instances.get(made.id):
                    continue
                known.shown = None
                if now is None:
                    del known.instances[made.id]
                else:
                    known.instances[made.id] = now
