"""The addresses of notices: whether each is kept and means something. None is shown or used."""

from collections.abc import Iterator

from console.bootstrap.parts import parts_of
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.letter import Arrival
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One an address, by its secret's name and its schema."""
    del estate
    notifier = parts_of(session.settings, session.settings_path).notifier()
    for one in notifier.addresses() if notifier is not None else ():
        if one.outcome is Arrival.DELIVERED:
            yield Check.well(one.name, notice("doctor.notification", schema=one.schema))
        else:
            code = f"doctor.notification_{one.outcome}"
            yield Check.bad(one.name, notice(code, name=one.name))
