"""The engine that would run the operations, and whether somebody runs it."""

from collections.abc import Iterator

from console.bootstrap.parts import parts_of
from console.cli import failure
from console.cli.attended import ATTEND_S, BRIEFLY_S, lacking
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Its version, the database's, and whether that takes what is written.

    Where the worker is a service both are the service's: here this host's are told,
    and nothing is written, as in read-only mode.
    """
    del estate
    engine = _engine(session)
    yield engine
    yield from _worker(session, ATTEND_S if engine.ok else BRIEFLY_S)


def _engine(session: Session) -> Check:
    parts = parts_of(session.settings, session.settings_path)
    writes = session.operator is not None and session.settings.service is None
    try:
        found = parts.engine_trial(writes=writes)
    except VigieError as error:
        return Check.bad("engine", error.notice, error.exit_code)
    code = "doctor.engine" if writes else "doctor.engine_untried"
    told = notice(code, engine=found.engine, database=found.database, place=found.place)
    return Check.well("engine", told)


def _worker(session: Session, within_s: float) -> Iterator[Check]:
    """Nobody works though operations wait, or nobody could when it was last tried."""
    found = lacking(session, within_s)
    if found is not None:
        for one in found.notices:
            yield Check.bad("worker", one, failure.UNREACHABLE)
        return
    tried = session.starts()
    if tried is not None:
        for one in (tried.why, tried.notice):
            yield Check.hint("worker", one)
