"""An order whose answer was lost is found again by one rule, in planning and in the worker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.kinds.supplies.adoption import MARGIN, adopt
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.resource import DATASTORE, HOST
from console.model.supply import Order, OrderState
from console.model.wanted import HOLDING, MARK

NOW = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
US, THEM = "ve00042-ovh", "xx1-ovh"


def asked(seq: int = 1, mark: int = 100, **changes: object) -> Change:
    """A datastore that was ordered without an answer, and given up."""
    change = Change(
        "k3v9x0ab", seq, "RBX", "vcenter", f"datastore-k3v9x0ab-{seq}", Desired.PRESENT,
        Phase.FAILED, NOW, resource=DATASTORE, kept={MARK: mark},
    )  # fmt: skip
    return replace(change, **changes)


def order(number: int = 101, by: str = US, **changes: object) -> Order:
    found = Order(
        str(number), number, DATASTORE, removal=False, state=OrderState.DONE, by=by, placed_at=NOW
    )
    return replace(found, **changes)


def given(
    *changes: Change, orders: list[Order], claimed: frozenset[str] = frozenset(), account: str = US
) -> dict[int, int]:
    found = adopt(changes, orders, claimed, account)
    return {seq: order.number for (_, seq), order in found.items()}


def test_the_oldest_newer_order_of_our_account_is_taken() -> None:
    orders = [order(103), order(101), order(100), order(99)]
    assert given(asked(), orders=orders) == {1: 101}


def test_each_order_is_taken_once_and_the_lowest_mark_goes_first() -> None:
    changes = (asked(1, mark=101), asked(2, mark=100), asked(3, mark=102))
    assert given(*changes, orders=[order(101), order(102)]) == {2: 101, 1: 102}


def test_an_order_that_a_change_has_is_no_other_changes() -> None:
    assert given(asked(), orders=[order(101), order(102)], claimed=frozenset({"101"})) == {1: 102}


def test_anothers_order_is_never_ours() -> None:
    assert given(asked(), orders=[order(by=THEM)]) == {}


def test_while_nobody_knows_who_we_are_no_order_of_anybody_is_ours() -> None:
    assert given(asked(), orders=[order(by=THEM)], account="") == {}


def test_an_order_of_which_nobody_says_who_placed_it_may_be_ours() -> None:
    assert given(asked(), orders=[order(by="")], account="") == {1: 101}
    assert given(asked(), orders=[order(by="")]) == {1: 101}


def test_orders_that_are_known_to_be_ours_say_who_we_are() -> None:
    known, new = order(90), order(101)
    assert given(asked(), orders=[known, new], claimed=frozenset({"90"}), account="") == {1: 101}


@pytest.mark.parametrize(
    "other",
    [{"resource": HOST}, {"removal": True}, {"number": 100}, {"placed_at": NOW + 2 * MARGIN}],
)
def test_an_order_that_does_not_fit_is_not_taken(other: dict[str, object]) -> None:
    assert given(asked(), orders=[order(**other)]) == {}


def test_a_change_that_is_waited_for_takes_an_order_of_any_later_moment() -> None:
    late = order(placed_at=NOW + timedelta(hours=1))
    assert given(asked(phase=Phase.REQUESTED), orders=[late]) == {1: 101}
    assert given(asked(phase=Phase.FAILED), orders=[late]) == {}


def test_a_removal_is_of_its_own_holding() -> None:
    change = asked(desired=Desired.ABSENT, before={HOLDING: "filer/7"})
    removal = order(removal=True, holding="filer/8")
    assert given(change, orders=[removal]) == {}
    assert given(change, orders=[replace(removal, holding="filer/7")]) == {1: 101}
    assert given(change, orders=[replace(removal, holding=None)]) == {1: 101}
