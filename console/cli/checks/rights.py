"""Who the public cloud's account is, what it may do, and why not from here."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Nothing while nobody knows."""
    who = estate.identity
    if who is None:
        return
    roles = ", ".join(who.roles) or "–"
    code = "doctor.may_write" if who.may_write else "doctor.may_read"
    found = notice(code, user=who.user, project=who.project, roles=roles)
    yield Check.well("rights", found)
    block = session.write_block()
    if who.may_write and block is not None:
        yield Check.well("rights:here", block)
