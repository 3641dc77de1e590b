"""Keys on the private side: what is pinned, what is asked for, and why some do nothing."""

from collections.abc import Callable
from typing import Any

import fakes
import lively
import pytest
import roubaix
from test_actions_by_keys import said, text_in
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import settled, until

from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.model.notice import notice
from console.model.operation import OperationState
from console.model.plan import (
    Plan,
    Request,
)
from console.model.private import Power
from console.model.resource import DATASTORE, HOST, MACHINE, Resource
from console.tui.dialogs.addition import AdditionForm
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.request import RequestForm
from console.tui.dialogs.resize import ResizeForm
from console.tui.dialogs.sizing import SizingForm
from console.tui.widgets.choice import Choice
from console.tui.widgets.rows import Rows
from console.tui.widgets.tick import Tick


async def go(pilot: Pilot[int], key: str, mode: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: pilot.app.current_mode == mode)
    await until(pilot, lambda: pilot.app.screen.query("#table"))
    pilot.app.tick()
    await until(pilot, lambda: pilot.app.screen.query_one("#table", Rows).current is not None)


async def cursor_to(pilot: Pilot[int], name: str) -> None:
    table = pilot.app.screen.query_one("#table", Rows)
    await pilot.press("home")
    while table.current.machine.name != name:
        at = table._at
        await pilot.press("down")
        assert table._at > at, f"{name} is not listed"


async def test_datastores_are_added_with_the_usual_offer_in_four_keys(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, AdditionForm))
        await settled(pilot)
        assert "12 datastores · " in text_in(app, "#about")
        await pilot.press("1", "0", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        request = session.planned[0]
        assert request.verb == DATASTORE_ADD
        assert request.parameters == {"count": 10, "offer": "ssd-3000-GB"}
        assert app.focused.id == "cancel"
        shown = text_in(app, "#plan")
        assert "+10" in shown
        assert "/month" in shown
        await pilot.press(*"datastores", "enter")
        await until(pilot, lambda: app.focused.id == "go")
        await pilot.press("enter")
        await until(pilot, lambda: session.operator.submitted)
        assert len(session.operator.submitted[0].changes) == 10


async def test_offer_is_chosen_with_arrows_and_narrowed_to_ssd(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, AdditionForm))
        await settled(pilot)
        choice = app.screen.query_one("#offer", Choice)
        assert len(choice._options) == 3
        choice.focus()
        await pilot.press("right", "right")
        tick = app.screen.query_one(Tick)
        tick.focus()
        await pilot.press("space")
        await until(pilot, lambda: len(choice._options) == 5)
        choice.focus()
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        assert session.planned[0].parameters.get("offer") == "nfs-6000-GB"


async def test_without_offers_a_size_is_asked_for(open_app: Callable[..., Any]) -> None:
    session = fakes.session(roubaix.steady(supply=None))
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, AdditionForm))
        await settled(pilot)
        field = app.screen.query_one("#size", Input)
        field.value = "3 parsecs"
        await pilot.press("enter")
        await until(pilot, lambda: "is not a size" in text_in(app, "#wrong"))
        field.value = "6 To"
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        assert (
            session.planned[0].parameters.get("size_bytes"),
            session.planned[0].parameters.get("ssd"),
        ) == (6 * 10**12, True)


async def test_last_count_is_proposed_again(open_app: Callable[..., Any]) -> None:
    added = lively.replace(roubaix.busy().activity.live[0], state=OperationState.SUCCEEDED)
    session = fakes.session(roubaix.steady(activity=lively.Activity(recent=(added,))))
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, AdditionForm))
        assert app.screen.query_one("#count", Input).value == "10"


async def test_hosts_are_added_from_the_private_cloud(open_app: Callable[..., Any]) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "4", "private")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AdditionForm))
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        assert (session.planned[0].verb, session.planned[0].parameters.get("count")) == (
            HOST_ADD,
            1,
        )


