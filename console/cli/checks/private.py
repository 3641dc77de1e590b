"""The private cloud: its inventory, what the accounts may do, what is on offer."""

from collections.abc import Iterator

from console.cli.checks import availability
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import Notice, NoticeValue, notice
from console.model.private import PrivateAccount, Right
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    SupplyView,
)

NONE = "–"


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Nothing where the settings name none."""
    if session.policy.private is None:
        return
    if estate.private is not None:
        view = estate.private
        found = notice(
            "doctor.inventory",
            datastores=len(view.datastores),
            hosts=len(view.hosts),
            machines=len(view.virtual_machines),
        )
        yield Check.well("private cloud", found)
        yield from availability.checks(view)
    if estate.private_account is not None:
        yield _account(estate.private_account)
    if estate.supply is not None:
        yield from _supply(estate.supply)
    elif "supply" not in estate.sources:
        yield Check.well("offers", notice("doctor.no_supply"))
    told = estate.sources.get("growth")
    if estate.private is not None and told is not None and told.failure is None:
        yield _growth(estate)


def _account(account: PrivateAccount) -> Check:
    """Lacking some privileges is a fault; having none is a way to work."""
    rights = ", ".join(sorted(right.value for right in account.rights)) or NONE
    lacking = ", ".join(account.lacking)
    values: dict[str, NoticeValue] = {
        "user": account.user,
        "server": account.server,
        "rights": rights,
    }
    if not account.rights:
        return Check.well("vcenter rights", Notice("doctor.private_reader", values))
    if lacking:
        found = Notice("doctor.private_lacking", {**values, "lacking": lacking})
        return Check.bad("vcenter rights", found)
    return Check.well("vcenter rights", Notice("doctor.private_rights", values))


def _supply(supply: SupplyView) -> Iterator[Check]:
    account = supply.account
    if account is not None:
        yield _key(account)
    for resource in (DATASTORE, HOST):
        offers = [offer for offer in supply.offers if offer.resource == resource]
        unpriced = [o for o in offers if o.euro_per_hour is None and o.euro_per_month is None]
        found = notice(f"doctor.offers_{resource}", n=len(offers), unpriced=len(unpriced))
        yield Check.well("offers", found)


def _key(account: PrivateAccount) -> Check:
    """Lacking some calls is a fault; being able to order nothing is a way to work."""
    values: dict[str, NoticeValue] = {"user": account.user or NONE, "server": account.server}
    if Right.ORDER not in account.rights:
        return Check.well("ovhcloud key", Notice("doctor.may_not_order", values))
    if account.lacking:
        lacking = ", ".join(account.lacking)
        found = Notice("doctor.order_lacking", {**values, "lacking": lacking})
        return Check.bad("ovhcloud key", found)
    return Check.well("ovhcloud key", Notice("doctor.may_order", values))


def _growth(estate: Estate) -> Check:
    """Say of how many datastores the metrics server knows the past: none is a wrong query."""
    known = {store.name for store in estate.private.datastores} if estate.private else set()
    told = sum(name in known for name in estate.growth)
    found = notice("doctor.growth", n=told, datastores=len(known))
    return Check.judged("growth history", ok=told > 0 or not known, found=found)
