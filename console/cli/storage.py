"""`vigie storage`: what stands in the object storage, by back end, region and container."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.parser import word
from console.cli.sources import session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk import objects as desk
from console.desk.recording import growth
from console.desk.recording.growth import GrowthSpan, ObjectGrowth, ObjectHistory
from console.desk.session import Session
from console.locale import Locale
from console.model.objects import ObjectAccount, ObjectContainer, sums
from console.watch.prices import NAME as PRICES

UNKNOWN = "–"
HEADS = ("store", "region", "container", "objects", "size", "day", "week", "euro_month")
SPANS = {GrowthSpan.DAY: "day", GrowthSpan.WEEK: "week"}


@parser.group(bare="objects", help="help.storage")
def storage() -> None:
    """Show the object storage."""


@storage.command(help="help.storage.objects")
@common_options
def objects(invocation: Invocation) -> int:
    """Show the containers and S3 buckets of every region: how many objects, how many bytes."""
    with session_of(invocation) as session:
        session.watch.refresh([PRICES])
        locale = invocation.locale()
        with awaiting(word("cli.awaits.objects")):
            found = desk.accounts(session)
        known = desk.history(session)
        if invocation.json:
            at = shapes.moment(session.clock.now())
            say_json({"at": at, **_shape(session, found, known, locale)})
        elif not found:
            say(locale.text("objects.none"))
        else:
            _tell(session, found, known, locale)
        silent = any(one.unread is not None for one in found)
        return failure.UNREACHABLE if silent else failure.DONE


def _tell(
    session: Session, found: tuple[ObjectAccount, ...], known: ObjectHistory, locale: Locale
) -> None:
    rows = [_row(session, account, one, known, locale) for account, one in _each(found)]
    dark = [one for one in found if one.unread is not None]
    rows += [[one.store, one.region or UNKNOWN, *[UNKNOWN] * 6] for one in dark]
    whole = sums(found)
    least = "" if whole.whole else "≥"
    number, size = locale.number(whole.objects), locale.size(whole.bytes)
    counted = [f"{least}{number}", f"{least}{size}"]
    grown = [_grown(known.total(found, span), locale) for span in SPANS]
    euro = _euro(desk.costs(session, found), locale)
    rows.append([locale.text("cli.total"), "", "", *counted, *grown, euro])
    say(table(HEADS, rows, locale, gives=("week", "region")))
    if not known.then:
        say(growth.unknown(known, locale))
    for one in dark:
        if one.unread is not None:
            place = f"{one.store} {one.region}".strip()
            warn(locale.text("objects.unread", region=place, why=locale.notice(one.unread)))
    if session.buckets is None:
        say(locale.text("objects.swift_alone"))


def _each(found: Sequence[ObjectAccount]) -> Iterator[tuple[ObjectAccount, ObjectContainer]]:
    for account in found:
        for one in account.containers:
            yield account, one


def _row(
    session: Session,
    account: ObjectAccount,
    one: ObjectContainer,
    known: ObjectHistory,
    locale: Locale,
) -> list[str]:
    return [
        account.store,
        account.region,
        one.name,
        UNKNOWN if one.objects is None else locale.number(one.objects),
        UNKNOWN if one.bytes is None else locale.size(one.bytes),
        *(_grown(known.of(account, one, span), locale) for span in SPANS),
        _euro(desk.cost(session, account, one), locale),
    ]


def _grown(more: ObjectGrowth | None, locale: Locale) -> str:
    return UNKNOWN if more is None else growth.said(more, locale)


def _euro(cost: Decimal | None, locale: Locale) -> str:
    return UNKNOWN if cost is None else locale.euros(cost)


def _shape(
    session: Session, found: tuple[ObjectAccount, ...], known: ObjectHistory, locale: Locale
) -> dict[str, Any]:
    """Sums are null where a part of them is not known."""
    whole = sums(found)
    return {
        "accounts": [
            {
                "store": one.store.value,
                "region": one.region or None,
                "unread": shapes.maybe_said(one.unread, locale),
                "objects": one.objects if one.whole else None,
                "bytes": one.bytes if one.whole else None,
                "containers": None
                if one.unread is not None
                else [_container(session, one, each, known) for each in one.containers],
            }
            for one in found
        ],
        "objects": whole.objects if whole.whole else None,
        "bytes": whole.bytes if whole.whole else None,
        **_growth({span: known.total(found, span) for span in SPANS}),
        "growth_since": shapes.moment(known.since),
        "euro_per_month": shapes.money(desk.costs(session, found)),
    }


def _growth(found: Mapping[GrowthSpan, ObjectGrowth | None]) -> dict[str, int | None]:
    """Null until it was recorded for so long."""
    return {
        f"{what}_per_{SPANS[span]}": None if more is None else getattr(more, what)
        for what in ("objects", "bytes")
        for span, more in found.items()
    }


def _container(
    session: Session, account: ObjectAccount, one: ObjectContainer, known: ObjectHistory
) -> dict[str, Any]:
    return {
        "name": one.name,
        "objects": one.objects,
        "bytes": one.bytes,
        **_growth({span: known.of(account, one, span) for span in SPANS}),
        "euro_per_month": shapes.money(desk.cost(session, account, one)),
    }
