"""The provider against the rehearsal's Patroni, and what that one refuses."""

import tomllib
from collections.abc import Callable

import pytest
import requests
from process import HANGS_AFTER_S
from rehearsed import Rehearsal, Rehearse

from console.clock import clock_of
from console.model.cluster import ClusterRole, ClusterView
from console.model.error import SourceError
from console.providers.access import ServerKeys
from console.providers.patroni.reader import PatroniReader
from console.settings.clusters import ClusterSettings
from console.settings.load import load

NAME = "databases"


class ClusterBench:
    """A rehearsal, and who reads its cluster."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        settings = load(rehearsal.settings, environ={}).settings
        self.settings: ClusterSettings = settings.clusters[NAME]
        kept = tomllib.loads((rehearsal.settings.parent / "secrets.toml").read_text())
        self.password: str = kept[settings.estate.name][f"cluster-{NAME}-password"]
        self.clock = clock_of(settings.clock)

    def view(self) -> ClusterView:
        keys = ServerKeys(password=self.password)
        return PatroniReader(NAME, self.settings, keys=keys, clock=self.clock).view()

    def url(self, member: str) -> str:
        return next(url for url in self.settings.urls if url.endswith(member))

    def post(self, member: str, path: str, body: object = None) -> requests.Response:
        auth = ("patroni", self.password)
        url = f"{self.url(member)}/{path}"
        return requests.post(url, json=body, auth=auth, timeout=HANGS_AFTER_S)

    def make(self, member: str = "", **what: object) -> None:
        self.rehearsal.control(f"patroni/{member}".rstrip("/"), what)

    def until(self, seen: Callable[[ClusterView], bool]) -> ClusterView:
        """Look until something is so: estate time runs fast, and each look lets it pass."""
        for _ in range(2000):
            found = self.view()
            if seen(found):
                return found
        raise AssertionError(f"never seen; the last: {found}")


@pytest.fixture
def bench(fresh_rehearsal: Rehearse) -> ClusterBench:
    return ClusterBench(fresh_rehearsal("complete", 100.0))


def test_members_are_told_with_role_state_lag_and_timeline(bench: ClusterBench) -> None:
    found = bench.view()
    assert [(one.name, one.role, one.well) for one in found.members] == [
        ("db-1", ClusterRole.LEADER, True),
        ("db-2", ClusterRole.REPLICA, True),
        ("db-3", ClusterRole.REPLICA, True),
    ]
    assert [one.lag_bytes for one in found.members] == [None, 0, 0]
    assert (found.expected, found.quorum, found.paused) == (3, True, False)


def test_what_is_sick_is_told_and_a_lag_that_nobody_knows_is_unknown(bench: ClusterBench) -> None:
    bench.make("db-2", sickness="crashed")
    bench.make("db-3", sickness="lagging", eligible=False)
    bench.make(paused=True)
    found = bench.view()
    second, third = found.member("db-2"), found.member("db-3")
    assert second is not None
    assert third is not None
    assert (second.state, second.well, second.lag_bytes) == ("crashed", False, None)
    assert third.lag_bytes is not None
    assert third.lag_bytes > 40 * 2**20
    assert (third.well, third.eligible, found.paused) == (True, False, True)


def test_a_silent_member_is_asked_past_and_then_missing(bench: ClusterBench) -> None:
    bench.make("db-1", sickness="silent")
    found = bench.until(lambda view: view.leader is not None and view.leader.name != "db-1")
    assert found.member("db-1") is None
    assert (found.size, found.well, found.quorum) == (3, 2, True)


def test_without_the_stores_quorum_nobody_answers_for_the_cluster(bench: ClusterBench) -> None:
    bench.make(quorum=False)
    with pytest.raises(SourceError) as caught:
        bench.view()
    assert (caught.value.exit_code, caught.value.notice.code) == (5, "cluster.storeless")


def test_writes_need_the_password_and_say_in_patronis_words_why_not(bench: ClusterBench) -> None:
    bare = requests.post(f"{bench.url('db-1')}/restart", timeout=HANGS_AFTER_S)
    assert (bare.status_code, bare.text) == (401, "no auth header received")
    wrong = bench.post("db-2", "switchover", {"leader": "db-2", "candidate": "db-3"})
    assert (wrong.status_code, wrong.text) == (412, "leader name does not match")
    same = bench.post("db-2", "switchover", {"leader": "db-1", "candidate": "db-1"})
    assert same.status_code == 400
    assert bench.post("db-2", "switchover", {"candidate": "db-3"}).status_code == 400


def test_a_switchover_is_answered_when_it_is_over(bench: ClusterBench) -> None:
    done = bench.post("db-2", "switchover", {"leader": "db-1", "candidate": "db-3"})
    assert (done.status_code, done.text) == (200, 'Successfully switched over to "db-3"')
    leader = bench.view().leader
    assert leader is not None
    assert leader.name == "db-3"
    orders = [one.order for one in bench.rehearsal.record().orders]
    assert orders == ["switchover"]


def test_503_is_failed_or_unknown_and_the_cluster_alone_knows_which(bench: ClusterBench) -> None:
    bench.make(switchovers="fails")
    failed = bench.post("db-2", "switchover", {"leader": "db-1", "candidate": "db-2"})
    assert (failed.status_code, failed.text) == (503, "Switchover failed")
    bench.make(switchovers="hangs")
    hung = bench.post("db-2", "switchover", {"leader": "db-1", "candidate": "db-2"})
    assert (hung.status_code, hung.text) == (503, "Switchover status unknown")
    bench.until(lambda view: view.leader is not None and view.leader.name == "db-2")


def test_a_restart_goes_to_the_member_itself(bench: ClusterBench) -> None:
    bench.make("db-3", sickness="crashed")
    done = bench.post("db-3", "restart")
    assert (done.status_code, done.text) == (200, "restarted successfully")
    member = bench.view().member("db-3")
    assert member is not None
    assert member.well
    bench.make("db-3", sickness="broken")
    assert bench.post("db-3", "restart").status_code == 503
