"""The provider's load balancers against the rehearsal's Octavia."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from balancers import Balancers, scenario, until
from rehearsed import Rehearsal, Rehearse

from console.clock import clock_of
from console.model.balancer import (
    BalancerPool,
    LoadBalancer,
    Member,
    MemberSettings,
    Operating,
    Provisioning,
)
from console.model.error import (
    BalancerBroken,
    BalancerBusy,
    CallRefused,
    MemberTaken,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    SourceUnreachable,
)
from console.ports import BalancerReader, BalancerWriter
from console.providers.openstack.cloud import OpenStackCloud, OpenStackReader
from console.settings.load import load

REGION = "GRA11"
NOBODY = "00000000-0000-4000-8000-000000000000"
FOREVER = "update_s = 1000000000.0\n"


class Bench:
    """An estate behind load balancers, the provider, and a client that knows nothing of it."""

    def __init__(self, estate: Rehearsal) -> None:
        self.estate = estate
        settings = load(estate.settings, environ={}).settings
        quick = {"identity_rate": 20.0, "balancer_rate": 1000.0}
        self.settings = msgspec.structs.replace(settings.openstack, **quick)
        self.clock = clock_of(settings.clock)
        cloud = OpenStackCloud(self.settings, cloud_name="vigie", clock=self.clock)
        self.octavia: BalancerWriter = cloud.balancing
        self.client = Balancers(estate)

    def reader(self) -> BalancerReader:
        reader = OpenStackReader(self.settings, cloud_name="vigie-reader", clock=self.clock)
        return reader.balancing

    @property
    def balancer(self) -> LoadBalancer:
        [found] = self.octavia.balancers(REGION).balancers
        return found

    @property
    def pool(self) -> BalancerPool:
        [found] = self.balancer.pools
        return found

    def members(self) -> dict[str, Member]:
        return {one.settings.name: one for one in self.pool.members or ()}

    def settled(self) -> None:
        until(lambda: self.balancer.state.provisioning is Provisioning.ACTIVE)

    def calls(self) -> int:
        """How many GETs Octavia has answered."""
        return self.estate.record().called("load-balancer", "GET", 200)


@pytest.fixture(scope="module")
def quiet(rehearsal: Rehearse, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A shared estate, for tests that change nothing in it."""
    extra = 'persistence = "HTTP_COOKIE"\n'
    return Bench(rehearsal(scenario(tmp_path_factory.mktemp("octavia"), extra), 600.0))


@pytest.fixture
def bench(fresh_rehearsal: Rehearse, tmp_path: Path) -> Callable[..., Bench]:
    def start(extra: str = "") -> Bench:
        return Bench(fresh_rehearsal(scenario(tmp_path, extra), 600.0))

    return start


def new(name: str = "new", address: str = "10.2.3.77", **others: object) -> MemberSettings:
    fields: dict[str, object] = {"name": name, "address": address, "protocol_port": 443}
    return MemberSettings(**(fields | others))  # type: ignore[arg-type]


def test_a_region_is_read_whole_with_both_statuses(quiet: Bench) -> None:
    view = quiet.reader().balancers(REGION)
    [balancer] = view.balancers
    assert (view.unreadable, balancer.name, balancer.provider) == (0, "api-gra", "amphora")
    assert balancer.state.provisioning is Provisioning.ACTIVE
    assert balancer.state.operating is Operating.ONLINE
    assert {one.protocol for one in balancer.listeners} == {"HTTP", "PROMETHEUS"}
    [pool] = view.pools
    assert pool.balancer_id == balancer.id
    assert pool.session_persistence == "HTTP_COOKIE"
    assert not pool.drained_by_weight
    assert pool.monitor is not None
    assert (pool.monitor.type, pool.monitor.delay_s, pool.monitor.fall) == ("HTTP", 5, 3)
    members = {one.settings.name: one for one in pool.members or ()}
    assert len(members) == 10
    first = members["api-gra-001"]
    assert (first.settings.address, first.settings.weight) == ("10.2.0.10", 1)
    assert all(one.confirmed for one in members.values())


