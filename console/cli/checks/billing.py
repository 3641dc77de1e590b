"""Instances that are billed by the month, for good, though no setting means it."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk.session import Session
from console.kinds.instances.recruits import names
from console.kinds.leftovers.monthly import told_by, unmeant
from console.model.estate import Estate
from console.model.notice import notice

NAME = "monthly"


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """A warning for each pool: it costs, and is in nobody's way. Of dark regions others tell."""
    told, unread = told_by(None if session.usage is None else session.usage.monthly)
    if unread is not None:
        yield Check.hint(f"{NAME} ovhcloud", unread)
    found = unmeant(estate.instances(), told, session.policy, estate.tariff)
    for pool in dict.fromkeys(one.pool for one in found):
        mine = [one for one in found if one.pool == pool]
        said = notice(
            "doctor.monthly", n=len(mine), pool=pool, names=names(one.name for one in mine)
        )
        yield Check.hint(f"{NAME} {pool}", said)
    if estate.instances() and not found and unread is None:
        code = "doctor.monthly_metadata" if session.usage is None else "doctor.monthly_none"
        yield Check.well(NAME, notice(code))
