"""What an instance carries, in words: by the settings or as it was learned, with its evidence."""

from datetime import timedelta

from console.desk.session import Session
from console.locale import Locale
from console.model.capacity import InstanceCapacity, SeenCapacity
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.pool import Pool

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def seen(session: Session, pool: Pool) -> SeenCapacity | Notice:
    """What a pool's instances were seen to carry, asked now; a notice says why nobody knows."""
    if session.learner is None:
        return notice("foresight.capacity_no_metrics")
    return session.learner.seen(pool)


def known(session: Session, pool: Pool) -> InstanceCapacity:
    """What an instance carries, asked now where the settings do not say it."""
    if pool.connections_per_instance is not None:
        return InstanceCapacity(pool.connections_per_instance)
    return InstanceCapacity.learned(seen(session, pool))


def contradicts(pool: Pool, found: SeenCapacity | Notice) -> bool:
    """Say whether instances were over a limit at what the settings say that they carry."""
    return (
        isinstance(found, SeenCapacity)
        and found.over_from is not None
        and pool.connections_per_instance is not None
        and pool.connections_per_instance >= found.over_from
    )


def line(estate: Estate, pool: Pool, found: SeenCapacity | Notice, locale: Locale) -> str:
    """What sizes are made by, and the evidence beside it."""
    told, said = estate.capacity(pool), seen_words(found, locale)
    if told.each is None:
        return locale.text("foresight.capacity_unlearned", pool=pool.name, said=said)
    by = "foresight.capacity_learned" if told.is_learned else "foresight.capacity"
    return locale.text(by, pool=pool.name, each=told.each, said=said)


def evidence(told: InstanceCapacity, estate: Estate, locale: Locale) -> str | None:
    """``21,000 connections an instance, learned from 3 peaks, newest 2 d ago``.

    None where the settings say it, or nobody knows.
    """
    if told.each is None or told.seen is None or told.seen.over_last is None:
        return None
    passed = max(timedelta(0), estate.at - told.seen.over_last)
    minutes = passed // MINUTE * MINUTE
    ago = locale.days(passed / DAY) if passed >= DAY else locale.duration(minutes.total_seconds())
    return locale.text("capacity.learned", each=told.each, n=told.seen.peaks, ago=ago)


def seen_words(found: SeenCapacity | Notice, locale: Locale) -> str:
    """What was seen, how long and since when; or why nothing is known."""
    if isinstance(found, Notice):
        return locale.text("foresight.capacity_none", why=locale.notice(found))
    known = locale.duration(found.known.total_seconds())
    if found.over_from is None or found.over_to is None or found.over_since is None:
        said = locale.text(
            "foresight.capacity_least",
            n=found.carried, known=known, day=locale.day(found.since),
        )  # fmt: skip
    else:
        said = locale.text(
            "foresight.capacity_knee",
            n=found.carried,
            low=found.over_from,
            high=found.over_to,
            over=locale.duration(found.over.total_seconds()),
            day=locale.day(found.over_since),
        )
    if not found.besides:
        return said
    besides = locale.duration(found.besides.total_seconds())
    return f"{said}; {locale.text('foresight.capacity_besides', over=besides)}"