def test_four_calls_read_a_region_and_one_more_each_pool_that_is_asked_for(quiet: Bench) -> None:
    reader = quiet.reader()
    before = quiet.calls()
    [pool] = reader.balancers(REGION, members_of=()).pools
    assert (pool.members, quiet.calls() - before) == (None, 4)
    [pool] = reader.balancers(REGION, members_of={"api"}).pools
    assert (len(pool.members or ()), quiet.calls() - before) == (10, 9)


def test_the_tree_tells_all_statuses_in_one_call(quiet: Bench) -> None:
    balancer, reader = quiet.balancer, quiet.reader()
    before = quiet.calls()
    states = reader.states(REGION, balancer.id)
    assert quiet.calls() - before == 1
    [pool] = balancer.pools
    members = {one.id: one.state for one in pool.members or ()}
    assert states.balancer == balancer.state
    assert {id_: states.parts[id_] for id_ in members} == members
    assert states.parts[pool.id] == pool.state


def test_what_passes_is_counted(quiet: Bench) -> None:
    counts = quiet.octavia.counts(REGION, quiet.balancer.id)
    assert counts.active_connections > 10_000
    assert counts.total_connections > 0


def test_what_does_not_exist_is_not_found(quiet: Bench) -> None:
    for ask in (quiet.octavia.states, quiet.octavia.counts):
        with pytest.raises(NotFound):
            ask(REGION, NOBODY)
    with pytest.raises(NotFound):
        quiet.octavia.remove(quiet.pool, NOBODY)


def test_a_reader_may_not_write(quiet: Bench) -> None:
    reading = OpenStackCloud(quiet.settings, cloud_name="vigie-reader", clock=quiet.clock)
    with pytest.raises(CallRefused) as refused:
        reading.balancing.put(quiet.pool, [new()])
    assert refused.value.notice.code == "openstack.policy"


def test_members_are_added_and_nobody_elses_changes(bench: Callable[..., Bench]) -> None:
    at = bench("foreign_members = 1\n")
    at.client.change("foreign-1", weight=77, tags=["theirs"])
    at.settled()
    before = at.members()
    wanted = [new("a", "10.2.3.77", tags=("server",)), new("b", "10.2.3.78", weight=0)]
    at.octavia.put(at.pool, wanted)
    at.settled()
    after = at.members()
    assert [after["a"].settings, after["b"].settings] == [
        dataclasses.replace(one, subnet_id=None) for one in wanted
    ]
    assert {name: one.settings for name, one in after.items() if name in before} == {
        name: one.settings for name, one in before.items()
    }
    assert after["foreign-1"].settings.weight == 77


def test_a_batch_of_what_was_read_resets_nothing(bench: Callable[..., Bench]) -> None:
    at = bench()
    at.client.change("api-gra-001", weight=0, backup=True, tags=["kept"])
    at.client.change("api-gra-002", admin_state_up=False)
    at.settled()
    before = {name: one.settings for name, one in at.members().items()}
    drained = dataclasses.replace(before["api-gra-003"], weight=0)
    at.octavia.put(at.pool, [before["api-gra-001"], before["api-gra-002"], drained])
    at.settled()
    after = {name: one.settings for name, one in at.members().items()}
    assert after == before | {"api-gra-003": drained}


def test_a_member_is_drained_switched_off_and_removed_alone(bench: Callable[..., Bench]) -> None:
    at = bench()
    assert at.pool.drained_by_weight
    first = at.members()["api-gra-001"]
    at.octavia.weigh(at.pool, first.id, 0)
    at.settled()
    assert at.members()["api-gra-001"].state.operating is Operating.DRAINING
    at.octavia.switch(at.pool, first.id, up=False)
    at.settled()
    switched = at.members()["api-gra-001"]
    assert (switched.settings.weight, switched.settings.admin_state_up) == (0, False)
    assert switched.state.operating is Operating.OFFLINE
    at.octavia.remove(at.pool, first.id)
    until(lambda: "api-gra-001" not in at.members())
    assert len(at.members()) == 9


