"""The engine that would run the operations: whether it can work on this host."""

from collections.abc import Iterator

from console.bootstrap.parts import parts_of
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
    parts = parts_of(session.settings, session.settings_path)
    writes = session.operator is not None and session.settings.service is None
    try:
        found = parts.engine_trial(writes=writes)
    except VigieError as error:
        yield Check("engine", False, error.notice, error.exit_code)  # noqa: FBT003 - nothing would run
        return
    code = "doctor.engine" if writes else "doctor.engine_untried"
    told = notice(code, engine=found.engine, database=found.database, place=found.place)
    yield Check("engine", True, told)  # noqa: FBT003 - it was tried
