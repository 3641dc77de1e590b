"""What a plan for a pool stands on: the request, and the pool as it is at this moment."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.kinds.draft import Facts
from console.kinds.step import was_left
from console.model.apportionment import by_weight
from console.model.build import Build
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.instance import DELETING, Instance, InstanceStatus
from console.model.naming import natural
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.place import Datacenter
from console.model.plan import Desired, RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.pool import Pool, Share

OUTCOME_UNKNOWN = "change.outcome_unknown"
"""What the worker writes on a creation that it gave up without ever seeing its end."""


@dataclass(frozen=True, slots=True)
class PoolFacts(Facts):
    """A request with everything it is judged by.

    `owned` are the pool's instances that are not gone, `held` their number by region,
    and `staying` those that are not being deleted either, `by_region` again by region;
    `places` the declared datacenters that share the pool; `chosen` those the request
    allows changes in; `coming` creations that were asked for and that no list shows.
    """

    pool: Pool
    owned: tuple[Instance, ...]
    held: Mapping[str, int]
    staying: tuple[Instance, ...]
    by_region: Mapping[str, Sequence[Instance]]
    places: tuple[Datacenter, ...]
    chosen: tuple[Datacenter, ...]
    coming: tuple[Change, ...]

    @property
    def size(self) -> int:
        """Number of instances that stay, ERROR ones included; where none was listed, expected."""
        return len(self.staying) + sum(self.expected(region) for region in self.regions)

    @property
    def singly(self) -> frozenset[str]:
        """The regions where each new instance is given its own user data."""
        given = {region: self.made_in(region).user_data for region in self.regions}
        return frozenset(region for region, one in given.items() if one and one.singly)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the datacenters that share the pool."""
        return tuple(region for place in self.places for region in place.regions)

    def datacenter_of(self, region: str) -> str:
        """Code of the datacenter a region stands in; the region's own name if undeclared."""
        place = self._place(region)
        return region if place is None else place.code

    def build_in(self, region: str) -> Build:
        """How the pool's instances are made in a region."""
        return self.pool.build_in(self.datacenter_of(region))

    def made_in(self, region: str) -> Build:
        """The same, with the ids of what the region has for it now."""
        fixtures = self.estate.fixtures.get(region)
        build = self.build_in(region)
        return build if fixtures is None else fixtures.settled(build)

    def staying_in(self, datacenter: str) -> tuple[Instance, ...]:
        """Instances of one datacenter that stay."""
        here = (r for r in self.by_region if self.datacenter_of(r) == datacenter)
        return tuple(i for region in here for i in self.by_region[region])

    def size_in(self, datacenter: str) -> int:
        """The part of the pool's size that stands in a datacenter."""
        unlisted = (r for r in self.regions if self.datacenter_of(r) == datacenter)
        return len(self.staying_in(datacenter)) + sum(map(self.expected, unlisted))

    def share(self, datacenter: str) -> Share:
        """The pool's share of a datacenter; weight 0 where it has none."""
        found = (share for share in self.pool.shares if share.datacenter == datacenter)
        return next(found, Share(datacenter, 0))

    def weights(self, places: tuple[Datacenter, ...]) -> dict[str, int]:
        """Weights by datacenter; equal ones when all of these weigh nothing."""
        weights = {place.code: self.share(place.code).weight for place in places}
        return weights if any(weights.values()) else dict.fromkeys(weights, 1)

    def freshness(self, region: str) -> Freshness:
        """How far a region's list is to be trusted."""
        view, limit_s = self.estate.regions.get(region), self.policy.limits.stale_after_s
        at = None if view is None else view.observed_at
        return self.estate.freshness(f"nova:{region}", at, limit_s)

    def expected(self, region: str) -> int:
        """How many instances a region holds in all likelihood, where it was never listed.

        What an earlier look gave, else what the pool's newest plan left in its datacenter, else
        that one's share of the baseline. 0 where there is a list: its instances count themselves.
        """
        if region in self.estate.regions:
            return 0
        if region in self.record.counts:
            return self.record.counts[region]
        last = self.record.last.get(self.datacenter_of(region))
        return self._part(region, self.pool.baseline) if last is None else self._rest(region, last)

    def at_most(self, region: str) -> int:
        """How many instances a region holds at most, whatever their state.

        The last list with what it does not tell of, and what was asked for since; without
        any list, what an earlier look gave, else the datacenter's share of the ceiling, or
        what is expected there where that is more.
        """
        coming = sum(change.region == region for change in self.coming)
        if region in self.estate.regions:
            return self.held.get(region, 0) + self.unseen(region) + coming
        if region in self.record.counts:
            return self.record.counts[region] + coming
        cap = self.share(self.datacenter_of(region)).cap
        part = self._part(region, self.pool.ceiling)
        return max(part if cap is None else min(part, cap), self.expected(region))

    def unseen(self, region: str) -> int:
        """How many more a region may hold than it lists; any of them may be the pool's.

        What was asked for and is not listed yet has a count of its own.
        """
        view = self.estate.regions.get(region)
        if view is None:
            return 0
        coming = sum(change.region == region for change in self.coming)
        return max(view.unreadable, self.estate.unseen(region) - coming)

    @property
    def most(self) -> int:
        """How many instances the pool holds at most, whatever their state."""
        elsewhere = self.held.keys() - set(self.regions)
        return sum(self.held[r] for r in elsewhere) + sum(map(self.at_most, self.regions))

    def serving(self, instance: Instance) -> bool:
        """Say whether an instance is ACTIVE and confirmed in service; unknown is no."""
        return self.health(instance) is True and instance.status is InstanceStatus.ACTIVE

    def health(self, instance: Instance) -> bool | None:
        """Whether it is in service, by its load balancer or the metrics; None when nobody says."""
        return self.estate.serving(self.pool.name).get(instance.name)

    def _place(self, region: str) -> Datacenter | None:
        return next((p for p in self.policy.datacenters if region in p.regions), None)

    def _part(self, region: str, whole: int) -> int:
        """A region's part of a number for all datacenters, by their weights."""
        code = self.datacenter_of(region)
        return self._rest(region, by_weight(whole, self.weights(self.places)).get(code, 0))

    def _rest(self, region: str, number: int) -> int:
        """A region's part of its datacenter's number, less what those that were listed hold."""
        place = self._place(region)
        if place is None:
            return 0
        unlisted = [r for r in place.regions if r not in self.estate.regions]
        left = max(0, number - len(self.staying_in(place.code)))
        each, more = divmod(left, len(unlisted))
        return each + (unlisted.index(region) < more)


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> PoolFacts | tuple[RefusalReason, ...]:
    """The pool that is asked about, or that the target was about; why there is none."""
    name = request.pool if record.target is None else record.target.plan.pool
    pool = policy.pools.get(name or "")
    if pool is None:
        known = ", ".join(sorted(policy.pools))
        if name is None:
            why = notice("guard.pool_missing", known=known)
            return (RefusalReason("pool.missing", why),)
        why = notice("guard.pool_unknown", pool=name, known=known)
        return (RefusalReason("pool.unknown", why),)
    owned = sorted(
        (
            instance
            for instance in estate.instances()
            if instance.status is not InstanceStatus.DELETED and pool.owns(instance)
        ),
        key=lambda i: (i.created_at, natural(i.name), i.id),
    )
    places = policy.places_of(pool)
    wanted = {code.casefold() for code in request.datacenters}
    if wanted:
        chosen = tuple(place for place in places if place.code.casefold() in wanted)
    else:
        weighty = {share.datacenter for share in pool.shares if share.weight > 0}
        chosen = tuple(place for place in places if place.code in weighty) or places
    staying = tuple(i for i in owned if i.task_state != DELETING)
    by_region: dict[str, list[Instance]] = defaultdict(list)
    for instance in staying:
        by_region[instance.region].append(instance)
    base = (request, estate, policy, record, operation_id, pool)
    coming = _coming(record, estate, owned)
    held = Counter(instance.region for instance in owned)
    return PoolFacts(*base, tuple(owned), held, staying, by_region, places, chosen, coming)


def given_up(change: Change) -> bool:
    """Say whether nobody saw, or waited for, what came of a creation."""
    why = change.why if change.phase is Phase.FAILED else None
    return was_left(change) or (why is not None and why.code == OUTCOME_UNKNOWN)


def _coming(record: Record, estate: Estate, owned: list[Instance]) -> tuple[Change, ...]:
    """Creations that are in no list and may be there: each counts once, in the list or here.

    One that was given up unseen may be there until a later list lacks it, also of an
    operation that is only to be topped up or rolled back.
    """
    ended = (change for change in record.target_changes if given_up(change))
    asked = {(change.operation_id, change.seq): change for change in (*ended, *record.asked)}
    if not asked:
        return ()
    ids = {i.id for i in owned}
    named = {(i.name, i.operation) for i in owned}

    def hidden(change: Change) -> bool:
        if change.phase is not Phase.FAILED:
            return True
        view = estate.regions.get(change.region)
        return given_up(change) and (view is None or view.observed_at <= change.updated_at)

    return tuple(
        change
        for change in asked.values()
        if change.desired is Desired.PRESENT
        and hidden(change)
        and change.resource_id not in ids
        and (change.name, change.operation_id) not in named
    )
