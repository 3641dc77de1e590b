"""What a scout has found, in words: the same for both faces."""

from collections.abc import Iterator

from console.desk.scout import WITHIN, Prospect, Scouting
from console.kinds.instances.quota import Limit
from console.locale import Locale, in_a_row
from console.model.notice import NoticeValue
from console.model.trial import Refusals

UNKNOWN = "–"
BINDS = "◂"
"""Beside the limit that lets the fewest in."""


WANTED = ("scout.uncounted", "scout.there", "scout.headline")
USUAL = ("scout.uncounted_burst", "scout.there_burst", "scout.headline_burst")
"""Headlines where nobody knows how many stand, where enough do, and where some are missing."""


def headline(found: Scouting, locale: Locale) -> str:
    """How many stand of how many, and of what flavor; who wants nothing is told of a burst."""
    uncounted, there, short = USUAL if found.usual else WANTED
    pool = found.facts.pool
    flavor, level = pool.build.flavor.said, locale.number(found.level)
    if found.size is None:
        return locale.text(uncounted, pool=pool.name, level=level, flavor=flavor)
    values: dict[str, NoticeValue] = {
        "pool": pool.name, "size": found.size, "level": level, "flavor": flavor,
    }  # fmt: skip
    if not found.missing:
        return locale.text(there, **values)
    return locale.text(short, n=found.missing, **values)


def could(found: Scouting, locale: Locale) -> str:
    """How many of the missing could be had now, where, and of which regions nobody knows."""
    if not found.rest.wanted:
        return locale.text("scout.could_unwanted")
    places = ", ".join(f"{code} {n}" for code, n in found.rest.by_datacenter.items())
    number, dark = found.rest.number, ", ".join(found.dark)
    said = locale.text("scout.could_none")
    if number:
        said = locale.text("scout.could", n=number, least=found.least, places=places)
    return f"{said} {locale.text('scout.could_dark', regions=dark)}" if dark else said


def shorts(found: Scouting, locale: Locale) -> Iterator[str]:
    """What keeps back the rest."""
    for one in found.short:
        yield locale.notice(one)


def serving(one: Prospect, locale: Locale) -> str:
    """``12/14``: in service of those that stand."""
    numbers = (one.serving, one.standing)
    return "/".join(UNKNOWN if n is None else locale.number(n) for n in numbers)


def span(one: Prospect, locale: Locale) -> str:
    """``0–28``: at least and at most so many could be had; or that nobody knows."""
    if one.dark:
        return locale.text("scout.unknown")
    if one.most is None:
        return locale.text("scout.unbounded")
    most = locale.number(one.most)
    return most if one.least == one.most else f"{locale.number(one.least)}–{most}"


def limits(one: Prospect) -> dict[str, Limit]:
    """By resource the limit that lets the fewest in; unknown where one of its sort is."""
    found: dict[str, Limit] = {}
    for limit in one.limits:
        known = found.get(limit.resource)
        if known is None or not limit.known or (known.known and _tighter(limit, known)):
            found[limit.resource] = limit
    return found


def _tighter(limit: Limit, known: Limit) -> bool:
    return limit.fits is not None and (known.fits is None or limit.fits < known.fits)


def fits(one: Prospect, resource: str, locale: Locale) -> str:
    """For how many instances a limit has room, marked where it binds; ∞ where there is none."""
    limit = limits(one).get(resource)
    if limit is None or not limit.known:
        return UNKNOWN
    if limit.fits is None:
        return "∞"
    binds = one.binding is not None and one.binding.resource == resource
    return f"{locale.number(limit.fits)}{BINDS}" if binds else locale.number(limit.fits)


def hosts(one: Prospect, locale: Locale) -> str:
    """What hosts refused of late, when last, and whether anything has come since."""
    found = one.refusals
    if found is None:
        return locale.text("scout.hosts_unasked", n=WITHIN.days)
    if not found.hostless:
        return locale.text("scout.hosts_gave", n=found.made_since, days=WITHIN.days)
    return f"{_refused(found, locale)}{_since(one, found, locale)}"


def _refused(found: Refusals, locale: Locale) -> str:
    at = found.last_at
    said = UNKNOWN if at is None else f"{locale.day(at)} {locale.clock(at)}"
    return locale.text("scout.hosts_refused", n=found.hostless, days=WITHIN.days, at=said)


def _since(one: Prospect, found: Refusals, locale: Locale) -> str:
    if found.made_since:
        return locale.text("scout.hosts_since", n=found.made_since)
    rests = one.trials.rests_until if one.trials is not None else None
    if rests is None:
        return locale.text("scout.hosts_nothing")
    return locale.text("scout.hosts_rests", time=locale.clock(rests))


def stock(one: Prospect, locale: Locale) -> str:
    """The provider's word; why there is none, where it could not be asked."""
    if one.unasked is not None:
        return locale.text("scout.stock_unasked", why=in_a_row([locale.notice(one.unasked)]))
    if one.stock is None:
        return locale.text("scout.stock_unknown")
    return locale.text("scout.stock_yes" if one.stock else "scout.stock_no")


def region(one: Prospect, locale: Locale) -> Iterator[str]:
    """One region in lines: what could be had there; what bounds it; hosts; stock."""
    yield locale.text(
        "scout.region", region=one.region, serving=serving(one, locale), span=span(one, locale)
    )
    if one.shut is not None:
        yield locale.notice(one.shut.why)
    yield " · ".join(
        f"{locale.text(f'target.lacks.{resource}')} {fits(one, resource, locale)}"
        for resource in limits(one)
    )
    yield hosts(one, locale)
    yield stock(one, locale)
