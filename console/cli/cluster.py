"""`vigie cluster`: how the clusters of stateful pools are, by their own mechanism."""

from typing import Any

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import session_of
from console.cli.table import table
from console.desk import clusters as desk
from console.locale import Locale
from console.model.cluster import ClusterMember, ClusterView, source_of
from console.model.error import UsageError
from console.model.estate import Estate
from console.model.notice import notice
from console.settings.clusters import ClusterSettings

HEADS = ("cluster", "member", "role", "state", "lag", "timeline")


@parser.group(help="help.cluster")
def cluster() -> None:
    """Show the clusters of stateful pools."""


@cluster.command("list", help="help.cluster.list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the clusters with their members: role, state, lag, timeline."""
    with session_of(invocation) as session:
        clusters = session.settings.clusters
        if not clusters:
            raise UsageError(notice("clusters.absent"))
        estate = session.watch.refresh([source_of(name) for name in clusters])
        locale = invocation.locale()
        if invocation.json:
            told = [_shape(name, one, estate, locale) for name, one in clusters.items()]
            say_json({"at": shapes.moment(estate.at), "clusters": told})
        else:
            _tell(list(clusters), estate, locale)
        known = all(desk.unknown(estate, name) is None for name in clusters)
        return failure.DONE if known else failure.UNREACHABLE


def _tell(names: list[str], estate: Estate, locale: Locale) -> None:
    rows = [
        _row(view, member, locale)
        for name in names
        if (view := estate.clusters.get(name)) is not None
        for member in desk.ordered(view)
    ]
    if rows:
        say(table(HEADS, rows, locale, gives=("timeline",)))
    for name in names:
        why, view = desk.unknown(estate, name), estate.clusters.get(name)
        if why is not None or view is None:
            said = locale.notice(why or desk.UNREAD)
            warn(locale.text("clusters.line", cluster=name, said=said))
        else:
            said = locale.notice(desk.verdict(view))
            say(locale.text("clusters.line", cluster=name, said=said))


def _row(view: ClusterView, member: ClusterMember, locale: Locale) -> list[str]:
    return [
        view.name,
        member.name,
        desk.role(member, locale),
        desk.state(member, locale),
        desk.lag(member, locale),
        desk.UNKNOWN if member.timeline is None else str(member.timeline),
    ]


def _shape(name: str, settings: ClusterSettings, estate: Estate, locale: Locale) -> dict[str, Any]:
    why, view = desk.unknown(estate, name), estate.clusters.get(name)
    known = None if why is not None else view
    leader = None if known is None else known.leader
    return {
        "name": name,
        "pool": settings.pool,
        "kind": settings.kind,
        "unknown": shapes.maybe_said(why, locale),
        "verdict": None if known is None else shapes.said(desk.verdict(known), locale),
        "quorum": None if known is None else known.quorum,
        "paused": None if known is None else known.paused,
        "switchover_scheduled": None if known is None else known.scheduled,
        "leader": None if leader is None else leader.name,
        "well": None if known is None else known.well,
        "expected": settings.expected,
        "copies_lacking": None if known is None else known.lacking,
        "unreadable": 0 if view is None else view.unreadable,
        "members": [] if view is None else [_member(one) for one in desk.ordered(view)],
    }


def _member(one: ClusterMember) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role.value,
        "state": one.state,
        "well": one.well,
        "lag_bytes": one.lag_bytes,
        "timeline": one.timeline,
        "restart_pending": one.restart_pending,
        "eligible": one.eligible,
    }
