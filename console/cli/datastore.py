"""`vigie datastore`: the private cloud's datastores, and more of them."""

import click

from console.cli.answer import say, say_json, table
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import private_policy, private_view, session_of
from console.cli.stores import days, shape, stores
from console.desk.datastores import StoreTally
from console.locale import Locale

UNKNOWN = "–"


@click.group()
def datastore() -> None:
    """Show the private cloud's datastores, and add to them."""


@datastore.command("list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the datastores, the fullest first."""
    with session_of(invocation) as session:
        estate, view = private_view(session, ["growth"])
        found = stores(estate, view, private_policy(session))
        locale = invocation.locale()
        if invocation.json:
            say_json(
                {
                    "at": view.observed_at.isoformat(timespec="seconds"),
                    "datastores": [shape(one, view, locale) for one in found],
                    "unreadable": view.unreadable,
                }
            )
        elif found:
            say(_table(found, locale))
        else:
            say(locale.text("cli.no_datastores"))
        return unreached(invocation, estate)


def _table(found: tuple[StoreTally, ...], locale: Locale) -> str:
    heads = (
        "name", "type", "ssd", "capacity", "used", "used_share", "free", "provisioned",
        "mounts", "growth", "full_in", "folder", "alarms",
    )  # fmt: skip
    return table(
        [locale.text(f"cli.head.{head}") for head in heads], [_row(one, locale) for one in found]
    )


def _row(one: StoreTally, locale: Locale) -> list[str]:
    datastore = one.datastore
    ratio = one.used_ratio
    ssd = {None: UNKNOWN, True: locale.text("cli.yes"), False: locale.text("cli.no")}
    growth = one.per_day
    return [
        datastore.name,
        datastore.kind.value.upper(),
        ssd[one.ssd],
        _size(datastore.capacity_bytes, locale),
        _size(datastore.used_bytes, locale),
        locale.text("cli.not_available") if ratio is None else locale.percent(ratio),
        _size(datastore.free_bytes, locale),
        _size(datastore.provisioned_bytes, locale),
        f"{one.usable}/{one.hosts}",
        UNKNOWN if growth is None else _signed(growth, locale),
        UNKNOWN if one.days_left is None else days(one.days_left, locale),
        datastore.folder or "",
        " ".join(locale.notice(trouble.what) for trouble in one.troubles),
    ]


def _signed(growth: float, locale: Locale) -> str:
    sign = "\u2212" if growth < 0 else "+" if growth > 0 else ""
    return f"{sign}{locale.size(abs(growth))}"


def _size(count: int | None, locale: Locale) -> str:
    return locale.text("cli.not_available") if count is None else locale.size(count)
