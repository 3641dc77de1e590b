"""Operations as a journal gives them, for tests of what reads journals."""

from datetime import UTC, datetime

from asking import asking

from console.kinds.instances.verbs import BURST
from console.model.operation import Operation, OperationState
from console.model.plan import (
    Author,
    Origin,
    Plan,
)

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)


def operation(name: str, state: OperationState) -> Operation:
    author = Author("root", "host", Origin.CLI, "oncall", ("member",))
    plan = Plan(
        operation_id=name,
        request=asking(BURST, author, pool="api", to=3),
        pool="api",
        planned_at=START,
        changes=(),
        rows=(),
        size_now=1,
        size_after=3,
        ceiling=9,
        euro_per_hour=None,
        euro_for_duration=None,
        api_calls=0,
        api_time_s=0.0,
        eta_s=None,
    )
    return Operation(name, plan, state, START)
