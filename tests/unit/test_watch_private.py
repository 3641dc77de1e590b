"""The private cloud's sources: what each asks, and what it changes in the estate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.model.error import SourceUnreachable
from console.model.estate import Estate
from console.model.figure import Freshness, Sample, Series
from console.model.notice import notice
from console.model.private import (
    Datastore,
    DatastoreKind,
    Host,
    PrivateAccount,
    PrivateView,
    Right,
)
from console.model.resource import DATASTORE
from console.model.supply import (
    Billing,
    Offer,
    Order,
    SupplyView,
)
from console.settings.running import WatchSettings
from console.watch import growth, inventory, supply
from console.watch.board import Board, Pace
from console.watch.watch import Watch, private_sources

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
SETTINGS = WatchSettings()
STORE = Datastore("datastore-1", "ssd-1", DatastoreKind.NFS, True, 1000, 100)
HOST = Host("host-1", "host-1", None, True, False)
OFFER = Offer("nfs-3000", DATASTORE, "3 TB", Billing.HOURLY)


class Clock:
    speed = 1.0

    def now(self) -> datetime:
        return START


def view(store: Datastore = STORE, after_s: float = 0.0) -> PrivateView:
    """A view of equal values, never the same ones."""
    at = START + timedelta(seconds=after_s)
    return PrivateView((replace(store),), (), (replace(HOST),), (), at)


class Vcenter:
    def __init__(self) -> None:
        self.seen = view()
        self.fails = False

    def account(self) -> PrivateAccount:
        return PrivateAccount("vigie@vsphere.local", frozenset({Right.RESIZE}))

    def inventory(self) -> PrivateView:
        if self.fails:
            raise SourceUnreachable(notice("source.down"))
        return self.seen


class Supplier:
    def __init__(self) -> None:
        self.asked = 0
        self.unreadable = 0

    def view(self) -> SupplyView:
        self.asked += 1
        at = START + timedelta(seconds=self.asked)
        return SupplyView((replace(OFFER),), (), (), at, unreadable=self.unreadable)

    def orders(self) -> tuple[Order, ...]:
        raise AssertionError


class Metrics:
    warnings = ()

    def __init__(self) -> None:
        self.spans: list[tuple[datetime, datetime, int]] = []

    def growth(self, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        self.spans.append((start, end, points))
        return {"ssd-1": Series("ssd-1", (Sample(end, 900.0),), 3600.0)}


def test_what_stays_the_same_keeps_its_identity_and_gets_its_new_age() -> None:
    vcenter = Vcenter()
    read = inventory.source(vcenter, SETTINGS).read
    first = read().change(Estate(START))
    vcenter.seen = view(replace(STORE, free_bytes=90), 4)
    second = read().change(first)
    assert first.private is not None
    assert second.private is not None
    assert second.private.hosts is first.private.hosts
    assert second.private.datastores[0].free_bytes == 90
    assert second.private.observed_at == START + timedelta(seconds=4)


def test_offers_that_stay_the_same_keep_their_identity() -> None:
    read = supply.source(Supplier(), SETTINGS).read
    first = read().change(Estate(START))
    second = read().change(first)
    assert first.supply is not None
    assert second.supply is not None
    assert second.supply.offers is first.supply.offers
    assert second.supply.observed_at > first.supply.observed_at


@pytest.mark.parametrize("name", ["vcenter", "supply"])
def test_records_that_could_not_be_read_are_told_by_their_source(name: str) -> None:
    vcenter, supplier = Vcenter(), Supplier()
    vcenter.seen = replace(vcenter.seen, unreadable=2)
    supplier.unreadable = 2
    sources = [inventory.source(vcenter, SETTINGS), supply.source(supplier, SETTINGS)]
    board = Board([name], stale_after_s=60.0, clock=Clock())
    source = next(one for one in sources if one.name == name)
    board.succeed(name, source.read(), latency_s=0.1, pace=Pace(60.0, 60.0))
    state = board.snapshot().sources[name]
    assert (state.freshness, state.unreadable) == (Freshness.FRESH, 2)
    assert state.warnings == ("unreadable records: 2",)


def test_the_account_is_told() -> None:
    estate = inventory.account(Vcenter()).read().change(Estate(START))
    assert estate.private_account is not None
    assert estate.private_account.rights == {Right.RESIZE}


def test_growth_is_asked_for_a_week_of_estate_time() -> None:
    metrics = Metrics()
    source = growth.source(metrics, SETTINGS, Clock())  # type: ignore[arg-type]
    first = source.read().change(Estate(START))
    assert source.read().change(first) is first
    ((start, end, points), _) = metrics.spans
    assert (end, end - start) == (START, timedelta(days=7))
    assert 100 <= points <= 200


@pytest.mark.parametrize(
    ("supplier", "metrics", "names"),
    [
        (None, None, ["vcenter", "vcenter:account"]),
        (Supplier(), None, ["vcenter", "vcenter:account", "supply"]),
        (None, Metrics(), ["vcenter", "vcenter:account", "growth"]),
    ],
)
def test_only_what_is_configured_is_asked(
    supplier: Supplier | None, metrics: Metrics | None, names: list[str]
) -> None:
    sources = private_sources(
        Vcenter(),
        supplier,
        metrics,  # type: ignore[arg-type]
        settings=SETTINGS,
        clock=Clock(),
    )
    assert [source.name for source in sources] == names
    assert {source.name for source in sources if source.hasty} <= {"vcenter", "supply"}


class Nobody:
    """A port that nothing may be asked of."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def test_a_refresh_of_named_sources_asks_no_other_and_keeps_what_a_silent_one_said() -> None:
    vcenter = Vcenter()
    watch = Watch(
        compute=Nobody(),  # type: ignore[arg-type]
        metrics=None,
        journal=Nobody(),  # type: ignore[arg-type]
        datacenters=(),
        pools=(),
        settings=SETTINGS,
        stale_after_s=120.0,
        clock=Clock(),
        private=vcenter,
        supply=Supplier(),
    )
    estate = watch.refresh(["vcenter", "supply"])
    assert estate.private is not None
    assert estate.sources["journal"].freshness is Freshness.UNKNOWN
    vcenter.fails = True
    estate = watch.refresh(["vcenter"])
    assert estate.sources["vcenter"].failure is not None
    assert estate.private is not None
    assert estate.private.datastores == (STORE,)
