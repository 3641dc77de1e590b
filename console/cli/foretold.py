"""An advice and the forecast that it stands on, for programs."""

from datetime import datetime, timedelta

from console.cli import census, shapes
from console.desk.foresight import SizeAdvice, foreseen
from console.desk.session import Session
from console.locale import Locale
from console.model.advice import Advice
from console.model.capacity import InstanceCapacity, SeenCapacity
from console.model.estate import Estate
from console.model.forecast import Expected, Forecast
from console.model.notice import Notice
from console.model.pool import Pool


def of_pool(session: Session, estate: Estate, pool: Pool, locale: Locale) -> shapes.Shape | None:
    """What is advised for a pool, without the steps of its forecast; None where it is off."""
    found = foreseen(estate, session.policy, pool, census.places(session, estate, pool))
    return None if found is None else shape(found, locale)


def shape(found: SizeAdvice, locale: Locale) -> shapes.Shape:
    """One advice."""
    return {
        "mode": found.pool.foresight.value,
        "advice": None if found.advice is None else _advice(found, found.advice),
        "why": shapes.maybe_said(found.why, locale),
        "forecast_unknown": shapes.maybe_said(found.lacking, locale),
    }


def _advice(found: SizeAdvice, advice: Advice) -> shapes.Shape:
    return {
        "at": shapes.moment(advice.at),
        "size": advice.there,
        "now": advice.now,
        "soon": advice.soon,
        "keep": advice.keep,
        "peak": {
            "at": shapes.moment(advice.peak.at),
            "connections": round(advice.peak.high),
            "size": advice.peak_size,
        },
        "missing": advice.missing,
        "spare": advice.spare,
        "datacenters": dict(found.parts),
        "room": found.room,
        "ceiling_reached": advice.capped,
        "ask_by": shapes.moment(advice.ask_by),
        "late_by": shapes.moment(advice.late_by),
        "lead_s": advice.lead.total_seconds(),
        "euro_per_hour": shapes.money(found.euro_per_hour),
    }


def forecast(found: SizeAdvice, hours: int) -> shapes.Shape | None:
    """The forecast of so many hours, and the size of each step; None where there is none."""
    foreseen_: Forecast | None = None if found.known is None else found.known.forecast
    if foreseen_ is None:
        return None
    return {
        "since": shapes.moment(foreseen_.since),
        "weeks": foreseen_.weeks,
        "ratio": foreseen_.ratio,
        "events": list(foreseen_.events),
        "steps": [
            {
                "at": shapes.moment(step.at),
                "median": round(step.median),
                "high": round(step.high),
                "size": found.needed(step.high),
            }
            for step in until(foreseen_, hours)
        ],
    }


def carries(told: InstanceCapacity, locale: Locale) -> shapes.Shape:
    """What one instance carries, and by whose word; why nobody knows."""
    by = None if told.each is None else "settings" if told.seen is None else "learned"
    seen = told.seen if told.is_learned else None
    return {
        "each": told.each,
        "by": by,
        "peaks": None if seen is None else seen.peaks,
        "newest": shapes.moment(None if seen is None else seen.over_last),
        "unknown": shapes.maybe_said(told.why, locale),
    }


def capacity(
    estate: Estate, pool: Pool, seen: SeenCapacity | Notice | None, locale: Locale
) -> shapes.Shape:
    """The same, with what an instance was seen to carry, or why not, also beside the settings."""
    told: shapes.Shape = {
        **carries(estate.capacity(pool), locale),
        "settings": pool.connections_per_instance,
        "seen": None,
        "why": None,
    }
    if isinstance(seen, SeenCapacity):
        told["seen"] = {
            "carried": seen.carried,
            "since": shapes.moment(seen.since),
            "known_s": seen.known.total_seconds(),
            "over_from": seen.over_from,
            "over_to": seen.over_to,
            "over_since": shapes.moment(seen.over_since),
            "over_s": seen.over.total_seconds(),
            "besides_s": seen.besides.total_seconds(),
        }
    elif seen is not None:
        told["why"] = shapes.said(seen, locale)
    return told


def until(foreseen_: Forecast, hours: int) -> tuple[Expected, ...]:
    """The steps of so many hours."""
    end: datetime = foreseen_.since + timedelta(hours=hours)
    return tuple(step for step in foreseen_.steps if step.at <= end)
