"""Whether the private network of a pool is one in all regions, as a vRack has it.

One vRack network is one VLAN and one subnet in every region, and each region's DHCP gives out
addresses by itself: what two of them give out, two servers can have at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from console.desk.census import tallies
from console.model.apportionment import by_weight
from console.model.estate import Estate
from console.model.fixtures import chosen
from console.model.lan import Lan
from console.model.notice import Notice, notice
from console.model.policy import Policy
from console.model.pool import Pool


@dataclass(frozen=True, slots=True)
class LanFlaw:
    """What is wrong with a network, and its cure. `sure`: it is in the way whatever is meant."""

    what: Notice
    remedy: Notice
    sure: bool = False


@dataclass(frozen=True, slots=True)
class SharedLan:
    """A network that instances of pools are in, as each region has it."""

    name: str
    lans: tuple[Lan, ...]

    @property
    def regions(self) -> str:
        """Where it is."""
        return ", ".join(lan.region for lan in self.lans)


def shared(policy: Policy, found: Mapping[str, tuple[Lan, ...]]) -> tuple[SharedLan, ...]:
    """The private networks that pools name, once each; those of one region alone, too.

    `found` has what the regions have, those that answered. What a region lacks, or has twice by
    one name, is told where its builds are checked.
    """
    every: dict[tuple[str, ...], SharedLan] = {}
    for pool in policy.pools.values():
        for name, lans in _of_pool(pool, policy, found):
            every.setdefault(tuple(lan.id for lan in lans), SharedLan(name, lans))
    return tuple(every.values())


def _of_pool(
    pool: Pool, policy: Policy, found: Mapping[str, tuple[Lan, ...]]
) -> Iterator[tuple[str, tuple[Lan, ...]]]:
    """By the order in which the pool's builds name them: the first private one is the same one."""
    ranks: dict[int, list[Lan]] = {}
    for place in policy.places_of(pool):
        for region in place.regions:
            parts = pool.build_in(place.code).networks
            meant = (chosen(part, found.get(region, ())) for part in parts)
            for rank, lan in enumerate(some[0] for some in meant if len(some) == 1):
                ranks.setdefault(rank, []).append(lan)
    for lans in ranks.values():
        yield lans[0].name or lans[0].id, tuple(lans)


def flaws(network: SharedLan) -> Iterator[LanFlaw]:
    """Another VLAN, another subnet, addresses that two regions give out. Pure.

    Where the VLANs differ it is no one network, and nothing else can be wrong between regions.
    """
    vlans = {lan.region: lan.vlan for lan in network.lans if lan.vlan is not None}
    if len(set(vlans.values())) > 1:
        told = ", ".join(f"{region} {vlan}" for region, vlan in vlans.items())
        yield LanFlaw(
            notice("lan.vlans", network=network.name, vlans=told), notice("remedy.lan_vlan")
        )
        return
    if len({lan.cidrs for lan in network.lans}) > 1:
        told = ", ".join(f"{lan.region} {_spans(lan.cidrs)}" for lan in network.lans)
        yield LanFlaw(
            notice("lan.subnets", network=network.name, subnets=told), notice("remedy.lan_subnet")
        )
    common = list(_common(network.lans))
    if common:
        sure = len(vlans) == len(network.lans)
        code = "lan.pools" if sure else "lan.pools_perhaps"
        what = notice(code, network=network.name, pools="; ".join(common))
        yield LanFlaw(what, notice("remedy.lan_pools"), sure=sure)


def _common(lans: Iterable[Lan]) -> Iterator[str]:
    """What two regions give out both."""
    for one, other in combinations(lans, 2):
        for mine in one.pools:
            for theirs in other.pools:
                both = mine.common(theirs)
                if both is not None:
                    yield f"{one.region} + {other.region} {both}"


def _spans(cidrs: Iterable[str]) -> str:
    return " ".join(sorted(cidrs)) or "–"


def told(network: SharedLan) -> Notice:
    """What a network is, where nothing is wrong with it."""
    spans = _spans(network.lans[0].cidrs)
    vlan = network.lans[0].vlan
    if vlan is None:
        return notice("lan.well", network=network.name, regions=network.regions, subnet=spans)
    values = {"network": network.name, "regions": network.regions, "subnet": spans}
    return notice("lan.well_vlan", vlan=str(vlan), **values)


def short(estate: Estate, policy: Policy) -> Iterator[LanFlaw]:
    """Where free addresses are known to be too few for the burst that a pool proposes.

    What is free counts for each pool as if it were alone.
    """
    for pool in policy.pools.values():
        weights = {share.datacenter: share.weight for share in pool.shares}
        meant = by_weight(pool.burst_to, weights)
        for tally in tallies(estate, policy, pool):
            wanted = meant.get(tally.datacenter, 0) - tally.size
            if not tally.known or wanted <= 0:
                continue
            regions = (p.regions for p in policy.datacenters if p.code == tally.datacenter)
            names = [part.name for part in pool.build_in(tally.datacenter).networks]
            for name in names:
                free = _free(estate, [r for some in regions for r in some], name)
                if free is not None and free < wanted:
                    what = notice(
                        "lan.short",
                        network=name,
                        datacenter=tally.datacenter,
                        free=free,
                        pool=pool.name,
                        to=pool.burst_to,
                        wanted=wanted,
                    )
                    yield LanFlaw(what, notice("remedy.lan_wider"))


def _free(estate: Estate, regions: Iterable[str], network: str) -> int | None:
    """Free addresses of all regions of a datacenter; None where one of them does not say."""
    quotas = [estate.quotas.get(region) for region in regions]
    free = [None if quota is None else quota.free_addresses.get(network) for quota in quotas]
    known = [number for number in free if number is not None]
    return sum(known) if known and len(known) == len(free) else None
