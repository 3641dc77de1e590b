"""Workers are killed with -9 while they heal: exactly what is sick is mended, each once."""

import os
import random
import time
from collections import Counter

import pytest
from asking import asking
from looked_at import kill, live_workers, look_until, see_its_end
from process import wait_until
from rehearsed import Rehearsal, Rehearse

from console.desk.session import Session
from console.kinds.instances.verbs import HEAL
from console.model.operation import OperationState
from console.model.plan import Desired, Plan
from console.model.wanted import REPLACES

KILLS = int(os.environ.get("VIGIE_CHAOS_KILLS", "2"))
"""In all, over as many heals as that takes."""
SEED = int(os.environ.get("VIGIE_CHAOS_SEED", "0")) or random.SystemRandom().randrange(10**6)
BROKEN, HUNG = 2, 1
"""How many of each fall sick for one heal."""


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    found = fresh_rehearsal("steady", 40.0)
    text = found.settings.read_text()
    found.settings.write_text(text + "\n[healing]\nat_once = 0.2\nper_hour = 1.0\n")
    return found


def standing(estate: Rehearsal) -> dict[str, str]:
    return {one.id: one.name for one in estate.record().owned()}


def ordered(estate: Rehearsal, order: str) -> Counter[str]:
    return Counter(each.name for each in estate.record().orders if each.order == order)


def sicken(estate: Rehearsal, sickness: str, names: list[str]) -> set[str]:
    estate.control("sickness", {"sickness": sickness, "instances": names})
    return set(names)


def accepted(session: Session, sick: set[str]) -> str:
    """A heal of all of these, once there is evidence against each."""
    found: list[Plan] = []

    def planned() -> bool:
        session.watch.refresh()
        plan = session.plan(asking(HEAL, session.author(), pool="api", reason="chaos"))
        assert not isinstance(plan, Plan) or names(plan) <= sick, plan
        if isinstance(plan, Plan) and names(plan) == sick:
            found.append(plan)
        return bool(found)

    wait_until(planned, what=f"evidence against {sick}")
    assert session.operator is not None
    return session.operator.submit(found[0]).operation.id


def names(plan: Plan) -> set[str]:
    """Whom a plan mends."""
    return {c.name for c in plan.changes if c.desired is not Desired.PRESENT}


def kill_once(session: Session, operation_id: str, dice: random.Random) -> bool:
    """Kill the worker of an operation at a random moment; whether it was in time."""

    def over() -> bool:
        return not session.journal.operation(operation_id).state.live

    def begun() -> bool:
        return any(operation_id in worker.operations for worker in live_workers(session))

    look_until(session, lambda: begun() or over(), what="a worker has begun")
    time.sleep(dice.uniform(0.05, 1.5))  # the random moment is the point
    return not over() and kill(session) > 0


def test_exactly_what_is_sick_is_mended_and_each_once_whoever_dies(
    estate: Rehearsal, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    with capsys.disabled():
        print(f"\nchaos seed: VIGIE_CHAOS_SEED={SEED}")  # noqa: T201 - needed to repeat a failure
    first = [name for name in standing(estate).values() if not name.endswith("-1")]
    dice.shuffle(first)
    kills, gone, rebooted = 0, set[str](), set[str]()
    while kills < KILLS:
        before = standing(estate)
        broken = sicken(estate, "error", [first.pop() for _ in range(BROKEN)])
        hung = sicken(estate, "hung", [first.pop() for _ in range(HUNG)])
        operation_id = accepted(session, broken | hung)
        while kills < KILLS and kill_once(session, operation_id, dice):
            kills += 1
        assert see_its_end(session, operation_id).state is OperationState.SUCCEEDED
        after = standing(estate)
        assert {before[one] for one in before.keys() - after.keys()} == broken
        changes = session.journal.changes(operation_id)
        new = {c.resource_id: c.name for c in changes if REPLACES in c.wanted}
        assert {one: after[one] for one in after.keys() - before.keys()} == new
        gone |= broken
        rebooted |= hung
    assert ordered(estate, "delete").keys() == gone
    assert ordered(estate, "reboot") == dict.fromkeys(rebooted, 1)
    assert set(ordered(estate, "create").values()) == {1}
    assert len(standing(estate)) == 30
