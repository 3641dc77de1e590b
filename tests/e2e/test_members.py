"""Members of load balancers, made and drained by real processes, counted by a client apart."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import balancers
import pytest
import rehearsed
from balancers import Balancers
from rehearsed import Rehearsal
from shell import Shell

REGIONS = ("RBX-A", "GRA11", "SBG5")
BASELINE = 30
FOREIGN_WEIGHT = 7


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Callable[[str], Rehearsal]]:
    """`behind(more)`: three regions behind load balancers, with more keys of `[balancing]`."""
    running: list[Rehearsal] = []

    def start(more: str) -> Rehearsal:
        scenario = balancers.scenario(tmp_path, more)
        running.append(rehearsed.start(tmp_path / "behind", scenario, 60.0))
        return running[-1]

    yield start
    for each in running:
        rehearsed.stop(each)


class Sampler(threading.Thread):
    """Counts what is in service at the load balancers, time and again, until it is ended."""

    def __init__(self, estate: Rehearsal) -> None:
        super().__init__(daemon=True)
        self.clients = [Balancers(estate, region=region) for region in REGIONS]
        self.counts: list[int] = []
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            self.counts.append(sum(map(serving, self.clients)))
            self._over.wait(0.1)

    def end(self) -> None:
        self._over.set()
        self.join()


def own(client: Balancers) -> dict[str, Any]:
    return {name: one for name, one in client.members().items() if name.startswith("api-")}


def serving(client: Balancers) -> int:
    return sum(
        one["operating_status"] == "ONLINE" and one["admin_state_up"] and one["weight"] > 0
        for one in own(client).values()
    )


def standing(clients: list[Balancers]) -> set[str]:
    """The names of all servers, as the cloud lists them."""
    return {one.name for each in clients for one in each.connection.compute.servers()}


def unwell(clients: list[Balancers]) -> set[str]:
    """The members whose health check fails while their server runs."""
    found = {name for each in clients for name, state in each.states().items() if state == "ERROR"}
    active = {one.name for c in clients for one in c.connection.compute.servers(status="ACTIVE")}
    return found & active


def told(shell: Shell) -> str:
    return str(shell.says("heal", "api", "--dry-run")[1])


def counted_ports(client: Balancers) -> int:
    return len(list(client.connection.network.ports()))


def test_burst_makes_members_and_its_rollback_drains_them_before_anything_is_deleted(
    behind: Callable[[str], Rehearsal],
) -> None:
    estate = behind("foreign_members = 1\n")
    shell, clients = Shell(estate), [Balancers(estate, region=region) for region in REGIONS]
    balancers.until(lambda: sum(map(serving, clients)) == BASELINE)
    for client in clients:
        assert client.change("foreign-1", weight=FOREIGN_WEIGHT).status_code == 200
        client.settled()
    before = [own(client) for client in clients]
    code, said = shell.says("burst", "api", "--to", "60", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    assert sum(map(serving, clients)) == 2 * BASELINE
    number, new = said["operation"]["id"], {}
    for client, old in zip(clients, before, strict=True):
        now = own(client)
        assert {name: now[name] for name in old} == old
        new |= {name: one for name, one in now.items() if name not in old}
    assert len(new) == BASELINE
    servers = {one.name: one.id for one in estate.record().owned()}
    for name, one in new.items():
        tags = {f"vigie.operation={number}", f"vigie.server={servers[name]}", "vigie.pool=api"}
        assert set(one["tags"]) == tags
        assert one["protocol_port"] == 443
    sampler = Sampler(estate)
    sampler.start()
    started = time.monotonic()
    code, said = shell.says("rollback", number, "--yes", "--overload", "--wait")
    sampler.end()
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    assert len(sampler.counts) > min(10, time.monotonic() - started)
    assert min(sampler.counts) >= BASELINE
    for client, old in zip(clients, before, strict=True):
        assert own(client) == old
        assert client.member("foreign-1")["weight"] == FOREIGN_WEIGHT
    removed = {each.name for each in estate.record().orders if each.order == "delete"}
    assert removed == set(new)
    shell.end()


def test_where_clients_stick_members_are_switched_off_and_go_once_nobody_is_connected(
    behind: Callable[[str], Rehearsal],
) -> None:
    estate = behind('persistence = "HTTP_COOKIE"\n')
    text = estate.settings.read_text()
    estate.settings.write_text(text.replace("[pools.api]\n", "[pools.api]\ndrain_s = 360_000\n"))
    shell, gra = Shell(estate), Balancers(estate)
    balancers.until(lambda: serving(gra) == len(own(gra)))
    before = own(gra)
    code, said = shell.says("burst", "api", "--by", "2", "--datacenter", "GRA", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    new = sorted(own(gra).keys() - before.keys())
    assert len(new) == 2
    balancers.until(lambda: all(gra.sessions(name) > 0 for name in new))
    code, said = shell.says("rollback", "--yes", "--overload")
    assert code == 0
    balancers.until(lambda: any(not own(gra).get(n, {}).get("admin_state_up", True) for n in new))
    balancers.until(lambda: own(gra) == before)
    balancers.until(lambda: shell.says("operations")[1]["operations"][0]["state"] == "succeeded")
    assert not {each.name for each in estate.record().owned()} & set(new)
    shell.end()


def test_three_that_are_sick_are_mended_and_nothing_else_is_touched(
    behind: Callable[[str], Rehearsal],
) -> None:
    estate = behind("foreign_members = 1\n")
    shell, clients = Shell(estate), [Balancers(estate, region=region) for region in REGIONS]
    balancers.until(lambda: sum(map(serving, clients)) == BASELINE)
    for client in clients:
        assert client.change("foreign-1", weight=FOREIGN_WEIGHT).status_code == 200
        client.settled()
    before, servers = [own(client) for client in clients], standing(clients)
    ports = [counted_ports(client) for client in clients]
    broken, hung = "api-gra-003", {"api-rbx-005", "api-sbg-002"}
    estate.control("sickness", {"sickness": "error", "instances": [broken]})
    estate.control("sickness", {"sickness": "hung", "instances": sorted(hung)})
    balancers.until(lambda: unwell(clients) == hung)
    balancers.until(lambda: all(name in told(shell) for name in (broken, *hung)))
    sampler = Sampler(estate)
    sampler.start()
    code, said = shell.says("heal", "api", "--yes", "--wait")
    sampler.end()
    assert (code, said["operation"]["state"]) == (0, "succeeded"), said
    assert min(sampler.counts) >= BASELINE - 3, "what served goes on serving"
    balancers.until(lambda: sum(map(serving, clients)) == BASELINE)
    orders = {(each.order, each.name) for each in estate.record().orders}
    [new] = {name for order, name in orders if order == "create"}
    assert orders == {
        *(("update-member", one) for one in ("foreign-1", broken)),
        *(("create", new), ("create-member", new)),
        *(("delete-member", broken), ("delete", broken)),
        *(("reboot", name) for name in hung),
    }
    assert standing(clients) == servers - {broken} | {new}
    rbx, gra, sbg = (own(client) for client in clients)
    assert (rbx, sbg) == (before[0], before[2])
    assert gra.keys() == before[1].keys() - {broken} | {new}
    assert f"vigie.operation={said['operation']['id']}" in gra[new]["tags"]
    assert [counted_ports(client) for client in clients] == ports
    assert not [one for client in clients for one in client.connection.block_storage.volumes()]
    for client in clients:
        assert client.member("foreign-1")["weight"] == FOREIGN_WEIGHT
    assert shell.says("sweep")[1]["leftovers"] == []
    shell.end()
