"""`vigie storage`: what stands in the object storage, by back end, region and container."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import click

from console.cli import failure, shapes
from console.cli.answer import say, say_json, table, warn
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of
from console.desk import objects as desk
from console.desk.session import Session
from console.locale import Locale
from console.model.objects import ObjectAccount, ObjectContainer, sums
from console.watch.prices import NAME as PRICES

UNKNOWN = "–"
HEADS = ("store", "region", "container", "objects", "size", "euro_month")


@click.group()
def storage() -> None:
    """Show the object storage."""


@storage.command()
@common_options
def objects(invocation: Invocation) -> int:
    """Show the containers and S3 buckets of every region: how many objects, how many bytes."""
    with session_of(invocation) as session:
        session.watch.refresh([PRICES])
        found = desk.accounts(session)
        locale = invocation.locale()
        if invocation.json:
            at = shapes.moment(session.clock.now())
            say_json({"at": at, **_shape(session, found, locale)})
        elif not found:
            say(locale.text("objects.none"))
        else:
            _tell(session, found, locale)
        silent = any(one.unread is not None for one in found)
        return failure.UNREACHABLE if silent else failure.DONE


def _tell(session: Session, found: tuple[ObjectAccount, ...], locale: Locale) -> None:
    rows = [_row(session, account, one, locale) for account, one in _each(found)]
    dark = [one for one in found if one.unread is not None]
    rows += [[one.store, one.region or UNKNOWN, *[UNKNOWN] * 4] for one in dark]
    whole = sums(found)
    least = "" if whole.whole else "≥"
    number, size = locale.number(whole.objects), locale.size(whole.bytes)
    counted = [f"{least}{number}", f"{least}{size}", _euro(desk.costs(session, found), locale)]
    rows.append([locale.text("cli.total"), "", "", *counted])
    say(table([locale.text(f"cli.head.{head}") for head in HEADS], rows))
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
    session: Session, account: ObjectAccount, one: ObjectContainer, locale: Locale
) -> list[str]:
    return [
        account.store,
        account.region,
        one.name,
        UNKNOWN if one.objects is None else locale.number(one.objects),
        UNKNOWN if one.bytes is None else locale.size(one.bytes),
        _euro(desk.cost(session, account, one), locale),
    ]


def _euro(cost: Decimal | None, locale: Locale) -> str:
    return UNKNOWN if cost is None else locale.euros(cost)


def _shape(session: Session, found: tuple[ObjectAccount, ...], locale: Locale) -> dict[str, Any]:
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
                else [_container(session, one, each) for each in one.containers],
            }
            for one in found
        ],
        "objects": whole.objects if whole.whole else None,
        "bytes": whole.bytes if whole.whole else None,
        "euro_per_month": shapes.money(desk.costs(session, found)),
    }


def _container(session: Session, account: ObjectAccount, one: ObjectContainer) -> dict[str, Any]:
    """Growth is null: nobody keeps what stood before."""
    return {
        "name": one.name,
        "objects": one.objects,
        "bytes": one.bytes,
        "bytes_per_day": None,
        "euro_per_month": shapes.money(desk.cost(session, account, one)),
    }
