"""The provider against the rehearsal's real protocols."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from departing import LostAfter
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, Rehearse

from console.clock import clock_of
from console.departure import decided_by
from console.model.error import (
    CallRefused,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    SourceError,
    SourceUnreachable,
    StoodStill,
)
from console.model.instance import InstanceStatus
from console.ports import CreateOrder
from console.providers.openstack.cloud import OpenStackCloud
from console.settings.load import load
from console.settings.policy import pools

SPEED = 500.0  # no other module asks for it, so nobody else changes this estate
REGIONS = ("RBX-A", "GRA11", "SBG5")


class Bench:
    """A rehearsal, and clients of it."""

    def __init__(self, rehearsal: Rehearsal, **changes: object) -> None:
        self.rehearsal = rehearsal
        settings = load(rehearsal.settings, environ={}).settings
        quick = {"identity_rate": 20.0} | changes
        self.settings = msgspec.structs.replace(settings.openstack, **quick)
        self.clock = clock_of(settings.clock)
        self.pool = pools(settings)["api"]
        self.cloud = self.client("vigie")

    def client(self, name: str) -> OpenStackCloud:
        return OpenStackCloud(self.settings, cloud_name=name, clock=self.clock)

    def order(self, operation: str, count: int, region: str = "RBX-A") -> CreateOrder:
        batch = f"api-{region[:3].lower()}-{operation}-1"
        names = (batch,) if count == 1 else tuple(f"{batch}-{n}" for n in range(1, count + 1))
        owner = {"vigie.operation": operation, "vigie.batch": batch, "vigie.pool": "api"}
        return CreateOrder(region, self.pool.build, names=names, batch=batch, metadata=owner)

    def made_by(
        self, operation: str, region: str = "RBX-A", *, full: bool = False
    ) -> dict[str, str]:
        view = self.cloud.instances(region, full=full)
        return {i.name: i.id for i in view.instances if i.operation == operation}

    def existing(self, operation: str) -> list[str]:
        """What the rehearsal itself says was made."""
        return sorted(
            instance.name
            for instance in self.rehearsal.record().instances
            if instance.metadata.get("vigie.operation") == operation
        )

    def until(self, met: Callable[[], bool]) -> None:
        wait_until(met, what="the cloud gets there")


@pytest.fixture
def bench(fresh_rehearsal: Rehearse) -> Bench:
    return Bench(fresh_rehearsal("steady", 600.0))


@pytest.fixture(scope="module")
def quiet(rehearsal: Rehearse) -> Bench:
    """A shared estate, for tests that change nothing in it."""
    return Bench(rehearsal("steady", SPEED))


@pytest.fixture
def troubled(quiet: Bench) -> Iterator[Bench]:
    """The shared estate, for tests whose faults leave nothing behind."""
    yield quiet
    quiet.rehearsal.reset_faults()


@pytest.mark.parametrize("name", ["vigie", "vigie-appcred", "vigie-reader"])
def test_each_kind_of_credentials_identifies_itself(quiet: Bench, name: str) -> None:
    identity = quiet.client(name).identity()
    assert identity.may_write is (name != "vigie-reader")
    assert identity.project


def test_the_baseline_is_listed_over_three_regions(quiet: Bench) -> None:
    views = {region: quiet.cloud.instances(region) for region in REGIONS}
    assert {region: len(view.instances) for region, view in views.items()} == {
        "RBX-A": 12,
        "GRA11": 10,
        "SBG5": 8,
    }
    for view in views.values():
        assert view.unreadable == 0
        assert all(quiet.pool.owns(i) and i.flavor == "win-b2-60" for i in view.instances)


def test_small_pages_list_the_same(quiet: Bench) -> None:
    paged = Bench(quiet.rehearsal, page_size=5)
    assert {i.id for i in paged.cloud.instances("RBX-A").instances} == {
        i.id for i in quiet.cloud.instances("RBX-A", full=True).instances
    }


def test_quotas_and_free_addresses_are_known(quiet: Bench) -> None:
    quota = quiet.cloud.quota("GRA11", ["vigie-private"])
    assert (quota.instances.limit, quota.instances.used) == (130, 10)
    assert quota.cores.limit == 130 * 16
    assert quota.ports is not None
    assert quota.free_addresses["vigie-private"] > 900


def test_flavors_have_their_size(quiet: Bench) -> None:
    [flavor] = [f for f in quiet.cloud.flavors("SBG5") if f.name == "win-b2-60"]
    assert (flavor.vcpus, flavor.ram_mib) == (16, 60_000)


def test_an_unknown_instance_is_not_found(quiet: Bench) -> None:
    with pytest.raises(NotFound):
        quiet.cloud.delete("RBX-A", "00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotFound):
        quiet.cloud.actions("RBX-A", "00000000-0000-4000-8000-000000000000")


def test_a_batch_gets_the_names_known_beforehand(bench: Bench) -> None:
    order = bench.order("batch", 4)
    receipt = bench.cloud.create(order)
    made = bench.made_by("batch")
    assert sorted(made) == sorted(order.names)
    assert receipt.resource_id in made.values()
    [created] = bench.cloud.actions("RBX-A", str(receipt.resource_id))
    assert (created.action, created.request_id) == ("create", receipt.request_id)


def test_a_batch_of_one_has_no_suffix(bench: Bench) -> None:
    order = bench.order("single", 1)
    bench.cloud.create(order)
    assert list(bench.made_by("single")) == [order.batch]


@pytest.mark.parametrize("parts", [0, 1], ids=["nothing", "its headers"])
def test_a_call_whose_work_is_lost_by_the_time_it_leaves_makes_nothing(
    bench: Bench, parts: int
) -> None:
    order = bench.order("late", 4)
    bench.cloud.create(bench.order("early", 1))  # what is looked up before it is known now
    with decided_by(LostAfter(parts)), pytest.raises(StoodStill):
        bench.cloud.create(order)
    assert bench.existing("late") == []
    bench.cloud.create(order)
    assert bench.existing("late") == sorted(order.names)


def test_changes_show_births_boots_and_deaths(bench: Bench) -> None:
    assert len(bench.cloud.instances("RBX-A").instances) == 12
    bench.cloud.create(bench.order("life", 3))
    made = bench.made_by("life")
    assert len(made) == 3
    bench.until(
        lambda: all(
            i.status is InstanceStatus.ACTIVE and i.addresses
            for i in bench.cloud.instances("RBX-A").instances
        )
    )
    for instance_id in made.values():
        bench.cloud.delete("RBX-A", instance_id)
    bench.until(lambda: not bench.made_by("life"))
    full = bench.cloud.instances("RBX-A", full=True)
    assert len(full.instances) == 12
    assert bench.cloud.instances("RBX-A").instances == full.instances


def test_named_instances_are_followed_from_birth_to_death(bench: Bench) -> None:
    order = bench.order("named", 10)
    assert not bench.cloud.named("RBX-A", order.names).instances
    bench.cloud.create(order)
    made = bench.cloud.named("RBX-A", order.names).instances
    assert sorted(i.name for i in made) == sorted(order.names)
    pinned = [i.id for i in made]
    bench.cloud.delete("RBX-A", pinned[0])
    bench.until(lambda: len(bench.cloud.named("RBX-A", order.names, pinned).instances) == 9)
    for instance_id in pinned[1:]:
        bench.cloud.delete("RBX-A", instance_id)
    bench.until(lambda: not bench.cloud.named("RBX-A", order.names, pinned).instances)
    assert bench.cloud.named("RBX-A", order.names, pinned).unreadable == 0
    assert not bench.cloud.named("RBX-A", (), pinned).instances


def test_a_lock_is_seen_in_lists_and_refuses_what_removes_or_reboots(bench: Bench) -> None:
    first = bench.cloud.instances("GRA11").instances[0]
    assert not first.locked
    nova = bench.cloud._calls
    nova.write("POST", "compute", "GRA11", f"servers/{first.id}/action", {"lock": None})
    assert {i.id for i in bench.cloud.instances("GRA11").instances if i.locked} == {first.id}
    assert bench.cloud.named("GRA11", (), (first.id,)).instances[0].locked
    for call in (bench.cloud.delete, bench.cloud.reboot):
        with pytest.raises(CallRefused, match="is locked"):
            call("GRA11", first.id)


def test_over_quota_is_told_apart_from_policy_and_makes_nothing(bench: Bench) -> None:
    bench.rehearsal.set_quota("RBX-A", 14)
    with pytest.raises(QuotaExceeded) as caught:
        bench.cloud.create(bench.order("quota", 3))
    assert caught.value.request_id
    assert not bench.existing("quota")


def test_a_reader_may_look_but_not_write(troubled: Bench) -> None:
    reader = troubled.client("vigie-reader")
    [first, *_] = reader.instances("RBX-A").instances
    with pytest.raises(CallRefused) as caught:
        reader.create(troubled.order("reader", 2))
    assert not isinstance(caught.value, QuotaExceeded)
    with pytest.raises(CallRefused):
        reader.delete("RBX-A", first.id)
    assert not troubled.existing("reader")


def test_worthless_tokens_are_replaced_for_reads_and_writes(bench: Bench) -> None:
    bench.cloud.instances("RBX-A")
    bench.rehearsal.revoke_tokens()
    assert len(bench.cloud.instances("RBX-A").instances) == 12
    bench.rehearsal.revoke_tokens()
    bench.cloud.create(bench.order("token", 2))
    assert len(bench.existing("token")) == 2


def test_many_threads_share_one_new_token(troubled: Bench) -> None:
    troubled.cloud.identity()
    before = troubled.rehearsal.record().called("identity", "POST", 201)
    troubled.rehearsal.revoke_tokens()
    with ThreadPoolExecutor(6) as threads:
        views = list(threads.map(troubled.cloud.instances, REGIONS * 2))
    assert sorted(len(view.instances) for view in views) == [8, 8, 10, 10, 12, 12]
    assert troubled.rehearsal.record().called("identity", "POST", 201) == before + 1


def test_the_rate_is_kept_over_three_regions_together(troubled: Bench) -> None:
    slow = Bench(troubled.rehearsal, compute_rate=15.0)
    refused = slow.rehearsal.record().called("compute", "GET", 429)
    for region in REGIONS:
        slow.cloud.instances(region)
    started = time.monotonic()
    with ThreadPoolExecutor(9) as threads:
        list(threads.map(slow.cloud.instances, REGIONS * 12))
    assert time.monotonic() - started > (36 - 8) / 15.0 * 0.95
    assert slow.rehearsal.record().called("compute", "GET", 429) == refused


def test_too_many_calls_are_answered_by_waiting(troubled: Bench) -> None:
    fast = Bench(troubled.rehearsal, compute_rate=500.0)
    views: list[object] = []

    def refused() -> bool:
        """Whether one of many calls at a time was one too many; on a busy machine it takes more."""
        with ThreadPoolExecutor(8) as threads:
            views.extend(threads.map(fast.cloud.instances, REGIONS * 12))
        return fast.rehearsal.record().called("compute", "GET", 429) > 0

    wait_until(refused, what="a call too many")
    assert len(views) % 36 == 0


@pytest.mark.parametrize("mode", ["lost", "late_error"])
def test_a_creation_whose_answer_is_lost_is_unknown_and_made_once(bench: Bench, mode: str) -> None:
    bench.cloud.instances("RBX-A")
    bench.rehearsal.set_faults(
        {"mode": mode, "services": ["compute"], "methods": ["POST"], "times": 1}
    )
    with pytest.raises(OutcomeUnknown):
        bench.cloud.create(bench.order("lost", 3))
    assert sorted(bench.made_by("lost", full=True)) == bench.existing("lost")
    assert len(bench.existing("lost")) == 3


@pytest.mark.parametrize("mode", ["down", "error", "html", "nonsense"])
def test_a_creation_that_failed_unclearly_is_unknown_and_not_repeated(
    troubled: Bench, mode: str
) -> None:
    troubled.rehearsal.set_faults(
        {"mode": mode, "services": ["compute"], "methods": ["POST"], "times": 1}
    )
    with pytest.raises(OutcomeUnknown):
        troubled.cloud.create(troubled.order("fail", 2))
    assert not troubled.existing("fail")


def test_a_creation_that_hangs_is_unknown_in_time(troubled: Bench) -> None:
    hasty = Bench(troubled.rehearsal, write_timeout_s=0.5)
    hasty.rehearsal.set_faults(
        {"mode": "hang", "services": ["compute"], "methods": ["POST"], "times": 1}
    )
    started = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        hasty.cloud.create(hasty.order("hang", 2))
    assert time.monotonic() - started < HANGS_AFTER_S


@pytest.mark.parametrize("mode", ["down", "error", "lost", "late_error"])
def test_reads_survive_what_passes(troubled: Bench, mode: str) -> None:
    fault = {"mode": mode, "services": ["compute"], "methods": ["GET"], "times": 2}
    troubled.rehearsal.set_faults(fault)
    assert len(troubled.cloud.instances("RBX-A").instances) == 12


def test_one_region_down_does_not_touch_the_others(troubled: Bench) -> None:
    troubled.rehearsal.set_faults({"mode": "down", "regions": ["GRA11"]})
    assert len(troubled.cloud.instances("RBX-A").instances) == 12
    with pytest.raises(SourceUnreachable):
        troubled.cloud.instances("GRA11")
    assert len(troubled.cloud.instances("SBG5").instances) == 8


@pytest.mark.parametrize("mode", ["html", "nonsense"])
def test_what_is_not_the_protocol_is_a_typed_error(troubled: Bench, mode: str) -> None:
    troubled.rehearsal.set_faults({"mode": mode, "services": ["compute"], "methods": ["GET"]})
    with pytest.raises(SourceError):
        troubled.cloud.instances("RBX-A")
