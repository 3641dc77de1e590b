"""`vigie status --at`: the same figures of a moment that has been; what nobody recorded is null."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from console.cli import alerts, shapes
from console.cli.invocation import Invocation
from console.desk import alerts as desk
from console.desk.recording.moment import looking_back, moment
from console.desk.recording.past import look_back
from console.desk.recording.recorder import Recorder
from console.desk.session import Session
from console.locale import Locale
from console.model.estate import Estate

UNTOLD = ("identity", "read_only", "targets", "proposals")
UNTOLD_OF_A_POOL = ("quarantined", "foresight")
"""What is not recorded: null, for what stands there now is not what stood there then."""


def estate_at(session: Session, written: str) -> Estate:
    """The estate at the moment that is written. Raises UsageError, SourceError, RecorderFailed."""
    zone = ZoneInfo(session.settings.estate.timezone)
    return look_back(session, moment(written, zone, session.clock.now()))


def record(invocation: Invocation, session: Session) -> None:
    """Who looks again and again records what is seen, as the console does; what fails is logged."""
    file = session.recording()
    if file is not None:
        invocation.recorder = invocation.recorder or Recorder(session, file)
        invocation.recorder.look()


def shape(body: dict[str, Any], estate: Estate, locale: Locale) -> dict[str, Any]:
    """A status for programs: with its alerts, where it is of a moment that has been."""
    if estate.recorded is None:
        return {**body, "past": None}
    pools = [{**pool, **dict.fromkeys(UNTOLD_OF_A_POOL)} for pool in body["pools"]]
    told = {
        "at": shapes.moment(estate.at),
        "recorded_at": shapes.moment(estate.recorded.at),
        "alerts": alerts.shape(estate, locale) if alerts.asked(estate) else None,
    }
    return {**body, **dict.fromkeys(UNTOLD), "pools": pools, "past": told}


def heading(session: Session, estate: Estate, locale: Locale) -> Iterator[str]:
    """That this is the past, how long ago, and that nobody recorded it, where nobody did."""
    yield f"◀ {looking_back(estate.at, session.clock.now(), locale)}"
    if estate.recorded is not None and estate.recorded.at is None:
        yield f"○ {locale.text('past.unrecorded')}"


def footing(estate: Estate, locale: Locale) -> Iterator[str]:
    """The alerts of then: `vigie alerts` has those of now."""
    if desk.SOURCE not in estate.sources:
        return
    yield ""
    if estate.alerts is not None and estate.alerts.alerts:
        yield alerts.listing(estate, estate.alerts, locale)
    yield desk.sentence(estate, locale)
