"""A moment as a person writes it, and as it is said: ``21:14``, a day with it, or ISO 8601.

``yesterday 21:14`` and ``hier 21h14`` are read whatever the language is.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo

from console.locale import Locale
from console.model.error import UsageError
from console.model.notice import notice

CLOCKS = ("%H:%M", "%Hh%M")
DAYS_AGO = {"yesterday": 1, "hier": 1}


def moment(text: str, zone: tzinfo, now: datetime) -> datetime:
    """The moment in UTC; a time without a day is the last one that has been.

    Local time is the estate's. Raises UsageError for what is no time, has not come yet, or is
    said twice, or never, in the night in which clocks are set.
    """
    written = text.strip()
    at = _last_time(written, zone, now) or _written(written, zone)
    if at > now:
        raise UsageError(notice("past.ahead", at=text, now=f"{now.astimezone(zone):%F %H:%M}"))
    return at


def looking_back(at: datetime, now: datetime, locale: Locale) -> str:
    """``Looking back · Thu 26 Nov 21:14 · 7 h 03 ago``, in estate time."""
    passed_s = max(0.0, (now - at).total_seconds())
    ago = locale.duration(passed_s // 60 * 60)
    return locale.text("past.looking", day=locale.day(at), time=locale.clock(at), ago=ago)


def _last_time(written: str, zone: tzinfo, now: datetime) -> datetime | None:
    """``21:14``: today's, or yesterday's while it is still to come; None: more is written."""
    first, _, rest = written.partition(" ")
    ago = DAYS_AGO.get(first.lower())
    clock = _clock(written if ago is None else rest.strip())
    if clock is None:
        return None
    today = now.astimezone(zone).date()
    at = _settled(datetime.combine(today - timedelta(days=ago or 0), clock), zone, written)
    if ago is None and at > now:
        at = _settled(datetime.combine(today - timedelta(days=1), clock), zone, written)
    return at


def _clock(written: str) -> time | None:
    for shape in CLOCKS:
        try:
            return datetime.strptime(written, shape).time()  # noqa: DTZ007 - a time of no day yet
        except ValueError:
            continue
    return None


def _written(written: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise UsageError(notice("past.no_time", at=written or "–")) from error
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    return _settled(found, zone, written)


def _settled(local: datetime, zone: tzinfo, written: str) -> datetime:
    """A local time as the one moment that it is."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise UsageError(notice("past.skipped", at=written))
    said = {"first": first.isoformat("T", "minutes"), "second": second.isoformat("T", "minutes")}
    raise UsageError(notice("past.twice", at=written, **said))
