"""What the private cloud costs, by offer: sums of what is held, unknown where a price is."""

from datetime import UTC, datetime
from decimal import Decimal

from console.desk.outlays import outlays
from console.model.resource import DATASTORE, HOST
from console.model.supply import Billing, Holding, Offer, SupplyView

AT = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
H, M = Billing.HOURLY, Billing.MONTHLY


def held(number: str, offer: str, billing: Billing) -> Holding:
    return Holding(number, HOST if offer == "PRE512" else DATASTORE, number, offer, billing, "ok")


def test_what_is_held_is_summed_by_offer_and_way_of_paying() -> None:
    offers = (
        Offer("ssd-3000-GB", DATASTORE, "", H, euro_per_hour=Decimal("0.62")),
        Offer("ssd-3000-GB", DATASTORE, "", M, euro_per_month=Decimal(295)),
        Offer("PRE512", HOST, "", M, euro_per_month=Decimal(1150)),
    )
    holdings = (
        held("a", "ssd-3000-GB", H),
        held("b", "ssd-3000-GB", H),
        held("c", "ssd-3000-GB", M),
        held("d", "PRE512", M),
        held("e", "gone-from-the-catalogue", M),
        held("f", "an export of ours", Billing.OWNED),
    )
    found = outlays(SupplyView(offers, holdings, (), AT))
    assert [(one.offer, one.number, one.billing, one.euro_per_month) for one in found] == [
        ("PRE512", 1, M, Decimal(1150)),
        ("ssd-3000-GB", 2, H, Decimal("892.80")),  # 2 * 0.62 * 720
        ("ssd-3000-GB", 1, M, Decimal(295)),
        ("an export of ours", 1, Billing.OWNED, Decimal(0)),
        ("gone-from-the-catalogue", 1, M, None),
    ]
    assert found[1].euro_per_hour == Decimal("1.24")
