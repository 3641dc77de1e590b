"""A plan is judged by what was stored: versions with other fields verify what each other sealed."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from journalled import migrated_url
from modelled import START, World

from console.clock import SystemClock
from console.kinds import registry
from console.kinds.instances.verbs import BURST
from console.model.plan import Plan
from console.operations.journal import rows
from console.operations.journal.database import open_engine, parse_url
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url
from console.operations.journal.schema import operations
from console.planning import recheck
from console.planning.digest import digest, seal, verify

STORED = sorted((Path(__file__).parent / "plans").glob("*.json"))
"""Plans as the first released version wrote them into the journal."""


@dataclass(frozen=True, slots=True)
class LaterPlan(Plan):
    """A plan of a version that knows more."""

    euro_per_year: Decimal = Decimal("1.50")
    begins_at: datetime = START
    colour: str = "blue"


def read(text: str, version: type[Plan]) -> Plan:
    """What a worker of a version has of a stored plan."""
    rows.decode_plan.cache_clear()
    rows.decode_sealed.cache_clear()
    kept = rows._plans
    rows._plans = msgspec.json.Decoder(version)
    try:
        return rows.decode_sealed(text)
    finally:
        rows._plans = kept
        rows.decode_plan.cache_clear()
        rows.decode_sealed.cache_clear()


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
@pytest.mark.parametrize("version", [Plan, LaterPlan])
def test_a_stored_plan_keeps_its_seal_in_every_later_version(
    path: Path, version: type[Plan]
) -> None:
    plan = read(path.read_text(), version)
    assert digest(plan) == plan.digest


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_plan_that_was_changed_has_no_seal(path: Path) -> None:
    content = json.loads(path.read_text())
    for changed in (
        content | {"ceiling": 10_000},
        content | {"changes": content["changes"] * 2},
        {key: value for key, value in content.items() if key != "undo"},
        content | {"colour": "red"},
    ):
        plan = read(json.dumps(changed), LaterPlan)
        assert digest(plan) != plan.digest


def test_a_plan_of_a_later_version_keeps_its_seal_in_this_one() -> None:
    now = World.steady().ask(BURST, to=40, duration_h=Decimal("1.50"), reason="drill")
    assert isinstance(now, Plan)
    later = seal(msgspec.convert(msgspec.to_builtins(now), LaterPlan))
    assert later.digest != now.digest
    text = rows.encode(later)
    assert verify(text)
    back = read(text, Plan)
    assert digest(back) == back.digest
    assert not verify(text.replace("blue", "grey"))


def test_an_operation_in_flight_of_the_version_before_is_taken_over_as_it_was_confirmed(
    tmp_path: Path,
) -> None:
    world = World.steady()
    ledger = SqlLedger(migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    now = world.ask(BURST, to=40, duration_h=Decimal("1.50"), reason="drill")
    assert isinstance(now, Plan)
    ledger.accept(now)
    engine = open_engine(parse_url(default_url(tmp_path)), writes=True)
    for text, expected in ((STORED[0].read_text(), []), (changed(STORED[0]), ["digest"])):
        stored = sa.update(operations).values(plan=text)
        with engine.begin() as connection:
            connection.execute(stored)
        found = ledger.live_operation(now.operation_id)
        assert found is not None
        reasons = recheck(found.plan, world.estate(), world.policy)
        assert [reason.guard for reason in reasons] == expected
    engine.dispose()
    ledger.close()


def changed(path: Path) -> str:
    """A stored plan with another ceiling."""
    return json.dumps(json.loads(path.read_text()) | {"ceiling": 10_000})


def test_a_decimal_of_whatever_name_is_read_in_its_one_spelling() -> None:
    @dataclass(frozen=True, slots=True)
    class Named(Plan):
        hours: Decimal = Decimal("1.50")

    now = World.steady().ask(BURST, to=40)
    assert isinstance(now, Plan)
    assert verify(rows.encode(seal(msgspec.convert(msgspec.to_builtins(now), Named))))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("burst", {"to": 40}),
        ("datastores", {"count": 2, "size_bytes": 3 * 10**12, "ssd": True}),
        (
            "resize",
            {
                "machine": "db-1",
                "vcpus": 12,
                "memory_bytes": 96 * 2**30,
                "allow_restart": False,
                "snapshot": True,
            },
        ),
    ],
)
def test_what_a_request_of_the_first_version_was_told_is_read(
    name: str, told: dict[str, object]
) -> None:
    text = next(path for path in STORED if path.stem == name).read_text()
    request = read(text, Plan).request
    assert request.parameters == told
    spec = registry.spec(request.verb)
    assert spec.strange(request) == ()
    asked = {one.name: one.of(request) for one in spec.parameters}
    assert not spec.faults({key: value for key, value in asked.items() if value not in (None, ())})


def test_a_request_of_today_comes_back_from_the_journal_as_it_was() -> None:
    now = World.steady().ask(BURST, by=-2, duration_h=Decimal("1.50"), reason="“parameters”:")
    assert not isinstance(now, Plan)
    now = World.steady().ask(BURST, by=2, reason='"to": 3, "parameters":')
    assert isinstance(now, Plan)
    back = read(rows.encode(now), Plan)
    assert back == now
    assert back.request.parameters == {"by": 2}