def test_who_serves_is_unknown_without_a_monitor(bench: Callable[..., Bench]) -> None:
    at = bench("monitored = false\n")
    assert at.pool.monitor is None
    assert {one.confirmed for one in at.members().values()} == {None}


def test_ovn_is_not_drained_by_weight(bench: Callable[..., Bench]) -> None:
    at = bench('provider = "ovn"\n')
    assert not at.pool.drained_by_weight


def test_what_a_provider_has_not_is_refused_and_not_unknown(bench: Callable[..., Bench]) -> None:
    at = bench('provider = "ovn"\n')
    with pytest.raises(CallRefused) as refused:
        at.octavia.put(at.pool, [new(monitor_port=80)])
    assert refused.value.notice.values["status"] == 501
    assert "new" not in at.members()


def test_a_busy_load_balancer_says_so_and_waits(bench: Callable[..., Bench]) -> None:
    at = bench(FOREVER)
    pool, members = at.pool, at.members()
    at.octavia.weigh(pool, members["api-gra-001"].id, 0)
    for write in (
        lambda: at.octavia.weigh(pool, members["api-gra-002"].id, 0),
        lambda: at.octavia.switch(pool, members["api-gra-002"].id, up=False),
        lambda: at.octavia.remove(pool, members["api-gra-002"].id),
        lambda: at.octavia.put(pool, [new()]),
    ):
        with pytest.raises(BalancerBusy) as busy:
            write()
        assert busy.value.notice.values["state"] == "PENDING_UPDATE"
        assert busy.value.request_id


@pytest.mark.parametrize(
    ("part", "code"), [("api-gra", "balancer.broken"), ("api", "balancer.pool_broken")]
)
def test_one_in_error_is_told_from_a_busy_one(
    bench: Callable[..., Bench], part: str, code: str
) -> None:
    at = bench()
    pool, first = at.pool, at.members()["api-gra-001"]
    at.client.control(f"/{part}", broken=True)
    with pytest.raises(BalancerBroken) as broken:
        at.octavia.weigh(pool, first.id, 0)
    assert broken.value.notice.code == code


def test_a_conflict_that_cannot_be_read_stays_a_conflict(bench: Callable[..., Bench]) -> None:
    at = bench()
    pool, first = at.pool, at.members()["api-gra-001"]
    at.client.control("/api-gra", broken=True)
    at.estate.set_faults({"mode": "error", "services": ["load-balancer"], "methods": ["GET"]})
    with pytest.raises(CallRefused) as refused:
        at.octavia.weigh(pool, first.id, 0)
    assert refused.value.notice.code == "openstack.conflict"


def test_a_strangers_member_at_the_address_is_told(bench: Callable[..., Bench]) -> None:
    at = bench()
    with pytest.raises(MemberTaken) as taken:
        at.octavia.put(at.pool, [new("a"), new("b")])
    assert "10.2.3.77" in str(taken.value.notice.values["text"])


def test_too_many_members_are_a_quota(bench: Callable[..., Bench]) -> None:
    at = bench("[balancing.quotas.GRA11]\nmember = 10\n")
    with pytest.raises(QuotaExceeded):
        at.octavia.put(at.pool, [new()])


def test_a_lost_answer_leaves_the_outcome_unknown_and_is_not_repeated(
    bench: Callable[..., Bench],
) -> None:
    at = bench()
    pool = at.pool
    at.estate.set_faults({"mode": "lost", "services": ["load-balancer"], "methods": ["PUT"]})
    with pytest.raises(OutcomeUnknown):
        at.octavia.put(pool, [new()])
    made = [one for one in at.estate.record().orders if one.order == "create-member"]
    assert [one.name for one in made] == ["new"]
    assert "new" in at.members()


def test_a_load_balancer_service_that_is_down_is_unreachable(bench: Callable[..., Bench]) -> None:
    at = bench()
    at.estate.set_faults({"mode": "error", "services": ["load-balancer"], "statuses": [503]})
    with pytest.raises(SourceUnreachable):
        at.octavia.balancers(REGION)
