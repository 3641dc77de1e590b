"""The windows: whether they open, fit, and cost what they may, and whether somebody keeps them."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk.schedule import MANY, asked, foreseen
from console.desk.session import Session
from console.model.estate import Estate
from console.model.money import euros
from console.model.notice import notice
from console.model.plan import Refusal
from console.schedule.flaws import flaws


def checks(session: Session, _estate: Estate) -> Iterator[Check]:
    """Nothing where no windows are declared. What planning would say now is asked of planning."""
    policy = session.policy
    if not policy.windows:
        return
    found = [*_flawed(session), *_priced(session), *_refused(session), *_unkept(session)]
    yield from found
    flawed = {one.name for one in found}
    for window in policy.windows:
        if window.name not in flawed:
            yield Check.well(window.name, notice("schedule.check_well", pool=window.pool))


def _flawed(session: Session) -> Iterator[Check]:
    policy = session.policy
    now = session.clock.now()
    for flaw in flaws(policy.windows, policy.pools, now, session.calendars):
        judged = Check.bad if flaw.grave else Check.hint
        yield judged(flaw.window, flaw.said)


def _dear(session: Session) -> Iterator[Check]:
    """Openings that cost more than their window may; a price that is not known is told."""
    limits = {one.name: one.euro_at_most for one in session.settings.windows}
    told: set[str] = set()
    for one in foreseen(session, MANY):
        window = one.opening.window.name
        most = limits.get(window)
        if most is None or one.opening.skipped is not None or window in told:
            continue
        if one.euro is None:
            told.add(window)
            yield Check.hint(window, notice("schedule.check_price_unknown"))
        elif one.euro > most:
            told.add(window)
            day = one.opening.day.isoformat()
            cost, limit = float(euros(one.euro)), float(euros(most))
            dear = notice("schedule.check_dear", date=day, euro=cost, most=limit)
            yield Check.bad(window, dear)


def _priced(session: Session) -> Iterator[Check]:
    """What openings cost: more than they may, or more than they must."""
    yield from _dear(session)
    told: set[str] = set()
    for one in foreseen(session, MANY):
        window = one.opening.window
        if one.early_euro and not window.end_early and window.name not in told:
            told.add(window.name)
            saved = notice("schedule.check_early", euro=float(euros(one.early_euro)))
            yield Check.hint(window.name, saved)


def _refused(session: Session) -> Iterator[Check]:
    """What planning would refuse if the window's largest opening were asked for now."""
    for window, planned in asked(session):
        if isinstance(planned, Refusal):
            for reason in planned.reasons:
                yield Check.bad(window, reason.why, remedy=reason.remedy)
        elif planned.awaits_s is not None:
            yield Check.hint(window, notice("schedule.check_approval"))


def _unkept(session: Session) -> Iterator[Check]:
    if not any(worker.works for worker in session.journal.workers()):
        yield Check.hint("worker", notice("worker.no_keeper"))
