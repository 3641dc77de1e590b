"""Faults that a real night has shown, each as one schedule that breaks a law."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, time

import pytest
from clustered import with_cluster
from night import POLICY, POOL, REGIONS, Fall, Night
from silences import OTHERS
from upkeep import EACH
from weather import Spell
from worker import SHELVES

from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.silences.verbs import UNSILENCING
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.model.operation import Operation, OperationState
from console.model.plan import Desired, Plan, PlannedChange, Refusal
from console.model.pool import ForesightMode
from console.model.verb import REPAIR, ROLLBACK
from console.model.window import Rise, Window
from console.operations.journal.rows import encode
from console.planning import digest as sealing
from console.planning.digest import seal


def whys(night: Night, operation: str) -> Counter[str]:
    changes = night.desk().journal.changes(operation)
    return Counter(c.why.code for c in changes if c.why)


def over(night: Night, operation: Operation | str) -> Operation:
    """The operation, once nothing more happens."""
    night.run_out()
    found = night.desk().operation(operation if isinstance(operation, str) else operation.id)
    assert not found.state.live
    return found


def test_a_rollback_whose_worker_was_lost_for_long_still_takes_everything_away(fall: Fall) -> None:
    night = fall(hire_after_s=3.0)
    burst = over(night, night.desk().ask(BURST, pool="api", to=6))
    night.on_hire = lambda worker: worker.dooms.update({20: night.die})
    night.workers[0].leaving = True
    night.kill(night.workers[0])
    rollback = night.desk().ask(ROLLBACK, operation=burst.id)
    night.run(until=night.moments.t + 2400)  # its worker died at once, and nobody saw it
    night.on_hire = lambda _worker: None
    night.work()
    ended = over(night, rollback)
    assert whys(night, rollback.id)["change.still_there"] == 0
    assert ended.state is OperationState.SUCCEEDED
    assert len(night.cloud.standing()) == 3
    night.laws.look_back()


def test_one_failed_metrics_read_after_the_deadline_fails_no_instance(fall: Fall) -> None:
    night = fall(hire_after_s=3.0)
    night.on_hire = lambda worker: worker.dooms.update({60: night.die})
    burst = night.desk().ask(BURST, pool="api", to=6)
    night.run(until=1200)
    night.on_hire = lambda _worker: None
    night.weather.told["health"].append("down")
    night.work()
    assert over(night, burst).state is OperationState.SUCCEEDED
    night.laws.look_back()


@pytest.mark.parametrize("outcome", ["limited", "down", "denied"])
def test_a_creation_that_is_put_off_for_ever_ends_explained(fall: Fall, outcome: str) -> None:
    night = fall()
    night.weather.chances["create"] = ((outcome, 1.0),)
    burst = night.desk().ask(BURST, pool="api", by=2, datacenters=("RBX",))
    night.run(until=4000)
    ended = night.desk().operation(burst.id)
    assert ended.state is OperationState.FAILED
    assert len(night.cloud.posts) < 300
    assert all(c.why for c in night.desk().journal.changes(burst.id))


def test_a_silent_region_does_not_refuse_a_burst_elsewhere(fall: Fall) -> None:
    night = fall()
    night.desk().watch.refresh()
    night.run(until=600)
    night.weather.spells.append(Spell("nova:GRA11", "silent", 0.0))
    found = night.desk().plan(BURST, pool="api", to=6, datacenters=("RBX",))
    assert isinstance(found, Plan), found
    assert over(night, night.desk().submit(found)).state is OperationState.SUCCEEDED


def test_a_region_that_falls_silent_stops_no_creation_elsewhere(fall: Fall) -> None:
    night = fall()
    burst = night.desk().ask(BURST, pool="api", by=2, datacenters=("RBX",))
    night.weather.spells.append(Spell("nova:GRA11", "silent", 0.0))
    assert over(night, burst).state is OperationState.SUCCEEDED
    night.laws.look_back()


def test_a_region_that_the_pool_does_not_use_stops_nothing(fall: Fall) -> None:
    shares = tuple(share for share in POOL.shares if share.datacenter != "SBG")
    night = fall(policy=replace(POLICY, pools={"api": replace(POOL, shares=shares)}))
    night.cloud.take(next(s for s in night.cloud.standing() if s.region == "SBG5"))
    night.weather.spells.append(Spell("nova:SBG5", "silent", 0.0))
    burst = night.desk().ask(BURST, pool="api", by=2)
    assert over(night, burst).state is OperationState.SUCCEEDED
    night.laws.look_back()


def shrinking(night: Night, to: int) -> Operation:
    night.hire_after_s = 1e6  # somebody accepts it, and no worker starts
    return night.desk().ask(SCALE, pool="api", to=to)


def test_a_plan_of_ten_hours_ago_is_not_begun(fall: Fall) -> None:
    night = fall(standing=6)
    scale = shrinking(night, 3)
    night.run(until=36_000)
    night.work()
    assert over(night, scale).state is OperationState.FAILED
    assert night.cloud.removals == []


def test_a_shrinking_is_checked_against_the_baseline_again(fall: Fall) -> None:
    night = fall(standing=6)
    scale = shrinking(night, 3)
    going = {c.resource_id for c in night.desk().journal.changes(scale.id)}
    for server in [s for s in night.cloud.standing() if s.id not in going]:
        night.cloud.take(server)
    night.laws.meddled = True
    night.work()
    assert over(night, scale).state is OperationState.FAILED
    assert len(night.cloud.standing()) == 3


def test_a_shrinking_needs_fresh_evidence_when_it_begins(fall: Fall) -> None:
    night = fall(standing=6)
    scale = shrinking(night, 3)
    night.weather.spells.append(Spell("prometheus", "silent", 0.0))
    night.work()
    over(night, scale)
    assert night.cloud.removals == []


def test_a_shrinking_is_checked_against_the_budget_of_the_worker(fall: Fall) -> None:
    night = fall(standing=9)
    scale = shrinking(night, 3)
    limits = replace(POLICY.limits, shrink_at_most=2)
    night.work(replace(POLICY, limits=limits))
    assert over(night, scale).state is OperationState.FAILED
    assert night.cloud.removals == []


@pytest.mark.parametrize("field", ["undo", "details", "euro_per_month"])
def test_a_plan_sealed_by_a_version_without_a_field_is_carried_out(fall: Fall, field: str) -> None:
    """What an older release wrote: no such key in the plan, and a digest without it."""
    night = fall()
    found = night.desk().plan(BURST, pool="api", by=2, datacenters=("RBX",))
    assert isinstance(found, Plan)
    night.hire_after_s = 1e6
    night.desk().submit(found)
    content = json.loads(encode(found))
    del content[field]
    content["digest"] = _sealed_without(found, field)
    shelf = SHELVES.by_name[f"{night.desk().journal.url.database}"]
    shelf.raw.execute(
        "UPDATE operations SET plan = ?, digest = ?", (json.dumps(content), content["digest"])
    )
    shelf.version += 1
    night.work()
    assert over(night, found.operation_id).state is OperationState.SUCCEEDED


def _sealed_without(plan: Plan, field: str) -> str:
    """The digest as a version computed it that did not know a field."""
    content = sealing._plain(replace(plan, digest=""))
    del content[field]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def test_a_burst_exactly_to_the_ceiling_is_not_counted_twice(fall: Fall) -> None:
    """A creation that takes long is asked for and listed at the same time."""
    night = fall()
    night.weather.told["create"].extend(["ok", *["limited"] * 6])
    night.when("POST", lambda: night.when("POST", lambda: night.linger(400.0)))
    burst = night.desk().ask(BURST, pool="api", to=12)
    assert over(night, burst).state is OperationState.SUCCEEDED
    assert len(night.cloud.standing()) == 12
    night.laws.look_back()


def test_only_an_order_of_our_own_account_is_adopted(fall: Fall) -> None:
    night = fall(private=True)
    night.weather.told["order"].append("dropped")
    add = night.desk().ask(DATASTORE_ADD, count=1, size_bytes=3 * 10**12)
    night.at(4.0, night.provider.stranger)
    assert over(night, add).state is OperationState.FAILED
    night.laws.look_back()


def test_an_order_without_an_answer_is_the_same_one_in_planning_and_in_the_worker(
    fall: Fall,
) -> None:
    night = fall(private=True)
    night.weather.told["order"].append("dropped")
    add = night.desk().ask(DATASTORE_ADD, count=1, size_bytes=3 * 10**12)
    night.at(4.0, night.provider.stranger)
    assert over(night, add).state is OperationState.FAILED
    undo = night.desk().plan(ROLLBACK, operation=add.id)
    assert isinstance(undo, Refusal)
    assert [r.guard for r in undo.reasons] == ["nothing"]


def test_each_instance_is_told_to_be_gone_once_whatever_the_clocks_say(fall: Fall) -> None:
    night = fall(hire_after_s=1e6)
    night.work(skew_s=600.0)
    burst = over(night, night.desk().ask(BURST, pool="api", to=6))
    rollback = night.desk().ask(ROLLBACK, operation=burst.id)
    assert over(night, rollback).state is OperationState.SUCCEEDED
    night.laws.look_back()


def test_what_a_foreign_hand_wrote_into_the_journal_passes_no_bound(fall: Fall) -> None:
    night = fall(hire_after_s=1e6)
    region = REGIONS["RBX"]
    changes = tuple(
        PlannedChange("RBX", region, f"api-rbx-x-{n}", Desired.PRESENT) for n in range(1, 21)
    )
    found = night.desk().plan(BURST, pool="api", by=1, datacenters=("RBX",))
    assert isinstance(found, Plan)
    forged = seal(replace(found, changes=changes, ceiling=999, size_after=4))
    night.desk().submit(forged)
    night.work()
    assert over(night, forged.operation_id).state is not OperationState.SUCCEEDED
    assert len(night.cloud.standing()) <= POOL.ceiling


def test_what_a_region_made_that_fell_silent_counts_though_its_list_is_older(fall: Fall) -> None:
    """A burst ends in a region, which is never listed again: another goes by what was made."""
    night = fall()
    desk = night.desk()
    desk.watch.refresh()
    night.run(until=1.0)
    burst = over(night, desk.ask(BURST, pool="api", by=6, datacenters=("RBX",)))
    assert burst.state is OperationState.SUCCEEDED
    region = REGIONS["RBX"]
    before = replace(desk.watch.seen.regions[region], observed_at=night.moments.estate(-1e4))
    listed = tuple(i for i in before.instances if i.operation is None)
    desk.watch.seen.regions[region] = replace(before, instances=listed)
    night.weather.spells.append(Spell(f"nova:{region}", "silent", 0.0))
    found = desk.plan(BURST, pool="api", by=4, datacenters=("GRA",))
    assert isinstance(found, Refusal), "nine stand, and twelve is the ceiling"
    assert "ceiling" in [reason.guard for reason in found.reasons]
    assert isinstance(desk.plan(BURST, pool="api", by=3, datacenters=("GRA",)), Plan)


def kept(fall: Fall, *, until: float, **more: object) -> Night:
    """A night whose worker looks after the pool, which grows by what is foreseen."""
    pool = replace(POOL, foresight=ForesightMode.AUTO, boot_deadline_s=120.0)
    policy = replace(POLICY, pools={"api": pool}, **more)
    night = fall(policy=policy, keeps=True, keeps_until=until, speed=6.0)
    night.enough = 10_000
    night.metrics.course = lambda t: EACH * (12 if t < 60.0 else 2) - 1.0
    night.work()
    return night


def test_what_was_foreseen_is_given_back_in_portions_that_one_operation_may_remove(
    fall: Fall,
) -> None:
    night = kept(fall, until=1200.0, limits=replace(POLICY.limits, shrink_at_most=2))
    night.run(until=60.0)
    assert len(night.cloud.standing()) == 12
    night.run_out()
    assert len(night.cloud.standing()) == POOL.baseline
    night.laws.look_back()
    night.laws.keeper.look_back(night.desk())


def test_one_that_is_sick_does_not_keep_all_that_could_be_given_back(fall: Fall) -> None:
    """The floor in service needs one more: the others go, and people are told why it stays."""
    night = kept(fall, until=1200.0)
    night.run(until=60.0)
    night.laws.meddled = True
    night.cloud.sicken(next(s for s in night.cloud.standing() if s.by == "seed"), "hung")
    night.run_out()
    assert len(night.cloud.standing()) == POOL.baseline + 1
    told = [e.notice.code for e in night.desk().journal.events(limit=500)]
    assert "guard.in_service" in told


def test_nothing_is_given_back_by_a_worker_that_has_never_listed_a_region(fall: Fall) -> None:
    night = kept(fall, until=900.0)
    night.run(until=60.0)
    night.kill(night.workers[0])
    night.weather.spells.append(Spell("nova:SBG5", "silent", 0.0, 500.0))
    night.work()
    night.run(until=500.0)
    assert len(night.cloud.standing()) == 12
    night.run_out()
    assert len(night.cloud.standing()) == POOL.baseline


@pytest.mark.parametrize("code", [*REGIONS])
def test_a_repair_and_its_way_home_give_exact_counts(fall: Fall, code: str) -> None:
    night = fall(standing=6)
    desk, region = night.desk(), REGIONS[code]
    desk.watch.refresh()
    before = Counter(s.region for s in night.cloud.standing())
    night.weather.spells.append(Spell(f"nova:{region}", "silent", 0.0, 400.0))
    night.run(until=200.0)
    repair = desk.ask(REPAIR, pool="api")
    night.run(until=399.0)
    assert desk.operation(repair.id).state is OperationState.SUCCEEDED
    assert Counter(s.region for s in night.cloud.standing()).total() == 8
    night.laws.meddled = True
    night.cloud.take(night.cloud.standing(region)[0])
    night.run(until=420.0)
    assert over(night, desk.ask(REPAIR, pool="api")).state is OperationState.SUCCEEDED
    assert Counter(s.region for s in night.cloud.standing()) == before
    assert not night.laws.keeper.standing_in(desk)
    night.laws.look_back()


def test_what_a_burst_had_held_and_was_lost_and_moved_home_is_no_windows_to_give_back(
    fall: Fall,
) -> None:
    """Its two are gone with their datacenter, and made there again before the window opens."""
    opens, closes = time(15, 20), time(15, 40)
    window = Window("peak", "api", frozenset(range(7)), opens, closes, UTC, rise=Rise(7))
    night = fall(
        policy=replace(POLICY, windows=(window,)), keeps=True, keeps_until=900.0, speed=6.0
    )
    night.enough = 10_000
    desk, region = night.desk(), REGIONS["SBG"]
    burst = desk.ask(BURST, pool="api", by=2, datacenters=("SBG",))
    night.run(until=40.0)
    assert desk.operation(burst.id).state is OperationState.SUCCEEDED
    desk.watch.refresh()
    night.weather.spells.append(Spell(f"nova:{region}", "silent", 40.0, 150.0))
    night.laws.meddled = True
    for server in night.cloud.standing(region):
        night.cloud.take(server)
    for at in (100.0, 200.0):
        night.run(until=at)
        desk.ask(REPAIR, pool="api")
    night.run(until=380.0)
    assert len(night.cloud.standing(region)) == 3
    assert not night.laws.keeper.standing_in(desk)
    night.run(until=550.0)
    assert len(night.cloud.standing()) == 7
    night.run_out()
    assert len(night.cloud.standing()) == 5
    night.laws.look_back()
    night.laws.keeper.look_back(desk)


def test_the_end_of_a_silence_that_is_put_off_for_ever_fails_explained(fall: Fall) -> None:
    night = fall(hushed=True)
    number = night.alerts.put(OTHERS[0], 1e6)
    night.weather.chances["expire"] = (("limited", 1.0),)
    ended = over(night, night.desk().ask(UNSILENCING, silence=number, reason="wanted again"))
    assert (ended.state, whys(night, ended.id)["test.limited"]) == (OperationState.FAILED, 1)
    assert night.moments.t < 2000
    night.laws.look_back()


def test_a_machine_that_has_come_to_lead_is_not_asked_again_to_shut_down(fall: Fall) -> None:
    """The answer was lost, and the call had no effect; meanwhile its member leads."""
    night = fall(policy=with_cluster(POLICY), private=True, clustered=True)
    night.weather.told["shut_down"].append("dropped")
    desk = night.desk()
    asked = desk.ask(VM_RESIZE, machine="db-2", allow_restart=True, vcpus=4)

    def lead() -> None:
        night.laws.meddled = True
        night.cluster.leader = "db-2"

    night.when("shut_down answered", lambda: night.aside(lead))
    assert over(night, asked).state is OperationState.FAILED
    assert [what for _t, what, _n in night.vcenter.calls].count("shut_down") == 1
    night.laws.look_back()