async def test_resize_pins_the_machine_under_the_cursor_and_sends_what_differs(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "4", "private")
        await cursor_to(pilot, "db-1")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ResizeForm))
        await settled(pilot)
        session.watch.estate = roubaix.steady(view=roubaix.view(virtual_machines=()))
        app.tick()
        assert "db-1 · 8 vCPU · 64" in text_in(app, "#about")
        await pilot.press("1", "6", "enter")
        await until(pilot, lambda: session.planned)
        request = session.planned[0]
        assert request.parameters == {
            "machine": "db-1",
            "vcpus": 16,
            "allow_restart": False,
            "snapshot": False,
        }


async def test_plan_for_another_machine_of_that_name_is_refused(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(roubaix.steady())

    def elsewhere(request: Request) -> Plan:
        made = roubaix.planned(request, roubaix.steady())
        assert isinstance(made, Plan)
        other = tuple(lively.replace(c, resource_id="vm-99") for c in made.changes)
        return lively.replace(made, changes=other)

    session.answer = elsewhere
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "4", "private")
        await cursor_to(pilot, "db-1")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ResizeForm))
        await settled(pilot)
        await pilot.press("1", "6", "enter")
        await until(pilot, lambda: "another machine by now" in text_in(app, "#plan"))
        assert not app.screen.query_one("#go").display


async def test_resize_from_elsewhere_asks_for_the_name_and_fills_the_sizes(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ResizeForm))
        await settled(pilot)
        await pilot.press(*"db-2")
        memory = app.screen.query_one("#memory", Input)
        await until(pilot, lambda: memory.value == "64 GB")
        await pilot.press("enter")
        await until(pilot, lambda: "as they are now" in text_in(app, "#wrong"))
        memory.value = "128"
        app.screen.query_one("#restart", Tick).value = True
        app.screen.query_one("#snapshot", Tick).value = True
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        request = session.planned[0]
        assert request.parameters == {
            "machine": "db-2",
            "memory_bytes": 128 * 2**30,
            "allow_restart": True,
            "snapshot": True,
        }


@pytest.mark.parametrize(
    ("kind", "key", "screen"),
    [(DATASTORE, "d", "3"), (MACHINE, "v", "4"), (HOST, "a", "4")],
)
async def test_what_an_account_may_not_is_disabled_with_its_reason_and_the_rest_is_not(
    open_app: Callable[..., Any], kind: Resource, key: str, screen: str
) -> None:
    session = fakes.session(roubaix.steady())
    session.private_blocks = {kind: notice("test.reader")}
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, screen, {"3": "storage", "4": "private"}[screen])
        await pilot.press(key)
        await until(pilot, lambda: any("only the role reader" in m for m in said(app)))
        assert len(app.screen_stack) == 1
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))


async def test_without_a_private_cloud_its_keys_say_so(open_app: Callable[..., Any]) -> None:
    app = open_app(fakes.session(lively.steady()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("d")
        await until(pilot, lambda: any("No private cloud" in m for m in said(app)))
        assert len(app.screen_stack) == 1
        await pilot.press("3")
        await until(pilot, lambda: app.current_mode == "storage")
        await until(pilot, lambda: "No private cloud" in text_in(app, "#detail"))


async def test_frozen_private_cloud_leaves_the_pools_alone(open_app: Callable[..., Any]) -> None:
    session = fakes.session(roubaix.steady())
    session.policy = roubaix.policy(frozen="audit until Friday")
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("d")
        await until(pilot, lambda: any("audit until Friday" in m for m in said(app)))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))


async def test_rollback_on_storage_is_about_the_datastores(open_app: Callable[..., Any]) -> None:
    added = lively.replace(roubaix.busy().activity.live[0], state=OperationState.SUCCEEDED)
    burst = lively.burst(OperationState.SUCCEEDED)
    activity = lively.Activity(recent=(burst, added))
    session = fakes.session(roubaix.steady(activity=activity))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "3", "storage")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await settled(pilot)
        assert "add datastores 12 → 22" in text_in(app, "#about")
        await pilot.press("escape")
        await go(pilot, "2", "instances")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await settled(pilot)
        assert "burst api" in text_in(app, "#about")


