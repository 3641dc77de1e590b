"""A pool's load and what stands in a datacenter, in figures that both faces show."""

from console.desk.census import capacity
from console.locale import Locale
from console.model.estate import Estate
from console.model.figure import Figure, Load
from console.model.pool import Pool
from console.model.tally import Tally


def compact(value: float | None, locale: Locale) -> str:
    """A compact number, or the word for unknown."""
    return locale.text("tui.unknown") if value is None else locale.compact(value)


def errors(found: Figure, locale: Locale) -> str:
    """The error ratio with two decimals, ``0.02 %``."""
    return locale.text("tui.unknown") if found.value is None else locale.percent(found.value, 2)


def latency(load: Load, locale: Locale) -> str:
    """The p95, ``212 ms`` or ``2.3 s``."""
    p95_s = load.p95_s.value
    return locale.text("tui.unknown") if p95_s is None else locale.latency(p95_s)


def used(
    estate: Estate, pool: Pool, counted: tuple[Tally, ...], load: Load
) -> tuple[float, int] | None:
    """The load as a part of what so many instances in service carry; None where unknown."""
    carried = capacity(estate, pool, counted)
    if load.connections.value is None or not carried:
        return None
    return load.connections.value / carried, sum(tally.serving or 0 for tally in counted)


def served(one: Tally, locale: Locale) -> str:
    """``27`` in service; ``≥27`` where records could not be read, each of which may be more."""
    if one.serving is None:
        return "?"
    return f"{'≥' if one.unreadable else ''}{locale.number(one.serving)}"


def hourly(one: Tally, locale: Locale) -> str | None:
    """What it costs an hour; None where a price is not known."""
    return None if one.euro_per_hour is None else locale.euros(one.euro_per_hour)
