"""Single operations with a silence, and product faults that the laws over silences see."""

import pytest
from laws import Broken
from night import Fall, Night
from silences import OTHERS

from console.kinds.instances.verbs import BURST
from console.kinds.silences import judge
from console.model.operation import OperationState, Phase
from console.model.verb import ROLLBACK
from console.operations.passes import order


def over(night: Night) -> OperationState:
    """How the last operation ended, by the laws."""
    night.run_out()
    night.laws.look_back()
    return night.desk().journal.operations(limit=1)[0].state


def hushed(fall: Fall) -> Night:
    night = fall(hushed=True)
    night.alerts.put(OTHERS[1], 1e6)
    return night


def test_a_silence_stands_while_a_burst_works_and_another_s_for_ever(fall: Fall) -> None:
    night = hushed(fall)
    night.desk().ask(BURST, pool="api", by=2, silence=True)
    night.run(until=10.0)
    assert [one.ended for one in night.alerts.told()] == [False, False]
    assert over(night) is OperationState.SUCCEEDED
    assert [one.ended for one in night.alerts.told()] == [False, True]


def test_one_that_was_left_is_ended_by_the_rollback(fall: Fall) -> None:
    night = hushed(fall)
    night.weather.told["expire"].append("refused")
    made = night.desk().ask(BURST, pool="api", by=2, silence=True)
    assert over(night) is OperationState.PARTIAL
    assert [one.ended for one in night.alerts.told()] == [False, False]
    night.desk().ask(ROLLBACK, operation=made.id)
    assert over(night) is OperationState.SUCCEEDED
    assert [one.ended for one in night.alerts.told()] == [False, True]


def test_one_that_is_ended_before_its_time_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = hushed(fall)
    standing = {Phase.READY, Phase.RELEASING}
    monkeypatch.setattr(
        order, "over", lambda _plan, tracked: any(t.phase in standing for t in tracked())
    )
    night.desk().ask(BURST, pool="api", by=2, silence=True)
    with pytest.raises(Broken, match=r"law 5: .* is ended, and .* are under way"):
        over(night)


def test_the_end_of_another_s_is_seen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    night = hushed(fall)
    monkeypatch.setattr(judge, "_found", lambda _change, sight: sight[0])
    night.desk().ask(BURST, pool="api", by=2, silence=True)
    with pytest.raises(Broken, match=r"law 6: .* is ended by op"):
        over(night)


def test_one_that_stands_after_its_operation_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = hushed(fall)
    along = judge._along

    def forgotten(tracked, found, ground):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if ground.rest_over:
            found = None
        return along(tracked, found, ground)

    monkeypatch.setattr(judge, "_along", forgotten)
    night.desk().ask(BURST, pool="api", by=2, silence=True)
    with pytest.raises(Broken, match=r"law 3: .* stands after op"):
        over(night)
