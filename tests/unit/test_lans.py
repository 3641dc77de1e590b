"""Whether a pool's private network is one in all regions, by what each region has of it."""

from dataclasses import replace

import pytest
from modelled import World

from console.desk.lans import SharedLan, flaws, shared, short
from console.model.lan import AddressRange, Lan

REGIONS = ("RBX-A", "GRA11", "SBG5")


def part(first: str, last: str) -> AddressRange:
    found = AddressRange.of(first, last)
    assert found is not None
    return found


def lan(region: str, number: int, *, vlan: int | None = 100, cidr: str = "10.0.0.0/14") -> Lan:
    pools = (part(f"10.{number}.0.10", f"10.{number}.3.254"),)
    return Lan(region, f"id-{region}", "vigie-private", vlan, frozenset({cidr}), pools)


def network(*lans: Lan) -> SharedLan:
    return SharedLan("vigie-private", lans)


SOUND = (lan("RBX-A", 1), lan("GRA11", 2), lan("SBG5", 3))


def test_one_network_that_each_region_gives_out_a_part_of_is_sound() -> None:
    assert list(flaws(network(*SOUND))) == []
    assert list(flaws(network(SOUND[0]))) == []


def test_another_vlan_makes_another_network_and_nothing_else_is_said() -> None:
    (flaw,) = flaws(network(SOUND[0], lan("GRA11", 1, vlan=200)))
    assert flaw.what.code == "lan.vlans"
    assert flaw.what.values["vlans"] == "RBX-A 100, GRA11 200"
    assert not flaw.sure


def test_another_subnet_is_said_with_whose_it_is() -> None:
    (flaw,) = flaws(network(SOUND[0], lan("GRA11", 2, cidr="10.2.0.0/22")))
    assert flaw.what.code == "lan.subnets"
    assert flaw.what.values["subnets"] == "RBX-A 10.0.0.0/14, GRA11 10.2.0.0/22"


@pytest.mark.parametrize(("vlan", "sure"), [(100, True), (None, False)])
def test_addresses_that_two_regions_give_out_are_named(vlan: int | None, *, sure: bool) -> None:
    twin = replace(lan("GRA11", 2, vlan=vlan), pools=(part("10.1.3.250", "10.1.9.9"),))
    (flaw,) = flaws(network(SOUND[0], twin, SOUND[2]))
    assert flaw.what.values["pools"] == "RBX-A + GRA11 10.1.3.250-10.1.3.254"
    assert flaw.sure is sure


def test_ranges_touch_and_are_apart() -> None:
    assert part("10.0.0.1", "10.0.0.9").common(part("10.0.0.10", "10.0.0.20")) is None
    assert part("10.0.0.1", "10.0.0.9").common(part("10.0.0.9", "10.0.0.20")) == part(
        "10.0.0.9", "10.0.0.9"
    )
    assert AddressRange.of("2001:db8::1", "2001:db8::2") is None


def test_a_network_of_several_pools_is_looked_at_once_and_a_silent_region_left_out() -> None:
    world = World.steady()
    found = {one.region: (one,) for one in SOUND[:2]}
    (only,) = shared(world.policy, found)
    assert [one.region for one in only.lans] == ["RBX-A", "GRA11"]


def test_free_addresses_are_held_against_the_burst_and_unknown_ones_are_not() -> None:
    world = World.steady()
    estate = world.estate()
    quota = replace(estate.quotas["GRA11"], free_addresses={"vigie-private": 12})
    (flaw,) = short(replace(estate, quotas={**estate.quotas, "GRA11": quota}), world.policy)
    assert (flaw.what.values["datacenter"], flaw.what.values["free"]) == ("GRA", 12)
    untold = replace(quota, free_addresses={})
    silent = replace(estate, quotas={**estate.quotas, "GRA11": untold})
    assert list(short(silent, world.policy)) == []
