"""Faults that schedules have found, each as one night of its own."""

from collections import Counter

from conftest import Fall
from night import Night
from weather import Spell

from console.kinds.instances.verbs import BURST, SCALE
from console.model.operation import Operation, OperationState
from console.model.verb import ROLLBACK


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
