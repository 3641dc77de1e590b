"""An advice in a sentence: what to add, until when, at what price, and why. For both faces."""

from collections.abc import Iterator

from console.desk.foresight import SizeAdvice
from console.locale import Locale
from console.model.advice import Advice
from console.model.capacity import SURE
from console.model.forecast import Forecast

THEN = "; "


def advice_line(found: SizeAdvice, locale: Locale) -> str:
    """``RBX +14, GRA +20, SBG +8 before 15:44, €29.30/h: 1.07 M connections at 18:30, …``."""
    advice = found.advice
    if advice is None:
        return nothing(found, locale)
    said = [deed(found, advice, locale)]
    if advice.missing:
        why = because(found, advice, locale)
        said = [f"{said[0]}{locale.text('foresight.why', why=why)}"]
        said += obstacles(found, advice, locale)
    if found.unsure:
        peaks = 0 if found.capacity.seen is None else found.capacity.seen.peaks
        said.append(locale.text("foresight.unsure", n=peaks, least=SURE))
    if found.lacking is not None:
        said.append(locale.text("foresight.now_alone", why=locale.notice(found.lacking)))
    return THEN.join(said)


def nothing(found: SizeAdvice, locale: Locale) -> str:
    """That there is no advice, and why."""
    assert found.why is not None  # noqa: S101 - where there is no advice a reason stands
    why = locale.notice(found.why)
    uncarried = found.why is found.capacity.why
    return locale.text("foresight.uncarried" if uncarried else "foresight.none", why=why)


def urgent(found: SizeAdvice) -> bool:
    """Say whether somebody should read it: instances lack, or could be given back, or unknown.

    While an operation is at work on the pool nothing can be given back.
    """
    advice = found.advice
    if advice is None or advice.lacks or found.hindered:
        return True
    return advice.idle > 0 and not found.busy


def deed(found: SizeAdvice, advice: Advice, locale: Locale) -> str:
    """What is to be done: to add, where and until when; to give back; or nothing."""
    if advice.missing:
        return _grow(found, advice, locale)
    if advice.idle:
        return locale.text("foresight.spare", n=advice.idle, size=advice.lasting)
    return _enough(found, advice, locale)


def briefly(advice: Advice, locale: Locale) -> str:
    """The same in short: how many connections, when, and what they need."""
    connections, size = locale.compact(advice.peak.high), advice.peak_size
    if advice.peak.at == advice.at:
        return locale.text("foresight.because_now", connections=connections, size=size)
    time = locale.clock(advice.peak.at)
    return locale.text("foresight.because_at", connections=connections, time=time, size=size)


def because(found: SizeAdvice, advice: Advice, locale: Locale) -> str:
    """What the size stands on: the load of now, or the weeks that are like this one."""
    foreseen = None if found.known is None else found.known.forecast
    if foreseen is None or advice.peak.at == advice.at:
        connections = locale.compact(advice.peak.high)
        return locale.text("foresight.because_now", connections=connections, size=advice.peak_size)
    events = ", ".join(foreseen.events)
    said = locale.text(
        "foresight.because_weeks",
        connections=locale.compact(advice.peak.high),
        time=locale.clock(advice.peak.at),
        size=advice.peak_size,
        n=foreseen.weeks,
        percent=locale.percent(foreseen.ratio),
    )
    return THEN.join([said, locale.text("foresight.events", names=events)]) if events else said


def _grow(found: SizeAdvice, advice: Advice, locale: Locale) -> str:
    parts = ", ".join(f"{code} +{number}" for code, number in found.parts.items())
    euros = locale.text("foresight.price_unknown")
    if found.euro_per_hour is not None:
        euros = locale.text("tui.cost.per_hour", amount=locale.euros(found.euro_per_hour))
    return locale.text(
        "foresight.grow",
        parts=parts or locale.text("foresight.nowhere"),
        when=when(advice, locale),
        euros=euros,
    )


def when(advice: Advice, locale: Locale) -> str:
    """Until when it is to be asked for: ``before 15:44``, ``at once``."""
    by = advice.ask_by
    if by is None or by <= advice.at:
        return locale.text("foresight.at_once")
    if advice.late_by is None:
        return locale.text("foresight.before", time=locale.clock(by))
    late = locale.clock(advice.late_by)
    return locale.text("foresight.before_late", time=locale.clock(by), late=late)


def obstacles(found: SizeAdvice, advice: Advice, locale: Locale) -> Iterator[str]:
    """What stands in the way of a size that holds: time, room, the ceiling."""
    if advice.late_by is not None and advice.late_by < advice.at and advice.over_at is not None:
        over = locale.text("foresight.over_now")
        if advice.over_at > advice.at:
            over = locale.text("foresight.over_at", time=locale.clock(advice.over_at))
        minutes = round(advice.lead.total_seconds() / 60)
        yield locale.text("foresight.late", over=over, n=minutes)
    if found.room is not None and found.room < advice.missing:
        yield locale.text("foresight.room", n=found.room, missing=advice.missing)
    if advice.capped:
        yield locale.text("foresight.ceiling", n=found.pool.ceiling)


def _enough(found: SizeAdvice, advice: Advice, locale: Locale) -> str:
    foreseen: Forecast | None = None if found.known is None else found.known.forecast
    if foreseen is None:
        return locale.text("foresight.enough_now", n=advice.there)
    return locale.text(
        "foresight.enough",
        n=advice.there,
        until=locale.clock(foreseen.steps[-1].at),
        connections=locale.compact(advice.peak.high),
        time=locale.clock(advice.peak.at),
    )
