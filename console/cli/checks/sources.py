"""Every source: whether it answers, and in what time."""

from collections.abc import Iterator

from console.cli import failure
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a source."""
    del session
    for state in estate.sources.values():
        if state.failure is not None:
            yield Check(state.name, False, state.failure, failure.UNREACHABLE)  # noqa: FBT003 - it failed
        elif state.unreadable:
            yield Check(state.name, False, notice("doctor.unreadable", n=state.unreadable))  # noqa: FBT003 - what is counted from it is not whole
        else:
            latency = round((state.latency_s or 0) * 1000)
            yield Check(state.name, True, notice("doctor.answers", ms=latency))  # noqa: FBT003 - it answered
