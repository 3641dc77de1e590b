"""What the provider counted beside what is counted here, for programs; see `vigie costs`."""

from typing import Any

from console.cli import shapes
from console.desk.outlays import Outlay
from console.desk.reckoning import Reckoning
from console.desk.reconciling import UsageComparison
from console.locale import Locale
from console.model.notice import Notice
from console.model.usage import AccountUsage


def shape(found: Reckoning, locale: Locale) -> dict[str, Any]:
    """Each None where there is nobody to ask, and `unread` with why where nobody answered."""
    parts = {"usage": found.usage, "account": found.account, "private": found.private}
    return {name: _shape(part, locale) for name, part in parts.items()}


def _shape(
    found: UsageComparison | AccountUsage | tuple[Outlay, ...] | Notice | None, locale: Locale
) -> dict[str, Any] | None:
    if found is None:
        return None
    if isinstance(found, Notice):
        return {"unread": shapes.said(found, locale)}
    if isinstance(found, UsageComparison):
        return {"unread": None, **_usage(found)}
    if isinstance(found, AccountUsage):
        return {"unread": None, **_account(found)}
    return {"unread": None, "held": [_outlay(one) for one in found]}


def _usage(found: UsageComparison) -> dict[str, Any]:
    usage = found.usage
    return {
        "updated_at": shapes.moment(usage.updated_at),
        "euro": shapes.money(usage.euro),
        "parts": {name: shapes.money(euro) for name, euro in sorted(usage.parts.items())},
        "instances": {
            "euro": shapes.money(found.euro),
            "hours": str(found.theirs),
            "hours_here": found.hours,
            "agreeing": {rule.value: n for rule, n in found.agreeing.items()},
            "differing": [
                {"id": one.id, "hours": str(one.theirs), "hours_here": one.hours}
                for one in found.differing
            ],
            "only_there": list(found.only_there),
            "only_here": list(found.only_here),
        },
    }


def _account(found: AccountUsage) -> dict[str, Any]:
    return {
        "since": shapes.moment(found.since),
        "updated_at": shapes.moment(found.updated_at),
        "euro": shapes.money(found.euro),
        "families": {name: shapes.money(euro) for name, euro in sorted(found.families.items())},
    }


def _outlay(one: Outlay) -> dict[str, Any]:
    return {
        "resource": one.resource,
        "offer": one.offer,
        "number": one.number,
        "billing": one.billing.value,
        "euro_per_hour": shapes.money(one.euro_per_hour),
        "euro_per_month": shapes.money(one.euro_per_month),
    }
