"""A plan is accepted as it was previewed, unless that was too long ago."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from clocks import StandingClock
from modelled import POLICY, World

from console.desk.session import EstateWatch, Operator, Session
from console.kinds.instances.verbs import BURST
from console.model.error import Refused
from console.model.operation import (
    Accepted,
    Heard,
    Operation,
    OperationState,
    Unattended,
    unheard,
)
from console.model.plan import Author, Plan
from console.ports import ComputeReader, JournalReader
from console.settings.model import Settings


class Hours(StandingClock):
    """A clock of estate time that runs at a speed."""

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError


@dataclass
class Desk:
    """Accepts plans."""

    accepted: list[Plan] = field(default_factory=list)

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:  # noqa: ARG002
        self.accepted.append(plan)
        return Accepted(Operation(plan.operation_id, plan, OperationState.QUEUED, plan.planned_at))

    def stop(self, operation_id: str, author: Author) -> Accepted:
        raise NotImplementedError

    def ensure_worker(self) -> None:
        raise NotImplementedError

    def attend(self, within_s: float = 0.0) -> Unattended | None:
        raise NotImplementedError


def session(clock: Hours, operator: Operator | None) -> Session:
    return Session(
        settings=cast("Settings", None),
        settings_path=Path(),
        clock=clock,
        policy=POLICY,
        watch=cast("EstateWatch", None),
        compute=cast("ComputeReader", None),
        journal=cast("JournalReader", None),
        operator=operator,
    )


def previewed() -> Plan:
    plan = World.steady().ask(BURST, to=40)
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.parametrize(("minutes", "speed"), [(14, 1.0), (14 * 60, 60.0)])
def test_a_plan_is_accepted_for_a_quarter_of_an_hour_of_real_time(
    minutes: int, speed: float
) -> None:
    plan, desk = previewed(), Desk()
    clock = Hours(plan.planned_at + timedelta(minutes=minutes), speed)
    session(clock, desk).submit(plan)
    assert desk.accepted == [plan]


@pytest.mark.parametrize(("minutes", "speed"), [(16, 1.0), (16 * 60, 60.0)])
def test_a_plan_of_longer_ago_is_not(minutes: int, speed: float) -> None:
    plan, desk = previewed(), Desk()
    clock = Hours(plan.planned_at + timedelta(minutes=minutes), speed)
    with pytest.raises(Refused) as refused:
        session(clock, desk).submit(plan)
    assert refused.value.notice.code == "guard.plan_age"
    assert desk.accepted == []
    patient = replace(POLICY, limits=replace(POLICY.limits, plan_age_s=2000.0))
    replace(session(clock, desk), policy=patient).submit(plan)
    assert desk.accepted == [plan]


def test_a_session_that_only_reads_submits_nothing() -> None:
    plan = previewed()
    with pytest.raises(Refused) as refused:
        session(Hours(plan.planned_at), None).submit(plan)
    assert refused.value.notice.code == "session.read_only"
