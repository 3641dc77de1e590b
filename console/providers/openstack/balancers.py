"""Octavia, read in bulk: four lists a region, and one more a pool whose members are asked for."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from console.decoding import decode
from console.model.balancer import (
    BalancerCounts,
    BalancerListener,
    BalancerPool,
    BalancerStates,
    BalancerView,
    Member,
    Monitor,
)
from console.ports import Clock
from console.providers.openstack import balancer_wire as wire
from console.providers.openstack import errors
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import decoded, next_marker
from console.providers.openstack.wire import Link

API = "load-balancer"
MOST_PAGES = 1000
NOTHING, NO_LINKS = msgspec.Raw(b"null"), msgspec.Raw(b"[]")
T = TypeVar("T", bound=wire.PartRecord)


@dataclass(slots=True)
class BalancerLists:
    """The lists of one region; a record without sense is counted, and hides no other."""

    calls: OpenStackCalls
    region: str
    unreadable: int = 0

    def read(self, path: str, shape: type[T]) -> list[T]:
        """GET every page.

        The link to the next one forgets what was asked, so only its marker counts.
        """
        source, key = f"{API} {self.region}", path.rsplit("/", maxsplit=1)[-1]
        found: list[T] = []
        params: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            body = self.calls.read(API, self.region, f"lbaas/{path}", params)
            page = decoded(body, dict[str, msgspec.Raw], source)
            records = decoded(bytes(page.get(key, NOTHING)), list[msgspec.Raw], source)
            found += [one for one in (self._one(each, shape) for each in records) if one]
            links = decoded(bytes(page.get(f"{key}_links", NO_LINKS)), list[Link], source)
            marker = next_marker(links)
            if marker is None or not records:
                return found
            if marker == params.get("marker"):
                raise errors.bad_answer(source, f"page {marker} leads to itself")
            params = {"marker": marker}
        raise errors.bad_answer(source, f"more than {MOST_PAGES} pages")

    def _one(self, record: msgspec.Raw, shape: type[T]) -> T | None:
        try:
            return decode(record, shape)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.unreadable += 1
            return None


@dataclass(slots=True)
class Below:
    """What hangs on the load balancers of a region, by the load balancer's id."""

    listeners: dict[str, list[BalancerListener]] = field(default_factory=dict)
    pools: dict[str, list[BalancerPool]] = field(default_factory=dict)


class BalancerCalls:
    """`console.ports.BalancerReader` over Octavia; it has nothing that writes."""

    def __init__(self, calls: OpenStackCalls, clock: Clock) -> None:
        """Read through `calls`."""
        self._calls = calls
        self._clock = clock

    def balancers(self, region: str, members_of: Collection[str] | None = None) -> BalancerView:
        """GET /loadbalancers, /listeners, /healthmonitors, /pools, and each pool's members."""
        asked_at = self._clock.now()
        lists = BalancerLists(self._calls, region)
        roots = lists.read("loadbalancers", wire.BalancerRecord)
        below = Below()
        for listener in lists.read("listeners", wire.ListenerRecord):
            for of in listener.loadbalancers:
                below.listeners.setdefault(of.id, []).append(wire.listener(listener))
        self._pools(lists, roots, below, members_of)
        return BalancerView(
            region=region,
            balancers=tuple(
                wire.balancer(
                    root,
                    region,
                    tuple(below.listeners.get(root.id, ())),
                    tuple(below.pools.get(root.id, ())),
                )
                for root in roots
            ),
            observed_at=asked_at,
            unreadable=lists.unreadable,
        )

    def states(self, region: str, balancer_id: str) -> BalancerStates:
        """GET /loadbalancers/{id}/status: one call, whatever hangs on it."""
        path = f"lbaas/loadbalancers/{balancer_id}/status"
        body = self._calls.read(API, region, path)
        root = decoded(body, wire.StatusTree, f"{API} {region}").statuses.loadbalancer
        return BalancerStates(root.state, dict(root.parts()))

    def counts(self, region: str, balancer_id: str) -> BalancerCounts:
        """GET /loadbalancers/{id}/stats."""
        body = self._calls.read(API, region, f"lbaas/loadbalancers/{balancer_id}/stats")
        return wire.counts(decoded(body, wire.Counts, f"{API} {region}").stats)

    def _pools(
        self,
        lists: BalancerLists,
        roots: list[wire.BalancerRecord],
        below: Below,
        members_of: Collection[str] | None,
    ) -> None:
        watches: dict[str | None, Monitor] = {
            one.id: wire.monitor(one) for one in lists.read("healthmonitors", wire.MonitorRecord)
        }
        known = {root.id: root for root in roots}
        for one in lists.read("pools", wire.PoolRecord):
            members: tuple[Member, ...] | None = None
            if members_of is None or {one.id, one.name} & set(members_of):
                records = lists.read(f"pools/{one.id}/members", wire.MemberRecord)
                members = tuple(map(wire.member, records))
            for root in (known[of.id] for of in one.loadbalancers if of.id in known):
                watch = watches.get(one.healthmonitor_id)
                below.pools.setdefault(root.id, []).append(
                    wire.pool(one, root, lists.region, watch, members)
                )
