"""The clock of every source against this machine's."""

from collections.abc import Iterator
from datetime import timedelta

from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice

TOLERATED = timedelta(seconds=5)


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a source that told its time; a clock that is off is a warning, no failure."""
    del estate
    for source, ahead in sorted(session.skews().items()):
        seconds = round(abs(ahead.total_seconds()))
        if abs(ahead) <= TOLERATED:
            found = notice("doctor.clock", source=source, seconds=seconds)
            yield Check.well("clock", found)
            continue
        code = "doctor.clock_behind" if ahead > timedelta() else "doctor.clock_ahead"
        found = notice(code, source=source, seconds=seconds)
        yield Check.hint("clock", found)
