"""`vigie storage`: what stands in the object storage, by region and container."""

from collections.abc import Sequence
from typing import Any

import click

from console.cli import failure, shapes
from console.cli.answer import say, say_json, table, warn
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of
from console.locale import Locale
from console.model.objects import ObjectAccount

UNKNOWN = "–"


@click.group()
def storage() -> None:
    """Show the object storage."""


@storage.command()
@common_options
def objects(invocation: Invocation) -> int:
    """Show the containers of every region: how many objects, how many bytes."""
    with session_of(invocation) as session:
        found = () if session.objects is None else session.objects.accounts()
        locale = invocation.locale()
        if invocation.json:
            at = shapes.moment(session.clock.now())
            say_json({"at": at, **_shape(found, locale)})
        elif not found:
            say(locale.text("objects.none"))
        else:
            _tell(found, locale)
        silent = any(one.unread is not None for one in found)
        return failure.UNREACHABLE if silent else failure.DONE


def _tell(found: Sequence[ObjectAccount], locale: Locale) -> None:
    heads = ("region", "container", "objects", "size")
    rows = [
        [account.region, one.name, locale.number(one.objects), locale.size(one.bytes)]
        for account in found
        for one in account.containers
    ]
    dark = [one for one in found if one.unread is not None]
    rows += [[one.region, *[UNKNOWN] * 3] for one in dark]
    least = "≥" if dark else ""
    number = locale.number(sum(one.objects for one in found))
    size = locale.size(sum(one.bytes for one in found))
    rows.append([locale.text("cli.total"), "", f"{least}{number}", f"{least}{size}"])
    say(table([locale.text(f"cli.head.{head}") for head in heads], rows))
    for one in dark:
        if one.unread is not None:
            warn(locale.text("objects.unread", region=one.region, why=locale.notice(one.unread)))
    say(locale.text("objects.swift_alone"))


def _shape(found: Sequence[ObjectAccount], locale: Locale) -> dict[str, Any]:
    """Sums are null where a part of them is not known."""
    known = all(one.unread is None for one in found)
    return {
        "accounts": [
            {
                "region": one.region,
                "unread": shapes.maybe_said(one.unread, locale),
                "objects": one.objects if one.unread is None else None,
                "bytes": one.bytes if one.unread is None else None,
                "containers": None
                if one.unread is not None
                else [
                    {"name": each.name, "objects": each.objects, "bytes": each.bytes}
                    for each in one.containers
                ],
            }
            for one in found
        ],
        "objects": sum(one.objects for one in found) if known else None,
        "bytes": sum(one.bytes for one in found) if known else None,
    }
