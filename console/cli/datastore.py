"""`vigie datastore`: the private cloud's datastores, and more of them."""

import click

from console.cli.acting import Manner, act, acting_options
from console.cli.answer import say, say_json, table
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.sight import private_policy, private_view, session_of
from console.cli.stores import Store, stores
from console.locale import Locale
from console.model.error import UsageError
from console.model.notice import notice
from console.model.plan import (
    Request,
)
from console.model.resource import DATASTORE
from console.model.size import parse_size
from console.model.verb import DATASTORE_ADD

UNKNOWN = "–"


@click.group()
def datastore() -> None:
    """Show the private cloud's datastores, and add to them."""


@datastore.command("list")
@common_options
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
                    "datastores": [one.shape(locale) for one in found],
                    "unreadable": view.unreadable,
                }
            )
        elif found:
            say(_table(found, locale))
        else:
            say(locale.text("cli.no_datastores"))
        return unreached(invocation, estate)


@datastore.command()
@click.option("--count", type=click.IntRange(min=1), default=1, show_default=True, metavar="N")
@click.option("--size", metavar="SIZE", help="The size of each, such as 3TB.")
@click.option("--ssd/--no-ssd", default=None, help="On solid-state disks, or not; default: either.")
@click.option("--offer", metavar="NAME", help="This offer, instead of by size.")
@click.option("--cluster", metavar="NAME", help="For this cluster, where there are several.")
@acting_options
@common_options
def add(
    invocation: Invocation,
    *,
    count: int,
    size: str | None,
    ssd: bool | None,
    offer: str | None,
    cluster: str | None,
    dry_run: bool,
    yes: bool,
    wait: bool,
    reason: str,
) -> int:
    """Add datastores: each is in service once every host can use it."""
    if size is None and offer is None:
        raise UsageError(notice("cli.size_or_offer"))
    size_bytes = None if size is None else parse_size(size)
    manner = Manner(dry_run=dry_run, yes=yes, wait=wait, reason=reason)
    with session_of(invocation) as session:
        private_policy(session)

        def request() -> Request:
            return Request(
                verb=DATASTORE_ADD,
                author=session.author(DATASTORE),
                count=count,
                size_bytes=size_bytes,
                ssd=ssd,
                offer=offer,
                cluster=cluster,
                reason=reason,
            )

        return act(invocation, session, manner, request, lambda: DATASTORE)


def _table(found: tuple[Store, ...], locale: Locale) -> str:
    heads = (
        "name", "type", "ssd", "capacity", "used", "used_share", "free", "provisioned",
        "mounts", "growth", "full_in", "folder", "alarms",
    )  # fmt: skip
    return table(
        [locale.text(f"cli.head.{head}") for head in heads], [_row(one, locale) for one in found]
    )


def _row(one: Store, locale: Locale) -> list[str]:
    datastore = one.datastore
    ratio = one.used_ratio
    ssd = {None: UNKNOWN, True: locale.text("cli.yes"), False: locale.text("cli.no")}
    growth = one.growth_bytes_per_day
    return [
        datastore.name,
        datastore.kind.value.upper(),
        ssd[datastore.ssd],
        _size(datastore.capacity_bytes, locale),
        _size(datastore.used_bytes, locale),
        locale.text("cli.not_available") if ratio is None else locale.percent(ratio),
        _size(datastore.free_bytes, locale),
        _size(datastore.provisioned_bytes, locale),
        f"{one.usable}/{one.hosts}",
        UNKNOWN if growth is None else _signed(growth, locale),
        UNKNOWN if one.days_until_full is None else locale.text("cli.days", n=one.whole_days),
        datastore.folder or "",
        " ".join(locale.notice(trouble.what) for trouble in one.troubles),
    ]


def _signed(growth: float, locale: Locale) -> str:
    sign = "\u2212" if growth < 0 else "+" if growth > 0 else ""
    return f"{sign}{locale.size(abs(growth))}"


def _size(count: int | None, locale: Locale) -> str:
    return locale.text("cli.not_available") if count is None else locale.size(count)
