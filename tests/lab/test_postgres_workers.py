"""Two hosts with a worker each, on one PostgreSQL: two people, two pools, a window, and deaths."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from databases import as_role
from echoing import Asked, Given, echoing
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, Rehearse
from worked import session

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a process a host's name"),
]
SECOND_POOL = """
[pools.web]
baseline = 0
burst_to = 20
ceiling = 40
flavor = "win-b2-60"
image = "windows-server-2022-api"
network = "vigie-private"
name_pattern = '^web-'
connections_per_instance = 21000
boot_deadline_s = 2400.0
[pools.web.shares]
RBX = { weight = 1 }
GRA = { weight = 1 }
SBG = { weight = 1 }
"""
PARIS = ZoneInfo("Europe/Paris")
WINDOW = """
[[windows]]
name = "evening"
pool = "api"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
start = "{start:%H:%M}"
end = "{end:%H:%M}"
to = 40
lead_s = 3600
"""


@dataclass(frozen=True)
class Host:
    """A host by its name, with a home folder and the address of the database, but for the role."""

    name: str
    home: Path
    estate: Rehearsal
    address: str
    proxy: str
    windows: str = ""

    def settings(self, role: str) -> Path:
        """The settings of who is that role in the database."""
        text = self.estate.settings.read_text()
        kept = [line for line in text.splitlines() if not line.startswith("state_dir")]
        mine = f'url = "{as_role(self.address, role)}"\nstate_dir = "{self.home / role}"'
        file = self.home / f"{role}.toml"
        file.parent.mkdir(exist_ok=True)
        text = "\n".join(kept).replace("[journal]", f"[journal]\n{mine}")
        file.write_text(text + SECOND_POOL + self.windows)
        return file

    def start(self, role: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start `vigie` here, as who is that role."""
        named = f'hostname {self.name} && exec "$@"'
        settings = ("--settings", str(self.settings(role)))
        vigie = (sys.executable, "-m", "console", *arguments, *settings)
        return subprocess.Popen(
            ["unshare", "--uts", "sh", "-c", named, "sh", *vigie],
            env={**os.environ, "HOME": str(self.home), "http_proxy": self.proxy},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def vigie(self, role: str, *arguments: str) -> Any:  # noqa: ANN401 - what the command answers
        """What `vigie` answers who is that role, in JSON."""
        return answer(self.start(role, *arguments, "--output", "json"))

    @contextmanager
    def working(self) -> Iterator["subprocess.Popen[str]"]:
        """A worker of this host."""
        process = self.start("vigie_worker", "worker", "run")
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.communicate(timeout=HANGS_AFTER_S)
            finally:
                process.kill()


def answer(process: "subprocess.Popen[str]") -> Any:  # noqa: ANN401 - any JSON
    """The JSON of a command that did what it was asked."""
    said, complained = process.communicate(timeout=HANGS_AFTER_S)
    assert process.returncode == 0, said + complained
    return json.loads(said)


@pytest.fixture
def hosts(
    by_the_guide: str, fresh_rehearsal: Rehearse, tmp_path: Path
) -> Iterator[tuple[Host, Host]]:
    estate = fresh_rehearsal("steady", 120.0)
    with echoing(partial(second_load, estate)) as front:
        proxy = f"http://127.0.0.1:{front.port}"
        one, two = (
            Host(name, tmp_path / name, estate, by_the_guide, proxy) for name in ("one", "two")
        )
        yield one, two


def second_load(estate: Rehearsal, asked: Asked) -> Given | None:
    """The second pool, which hardly anybody uses: the estate's own metrics know nothing of it."""
    place, _, query = asked.path.partition("?")
    if not place.startswith(estate.endpoints["prometheus"]) or "pool%3D%22web" not in query:
        return None
    url = f"{place}?{query.replace('%22web%22', '%22api%22')}"
    with urllib.request.urlopen(url, timeout=HANGS_AFTER_S) as answered:  # noqa: S310 - loopback
        told = json.load(answered)
    found = told["data"]["result"]
    if "up%7Bpool" in query:
        (at, _), *_ = (sample["value"] for sample in found)
        told["data"]["result"] = [
            {"metric": {"instance": each.name}, "value": [at, "1"]}
            for each in estate.record().owned("web")
            if each.status == "ACTIVE"
        ]
    else:
        for sample in found:
            sample["value"][1] = "0.1"
    return 200, json.dumps(told).encode()


def of_pool(estate: Rehearsal, pool: str) -> dict[str, str]:
    """Names of the instances of a pool by id, by the estate's own record."""
    return {i.id: i.name for i in estate.record().instances if i.name.startswith(f"{pool}-")}


def test_two_bursts_of_two_pools_outlive_one_of_two_workers(hosts: tuple[Host, Host]) -> None:
    one, two = hosts
    estate = one.estate
    before = {pool: of_pool(estate, pool) for pool in ("api", "web")}
    assert (len(before["api"]), len(before["web"])) == (30, 0)
    with one.working() as first, two.working() as second:
        wait_until(lambda: names_of_workers(one) == {"one", "two"}, what="two workers")
        asked = [
            one.start("anna", "burst", "api", "--by", "30", "--yes", "--output", "json"),
            two.start("bert", "burst", "web", "--to", "20", "--yes", "--output", "json"),
        ]
        ids = [answer(each)["operation"]["id"] for each in asked]
        wait_until(lambda: estate.record().called("compute", "POST", 202), what="a first call")
        for each in (first, second):  # while it is looked who holds what
            os.kill(each.pid, signal.SIGSTOP)
        holders = {each["executor"].split("-")[0] for each in listed(two)}
        dying = first if "one" in holders else second
        os.kill(dying.pid, signal.SIGKILL)
        dying.wait()
        os.kill((second if dying is first else first).pid, signal.SIGCONT)
        wait_until(lambda: not any(map(live, listed(two))), what="both bursts end")
        assert {each["state"] for each in listed(two)} == {"succeeded"}
        after = {pool: of_pool(estate, pool) for pool in ("api", "web")}
        assert (len(after["api"]), len(after["web"])) == (60, 20)
        assert all(set(Counter(found.values()).values()) == {1} for found in after.values())
        survivor = two if dying is first else one
        told = [survivor.vigie("carl", "operations", "show", each) for each in ids]
        assert "operation.resumed" in json.dumps(told), "what the dead worker held was taken over"
        by = {each["id"]: each["author"] for each in listed(survivor)}
        assert [by[each]["user"] for each in ids] == ["anna", "bert"]
        assert [by[each]["host"] for each in ids] == ["one", "two"]
        undone = [
            one.start("bert", "rollback", ids[0], "--yes", "--overload", "--output", "json"),
            two.start("anna", "rollback", ids[1], "--yes", "--overload", "--output", "json"),
        ]
        for each in undone:
            answer(each)
        wait_until(lambda: not any(map(live, listed(two))), what="both are undone")
        assert {pool: of_pool(estate, pool) for pool in ("api", "web")} == before
        assert len(listed(two)) == 4


def test_two_workers_open_a_window_once_and_the_one_that_is_left_gives_it_back(
    hosts: tuple[Host, Host],
) -> None:
    estate = hosts[0].estate
    before = of_pool(estate, "api")
    now = session(estate).clock.now().astimezone(PARIS)
    start = now.replace(second=0, microsecond=0) + timedelta(hours=1, minutes=15)
    end = start + timedelta(minutes=45)
    one, two = (replace(each, windows=WINDOW.format(start=start, end=end)) for each in hosts)
    with one.working() as first, two.working() as second:
        wait_until(lambda: names_of_workers(one) == {"one", "two"}, what="two workers")
        wait_until(lambda: estate.record().called("compute", "POST", 202), what="a first call")
        (opening,) = listed(two)
        dying = first if opening["executor"].startswith("one-") else second
        os.kill(dying.pid, signal.SIGKILL)
        dying.wait()
        wait_until(lambda: len(of_pool(estate, "api")) == 40, what="the window is open")
        wait_until(lambda: of_pool(estate, "api") == before, what="it is given back")
        wait_until(lambda: not any(map(live, listed(two))), what="its end")
    found = listed(two)
    assert [each["state"] for each in found] == ["succeeded", "succeeded"]
    assert {each["author"]["user"] for each in found} == {"schedule:evening"}
    assert {each["author"]["recorded_by"] for each in found} == {"vigie_worker"}


def listed(host: Host) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = host.vigie("carl", "operations", "list")["operations"]
    return found


def live(operation: dict[str, Any]) -> bool:
    return operation["state"] in {"queued", "running", "stopping"}


def names_of_workers(host: Host) -> set[str]:
    with psycopg.connect(as_role(host.address, "carl")) as connection:
        return {row[0] for row in connection.execute("SELECT host FROM workers")}
