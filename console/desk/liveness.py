"""Whether an operation goes on: when a pass was last heard of, and why none comes."""

from collections.abc import Iterable

from console.model.notice import Notice
from console.model.operation import LastPass, Operation, WorkerPresence


def passes(workers: Iterable[WorkerPresence], operation_id: str) -> tuple[LastPass, ...]:
    """What is known of an operation's passes, by datacenter, whoever has them."""
    return tuple(
        one for worker in workers for one in worker.passes if one.operation_id == operation_id
    )


def last_pass_s(workers: Iterable[WorkerPresence], operation_id: str) -> float | None:
    """Real seconds since the datacenter that waits longest was heard of; None: nobody knows."""
    known = [one.ago_s for one in passes(workers, operation_id) if one.ago_s is not None]
    return max(known, default=None)


def stalled(workers: Iterable[WorkerPresence], operation: Operation) -> Notice | None:
    """Why a live operation does not go on, if its worker lives and that is known."""
    if not operation.state.live:
        return None
    for worker in workers:
        if worker.alive and worker.stalled is not None and operation.id in worker.operations:
            return worker.stalled
    return None
