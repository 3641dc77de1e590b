"""Faults that schedules have found, each as one night of its own."""

from collections import Counter

import pytest
from night import Fall, Night
from privates import TB
from weather import Spell

from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.model.operation import Operation, OperationState
from console.model.plan import Plan, Refusal
from console.model.private import Maintenance
from console.model.verb import ROLLBACK, Verb


def over(night: Night, operation: Operation) -> Operation:
    """The operation, once nothing more happens."""
    night.run_out()
    return night.desk().operation(operation.id)


def test_what_a_record_that_cannot_be_read_may_be_is_taken_back_too(fall: Fall) -> None:
    night = fall()
    burst = over(night, night.desk().ask(BURST, pool="api", by=2, datacenters=("SBG",)))
    t = night.moments.t
    night.weather.spells.append(Spell("nova:SBG5", "unreadable", t, t + 60.0))
    night.run(until=t + 10.0)
    rollback = over(night, night.desk().ask(ROLLBACK, operation=burst.id))
    assert rollback.state is OperationState.SUCCEEDED
    assert len(night.cloud.standing()) == 3
    night.laws.look_back()


def test_what_a_guard_held_back_to_the_last_fails_with_the_guards_words(fall: Fall) -> None:
    night = fall(standing=4, hire_after_s=1e6)
    scale = night.desk().ask(SCALE, pool="api", to=3)
    night.weather.spells.append(Spell("nova:SBG5", "silent", 0.0))
    night.work()
    assert over(night, scale).state is OperationState.FAILED
    assert night.cloud.removals == []
    whys = Counter(c.why.code for c in night.desk().journal.changes(scale.id) if c.why)
    assert whys["change.still_there"] == 0
    night.laws.look_back()


def test_what_is_put_off_after_a_lost_answer_ends_too(fall: Fall) -> None:
    night = fall()
    night.weather.told["create"].append("dropped")
    night.weather.chances["create"] = (("limited", 1.0),)
    burst = night.desk().ask(BURST, pool="api", by=1, datacenters=("RBX",))
    assert over(night, burst).state is OperationState.FAILED
    assert night.moments.t < 2000
    night.laws.look_back()


def test_what_is_made_anew_is_asked_of_the_guards_as_well(fall: Fall) -> None:
    """One of ours is taken away, somebody fills the gap: the pool is full without it."""
    night = fall()
    burst = night.desk().ask(BURST, pool="api", to=12)
    night.run(until=20.0)
    night.laws.meddled = True
    night.cloud.take(next(s for s in night.cloud.standing() if s.operation == burst.id))
    night.cloud.put("api-hand-1", "RBX-A", by="hand")
    assert over(night, burst).state is OperationState.PARTIAL
    assert len(night.cloud.standing()) == 12
    night.laws.look_back()


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(fall: Fall) -> None:
    night = fall(hosts=2, hire_after_s=1e6)
    night.work()
    night.when("look in", lambda: night.stall(120.0, frozen=True))
    burst = night.desk().ask(BURST, pool="api", by=2, datacenters=("RBX",))
    night.at(10.0, lambda: night.work() and None)
    assert over(night, burst).state is OperationState.SUCCEEDED
    assert any("w1 was fenced" in line for line in night.trace)
    night.laws.look_back()


def test_what_was_given_to_another_pool_is_not_taken_back(fall: Fall) -> None:
    night = fall()
    burst = over(night, night.desk().ask(BURST, pool="api", by=2, datacenters=("RBX",)))
    rollback = night.desk().ask(ROLLBACK, operation=burst.id)
    given = next(s for s in night.cloud.standing() if s.operation == burst.id)
    given.metadata, night.laws.meddled = {"vigie.pool": "web"}, True
    assert over(night, rollback).state is OperationState.PARTIAL
    assert given.id in {s.id for s in night.cloud.standing()}
    night.laws.look_back()


@pytest.mark.parametrize("verb", [DATASTORE_ADD, HOST_ADD])
@pytest.mark.parametrize("trouble", ["silent", "limited"])
def test_what_a_provider_does_not_take_back_is_given_up_one_day(
    fall: Fall, verb: Verb, trouble: str
) -> None:
    night = fall(private=True)
    size = {"size_bytes": 3 * TB} if verb == DATASTORE_ADD else {}
    added = over(night, night.desk().ask(verb, count=1, **size))
    rollback = night.desk().ask(ROLLBACK, operation=added.id)
    if trouble == "silent":
        night.weather.spells.append(Spell("supply", "silent", 0.0))
    else:
        night.weather.chances["release"] = (("limited", 1.0),)
    assert over(night, rollback).state is OperationState.FAILED
    whys = [c.why for c in night.desk().journal.changes(rollback.id)]
    assert all(why is not None for why in whys)
    night.run(until=night.moments.t + 60.0)
    night.vcenter.pass_time()
    assert all(d.maintenance is Maintenance.NORMAL for d in night.vcenter.datastores.values())
    night.laws.look_back()


def test_a_second_journal_on_the_same_estate_holds_the_pool(fall: Fall) -> None:
    night = fall()
    night.desk().ask(BURST, pool="api", by=3)
    night.run(until=5.0)
    refused = night.desk("other").plan(BURST, pool="api", by=3)
    assert isinstance(refused, Refusal)
    night.run_out()
    assert isinstance(night.desk("other").plan(BURST, pool="api", by=3), Plan)
    night.laws.look_back()


def test_what_a_lagging_list_does_not_show_may_serve(fall: Fall) -> None:
    night = fall()
    night.weather.spells.append(Spell("nova:GRA11", "stale", 0.0))
    burst = over(night, night.desk().ask(BURST, pool="api", by=2, datacenters=("GRA",)))
    rollback = night.desk().ask(ROLLBACK, operation=burst.id)
    t = night.moments.t
    night.weather.spells.append(Spell("prometheus", "nan", t, t + 60.0))
    night.run(until=t + 30.0)
    assert night.cloud.removals == []
    assert over(night, rollback).state is OperationState.SUCCEEDED
    assert len(night.cloud.standing()) == 3
    night.laws.look_back()
