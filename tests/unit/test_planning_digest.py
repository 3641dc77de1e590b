from dataclasses import fields, replace
from datetime import timedelta, timezone
from decimal import Decimal

import msgspec
import pytest
from modelled import AUTHOR, World

from console.kinds.instances.verbs import BURST
from console.model.notice import Notice
from console.model.plan import (
    Desired,
    Plan,
)
from console.planning.digest import digest


def plan() -> Plan:
    outcome = World.steady().ask(BURST, to=40, duration_h=Decimal("1.50"), reason="drill")
    assert isinstance(outcome, Plan)
    return outcome


def test_a_plan_is_sealed_with_its_digest() -> None:
    sealed = plan()
    assert sealed.digest == digest(sealed) == digest(replace(sealed, digest=""))
    assert len(sealed.digest) == 64


def test_the_digest_survives_the_journal() -> None:
    sealed = plan()
    back = msgspec.json.decode(msgspec.json.encode(sealed), type=Plan)
    assert digest(back) == sealed.digest


def test_the_digest_does_not_depend_on_how_a_value_is_spelt() -> None:
    sealed = plan()
    paris = sealed.planned_at.astimezone(timezone(timedelta(hours=1)))
    request = replace(sealed.request, duration_h=Decimal("1.5"))
    same = replace(sealed, planned_at=paris, request=request)
    assert digest(same) == sealed.digest


OTHER = {
    "operation_id": "0ther000",
    "pool": "web",
    "size_now": 31,
    "size_after": 41,
    "ceiling": 331,
    "euro_per_hour": None,
    "euro_for_duration": Decimal("0.01"),
    "euro_per_month": Decimal("0.01"),
    "api_calls": 99,
    "api_time_s": 0.05,
    "eta_s": 1.0,
    "warnings": (),
    "irreversible": (Notice("x"),),
    "typed_name": "api",
    "target": "0ther000",
    "rows": (),
    "changes": (),
    "awaits_s": 600.0,
    "advised": 62,
    "left": 1,
    "euro_of_month": Decimal("0.02"),
}


@pytest.mark.parametrize("name", [f.name for f in fields(Plan) if f.name != "digest"])
def test_every_field_counts(name: str) -> None:
    sealed = plan()
    other = OTHER.get(name)
    if name == "planned_at":
        other = sealed.planned_at + timedelta(microseconds=1)
    if name == "request":
        other = replace(sealed.request, author=replace(AUTHOR, user="someone"))
    assert digest(replace(sealed, **{name: other})) != sealed.digest


@pytest.mark.parametrize(
    "other",
    [
        {"datacenter": "GRA"},
        {"region": "GRA11"},
        {"name": "api-rbx-other"},
        {"desired": Desired.ABSENT},
        {"batch": None},
        {"resource_id": "id-1"},
        {"made_by": "0ther000"},
    ],
)
def test_every_field_of_a_change_counts(other: dict[str, object]) -> None:
    sealed = plan()
    changed = replace(sealed.changes[0], **other)
    assert digest(replace(sealed, changes=(changed, *sealed.changes[1:]))) != sealed.digest
