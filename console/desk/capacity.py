"""What an instance carries: the settings' word, beside what the pool's own past has shown."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from console.foresight.capacity import BACK, STEP, learned
from console.locale import Locale
from console.model.capacity import SeenCapacity, Strain
from console.model.error import SourceError
from console.model.figure import Sample, Series
from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.ports import PastReader

READ = ("connections", "serving", "p95", "errors")


def seen(metrics: PastReader | None, pool: Pool, now: datetime) -> SeenCapacity | Notice:
    """Ask the metrics server for the pool's past, now; a notice says why nothing is known."""
    if metrics is None:
        return notice("foresight.capacity_no_metrics")
    try:
        past = metrics.past(pool, now - BACK, now, STEP, READ)
    except SourceError as error:
        return error.notice
    lacking = [name for name in READ if not any(s.value is not None for s in past[name].samples)]
    if lacking:
        return notice("foresight.capacity_lacking", figures=", ".join(lacking))
    return learned(list(strains(past, pool)))


def strains(past: Mapping[str, Series], pool: Pool) -> Iterator[Strain]:
    """The moments whose load and answers are known; one limit that was passed is enough."""
    for load, serving, p95, errors in zip(*(past[name].samples for name in READ), strict=True):
        over = _over(p95, pool.p95_limit_s), _over(errors, pool.error_limit_ratio)
        known = True in over or None not in over
        if load.value is not None and serving.value and known:
            yield Strain(load.at, load.value / serving.value, True in over)


def contradicts(pool: Pool, found: SeenCapacity | Notice) -> bool:
    """Say whether instances were over a limit at what the settings say that they carry."""
    return (
        isinstance(found, SeenCapacity)
        and found.over_from is not None
        and pool.connections_per_instance >= found.over_from
    )


def line(pool: Pool, found: SeenCapacity | Notice, locale: Locale) -> str:
    """The settings' word, and the evidence beside it."""
    return locale.text(
        "foresight.capacity",
        pool=pool.name,
        each=pool.connections_per_instance,
        said=told(found, locale),
    )


def told(found: SeenCapacity | Notice, locale: Locale) -> str:
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


def _over(sample: Sample, limit: float) -> bool | None:
    return None if sample.value is None else sample.value > limit
