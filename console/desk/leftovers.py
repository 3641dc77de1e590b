"""What is left over, in the words of both faces."""

from datetime import datetime
from decimal import Decimal

from console.locale import Locale
from console.model.leftover import Findings, LeftoverSort
from console.model.money import total

UNKNOWN = "–"
SORTS = {
    LeftoverSort.SERVER: "leftover.server",
    LeftoverSort.PORT: "leftover.port",
    LeftoverSort.VOLUME: "leftover.volume",
    LeftoverSort.MEMBER: "leftover.member",
    LeftoverSort.ADDRESS: "leftover.address",
    LeftoverSort.SNAPSHOT: "leftover.snapshot",
    LeftoverSort.IMAGE: "leftover.image",
    LeftoverSort.FILER: "leftover.filer",
    LeftoverSort.MACHINE_SNAPSHOT: "leftover.machine_snapshot",
}


def sentence(found: Findings, locale: Locale) -> str:
    """How many are left over, for sure and perhaps, and what they cost a month."""
    sure = sum(one.sure for one in found.leftovers)
    if not found.leftovers:
        return locale.text("leftover.none_known" if found.unread else "leftover.none")
    said = locale.text("leftover.count", n=sure, perhaps=len(found.leftovers) - sure)
    return f"{said} {_cost(found, locale)}"


def unknown(found: Findings, locale: Locale) -> tuple[str, ...]:
    """What nobody knows, and why: one sentence for each sort and cause."""
    regions: dict[tuple[LeftoverSort, str], list[str]] = {}
    for one in found.unread:
        regions.setdefault((one.sort, locale.notice(one.why)), []).append(one.region)
    return tuple(
        locale.text(
            "leftover.unknown", region=", ".join(where), sort=locale.text(SORTS[sort]), why=why
        )
        for (sort, why), where in regions.items()
    )


def monthly(found: Findings, locale: Locale) -> tuple[str, ...]:
    """What is billed by the month and nobody meant: one sentence; that nobody knows, where so."""
    said: list[str] = []
    if found.monthly_unread is not None:
        why = locale.notice(found.monthly_unread)
        said.append(locale.text("monthly.unknown", why=why))
    if found.monthly:
        whole = total(one.euro_per_month for one in found.monthly)
        count = locale.text("monthly.count", n=len(found.monthly))
        code = "monthly.cost_unknown" if whole is None else "monthly.cost"
        cost = locale.text(code, month=month(whole, locale))
        said.append(f"{count} {cost}")
    return tuple(said)


def lasted(since: datetime | None, now: datetime, locale: Locale) -> str:
    """For how long it has been there, in whole minutes; a dash where nobody knows."""
    if since is None:
        return UNKNOWN
    return locale.duration(max(0.0, (now - since).total_seconds()) // 60 * 60)


def month(cost: Decimal | None, locale: Locale) -> str:
    """Euros a month; a dash where nobody knows."""
    return UNKNOWN if cost is None else locale.euros(cost)


def _cost(found: Findings, locale: Locale) -> str:
    """What they cost a month; at least so much, where some prices are not known."""
    unpriced, least = found.unpriced, locale.euros(found.least_per_month)
    if unpriced == len(found.leftovers):
        return locale.text("leftover.cost_unknown")
    if unpriced:
        return locale.text("leftover.cost_least", month=least, n=unpriced)
    return locale.text("leftover.cost", month=least)
