"""The alerts: whether they would arrive, and how many fire."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk import alerts as desk
from console.desk import answers
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Nothing without an alert manager; where it is silent its source says so, once."""
    state, view = estate.sources.get(desk.SOURCE), estate.alerts
    settings = session.settings.alertmanager
    if settings is None:
        return
    for verb in answers.unknown(settings.answers):
        yield Check.hint("alerts", notice("doctor.alert_answer", verb=verb))
    if view is None:
        return
    if state is not None and state.failure is not None:
        return
    why = desk.unknown(estate)
    if why is not None:
        yield Check.bad("alerts", why)
        return
    found = desk.count(view)
    kept = found.silenced + found.inhibited
    yield Check.well("alerts", notice("doctor.alerts_found", n=found.firing, kept=kept))
