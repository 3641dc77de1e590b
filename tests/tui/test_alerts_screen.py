"""The screen of alerts: what it lists, what it says of one, and what a key opens for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import fakes
import lively
import pytest
import roubaix
from sounding import EMPTY, FULL, KEPT, SATURATED, SETTINGS, alert, loud, sounding
from test_actions_by_keys import text_in
from textual.pilot import Pilot
from waiting import settled, until

from console.desk.answers import Evidence, answer, unknown, weigh
from console.desk.muster import Muster
from console.kinds.instances.verbs import BURST
from console.kinds.silences.verbs import SILENCING
from console.model.alert import Alert
from console.model.estate import Estate
from console.model.figure import Figure
from console.model.verb import HEAL, Verb
from console.tui.app import VigieApp
from console.tui.dialogs.addition import AdditionForm
from console.tui.dialogs.request import RequestForm
from console.tui.dialogs.sizing import SizingForm
from console.tui.widgets.rows import Rows
from console.tui.widgets.tick import Tick


def shown(estate: Estate) -> fakes.FakeSession:
    return fakes.session(estate, alertmanager=SETTINGS)


async def opened(pilot: Pilot[int]) -> None:
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press("6")
    await until(pilot, lambda: app.current_mode == "alerts" and app.on_top)
    await settled(pilot)


def rows(app: VigieApp) -> list[str]:
    table = app.screen.query_one("#table", Rows)
    return ["".join(text for text, _ in row) for row in table.lines][1:]


async def at(pilot: Pilot[int], name: str) -> None:
    """Put the cursor on an alert."""
    app: Any = pilot.app
    while app.screen.table.current.name != name:
        before = app.screen.table.current
        await pilot.press("down")
        await settled(pilot)
        assert app.screen.table.current is not before, f"no row is {name}"


async def test_the_worst_come_first_and_the_silenced_ones_last(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(shown(loud()))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        firsts = [row.split()[:4] for row in rows(app)]
        assert firsts[0][:4] == ["✖", "critical", "GRA", "PoolSaturated"]
        assert firsts[1][:4] == ["✖", "critical", "SBG", "PoolEmpty"]
        assert firsts[2][:4] == ["▲", "warning", "RBX", "DatastoreNearlyFull"]
        assert firsts[3][:2] == ["○", "info"]
        said = text_in(app, "#heard")
        assert "2 critical · 1 warning · 1 silenced" in said
        assert "Watchdog fires · " in said


@pytest.mark.parametrize(
    ("estate", "said"),
    [
        (loud(watchdog=False), "unknown, at least 2 critical · 1 warning: Watchdog is missing"),
        (sounding(), "Alerts: none fires"),
        (lively.steady(), "No alert manager is set"),
    ],
    ids=["no watchdog", "none fires", "nobody is asked"],
)
async def test_it_says_whether_the_list_can_be_believed(
    open_app: Callable[..., Any], estate: Estate, said: str
) -> None:
    app = open_app(shown(estate))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert said in " ".join(text_in(app, "#heard").split())


async def test_enter_goes_to_the_alert_whole_with_who_keeps_it_silent(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(shown(loud()))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("end", "enter")
        await settled(pilot)
        assert app.focused.id == "details"
        said = text_in(app, "#detail")
        for part in ("info · silenced", "by ana", "renewed on Monday", "runbook   certificates"):
            assert part in said


async def test_a_filter_finds_alerts_by_any_label(open_app: Callable[..., Any]) -> None:
    app = open_app(shown(loud()))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"ssd-0001")
        await until(pilot, lambda: "DatastoreNearlyFull" in rows(app)[0])
        assert [row for row in rows(app) if row.strip()] == rows(app)[:1]


async def test_a_key_opens_the_burst_of_the_pool_that_an_alert_names(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(shown(loud()))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await at(pilot, SATURATED.name)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        assert (app.screen.sizing.spec.id, app.screen.sizing.pool) == (BURST, "api")


async def test_a_key_opens_the_heal_that_the_settings_name_in_the_alerts_datacenter(
    open_app: Callable[..., Any],
) -> None:
    session = shown(loud())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await at(pilot, EMPTY.name)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, RequestForm) and app.screen.is_mounted)
        await settled(pilot)
        ticked = {one.id: one.value for one in app.screen.query(Tick)}
        assert ticked == {
            "in-RBX": False, "in-GRA": False, "in-SBG": True, "quarantine": False, "silence": False,
        }  # fmt: skip
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        (asked,) = session.planned
        assert (asked.verb, asked.pool, asked.datacenters) == (HEAL, "api", ("SBG",))


async def test_an_alert_of_no_pool_opens_what_the_settings_name(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(shown(loud(roubaix.steady())))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await at(pilot, FULL.name)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, AdditionForm))


async def test_what_nothing_answers_is_said_and_no_form_opens(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(shown(loud()))
    said: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        app.say = lambda what, **_: said.append(what.code)
        await opened(pilot)
        await pilot.press("end", "e")
        await until(pilot, lambda: said)
        assert said == ["tui.why.no_answer"]
        assert app.on_top is not None


async def test_a_reader_is_told_why_the_answer_cannot_be_asked(
    open_app: Callable[..., Any],
) -> None:
    why = lively.notice("test.reader")
    session = fakes.session(loud(), alertmanager=SETTINGS, blocked=why)
    app = open_app(session)
    said: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        app.say = lambda what, **_: said.append(what.code)
        await opened(pilot)
        await pilot.press("home", "e")
        await until(pilot, lambda: said)
        assert said == ["test.reader"]
        assert app.on_top is not None


@pytest.mark.parametrize(
    ("found", "chosen", "expected"),
    [
        (SATURATED, {}, (BURST, "api", ())),
        (SATURATED, {"PoolSaturated": "heal"}, (HEAL, "api", ("GRA",))),
        (replace(SATURATED, datacenter="PAR"), {"PoolSaturated": "heal"}, (HEAL, "api", ())),
        (SATURATED, {"PoolSaturated": "nonsense"}, None),
        (SATURATED, {"PoolSaturated": "rollback"}, None),
        (alert("Any", "critical", pool="another"), {}, None),
        (alert("Any", "critical", pool="another"), {"Any": "heal"}, None),
        (KEPT, {}, None),
    ],
)
def test_what_answers_an_alert(
    found: Alert, chosen: dict[str, str], expected: tuple[object, ...] | None
) -> None:
    told = answer(found, lively.policy(), chosen, {})
    assert (told and (told.spec.id, told.pool, told.datacenters)) == expected


ILL = frozenset({"api-gra-004"})
ABOUT_IT = alert("InstanceDown", "critical", pool="api", instance="api-gra-004:9182")


@pytest.mark.parametrize(
    ("found", "evidence", "verb"),
    [
        (SATURATED, Evidence(sick=ILL), HEAL),
        (SATURATED, Evidence(loaded=True), BURST),
        (SATURATED, Evidence(sick=ILL, loaded=True), BURST),
        (ABOUT_IT, Evidence(sick=ILL, loaded=True), HEAL),
        (ABOUT_IT, Evidence(sick=frozenset({"api-gra-005"}), loaded=True), BURST),
    ],
    ids=["sick", "loaded", "both", "both, and of the sick one", "both, and of another"],
)
def test_an_alert_is_answered_by_what_the_evidence_about_its_pool_says(
    found: Alert, evidence: Evidence, verb: Verb
) -> None:
    told = answer(found, lively.policy(), {}, {"api": evidence})
    assert told is not None
    assert told.spec.id == verb


def sickly(*, down: int) -> Estate:
    """So many targets of the pool are down for a quarter of an hour, their instances ACTIVE."""
    estate = loud()
    names = sorted(estate.health["api"])
    health = {name: n >= down for n, name in enumerate(names)}
    since = dict.fromkeys(names[:down], lively.NOW - timedelta(minutes=15))
    return replace(estate, health={"api": health}, down_since={"api": since})


def test_evidence_is_what_several_sources_say_and_none_that_lies() -> None:
    policy, muster = lively.policy(), Muster(300.0)
    assert weigh(loud(), policy, "api", muster) == Evidence()
    assert len(weigh(sickly(down=1), policy, "api", muster).sick) == 1
    assert not weigh(sickly(down=20), policy, "api", muster).sick, "the health source lies"
    busy = loud()
    load = busy.loads["api"]
    more = replace(load.total, connections=Figure(5e6, lively.NOW))
    loaded = replace(busy, loads={"api": replace(load, total=more)})
    assert weigh(loaded, policy, "api", muster) == Evidence(loaded=True)


async def test_the_alerts_screen_says_and_opens_the_heal_where_one_is_sick(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(shown(sickly(down=1)))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await at(pilot, SATURATED.name)
        await until(pilot, lambda: "Heal · api" in text_in(app, "#detail"))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, RequestForm) and app.screen.is_mounted)
        assert app.screen.pinned.spec.id == HEAL


@pytest.mark.parametrize(
    ("estate", "opens"),
    [
        (loud(), "burst.start"),
        (sickly(down=1), "heal.start"),
        (replace(sickly(down=1), alerts=None), "heal.start"),
        (sounding(), ""),
    ],
    ids=["an alert alone", "one is sick", "one is sick and no alert tells", "nothing"],
)
async def test_on_the_overview_a_key_opens_what_answers_the_worst(
    open_app: Callable[..., Any], estate: Estate, opens: str
) -> None:
    session = fakes.session(estate)  # whose settings name nothing
    app = open_app(session)
    said: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.say = lambda what, **_: said.append(what.code)
        await pilot.press("e")
        if not opens:
            await until(pilot, lambda: said)
            assert said == ["tui.why.nothing_to_answer"]
            return
        forms = (RequestForm, SizingForm)
        await until(pilot, lambda: isinstance(app.screen, forms) and app.screen.is_mounted)
        form = app.screen
        spec = form.sizing.spec if isinstance(form, SizingForm) else form.pinned.spec
        assert spec.action == opens


def test_names_that_are_no_verb_are_told() -> None:
    assert unknown({"a": "burst", "b": "nonsense", "c": "stop"}) == ("nonsense", "stop")


async def test_a_key_silences_the_alert_by_its_labels_and_another_tells_it_again(
    open_app: Callable[..., Any],
) -> None:
    session = shown(loud())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await at(pilot, FULL.name)
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, RequestForm) and app.screen.is_mounted)
        await settled(pilot)
        matchers = 'alertname="DatastoreNearlyFull",datacenter="RBX",'
        assert app.screen.value("matchers").startswith(matchers)
        assert app.screen.value("lasting") == "2h"
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        (asked,) = session.planned
        assert (asked.verb, asked.duration_h) == (SILENCING, 2)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.on_top)
        await pilot.press("end", "Z")
        await until(pilot, lambda: isinstance(app.screen, RequestForm) and app.screen.is_mounted)
        await settled(pilot)
        assert app.screen.value("silence") == "s-1"


@pytest.mark.parametrize("named", [True, False], ids=["an alert manager", "none"])
async def test_a_burst_offers_silence_where_somebody_can_keep_it(
    open_app: Callable[..., Any], *, named: bool
) -> None:
    session = shown(loud() if named else lively.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm) and app.screen.is_mounted)
        await settled(pilot)
        for tick in app.screen.query("#silence").results(Tick):
            tick.value = True
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        (asked,) = session.planned
        assert asked.parameters.get("silence") is (True if named else None)
