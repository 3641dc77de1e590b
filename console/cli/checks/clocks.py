"""The clock of every source against this machine's."""

from collections.abc import Iterator
from datetime import timedelta

from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice

TOLERATED = timedelta(seconds=5)


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a clock that is off, a warning and no failure; one for all that agree."""
    del estate
    agree: dict[str, float] = {}
    for source, ahead in sorted(session.skews().items()):
        seconds = ahead.total_seconds()
        if abs(ahead) <= TOLERATED:
            agree[source] = abs(seconds)
            continue
        code = "doctor.clock_behind" if ahead > timedelta() else "doctor.clock_ahead"
        yield Check.hint("clock", notice(code, source=source, seconds=round(abs(seconds))))
    if agree:
        names, most = ", ".join(agree), round(max(agree.values()))
        yield Check.well("clock", notice("doctor.clock", n=len(agree), seconds=most, names=names))
