"""Guards on the private side. Each looks at one thing and gives its reason, or None."""

from collections.abc import Iterable

from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.plan import (
    Author,
    Desired,
    Plan,
    PlannedChange,
    RefusalReason,
)
from console.model.policy import Policy, PrivatePolicy
from console.model.private import Right
from console.model.resource import DATASTORE, HOST, MACHINE, Resource
from console.model.supply import (
    Billing,
)
from console.model.wanted import BILLING, FOLDER, RESTART, SNAPSHOT
from console.planning.private_situation import SUPPLY, VCENTER, orders


def configured(policy: Policy) -> RefusalReason | None:
    """The settings must name a private cloud."""
    if policy.private is not None:
        return None
    return RefusalReason(
        "private.none", notice("guard.private_none"), notice("remedy.private_settings")
    )


def frozen(private: PrivatePolicy) -> RefusalReason | None:
    """Nobody acts on a frozen private cloud."""
    if private.frozen is None:
        return None
    why = notice("guard.private_frozen", why=private.frozen)
    return RefusalReason("private.frozen", why, notice("remedy.private_thaw"))


def country(private: PrivatePolicy, policy: Policy) -> RefusalReason | None:
    """The private cloud must stand in an allowed country."""
    allowed = policy.limits.allowed_countries
    place = next((p for p in policy.datacenters if p.code == private.datacenter), None)
    if place is not None and place.country in allowed:
        return None
    why = notice(
        "guard.private_country",
        datacenter=private.datacenter,
        country="?" if place is None else place.country,
        allowed=", ".join(allowed),
    )
    return RefusalReason("country", why)


def account(who: Author, estate: Estate | None) -> RefusalReason | None:
    """Accounts that hold no right on the private side change nothing there."""
    if who.rights:
        return None
    if estate is not None and estate.private_account is None:
        return RefusalReason("author", notice("guard.rights_unknown"), notice("remedy.refresh"))
    why = notice("guard.rights_none", user=who.cloud_user or who.user)
    return RefusalReason("author", why, notice("remedy.rights"))


def rights(who: Author, changes: Iterable[PlannedChange]) -> Iterable[RefusalReason]:
    """Every right that the changes take must be held."""
    user = who.cloud_user or who.user
    needed = {right for change in changes for right in needs(change)}
    for right in sorted(needed - set(who.rights)):
        why = notice(f"guard.right_{right}", user=user)
        yield RefusalReason("author", why, notice("remedy.rights"))


def needs(change: PlannedChange) -> frozenset[Right]:
    """The rights that one change takes."""
    if change.resource == MACHINE:
        found = {Right.RESIZE}
        if change.wanted.get(RESTART):
            found.add(Right.POWER)
        if change.wanted.get(SNAPSHOT):
            found.add(Right.SNAPSHOT)
        return frozenset(found)
    terms = change.before if change.desired is Desired.ABSENT else change.wanted
    owned = terms.get(BILLING) == Billing.OWNED
    found = {Right.DATASTORE if owned else Right.ORDER}
    if change.resource == DATASTORE and (
        change.desired is Desired.ABSENT or FOLDER in change.wanted
    ):
        found.add(Right.DATASTORE)
    return frozenset(found)


def evidence(
    estate: Estate, resource: Resource, *, stale_after_s: float
) -> Iterable[RefusalReason]:
    """What is decided on must have been read, and lately."""
    names = (VCENTER, SUPPLY) if orders(resource) else (VCENTER,)
    for name in names:
        freshness = _freshness(estate, name, stale_after_s)
        if freshness is Freshness.FRESH:
            continue
        if name == SUPPLY and estate.supply is None and name not in estate.sources:
            why, remedy = notice("guard.supply_none"), notice("remedy.supply_settings")
            yield RefusalReason("supply.none", why, remedy)
            continue
        if freshness is Freshness.STALE:
            why = notice("guard.private_stale", source=name)
        else:
            why = notice("guard.private_unknown", source=name)
        yield RefusalReason(f"{name}.{freshness.value}", why, notice("remedy.refresh"))


def recheck(plan: Plan, policy: Policy) -> Iterable[RefusalReason | None]:
    """What the worker checks of a plan for the private cloud before it acts."""
    private = policy.private
    yield account(plan.request.author, None)
    yield from rights(plan.request.author, plan.changes)
    if private is None:
        yield configured(policy)
        return
    yield frozen(private)
    yield country(private, policy)
    yield at_most(DATASTORE, _additions(plan, DATASTORE), private)
    yield at_most(HOST, _additions(plan, HOST), private)


def at_most(resource: Resource, number: int, private: PrivatePolicy) -> RefusalReason | None:
    """One operation adds so many and no more."""
    most = limit(resource, private)
    if number <= most:
        return None
    if resource == HOST:
        why = notice("guard.hosts_at_most", n=number, most=most)
    else:
        why = notice("guard.datastores_at_most", n=number, most=most)
    return RefusalReason("at_most", why, notice("remedy.private_at_most", most=most))


def limit(resource: Resource, private: PrivatePolicy) -> int:
    """How many of a resource one operation may add."""
    return private.hosts_at_most if resource == HOST else private.datastores_at_most


def _additions(plan: Plan, resource: Resource) -> int:
    return sum(c.resource == resource and c.desired is Desired.PRESENT for c in plan.changes)


def _freshness(estate: Estate, name: str, stale_after_s: float) -> Freshness:
    view = estate.private if name == VCENTER else estate.supply
    if view is None:
        return Freshness.UNKNOWN
    state = estate.sources.get(name)
    if state is not None:
        return state.freshness
    age_s = (estate.at - view.observed_at).total_seconds()
    return Freshness.FRESH if age_s <= stale_after_s else Freshness.STALE
