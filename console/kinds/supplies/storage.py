"""What is wrong with datastores, and which one needs a person first."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.model.notice import Notice, notice
from console.model.policy import PrivatePolicy
from console.model.private import Datastore, Maintenance, PrivateView, Severity
from console.model.supply import SupplyView


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a datastore; a warning or critical."""

    severity: Severity
    what: Notice


def fullest_first(view: PrivateView) -> tuple[Datastore, ...]:
    """Datastores whose use nobody knows, then by how full they are; by name at last."""
    return tuple(sorted(view.datastores, key=_emptiness))


def media(supply: SupplyView | None) -> Mapping[str, bool | None]:
    """Whether what is held at the provider is SSD, by its name in vCenter."""
    if supply is None:
        return {}
    offers = {offer.name: offer.ssd for offer in supply.offers}
    return {held.name: offers.get(held.offer) for held in supply.holdings}


def troubles(view: PrivateView, datastore: Datastore, policy: PrivatePolicy) -> tuple[Trouble, ...]:
    """Everything that is wrong with a datastore, the critical first."""
    found = tuple(_troubles(view, datastore, policy))
    return tuple(sorted(found, key=lambda trouble: trouble.severity is not Severity.CRITICAL))


def _troubles(view: PrivateView, datastore: Datastore, policy: PrivatePolicy) -> Iterable[Trouble]:
    if not datastore.accessible:
        yield Trouble(Severity.CRITICAL, notice("storage.inaccessible"))
    missing = view.missing_mounts(datastore)
    if datastore.accessible and missing:
        hosts = sum(host.in_service for host in view.hosts)
        what = notice(
            "storage.missing_mounts",
            mounted=hosts - len(missing),
            hosts=hosts,
            missing=", ".join(host.name for host in missing),
        )
        yield Trouble(Severity.CRITICAL, what)
    used = datastore.used_ratio
    if used is not None and used >= policy.alarm_at:
        what = notice(
            "storage.nearly_full", percent=int(100 * used), limit=round(100 * policy.alarm_at)
        )
        yield Trouble(Severity.CRITICAL, what)
    given = datastore.provisioned_ratio
    if given is not None and given > 1:
        yield Trouble(
            Severity.WARNING, notice("storage.overcommitted", percent=math.ceil(100 * given))
        )
    if datastore.maintenance is not Maintenance.NORMAL:
        yield Trouble(Severity.WARNING, notice("storage.maintenance"))


def _emptiness(datastore: Datastore) -> tuple[float, str]:
    ratio = datastore.used_ratio
    return (-math.inf if ratio is None else -ratio, datastore.name)
