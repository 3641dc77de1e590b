"""Listing 10,000 servers costs at most 1.5 × fetching and decoding the same JSON."""

import json
import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import msgspec
import pytest
from scripted import Reply, scripted_openstack, server_record

SERVERS = 10_000
PAGE = 1_000
BUDGET = 1.5
ROUNDS = 7


def pages() -> list[Reply]:
    """Ten pages, as large a record as Nova's."""
    found = []
    for start in range(0, SERVERS, PAGE):
        records = [record(n) for n in range(start, start + PAGE)]
        body: dict[str, object] = {"servers": records}
        last = start + PAGE
        if last < SERVERS:
            href = f"http://nova/v2.1/servers/detail?limit={PAGE}&marker=id-{last - 1}"
            body["servers_links"] = [{"rel": "next", "href": href}]
        found.append(Reply(json.dumps(body).encode()))
    return found


def record(number: int) -> dict[str, object]:
    address = {
        "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:00:00:01",
        "OS-EXT-IPS:type": "fixed",
        "addr": f"10.1.{number // 250}.{number % 250}",
        "version": 4,
    }
    links = [
        {"rel": rel, "href": f"http://nova/v2.1/servers/id-{number}"}
        for rel in ("self", "bookmark")
    ]
    return server_record(
        number,
        addresses={"vigie-private": [address]},
        links=links,
        image={"id": "0c4ba3d4-7c1e-4c3f-9b44-0a7dfd3ee3f3", "links": links[:1]},
        tenant_id="5f705771f1be4c4e8f7e6ee4cf6f3f56",
        user_id="df01a5549869523889ba30042e4a771a",
        accessIPv4="",
        accessIPv6="",
        config_drive="",
        key_name=None,
        hostId="be8a8bf9c3a8c0e9e9d1e0b0a6f3e0a54f8a8e1f0f0d2e6a6a5f5f3d",
        progress=0,
        security_groups=[{"name": "default"}],
        **{
            "OS-DCF:diskConfig": "MANUAL",
            "OS-EXT-AZ:availability_zone": "nova",
            "OS-EXT-STS:power_state": 1,
            "OS-EXT-STS:vm_state": "active",
            "OS-SRV-USG:launched_at": "2026-11-23T14:05:00.000000",
            "OS-SRV-USG:terminated_at": None,
            "os-extended-volumes:volumes_attached": [],
        },
    )


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.mark.benchmark
def test_listing_10000_servers(tmp_path: Path) -> None:
    every = pages()
    with scripted_openstack(tmp_path, read_timeout_s=30.0, page_size=PAGE) as estate:
        path = estate.compute("servers/detail")
        plain = HTTPConnection(estate.server.url.removeprefix("http://"), timeout=30)

        def one_page() -> int:
            plain.request("GET", path)
            return len(msgspec.json.decode(plain.getresponse().read())["servers"])

        def fetch() -> int:
            estate.server.on("GET", path, *every)
            return sum(one_page() for _ in every)

        def listing() -> int:
            estate.server.on("GET", path, *every)
            return len(estate.cloud.instances("RBX-A", full=True).instances)

        assert fetch() == listing() == SERVERS
        pairs = [(seconds(fetch), seconds(listing)) for _ in range(ROUNDS)]
    fetching = statistics.median(pair[0] for pair in pairs)
    listed = statistics.median(pair[1] for pair in pairs)
    ratio = listed / fetching
    print(  # noqa: T201 - what a benchmark is for
        f"\nbudget listing.10000: ratio {ratio:.2f} (at most {BUDGET}); "
        f"listing {listed * 1000:.0f} ms, fetching and decoding {fetching * 1000:.0f} ms"
    )
    assert ratio <= BUDGET
