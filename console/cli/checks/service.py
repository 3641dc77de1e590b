"""The worker as a service: who serves, what this account may ask, whether it reads the journal."""

import os
from collections.abc import Iterator

from console.bootstrap.parts import parts_of
from console.bootstrap.service import served
from console.cli import failure
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Nothing where no service is set."""
    del estate
    parts = parts_of(session.settings, session.settings_path)
    service = served(parts, read_only=False)
    if service is None:
        return
    settings = service.settings
    try:
        executor = service.line.powers().executor
        found = notice("doctor.service", executor=executor, path=settings.socket)
        yield Check.well("service", found)
    except VigieError as error:
        yield Check.bad("service", error.notice, failure.UNREACHABLE)
    user, groups = service.membership()
    named = ", ".join(sorted(groups))
    if groups:
        yield Check.well("groups", notice("doctor.service_groups", user=user, groups=named))
    else:
        said = notice("doctor.service_no_group", user=user, groups=settings.readers)
        yield Check.bad("groups", said)
    file = parts.journal_file()
    if file is None:
        return
    readable = os.access(file, os.R_OK)
    code = "doctor.service_journal" if readable else "doctor.service_journal_closed"
    yield Check.judged(
        "journal", ok=readable, found=notice(code, path=str(file), group=settings.readers)
    )
