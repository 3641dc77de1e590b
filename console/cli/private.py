"""The private cloud in a few figures, for `vigie status`."""

from collections.abc import Iterator
from typing import Any

from console.cli import shapes
from console.cli.stores import days, stores, trouble_shape
from console.desk.datastores import StoreTally, fullest, totals
from console.desk.session import Session
from console.locale import Locale
from console.model.estate import Estate
from console.model.private import Alarm, Power, PrivateView, Severity
from console.model.resource import MACHINE

UNKNOWN = "–"


def shape(session: Session, estate: Estate, locale: Locale) -> dict[str, Any] | None:
    """For programs; null where the settings name no private cloud."""
    policy, view = session.policy.private, estate.private
    if policy is None:
        return None
    who = estate.private_account
    return {
        "datacenter": policy.datacenter,
        "account": (
            {"user": who.user, "rights": sorted(right.value for right in who.rights)}
            if who
            else None
        ),
        "read_only": shapes.maybe_said(session.write_block(MACHINE), locale),
        "at": shapes.moment(view.observed_at) if view else None,
        "unreadable": view.unreadable if view else None,
        "datastores": _datastores(stores(estate, view, policy), locale) if view else None,
        "hosts": (
            {"count": len(view.hosts), "in_service": sum(host.in_service for host in view.hosts)}
            if view
            else None
        ),
        "machines": _machines(estate),
        "alarms": [_alarm(one, _names(view)) for one in view.alarms] if view else None,
    }


def lines(session: Session, estate: Estate, locale: Locale) -> Iterator[str]:
    """For people: counts, the fullest datastore, and what is wrong."""
    policy, view = session.policy.private, estate.private
    if policy is None:
        return
    yield ""
    if view is None:
        yield locale.text("cli.private_unknown")
        return
    found = stores(estate, view, policy)
    counted = _machines(estate)
    yield locale.text(
        "cli.private",
        datacenter=policy.datacenter,
        datastores=len(found),
        hosts=len(view.hosts),
        in_service=sum(host.in_service for host in view.hosts),
        machines=UNKNOWN if counted is None else counted["count"],
    )
    block = None if estate.recorded is not None else session.write_block(MACHINE)
    if block is not None and session.policy.read_only is None:
        yield locale.notice(block)
    first = fullest(found)
    if first is not None:
        yield _told(first, locale)
    for one in found:
        for trouble in one.troubles:
            if trouble.severity is Severity.CRITICAL:
                said = locale.notice(trouble.what)
                named = locale.text("handover.line", subject=one.datastore.name, said=said)
                yield f"▲ {named}"


def _datastores(found: tuple[StoreTally, ...], locale: Locale) -> dict[str, Any]:
    summed, first = totals(found), fullest(found)
    return {
        "count": len(found),
        "accessible": sum(one.datastore.accessible for one in found),
        "capacity_bytes": summed.capacity_bytes,
        "used_bytes": summed.used_bytes,
        "fullest": (
            {
                "name": first.datastore.name,
                "used_ratio": first.used_ratio,
                "days_until_full": first.days_left,
            }
            if first
            else None
        ),
        "troubles": [
            {"datastore": one.datastore.name, **trouble_shape(trouble, locale)}
            for one in found
            for trouble in one.troubles
        ],
    }


def _told(one: StoreTally, locale: Locale) -> str:
    used = locale.percent(one.used_ratio or 0.0)
    if one.days_left is None:
        return locale.text("cli.fullest", name=one.datastore.name, used=used)
    time = days(one.days_left, locale)
    return locale.text("cli.fullest_in", name=one.datastore.name, used=used, time=time)


def _machines(estate: Estate) -> dict[str, int] | None:
    """How many there are, and are on; None: nobody knows."""
    if estate.recorded is not None:
        kept = estate.recorded.machines
        return None if kept is None else dict(zip(("count", "on"), kept, strict=True))
    if estate.private is None:
        return None
    machines = [one for one in estate.private.virtual_machines if not one.template]
    return {"count": len(machines), "on": sum(one.power is Power.ON for one in machines)}


def _names(view: PrivateView) -> dict[str, str]:
    """What every object is called, by id."""
    return {
        **{one.id: one.name for one in view.clusters},
        **{one.id: one.name for one in view.hosts},
        **{one.id: one.name for one in view.datastores},
        **{one.id: one.name for one in view.virtual_machines},
    }


def _alarm(one: Alarm, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": one.name,
        "entity": names.get(one.entity_id, one.entity_id),
        "severity": one.severity.value,
        "at": shapes.moment(one.at),
        "acknowledged": one.acknowledged,
    }
