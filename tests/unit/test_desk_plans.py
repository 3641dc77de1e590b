"""What both faces say of a plan: what it is about, what it costs, how far its operation is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from asking import asking

from console.cli import shapes
from console.desk.builds import made
from console.desk.plans import Bill, bill, ordered, sizes
from console.desk.previews import costs
from console.desk.progress import expected_end, progress
from console.kinds.instances.verbs import BURST
from console.locale import Locale
from console.model.build import BootVolume, Build, Part, UserData
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Author, Desired, Origin, Plan, PlannedChange, PlanRow
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE, Resource

NOW = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
GIB = 1 << 30
LOCALE = Locale("en", ZoneInfo("Europe/Paris"))
AUTHOR = Author("oncall", "bastion", Origin.CLI, "oncall", ("member",))
PLAN = Plan(
    operation_id="k3m9x2ab", request=asking(BURST, author=AUTHOR, pool="api", to=1200),
    pool="api", planned_at=NOW, changes=(), rows=(), size_now=30, size_after=1200, ceiling=1300,
    euro_per_hour=None, euro_for_duration=None, api_calls=0, api_time_s=0.0, eta_s=None, digest="d",
)  # fmt: skip


APART = Build(
    flavor=Part("b2-60", id="f"),
    image=Part("windows-2026-11", tag="api-2026", id="0f2e1c4a", made_on="2026-11-20"),
    networks=(Part("Ext-Net", id="n1"), Part("vigie-private", id="n2")),
    server_group=Part("apart", id="g"),
    availability_zone="nova",
    config_drive=True,
    boot_volume=BootVolume(80, "ssd"),
    user_data=UserData("/etc/vigie/api.ps1", "3fa9c01bdeadbeef"),
)
PLAIN = Build(Part("b2-60", id="f"), Part("debian", id="i"), (Part("vigie-private", id="n2"),))


def growing(**builds: Build) -> Plan:
    homes = {"RBX": "RBX-A", "GRA": "GRA11", "SBG": "SBG5"}
    return replace(
        PLAN,
        rows=tuple(PlanRow(code, 1, 1, 2, None, None) for code in homes),
        changes=tuple(
            PlannedChange(code, region, f"api-{code}", Desired.PRESENT)
            for code, region in homes.items()
            if code in builds
        ),
        builds={homes[code]: build for code, build in builds.items()},
    )


def test_what_instances_are_made_with_is_a_line_where_all_are_alike() -> None:
    assert made(growing(RBX=PLAIN, GRA=PLAIN), LOCALE) == (("", "b2-60 · debian · vigie-private"),)
    assert made(PLAN, LOCALE) == ()


def test_datacenters_that_differ_have_a_line_of_their_own_in_the_plans_order() -> None:
    elsewhere = replace(PLAIN, networks=(Part("vigie-private", id="other"),))
    assert made(growing(SBG=elsewhere, GRA=APART, RBX=PLAIN), LOCALE) == (
        ("RBX, SBG", "b2-60 · debian · vigie-private"),
        (
            "GRA",
            (
                "b2-60 · windows-2026-11 (api-2026, 2026-11-20) · Ext-Net + vigie-private"
                " · user data 3fa9c01b · volume 80 GiB ssd · group apart · zone nova"
                " · config drive"
            ),
        ),
    )


def test_what_only_ids_tell_apart_is_one_line() -> None:
    other = replace(APART, image=replace(APART.image, id="77777777-8d5b"))
    [(where, told)] = made(growing(RBX=APART, GRA=other), LOCALE)
    assert where == ""
    assert "windows-2026-11 (api-2026, 2026-11-20) · " in told


def test_a_plan_in_json_has_the_hours_and_the_sum_that_its_text_says() -> None:
    asked = replace(PLAN.request, duration_h=Decimal("1.5"))
    rows = (PlanRow("RBX", 12, 28, 40, None, Decimal("32.80")),)
    told = shapes.plan(replace(PLAN, request=asked, rows=rows), LOCALE)
    assert (told["duration_h"], told["euro_per_hour_after"]) == (1.5, "32.80")
    dark = (*rows, PlanRow("GRA", 10, 25, 35, None, None))
    assert shapes.plan(replace(PLAN, rows=dark), LOCALE)["euro_per_hour_after"] is None


def test_a_plan_in_json_has_all_ids_and_of_user_data_the_hash_alone() -> None:
    told = shapes.plan(growing(RBX=APART), LOCALE)["builds"]["RBX-A"]
    assert told["image"] == {
        "name": "windows-2026-11",
        "id": "0f2e1c4a",
        "tag": "api-2026",
        "made_on": "2026-11-20",
    }
    assert [each["id"] for each in told["networks"]] == ["n1", "n2"]
    assert told["user_data"] == {"sha256": "3fa9c01bdeadbeef", "singly": False}
    assert told["boot_volume"] == {"size_gib": 80, "type": "ssd"}


def resizing(before: dict[str, int], wanted: dict[str, int]) -> Plan:
    change = PlannedChange(
        "RBX", "", "db-1", Desired.CONFIGURED, resource=MACHINE, wanted=wanted, before=before
    )
    return replace(PLAN, resource=MACHINE, changes=(change,))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (PLAN, ("30 → 1,200",)),
        (resizing({"vcpus": 8}, {"vcpus": 16}), ("8 → 16 vCPU",)),
        (resizing({}, {"vcpus": 16}), ("? → 16 vCPU",)),
        (resizing({"vcpus": 8}, {"vcpus": 8}), ()),
        (resizing({"memory_bytes": 64 * GIB}, {"memory_bytes": 128 * GIB}), ("64 → 128 GB",)),
        (resizing({"memory_bytes": GIB // 2}, {"memory_bytes": GIB}), ("512 MB → 1 GB",)),
    ],
)
def test_sizes_tell_what_changes_alone_and_a_unit_once(plan: Plan, said: tuple[str, ...]) -> None:
    assert tuple(size.replace("\u00a0", " ") for size in sizes(plan, LOCALE)) == said


HOUR, MONTH = Decimal("137.70"), Decimal(300)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"euro_per_hour": HOUR}, Bill(HOUR, None, None)),
        ({"resource": DATASTORE, "euro_per_month": MONTH}, Bill(None, MONTH, None)),
        (
            {"resource": DATASTORE, "euro_per_hour": Decimal(0), "euro_per_month": MONTH},
            Bill(None, MONTH, None),
        ),
        ({"euro_per_hour": HOUR, "euro_per_month": MONTH}, Bill(HOUR, MONTH, None)),
        ({"resource": INSTANCE}, Bill(None, None, None)),
    ],
)
def test_a_bill_tells_what_is_known(fields: dict[str, Any], expected: Bill) -> None:
    found = bill(replace(PLAN, **fields))
    assert found == expected
    assert expected.known == any((expected.hourly, expected.monthly))


def test_what_is_set_otherwise_at_no_cost_has_no_bill() -> None:
    plan = resizing({"vcpus": 8}, {"vcpus": 16})
    assert bill(replace(plan, euro_per_hour=Decimal(0))) is None
    assert bill(replace(plan, euro_per_hour=HOUR)) == Bill(HOUR, None, None)


@pytest.mark.parametrize(
    ("resource", "stock"), [(INSTANCE, False), (DATASTORE, True), (HOST, True), ("toy", False)]
)
def test_what_is_ordered_comes_out_of_a_stock(resource: str, stock: bool) -> None:
    assert ordered(replace(PLAN, resource=Resource(resource))) is stock


def running(done: int, total: int, *, eta_s: float | None = None) -> Operation:
    phases = {"RBX": {Phase.IN_SERVICE: done, Phase.BUILDING: total - done}}
    plan = replace(PLAN, eta_s=eta_s)
    begun = NOW - timedelta(minutes=5)
    return Operation(
        "k3m9x2ab", plan, OperationState.RUNNING, begun, started_at=begun, phases=phases
    )


def test_an_end_is_expected_by_the_estimate_else_by_the_pace_once_there_is_one() -> None:
    assert progress(running(135, 270)) == (135, 270)
    assert expected_end(running(0, 270, eta_s=600.0), NOW) == NOW + timedelta(minutes=5)
    assert expected_end(running(135, 270), NOW) == NOW + timedelta(minutes=5)
    assert expected_end(running(2, 270), NOW) is None
    ended = replace(running(270, 270), state=OperationState.SUCCEEDED)
    assert expected_end(ended, NOW) is None


def test_hours_that_are_billed_beyond_those_that_are_meant_are_told() -> None:
    four = asking(BURST, author=AUTHOR, pool="api", to=1200, duration_h=Decimal(4))
    plan = replace(PLAN, request=four, euro_per_hour=Decimal("36.90"))
    exact = replace(plan, euro_for_duration=Decimal("147.60"))
    begun = replace(plan, euro_for_duration=Decimal("184.50"))
    assert [*costs(exact, LOCALE)][-1] == "€147.60 for 4 h"
    assert [*costs(begun, LOCALE)][-1] == "€184.50 for 4 h, 5 hours billed"
