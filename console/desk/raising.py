"""What of larger quotas could be had by a call, without a ticket. None is made here."""

from collections.abc import Iterator, Mapping

from console.desk import scouted
from console.desk.ticket import QuotaTicket, RegionNeed
from console.locale import Locale
from console.model.error import VigieError
from console.model.notice import notice
from console.model.stock import QuotaProfile, QuotaRaising
from console.ports import StockReader


def raising(reader: StockReader | None, region: str) -> QuotaRaising:
    """Ask what of a region's quotas can be raised by a call; none is."""
    if reader is None:
        return QuotaRaising(why=notice("ticket.no_project"))
    try:
        return QuotaRaising(reader.profiles(region), reader.by_hand())
    except VigieError as error:
        return QuotaRaising(why=error.notice)


def without(drafted: QuotaTicket, reader: StockReader | None, locale: Locale) -> Iterator[str]:
    """What could be done by a call in place of the ticket, region by region."""
    by_hand = False
    for need in drafted.lacking:
        known = raising(reader, need.prospect.region)
        by_hand = by_hand or bool(known.by_hand)
        yield _call(drafted, need, known, locale)
    if by_hand:
        yield locale.text("ticket.by_hand")


def _call(drafted: QuotaTicket, need: RegionNeed, known: QuotaRaising, locale: Locale) -> str:
    region = need.prospect.region
    if known.profiles is None:
        why = locale.notice(known.why or notice("ticket.no_project"))
        return locale.text("ticket.call_unknown", region=region, why=why)
    wanted = {one.resource: one.wanted for one in need.quotas}
    larger = [one for one in known.profiles if _larger(one, need)]
    enough = [one for one in larger if _covers(one, wanted)]
    if not larger:
        return locale.text("ticket.call_none", region=region)
    best = (enough or larger[-1:])[0]
    path = f"POST /cloud/project/{drafted.project}/region/{region}/quota"
    cores = scouted.UNKNOWN if best.cores is None else best.cores
    said = "ticket.call" if enough else "ticket.call_part"
    return locale.text(
        said, region=region, profile=best.name, n=best.instances or 0, cores=cores, path=path
    )


def _larger(one: QuotaProfile, need: RegionNeed) -> bool:
    now = next((q.limit for q in need.quotas if q.resource == "instances"), None)
    return one.instances is not None and (now is None or one.instances > now)


def _covers(one: QuotaProfile, wanted: Mapping[str, int | None]) -> bool:
    asked = ((one.instances, wanted.get("instances")), (one.cores, wanted.get("cores")))
    return all(has is not None and (n is None or has >= n) for has, n in asked)
