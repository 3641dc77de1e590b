"""Every source: whether it answers, in what time, and whether it is who it says it is."""

from collections.abc import Iterator

from console.cli import failure
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a source, and a warning for each whose certificate nobody looks at."""
    for state in estate.sources.values():
        if state.failure is not None:
            yield Check.bad(state.name, state.failure, failure.UNREACHABLE)
        elif state.unreadable:
            yield Check.bad(state.name, notice("doctor.unreadable", n=state.unreadable))
        else:
            latency = round((state.latency_s or 0) * 1000)
            yield Check.well(state.name, notice("doctor.answers", ms=latency))
    for source in sorted(session.unverified()):
        yield Check.hint("tls", notice("doctor.unverified", source=source))
