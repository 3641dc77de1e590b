"""What can be ordered: the offers, in the order people choose from, and one line each."""

from collections import Counter

from console.desk.datastores import StorageTotals, StoreTally, fullest
from console.model.estate import Estate
from console.model.private import PrivateView
from console.model.resource import Resource
from console.model.supply import (
    Billing,
    Offer,
)
from console.tui.formatting import size
from console.tui.lines import Line, Role, joined, line
from console.tui.scene import Scene
from console.tui.view.subject import DOT

BILLING_ORDER = (Billing.OWNED, Billing.HOURLY, Billing.UNKNOWN, Billing.MONTHLY)


def offered(estate: Estate, kind: Resource, *, ssd: bool | None = None) -> tuple[Offer, ...]:
    """The offers of a kind, small before large, by the hour before by the month."""
    if estate.supply is None:
        return ()
    found = [o for o in estate.supply.offers if o.resource == kind and ssd in {None, o.ssd}]
    found.sort(key=lambda o: (o.size_bytes or 0, BILLING_ORDER.index(o.billing), o.name))
    return tuple(found)


def proposed(estate: Estate, offers: tuple[Offer, ...]) -> int:
    """The offer that is held most often and can be had; else the first that can be had."""
    held = Counter(h.offer for h in estate.supply.holdings) if estate.supply else Counter[str]()
    ranked = sorted(
        range(len(offers)),
        key=lambda n: (
            offers[n].available == 0,
            BILLING_ORDER.index(offers[n].billing) > 1,
            -held[offers[n].name],
            n,
        ),
    )
    return next(iter(ranked), 0)


def offer_line(scene: Scene, offer: Offer) -> Line:
    """``3 TB · SSD · €0.42/h · 14 in stock``."""
    text, locale = scene.locale.text, scene.locale
    parts = [
        line((size(locale, offer.size_bytes) if offer.size_bytes else offer.title, Role.STRONG))
    ]
    if offer.ssd is not None:
        parts.append(line("SSD" if offer.ssd else "HDD"))
    if offer.euro_per_hour is not None:
        parts.append(line(text("tui.cost.per_hour", amount=locale.euros(offer.euro_per_hour))))
    if offer.billing is Billing.MONTHLY and offer.euro_per_month is not None:
        amount = locale.euros(offer.euro_per_month)
        parts.append(line((text("tui.cost.per_month", amount=amount), Role.WARN)))
    elif offer.billing is not Billing.HOURLY:
        parts.append(line(text(f"tui.billing.{offer.billing}")))
    if offer.available is not None:
        role = Role.BAD if offer.available == 0 else Role.FAINT
        parts.append(line((text("tui.offer.stock", n=offer.available), role)))
    return joined(parts, DOT)


def stores_now(scene: Scene, found: StorageTotals, tallies: tuple[StoreTally, ...]) -> Line:
    """How many datastores there are, how full together, and the fullest."""
    text, locale = scene.locale.text, scene.locale
    parts = [line((text("tui.stores", n=found.count), Role.STRONG))]
    if found.capacity_bytes:
        used, capacity = size(locale, found.used_bytes), size(locale, found.capacity_bytes)
        parts.append(line(text("tui.stores.of", used=used, capacity=capacity)))
    first = fullest(tallies)
    if first is not None and first.used_ratio is not None:
        ratio = locale.percent(first.used_ratio)
        said = text("tui.stores.fullest", name=first.datastore.name, percent=ratio)
        parts.append(line(said))
    return joined(parts, DOT)


def hosts_now(scene: Scene, view: PrivateView) -> Line:
    """How many hosts there are, and how many of them serve."""
    serving = sum(host.in_service for host in view.hosts)
    text = scene.locale.text
    said = text("tui.hosts", n=len(view.hosts))
    return line((said, Role.STRONG), DOT, text("tui.hosts.serving", n=serving))
