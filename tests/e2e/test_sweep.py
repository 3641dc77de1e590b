"""`vigie sweep` against what an independent client finds, and against strangers' things."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from at_work import insist
from balancers import Balancers
from looked_at import kill, see_its_end
from openstack.connection import Connection
from openstack_command import connected
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell

from console.bootstrap import open_session
from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.plan import Origin

REGIONS = ("RBX-A", "GRA11", "SBG5")
LEAVES = {"mode": "leaves", "services": ["compute"]}
MADE_SO = {**LEAVES, "methods": ["POST"], "path": "^/servers$", "times": 2}
REFUSED = 3
LARGE = 90
UNREACHABLE = 5
DELETED_SO = {**LEAVES, "methods": ["DELETE"], "rate": 0.5}


@pytest.fixture
def clouds() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def rough(fresh_rehearsal: Rehearse) -> Rehearsal:
    return fresh_rehearsal("rough", 600.0)


@pytest.fixture
def session(rough: Rehearsal) -> Iterator[Session]:
    opened = open_session(rough.settings, read_only=False, origin=Origin.PROGRAM)
    yield opened
    kill(opened)
    opened.watch.stop()


def every(estate: Rehearsal, clouds: ExitStack) -> dict[str, Connection]:
    return {name: clouds.enter_context(connected(estate, name)) for name in REGIONS}


def orphaned(cloud: Connection) -> set[str]:
    """The ports of servers that are gone, as an independent client finds them."""
    ports = [(one.id, one.device_id, one.device_owner) for one in cloud.network.ports()]
    there = {server.id for server in cloud.compute.servers()}
    return {
        number
        for number, device, owner in ports
        if owner.startswith("compute:") and device not in there
    }


def ports_of(cloud: Connection, servers: set[str]) -> set[str]:
    """The ports of some servers."""
    return {one.id for one in cloud.network.ports() if one.device_id in servers}


def everything(cloud: Connection) -> set[str]:
    """The ids of all that a sweep may tell of."""
    listed = (
        cloud.compute.servers(),
        cloud.network.ports(),
        cloud.network.ips(),
        cloud.block_storage.volumes(),
        cloud.block_storage.snapshots(),
        cloud.image.images(visibility="private"),
    )
    return {one.id for each in listed for one in each}


def strangers_things(cloud: Connection) -> set[str]:
    """What others left: a port of a server that is gone, and one of each sort that is loose."""
    network = cloud.network.find_network("vigie-private", ignore_missing=False)
    loose = cloud.network.create_port(network_id=network.id, name="spare")
    dead = {"device_id": str(uuid4()), "device_owner": "compute:nova"}
    orphan = cloud.network.create_port(network_id=network.id, **dead)
    return {loose.id, orphan.id, *things(cloud, "")}


def things(cloud: Connection, operation: str) -> set[str]:
    """A volume with a snapshot, a floating address and an image, with an operation's mark."""
    marks = {"vigie.operation": operation} if operation else {}
    volume = cloud.block_storage.create_volume(size=10, name="data", metadata=marks)
    cloud.block_storage.wait_for_status(volume, "available", interval=0.2, wait=60)
    shot = cloud.block_storage.create_snapshot(volume_id=volume.id, metadata=marks)
    outside = cloud.network.find_network("Ext-Net", ignore_missing=False)
    address = cloud.network.create_ip(floating_network_id=outside.id)
    cloud.network.set_tags(address, [f"{key}={value}" for key, value in marks.items()])
    server = next(iter(cloud.compute.servers(name="^api-...-001$")))
    image = cloud.compute.create_server_image(server.id, "left", metadata=marks)
    cloud.block_storage.wait_for_status(shot, "available", interval=0.2, wait=60)
    return {volume.id, shot.id, address.id, image.id}


def marked(cloud: Connection, operation: str) -> set[str]:
    """What bears an operation's mark beside servers, as an independent client finds it."""
    tag = f"vigie.operation={operation}"
    stored = (*cloud.block_storage.volumes(), *cloud.block_storage.snapshots())
    return {
        *(one.id for one in stored if one.metadata.get("vigie.operation") == operation),
        *(one.id for one in cloud.network.ips() if tag in one.tags),
        *(
            one.id
            for one in cloud.image.images(visibility="private")
            if (one.properties or {}).get("vigie.operation") == operation
        ),
    }


def undo(shell: Shell, operation: str) -> None:
    """Roll back, asked again where a source of the rough estate was unreachable: nothing began.

    By which hour of its evening that is, and whether what stays carries the load, is the machine's
    to say: it goes either way.
    """
    codes: list[int] = []

    def undone() -> bool:
        codes.append(shell.says("rollback", operation, "--yes", "--overload", "--wait")[0])
        return codes[-1] != UNREACHABLE

    wait_until(undone, what="the rollback is accepted")
    assert codes[-1] in {0, 4}, codes


def unread(told: dict[str, Any]) -> list[Any]:
    """What nobody could look for in the regions; a rough estate's vCenter falls silent."""
    return [one for one in told["unknown"] if one["region"] != "vcenter"]


