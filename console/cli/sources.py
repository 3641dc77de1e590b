"""Open a session for one verb, and ask the sources what the verb stands on."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from console.bootstrap import open_session
from console.cli.invocation import Invocation, wants_read_only
from console.cli.logbook import keep_log
from console.cli.standby import standing_by
from console.desk.session import Session
from console.kinds import registry
from console.kinds.vdc import SUPPLY
from console.kinds.verb import Side
from console.model.cluster import source_of
from console.model.error import SourceUnreachable, UsageError
from console.model.estate import Estate
from console.model.fixtures import UNREAD
from console.model.notice import notice
from console.model.plan import (
    Origin,
    RefusalReason,
)
from console.model.policy import PrivatePolicy
from console.model.pool import Pool
from console.model.private import PrivateView
from console.model.resource import LEFTOVER, MACHINE, Resource
from console.settings import locations
from console.watch.prices import NAME as PRICES

VCENTER = ("vcenter", "vcenter:account")
PRIVATE = (*VCENTER, "supply", "growth")
"""The sources of the private cloud."""


@contextmanager
def session_of(invocation: Invocation) -> Iterator[Session]:
    """The session of one verb; its collectors are stopped at the end, unless it was open before."""
    if invocation.session is not None:
        yield invocation.session
        return
    with standing_by(invocation.locale) as line:
        session = open_session(
            invocation.settings_path,
            read_only=invocation.read_only or wants_read_only(os.environ),
            origin=Origin.CLI,
            overrides=invocation.overrides,
        )
        invocation.settings = session.settings
        keep_log(locations.own_dir(session.settings))
        line.asked = session.watch.awaited
        try:
            yield session
        finally:
            session.watch.stop()


def named_pool(session: Session, name: str) -> Pool:
    """The pool of that name; UsageError names those there are."""
    pool = session.policy.pools.get(name)
    if pool is None:
        known = ", ".join(session.policy.pools) or "–"
        raise UsageError(notice("cli.pool_unknown", pool=name, known=known))
    return pool


def pool_of_any(session: Session, name: str) -> str:
    """The name of a pool of instances or of virtual machines; UsageError names those there are."""
    names = session.policy.pool_names
    if name not in names:
        raise UsageError(notice("cli.pool_unknown", pool=name, known=", ".join(names) or "–"))
    return name


def demand(estate: Estate, names: Iterable[str]) -> None:
    """Raise with a source's own words when one that a verb needs did not answer."""
    for name in names:
        state = estate.sources.get(name)
        if state is not None and state.failure is not None:
            raise SourceUnreachable(state.failure)


def unread(reasons: Sequence[RefusalReason]) -> None:
    """Raise with a source's own words where its silence is all that speaks against a plan."""
    if reasons and all(reason.guard.startswith(UNREAD) for reason in reasons):
        raise SourceUnreachable(reasons[0].why)


def silent(reasons: Iterable[RefusalReason]) -> list[str]:
    """The sources whose silence is why something was refused: regions without a list to trust.

    A cluster that is not read is told of by its own source.
    """
    reasons = tuple(reasons)
    regions = [
        f"nova:{reason.why.values['region']}"
        for reason in reasons
        if reason.guard.startswith("instances.") and "region" in reason.why.values
    ]
    clusters = [r.guard.rpartition(".")[0] for r in reasons if r.guard.startswith(source_of(""))]
    return [*regions, *clusters]


def watched(session: Session) -> list[str]:
    """Every source but what can be ordered: its provider allows few calls, which orders need."""
    return [name for name in session.watch.snapshot().sources if name != "supply"]


def public(session: Session) -> list[str]:
    """Every source but those of the private cloud."""
    return [name for name in session.watch.snapshot().sources if name not in PRIVATE]


def steps(session: Session, resource: Resource) -> Iterator[tuple[list[str], list[str], Resource]]:
    """What to ask for one kind of resource: sources, which must answer, and what is then settled.

    Who somebody is comes first, and alone: whoever may change nothing is told so
    before a slow cloud is listed for them. No other sources are kept waiting for. What
    can be ordered is asked last: its provider allows few calls, which are not for who
    may change nothing anyway. Of a kind that is not installed (any more) only the
    journal knows.
    """
    side = registry.sides().get(resource)
    if side is None:
        yield ["journal"], ["journal"], resource
        return
    if side is Side.CLUSTER:
        who = ["identity", *(["vcenter:account"] if session.policy.private else ()), "journal"]
        yield who, ["journal"], resource
        yield [one.source for one in session.policy.clusters.values()], [], resource
        return
    if side is Side.PUBLIC:
        who = ["identity", "journal"]
        yield who, who, resource
        if resource == LEFTOVER:
            yield [PRICES, *session.beside()], [], resource  # the rest is read for its plan
            return
        held = [SUPPLY] if session.policy.budgets.month_euro is not None else []
        yield [name for name in (*public(session), *held) if name not in who], [], resource
        return
    who = ["journal", "vcenter:account"]
    yield who, who, MACHINE
    clusters = [one.source for one in session.policy.clusters.values()]
    yield ["vcenter", *(clusters if resource == MACHINE else ())], ["vcenter"], MACHINE
    if side is Side.SUPPLY:
        yield ["supply"], ["supply"], resource


def private_policy(session: Session) -> PrivatePolicy:
    """The private cloud's limits; UsageError where the settings name no private cloud."""
    if session.policy.private is None:
        raise UsageError(notice("cli.no_private_cloud"))
    return session.policy.private


def private_view(session: Session, names: Iterable[str] = ()) -> tuple[Estate, PrivateView]:
    """Read the inventory, and the other sources named; SourceError when it is not to be had."""
    private_policy(session)
    estate = session.watch.refresh(["vcenter", *names])
    demand(estate, ["vcenter"])
    if estate.private is None:
        raise SourceUnreachable(notice("watch.no_answer", source="vcenter", seconds=0))
    return estate, estate.private
