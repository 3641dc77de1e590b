"""A month as every face tells it: counted here, beside what the provider counted.

What cannot be read is a notice of why, and None where the settings name nobody to ask.
"""

from dataclasses import dataclass

from console.desk.costs import MonthCosts
from console.desk.month import MonthReader
from console.desk.outlays import Outlay, outlays
from console.desk.reconciling import UsageComparison, compared
from console.desk.session import Session
from console.desk.spending import held, spending, used
from console.model.consumption import Period
from console.model.error import SourceError
from console.model.estate import Estate
from console.model.money import Spending
from console.model.notice import Notice, notice
from console.model.supply import SupplyView
from console.model.usage import AccountUsage, ProjectUsage


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`usage` is the project's, `account` all that the account used, `private` what is held.

    `spending` is all that counts against the month's budget. These are of the current month
    alone.
    """

    month: MonthCosts
    usage: UsageComparison | Notice | None = None
    account: AccountUsage | Notice | None = None
    private: tuple[Outlay, ...] | Notice | None = None
    spending: Spending | None = None


def reckoning(session: Session, period: Period, estate: Estate) -> Reckoning:
    """Count a month and ask the provider. Raises SourceError where the journal is silent."""
    found = counted(session, period, estate)
    if not found.current:
        return Reckoning(found)
    usage, supply = used(session.usage), held(estate)
    return Reckoning(
        found,
        _compared(usage, found),
        _account(session),
        outlays(supply) if isinstance(supply, SupplyView) else supply,
        spending(found, supply, usage),
    )


def counted(session: Session, period: Period, estate: Estate) -> MonthCosts:
    """A month by what the journal knows and `estate` lists. Raises SourceError."""
    now = session.clock.now()
    reader = MonthReader(session.policy, session.journal, session.calendars, now)
    return reader.month(period, estate)


def _compared(
    usage: ProjectUsage | Notice | None, found: MonthCosts
) -> UsageComparison | Notice | None:
    if not isinstance(usage, ProjectUsage):
        return usage
    there = compared(usage, found.stays.stays, found.rule, found.period)
    return notice("usage.uncounted") if there is None else there


def _account(session: Session) -> AccountUsage | Notice | None:
    if session.usage is None:
        return None
    try:
        return session.usage.account()
    except SourceError as error:
        return error.notice