def test_after_a_rough_burst_and_a_kill_it_finds_what_is_left_and_nothing_of_others(
    rough: Rehearsal, session: Session, clouds: ExitStack
) -> None:
    own = json.loads(rough.control("faults"))["faults"]
    rough.set_faults()
    regions = every(rough, clouds)
    others = set[str]().union(*(strangers_things(cloud) for cloud in regions.values()))
    rough.set_faults(MADE_SO, DELETED_SO, *own)

    burst = insist(session, BURST, pool="api", to=60)
    wait_until(lambda: len(rough.record().orders) > 5, what="it has begun to ask")
    workers = session.journal.workers()
    (holder,) = [one for one in workers if burst in one.operations and one.alive]
    os.kill(holder.pid, signal.SIGKILL)
    see_its_end(session, burst)

    shell = Shell(rough)
    undo(shell, burst)
    rough.set_faults()
    code, told = shell.says("sweep")
    assert (code, unread(told)) == (0, [])
    sure = {one["id"] for one in told["leftovers"] if one["sure"] and one["sort"] == "port"}
    found = set[str]().union(*(orphaned(cloud) for cloud in regions.values()))
    assert sure
    assert sure == found - others
    assert not others & {one["id"] for one in told["leftovers"]}

    before = {name: everything(cloud) for name, cloud in regions.items()}
    code, planned = shell.says("sweep", "--remove", "--dry-run")
    proven = taken(told)
    assert (code, {one["resource_id"] for one in planned["plan"]["changes"]}) == (0, proven)
    assert before == {name: everything(cloud) for name, cloud in regions.items()}
    code, done = shell.says("sweep", "--remove", "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    after = {name: everything(cloud) for name, cloud in regions.items()}
    assert {n: things - proven for n, things in before.items()} == after
    code, told = shell.says("sweep")
    assert taken(told) == set()
    code, _refused = shell.says("sweep", "--remove", "--yes")
    assert code == REFUSED
    code, undoing = shell.says("rollback", done["operation"]["id"], "--yes", "--overload")
    assert (code, undoing["refused"][0]["code"]) == (REFUSED, "guard.rollback_sweep")


def taken(told: dict[str, Any]) -> set[str]:
    """What a sweep takes by itself: not what runs in its pool, having come too late."""
    return {one["id"] for one in told["leftovers"] if one["sure"] and one["held"] is None}


def left_standing(cloud: Connection, burst: str) -> set[str]:
    """The servers of a burst that was taken back whole, as an independent client finds them."""
    there = cloud.compute.servers()
    return {one.id for one in there if one.metadata.get("vigie.operation") == burst}


def test_after_a_day_of_rough_it_finds_and_removes_what_an_independent_client_finds(
    rough: Rehearsal, session: Session, clouds: ExitStack
) -> None:
    """Bursts, one of them stopped half way, and rollbacks; what Nova then forgets to delete.

    And what somebody's scripts made for one of these operations and never took away.
    """
    with rough.settings.open("a") as settings:
        settings.write("\n[sweep]\nsnapshot_age_days = 0.001\n")
    own = json.loads(rough.control("faults"))["faults"]
    rough.set_faults()
    regions, shell = every(rough, clouds), Shell(rough)
    others = set[str]().union(*(strangers_things(cloud) for cloud in regions.values()))
    first = {name: everything(cloud) for name, cloud in regions.items()}
    rough.set_faults(DELETED_SO, *own)
    bursts = [burst_and_back(rough, session, shell, n) for n in (40, LARGE, 45)]
    rough.set_faults()
    first_cloud, *_rest = regions.values()
    made = things(first_cloud, bursts[0])

    code, told = shell.says("sweep")
    assert (code, unread(told)) == (0, [])
    sure = {one["id"] for one in told["leftovers"] if one["sure"]}
    servers = {
        number
        for cloud in regions.values()
        for burst in bursts
        for number in left_standing(cloud, burst)
    }
    ports = set[str]().union(*(orphaned(cloud) for cloud in regions.values()))
    assert ports - others
    assert made == marked(first_cloud, bursts[0])
    assert sure == (ports - others) | servers | made
    priced = [one for one in told["leftovers"] if one["id"] in made]
    assert all(float(one["euro_per_month"]) > 0 for one in priced)
    assert not others & {one["id"] for one in told["leftovers"]}

    code, done = shell.says("sweep", "--remove", "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    late = sure - taken(told)
    assert late <= servers
    after = {name: everything(cloud) for name, cloud in regions.items()}
    ports_of_late = set[str]().union(*(ports_of(cloud, late) for cloud in regions.values()))
    assert {name: things - late - ports_of_late for name, things in after.items()} == first
    code, told = shell.says("sweep")
    assert (code, {one["id"] for one in told["leftovers"]}) == (0, late)


def burst_and_back(estate: Rehearsal, session: Session, shell: Shell, size: int) -> str:
    """A burst, stopped half way where it is the largest, and its rollback."""
    asked = len(estate.record().orders)
    burst = insist(session, BURST, pool="api", to=size)
    if size == LARGE:
        wait_until(lambda: len(estate.record().orders) > asked + 5, what="it has begun to ask")
        assert session.operator is not None
        session.operator.stop(burst, session.author())
    see_its_end(session, burst)
    undo(shell, burst)
    return burst


def test_what_is_ours_perhaps_is_removed_by_its_name_alone(
    fresh_rehearsal: Rehearse, clouds: ExitStack
) -> None:
    estate = fresh_rehearsal("steady", 600.0)
    cloud, shell = clouds.enter_context(connected(estate, "GRA11")), Shell(estate)
    marks = {"vigie.operation": "zzzz9999"}
    mine, free = (
        cloud.block_storage.create_volume(size=10, name=name, metadata=marks)
        for name in ("mine", "free")
    )
    _code, told = shell.says("sweep")
    gib_hour, hours = Decimal("0.000056"), 720
    assert {one["euro_per_month"] for one in told["leftovers"]} == {
        str((10 * gib_hour * hours).quantize(Decimal("0.01")))
    }
    code, _refused = shell.says("sweep", "--remove", "--yes")
    assert code == REFUSED
    code, _refused = shell.says("sweep", "--remove", "nobody", "--yes")
    assert code == REFUSED
    code, done = shell.says("sweep", "--remove", "free", "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    assert {one.id for one in cloud.block_storage.volumes()} == {mine.id}
    assert free.id != mine.id
    shell.end()


def test_a_server_of_another_journal_is_told_apart_and_one_in_service_is_not_told(
    fresh_rehearsal: Rehearse, clouds: ExitStack
) -> None:
    estate = fresh_rehearsal("steady", 600.0)
    cloud = clouds.enter_context(connected(estate, "GRA11"))
    server, monthly = list(cloud.compute.servers())[:2]
    cloud.compute.set_server_metadata(server, **{"vigie.operation": "zzzz9999"})
    cloud.compute.set_server_metadata(monthly, **{"ovh-monthly-instance": "1"})
    code, told = Shell(estate).says("sweep")
    assert code == 0
    (only,) = told["leftovers"]
    assert (only["id"], only["sure"]) == (server.id, False)
    assert only["why"]["code"] == "leftover.other_journal"
    assert float(only["euro_per_month"]) > 0
    (billed,) = told["monthly"]
    assert (billed["id"], billed["pool"], billed["why"]["code"]) == (
        monthly.id, "api", "monthly.provider",
    )  # fmt: skip
    assert billed["since"]
    assert float(billed["euro_per_month"]) > 0
    assert told["monthly_unknown"] is None


def test_a_member_whose_server_a_hand_deleted_is_found_and_removed_and_no_strangers(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("balanced", 600.0)
    shell, gra = Shell(estate), Balancers(estate)
    code, made = shell.says("burst", "api", "--by", "2", "--datacenter", "GRA", "--yes", "--wait")
    assert (code, made["operation"]["state"]) == (0, "succeeded")
    mark = f"vigie.operation={made['operation']['id']}"
    lost, kept = (name for name, one in gra.members().items() if mark in one["tags"])
    server = gra.server(lost)
    gra.connection.compute.delete_server(server)
    wait_until(lambda: gra.server_gone(server), what="the server is gone")
    told_addresses = {
        address["addr"]
        for one in gra.connection.compute.servers()
        for each in one.addresses.values()
        for address in each
    }
    nowhere = {n for n, one in gra.members().items() if one["address"] not in told_addresses}
    assert nowhere == {lost, "foreign-1"}

    code, told = shell.says("sweep")
    [left] = told["leftovers"]
    assert (code, left["sort"], left["id"], left["sure"]) == (
        0, "member", gra.member(lost)["id"], True,
    )  # fmt: skip
    before = gra.members()
    code, done = shell.says("sweep", "--remove", "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    assert set(gra.members()) == set(before) - {lost}
    assert kept in gra.members()
    code, told = shell.says("sweep")
    assert (code, told["leftovers"]) == (0, [])
    shell.end()


def test_a_region_that_is_silent_is_unknown_and_all_of_them_is_a_failure(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 600.0)
    shell = Shell(estate)
    answering = ["compute", "network", "volume", "load-balancer", "image"]

    def unknown(told: dict[str, Any]) -> set[tuple[str, str]]:
        return {(one["region"], one["sort"]) for one in told["unknown"]}

    estate.set_faults({"mode": "down", "services": answering, "regions": ["SBG5"]})
    code, told = shell.says("sweep")
    sorts = {"server", "port", "volume", "member", "address", "snapshot", "image"}
    assert (code, unknown(told)) == (0, {("SBG5", sort) for sort in sorts})
    estate.set_faults({"mode": "down", "services": answering})
    code, told = shell.says("sweep")
    assert (code, unknown(told)) == (5, {(r, sort) for r in REGIONS for sort in sorts})
    assert told["leftovers"] == []
