"""The draft of a quota ticket in words, for whoever reads it at the provider's."""

from collections.abc import Iterator
from datetime import datetime

from console.desk import scouted
from console.desk.scout import WITHIN, Prospect, Scouting
from console.desk.ticket import HEADROOM, QuotaNeed, QuotaTicket
from console.desk.vitals import load
from console.locale import Locale
from console.model.notice import NoticeValue

QUOTAS = ("cores", "gigabytes", "group", "instances", "memory", "ports", "volumes")
"""What can be asked for: each has its word."""


def subject(drafted: QuotaTicket, locale: Locale) -> str:
    """What the ticket is called."""
    project = drafted.project or locale.text("ticket.your_project")
    regions = ", ".join(one.prospect.region for one in drafted.lacking) or ", ".join(
        one.region for one in drafted.hostless
    )
    code = "ticket.subject" if drafted.lacking else "ticket.subject_hosts"
    return locale.text(code, project=project, regions=regions)


def text(drafted: QuotaTicket, locale: Locale) -> str:
    """The whole of it, ready to be pasted; for whoever reads it at the provider's."""
    return "\n".join((subject(drafted, locale), "", *_body(drafted, locale)))


def _body(drafted: QuotaTicket, locale: Locale) -> Iterator[str]:
    found, say = drafted.found, locale.text
    yield say("ticket.hello")
    yield ""
    yield say(
        "ticket.need",
        level=found.level,
        flavor=_flavor(found, locale),
        project=drafted.project or say("ticket.your_project"),
        now=scouted.UNKNOWN if found.size is None else found.size,
    )
    until = drafted.until
    if until is None:
        yield say("ticket.until_open")
    else:
        yield say("ticket.until", until=_moment(until, locale))
    yield say("ticket.why", reason=drafted.reason or say("ticket.why_open"))
    yield _load(found, locale)
    for need in drafted.lacking:
        yield ""
        yield say("ticket.region", region=need.prospect.region, size=need.size, n=need.more)
        for one in need.quotas:
            yield _row(one, locale)
    if drafted.lacking:
        yield ""
        yield say("ticket.headroom", percent=locale.percent(HEADROOM))
    for there in drafted.hostless:
        yield ""
        yield _hosts(there, locale)
    yield ""
    yield say("ticket.thanks")


def _flavor(found: Scouting, locale: Locale) -> str:
    name = found.facts.pool.build.flavor.said
    known = next((one.flavor for one in found.prospects if one.flavor is not None), None)
    if known is None:
        return name
    ram = locale.number(known.ram_mib)
    return locale.text("ticket.flavor", flavor=known.name, n=known.vcpus, ram=ram)


def _load(found: Scouting, locale: Locale) -> str:
    known = load(found.facts.estate, found.facts.pool.name).total
    parts = []
    if known.connections.value is not None:
        parts.append(locale.text("ticket.connections", n=locale.compact(known.connections.value)))
    if known.requests.value is not None:
        parts.append(locale.text("ticket.requests", n=locale.compact(known.requests.value)))
    if known.cpu.value is not None:
        parts.append(locale.text("ticket.cpu", percent=locale.percent(known.cpu.value)))
    said = ", ".join(parts) or locale.text("scout.unknown")
    return locale.text("ticket.load", load=said)


def _row(one: QuotaNeed, locale: Locale) -> str:
    name = locale.text(f"ticket.quota.{one.resource}")
    named = f"{name} ({one.of})" if one.of else name
    if one.limit is None or one.used is None or one.wanted is None:
        return locale.text("ticket.row_unknown", quota=named, more=one.more)
    values: dict[str, NoticeValue] = {"quota": named, "limit": one.limit, "used": one.used}
    if not one.short:
        return locale.text("ticket.row_enough", **values)
    return locale.text("ticket.row", wanted=one.wanted, **values)


def _hosts(one: Prospect, locale: Locale) -> str:
    known = one.refusals
    if known is None or not known.stands or known.last_at is None:
        return locale.text("ticket.no_stock", region=one.region)
    at = _moment(known.last_at, locale)
    return locale.text("ticket.hosts", region=one.region, n=known.hostless, days=WITHIN.days, at=at)


def _moment(at: datetime, locale: Locale) -> str:
    """With its year: who reads it is not here."""
    local = at.astimezone(locale.zone)
    return f"{local:%Y-%m-%d %H:%M}" if locale.language == "en" else f"{local:%d/%m/%Y %H:%M}"
