"""What every kind that stands in the private cloud is planned on, and guarded by."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.kinds.draft import Facts
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, PrivatePolicy, Record
from console.model.private import REGION, PrivateView

VCENTER = REGION
"""The region of every change on the private side, and the name of its source."""
SUPPLY = "supply"


@dataclass(frozen=True, slots=True)
class VdcFacts(Facts):
    """A request about the private cloud with its limits and its inventory."""

    private: PrivatePolicy
    view: PrivateView


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> VdcFacts | tuple[RefusalReason, ...]:
    """The inventory as it was last read; why there is none."""
    private, view = policy.private, estate.private
    if private is None:
        return (unconfigured(),)
    if view is None:
        return tuple(ground(private, policy, estate, (VCENTER,)))
    return VdcFacts(request, estate, policy, record, operation_id, private, view)


def unconfigured() -> RefusalReason:
    """The settings must name a private cloud."""
    why, remedy = notice("guard.private_none"), notice("remedy.private_settings")
    return RefusalReason("private.none", why, remedy)


def ground(
    private: PrivatePolicy, policy: Policy, estate: Estate, sources: Iterable[str]
) -> Iterable[RefusalReason]:
    """Not frozen, in an allowed country, and read lately."""
    if private.frozen is not None:
        why = notice("guard.private_frozen", why=private.frozen)
        yield RefusalReason("private.frozen", why, notice("remedy.private_thaw"))
    allowed = policy.limits.allowed_countries
    place = next((p for p in policy.datacenters if p.code == private.datacenter), None)
    if place is None or place.country not in allowed:
        why = notice(
            "guard.private_country",
            datacenter=private.datacenter,
            country="?" if place is None else place.country,
            allowed=", ".join(allowed),
        )
        yield RefusalReason("country", why)
    for name in sources:
        yield from _evidence(estate, name, policy.limits.stale_after_s)


def _evidence(estate: Estate, name: str, stale_after_s: float) -> Iterable[RefusalReason]:
    """What is decided on must have been read, and lately."""
    view = estate.private if name == VCENTER else estate.supply
    at = None if view is None else view.observed_at
    freshness = estate.freshness(name, at, stale_after_s)
    if name == SUPPLY and estate.supply is None and name not in estate.sources:
        why, remedy = notice("guard.supply_none"), notice("remedy.supply_settings")
        yield RefusalReason("supply.none", why, remedy)
    elif freshness is not Freshness.FRESH:
        age = "stale" if freshness is Freshness.STALE else "unknown"
        why = notice(f"guard.private_{age}", source=name)
        yield RefusalReason(f"{name}.{age}", why, notice("remedy.refresh"), passing=True)
