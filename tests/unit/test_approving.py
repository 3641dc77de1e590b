"""A second person: when one is needed, who may be it, and until when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from journalled import migrated_url
from modelled import AUTHOR, World

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.error import Refused
from console.model.operation import OperationState
from console.model.plan import Plan
from console.model.policy import Approval, Policy
from console.operations.journal.ledger import SqlLedger
from console.planning.approval import awaits_s
from console.planning.digest import seal

OTHER = replace(AUTHOR, user=f"{AUTHOR.user}-colleague")


class Hands:
    """The machine's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def ledger(tmp_path: Path, hands: Hands) -> Iterator[SqlLedger]:
    opened = SqlLedger(
        migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path, machine_clock=hands
    )
    opened.register("worker-1", 1)
    yield opened
    opened.close()


def burst(operation_id: str = "aaaa1111", awaits: float | None = 600.0) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    return seal(replace(found, awaits_s=awaits))


def ruled(**limits: Any) -> Policy:  # noqa: ANN401 - any limit
    return replace(World.steady().policy, approval=Approval(**limits))


def test_a_person_is_needed_above_each_limit_and_where_the_cost_is_not_known() -> None:
    plan = replace(burst(), euro_per_hour=Decimal(10), euro_per_month=None)
    n = len(plan.changes)
    assert awaits_s(plan, ruled()) is None
    assert awaits_s(plan, ruled(above_changes=n)) is None
    assert awaits_s(plan, ruled(above_changes=n - 1, expires_s=60.0)) == 60.0
    assert awaits_s(plan, ruled(above_euro_per_hour=Decimal(10))) is None
    assert awaits_s(plan, ruled(above_euro_per_hour=Decimal(9))) is not None
    assert awaits_s(plan, ruled(above_euro_per_month=Decimal(100))) is not None
    unpriced = replace(plan, euro_per_hour=None)
    assert awaits_s(unpriced, ruled(above_euro_per_hour=Decimal(9999))) is not None
    assert awaits_s(unpriced, ruled(above_changes=n)) is None


def test_a_plan_says_in_its_preview_that_it_will_wait() -> None:
    world = World.steady()
    strict = replace(world.policy, approval=Approval(above_changes=1))
    planned = replace(world, policy=strict).ask(BURST, to=40)
    assert isinstance(planned, Plan)
    assert planned.awaits_s == 3600.0
    assert "plan.awaits" in {said.code for said in planned.warnings}


def test_what_awaits_holds_its_pool_is_begun_by_nobody_and_lacks_no_worker(
    ledger: SqlLedger,
) -> None:
    accepted = ledger.accept(burst())
    assert accepted.state is OperationState.AWAITING_APPROVAL
    assert accepted.state.live
    assert ledger.unclaimed() == ()
    assert ledger.live_operation("aaaa1111") is None
    with pytest.raises(Refused) as held:
        ledger.accept(burst("bbbb2222", awaits=None))
    assert held.value.notice.code == "operation.pool_held"
    ledger.leave()
    assert ledger.unattended_s() is None


def test_its_author_may_not_approve_it_and_another_may_once(
    ledger: SqlLedger, hands: Hands
) -> None:
    ledger.accept(burst())
    with pytest.raises(Refused) as own:
        ledger.approve("aaaa1111", "", replace(AUTHOR, host="another-host"))
    assert own.value.notice.code == "approval.own"
    assert ledger.unclaimed() == ()
    hands.at += timedelta(seconds=599)
    approved = ledger.approve("aaaa1111", "seen with Anna", OTHER)
    assert (approved.state, approved.approved_by) == (OperationState.QUEUED, OTHER.user)
    assert ledger.unclaimed() == ("aaaa1111",)
    hands.at += timedelta(seconds=5)
    assert ledger.age_s("aaaa1111") == 5.0
    event = ledger.events(operation_id="aaaa1111")[-1]
    assert (event.kind, event.actor) == ("operation.approved", f"{OTHER.user}@{OTHER.host}")
    with pytest.raises(Refused) as twice:
        ledger.approve("aaaa1111", "", OTHER)
    assert twice.value.notice.code == "approval.not_awaited"


def test_after_its_time_nobody_approves_it_also_where_nobody_looked(
    ledger: SqlLedger, hands: Hands
) -> None:
    ledger.accept(burst())
    assert ledger.expire() == ()
    hands.at += timedelta(seconds=600)
    with pytest.raises(Refused) as late:
        ledger.approve("aaaa1111", "", OTHER)
    assert late.value.notice.code == "approval.too_late"
    assert ledger.unclaimed() == ()
    ledger.leave()
    assert ledger.unattended_s() is not None, "somebody must come and end it"
    assert ledger.expire() == ("aaaa1111",)
    found = ledger.operation("aaaa1111")
    assert (found.state, found.stop_requested) == (OperationState.STOPPING, True)
    assert ledger.events(operation_id="aaaa1111")[-1].kind == "approval.expired"
    assert ledger.unclaimed() == ("aaaa1111",), "a worker ends it as stopped"
    assert ledger.expire() == ()


def test_what_awaits_can_be_stopped(ledger: SqlLedger) -> None:
    ledger.accept(burst())
    assert ledger.request_stop("aaaa1111", AUTHOR).state is OperationState.STOPPING
    with pytest.raises(Refused):
        ledger.approve("aaaa1111", "", OTHER)