async def test_brackets_in_a_name_are_no_markup(open_app: Callable[..., Any]) -> None:
    named = lively.replace(roubaix.view().virtual_machines[0], name="db-1 [old]")
    seen = roubaix.view(virtual_machines=(named,))
    session = fakes.session(roubaix.steady(view=seen))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4", "private")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ResizeForm))
        await settled(pilot)
        assert "db-1 \\[old]" in app.screen.query_one(".dialog").border_title
        await pilot.press("1", "6", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        assert "db-1 [old]" in app.screen.query_one("#go").render().plain


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_marked_machines_are_powered_on_together_and_rebooted_one_at_a_time(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    off = {"site-1", "site-4"}
    found = roubaix.view().virtual_machines
    machines = tuple(
        lively.replace(one, power=Power.OFF if one.name in off else Power.ON) for one in found
    )
    session = fakes.session(roubaix.steady(view=roubaix.view(virtual_machines=machines)))
    app = open_app(session)
    async with app.run_test(size=size) as pilot:
        await go(pilot, "4", "private")
        for name in sorted(off):
            await cursor_to(pilot, name)
            await pilot.press("space")
        await until(pilot, lambda: "2 marked" in str(app.screen.query_one("#table").border_title))
        await pilot.press("R")
        await until(pilot, lambda: any("one at a time" in message for message in said(app)))
        assert app.screen is app.on_top
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await settled(pilot)
        assert app.screen.query_one("#machine", Input).value == "site-1, site-4"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        plan = app.screen.plan
        assert [change.name for change in plan.changes] == ["site-1", "site-4"]
        shown = text_in(app, "#plan")
        assert "site-1" in shown
        assert "site-4" in shown
        assert app.focused.id == "cancel"


async def test_details_follow_the_table_that_has_the_focus(open_app: Callable[..., Any]) -> None:
    app = open_app(fakes.session(roubaix.steady()))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4", "private")
        details = app.screen.query_one("#details")
        await until(pilot, lambda: details.border_title == "db-2")
        await pilot.press("shift+tab")
        await until(pilot, lambda: details.border_title == "esx-3.roubaix.example")
        assert "cannot use" in text_in(app, "#detail")
        await pilot.press("down")
        await until(pilot, lambda: details.border_title == "esx-1.roubaix.example")
        await pilot.press("tab")
        await until(pilot, lambda: details.border_title == "db-2")


async def test_stale_vcenter_keeps_its_figures_and_says_since_when(
    open_app: Callable[..., Any],
) -> None:
    stale = roubaix.sources(vcenter=lively.Freshness.STALE)
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "3", "storage")
        session.watch.estate = roubaix.steady(sources=stale)
        app.tick()
        table = app.screen.query_one("#table", Rows)
        await until(pilot, lambda: "stale since 16:31" in str(table.border_title))
        assert len(table._rows) == 12


async def test_cursor_stays_on_its_datastore_and_filter_narrows(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "3", "storage")
        table = app.screen.query_one("#table", Rows)
        await pilot.press("down", "down", "down")
        name = table.current.datastore.name
        left = tuple(d for d in roubaix.view().datastores if d.accessible)
        session.watch.estate = roubaix.steady(view=roubaix.view(datastores=left))
        app.tick()
        await until(pilot, lambda: len(table._rows) == 11)
        assert table.current.datastore.name == name
        await pilot.press("slash", *"nfs-")
        await until(pilot, lambda: len(table._rows) == 4)
        await pilot.press("escape", "o")
        await until(pilot, lambda: table._rows[0].datastore.name == "ssd-000103")
