"""Faults that a real night has shown, each as one schedule that breaks a law."""

import hashlib
import json
from collections import Counter
from dataclasses import replace

import pytest
from conftest import Fall
from night import POLICY, POOL, REGIONS, Night
from weather import Spell
from worker import SHELVES

from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.model.operation import Operation, OperationState
from console.model.plan import Desired, Plan, PlannedChange, Refusal
from console.model.verb import ROLLBACK
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
