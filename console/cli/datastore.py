"""`vigie datastore`: the private cloud's datastores, and more of them."""

from console.cli import parser
from console.cli.answer import say, say_json
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import private_policy, private_view, session_of
from console.cli.stores import shape, stores
from console.cli.table import table
from console.desk import inventory
from console.desk.datastores import StoreTally
from console.desk.session import Session
from console.locale import Locale

SHOWN = (
    "name", "kind", "capacity", "bytes", "full", "free", "provisioned", "mounts", "growth",
    "days", "machines",
)  # fmt: skip
GIVE_WAY = (
    "folder", "provisioned", "machines", "type", "growth", "used", "mounts", "capacity",
)  # fmt: skip
"""What leaves the table of a narrow terminal, first to last."""


@parser.group(help="help.datastore")
def datastore() -> None:
    """Show the private cloud's datastores, and add to them."""


@datastore.command("list", help="help.datastore.list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the datastores, the fullest first."""
    with session_of(invocation) as session:
        estate, view = private_view(session, ["growth", *_media(session)])
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


def _media(session: Session) -> list[str]:
    """The source that tells a datastore's medium, once: its provider allows few calls."""
    known = session.watch.snapshot()
    return ["supply"] if "supply" in known.sources and known.supply is None else []


def _table(found: tuple[StoreTally, ...], locale: Locale) -> str:
    heads = (
        "name", "type", "capacity", "used", "used_share", "free", "provisioned", "mounts",
        "growth", "full_in", "machines", "folder", "alarms",
    )  # fmt: skip
    rows = [_row(one, locale) for one in found]
    return table(heads, rows, locale, gives=GIVE_WAY, texts=("alarms",))


def _row(one: StoreTally, locale: Locale) -> list[str]:
    said = inventory.datastore(one, locale)
    return [
        *(said[name] for name in SHOWN),
        one.datastore.folder or "",
        " ".join(locale.notice(trouble.what) for trouble in one.troubles),
    ]
