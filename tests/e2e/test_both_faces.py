"""The same estate by both faces: every figure on a screen is its headless twin's, to the letter.

A served estate is read once and held still. The rows of the screens are drawn from it; the verbs
are asked with it, as a text and as JSON, in both languages.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
import rehearsed
from asking import asking
from bothfaces import (
    WIDE,
    Faces,
    Still,
    StillUsage,
    agree,
    alone,
    cells,
    figures,
    parted,
    spoken,
)
from clocks import StandingClock
from served import end_worker

from console.bootstrap import open_session
from console.cli.entry import run
from console.desk import alerts, datastores, machines, readings, statement
from console.desk.census import tallies
from console.desk.muster import Muster
from console.desk.reckoning import reckoning
from console.desk.schedule import foreseen
from console.desk.session import Session
from console.desk.wording import origin_word, phase_word, standing
from console.kinds.instances.verbs import BURST
from console.kinds.supplies.storage import media
from console.locale import Language, Locale
from console.model.consumption import Period
from console.model.plan import Origin, Plan, Refusal
from console.model.verb import Verb
from console.tui.lines import text_of
from console.tui.roster import Roster, Wish
from console.tui.scene import Scene
from console.tui.view import alerts as firing
from console.tui.view import (
    costs,
    datacenters,
    hosts,
    instances,
    leftovers,
    load,
    operations,
    schedule,
    storage,
)
from console.tui.view import machines as virtual
from console.tui.view.plan import preview, refusal

WINDOWS = """
[[windows]]
name = "evening"
pool = "api"
days = ["mon", "tue", "wed", "thu", "fri"]
start = "18:00"
end = "22:00"
to = 60
"""
LEAVES = {"mode": "leaves", "services": ["compute"], "methods": ["DELETE"]}


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An estate after a burst, with what a removal left behind and windows to come."""
    estate = rehearsed.start(tmp_path_factory.mktemp("faces"), "steady", 600.0)
    more = ("--yes", "--wait", "--reason", "a test", "--settings", str(estate.settings))
    assert run(["burst", "api", "--to", "33", *more]) == 0
    estate.set_faults(LEAVES)
    assert run(["scale", "api", "--to", "32", *more]) == 0
    with estate.settings.open("a", encoding="utf-8") as file:
        file.write(WINDOWS)
    live = open_session(estate.settings, read_only=False, origin=Origin.CLI)
    for one in live.journal.workers():
        end_worker(one.pid)  # nobody is to open a window meanwhile
    found = live.watch.refresh()
    assert live.usage is not None
    usage = StillUsage(live.usage.usage(), live.usage.account(), live.usage.monthly())
    yield replace(live, watch=Still(found), clock=StandingClock(found.at), usage=usage)
    live.watch.stop()
    rehearsed.stop(estate)


@pytest.fixture(params=get_args(Language))
def faces(
    request: pytest.FixtureRequest,
    still: Session,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Faces:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    estate, now = still.watch.snapshot(), still.clock.now()
    locale = Locale(request.param, ZoneInfo(still.settings.estate.timezone))
    scene = Scene(estate, still.policy, locale, "e", "rehearsal", now, 1.0, "api")
    session = replace(still, settings=spoken(still.settings, request.param))
    return Faces(session, scene, locale, capsys)


def about(lines: list[str], name: str) -> str:
    """The line of a table that is about something."""
    return next(line for line in lines if name in line.split())


def test_overview(faces: Faces) -> None:
    scene, locale = faces.scene, faces.locale
    counted = tallies(scene.estate, scene.policy, scene.pool)
    said, told = faces.said("status"), faces.told("status")["pools"][0]
    shown = text_of(load.sentence(scene, counted, WIDE))
    line = next(one for one in said if one.startswith("api") and "p95" in one)
    assert len(figures(shown)) >= 4
    assert sorted(figures(shown)) == sorted(figures(line))
    assert alone(locale.compact(told["load"]["connections"]), shown)
    assert alone(locale.percent(told["load"]["error_ratio"], 2), shown)
    places = {one["code"]: one for one in told["datacenters"]}
    assert places.keys() == {one.datacenter for one in counted}
    for tally in counted:
        row, place = about(said, tally.datacenter), places[tally.datacenter]
        panel = " ".join(text_of(part) for part in datacenters.column(scene, tally, WIDE))
        served = f"{readings.served(tally, locale)}/{locale.number(tally.target)}"
        assert served in text_of(datacenters.row(scene, tally, WIDE))
        assert alone(served, row)
        assert served == f"{place['count']['in_service']}/{place['target']}"
        assert all(alone(figure, row) or figure in served for figure in figures(panel)), (
            panel,
            row,
        )
        assert alone(locale.number(place["quota_left"]), panel)
        assert alone(locale.euros(Decimal(place["count"]["euro_per_hour"])), panel)


def test_overview_of_the_private_cloud(faces: Faces) -> None:
    tallied = stores(faces)
    title = storage.title(faces.scene, datastores.totals(tallied))
    said = " ".join(faces.said("status"))
    told = faces.told("status")["private_cloud"]["datastores"]
    locale = faces.locale
    assert alone(locale.number(told["count"]), title)
    assert alone(locale.number(told["count"]), said)
    assert alone(locale.size(told["used_bytes"]), title)
    assert alone(locale.size(told["capacity_bytes"]), title)
    first = datastores.fullest(tallied)
    assert first is not None
    assert told["fullest"]["name"] == first.datastore.name
    row = parted(storage.row_line(faces.scene, first, WIDE, 28), storage.sizes_for(WIDE, 28))
    assert alone(row["full"], said)
    assert locale.percent(told["fullest"]["used_ratio"]) == row["full"]


def stores(faces: Faces) -> tuple[datastores.StoreTally, ...]:
    estate, policy = faces.scene.estate, faces.scene.policy.private
    assert estate.private is not None
    assert policy is not None
    paces = datastores.paces(estate.growth)
    return datastores.stores(estate.private, paces, policy, media(estate.supply))


def test_storage(faces: Faces) -> None:
    locale, lines = faces.locale, faces.said("datastore", "list")
    told = {one["name"]: one for one in faces.told("datastore", "list")["datastores"]}
    found = stores(faces)
    assert len(found) == len(told) == 12
    assert {one.ssd for one in found} != {None}, "the provider tells the medium"
    for one in found:
        shown = parted(storage.row_line(faces.scene, one, WIDE, 28), storage.sizes_for(WIDE, 28))
        name, j = one.datastore.name, told[one.datastore.name]
        agree(shown, about(lines, name), shown.keys() - {"bar", "over"})
        assert shown["full"] == locale.percent(j["used_ratio"])
        assert shown["free"] == locale.size(j["free_bytes"])
        assert shown["mounts"] == f"{j['mounts']['usable']}/{j['mounts']['of']}"
        assert shown["machines"] == locale.number(len(j["machines"]))
        days = j["days_until_full"]
        assert days is None or shown["days"] == locale.days(days)
        ratio = j["provisioned_bytes"] / j["capacity_bytes"]
        assert shown["over"] == f"{locale.number(ratio, 1)} ×"
        assert shown["kind"].endswith("SSD") is (j["ssd"] is True)


def test_hosts(faces: Faces) -> None:
    view, locale = faces.scene.estate.private, faces.locale
    assert view is not None
    lines = faces.said("host", "list")
    told = {one["name"]: one for one in faces.told("host", "list")["hosts"]}
    found = hosts.listed(machines.clusters(view))
    assert len(found) == len(told) == 3
    for one in found:
        shown = cells(hosts.row_line(faces.scene, one, WIDE), hosts.COLUMNS)
        j = told[one.host.name]
        agree(shown, about(lines, one.host.name), shown.keys() - {"name", "cpu_bar", "memory_bar"})
        assert shown["cpu"] == locale.percent(j["cpu_ratio"])
        assert shown["used"] == locale.percent(j["memory_ratio"])
        assert shown["cores"] == locale.number(j["cores"])
        assert shown["memory"] == locale.memory(j["memory_bytes"])
        assert shown["machines"] == locale.number(j["running"])


def test_virtual_machines(faces: Faces) -> None:
    scene, locale, policy = faces.scene, faces.locale, faces.scene.policy.private
    view = scene.estate.private
    assert view is not None
    assert policy is not None
    lines = faces.said("vm", "list")
    told = {one["name"]: one for one in faces.told("vm", "list")["machines"]}
    found = machines.machines(view, policy, scene.now)
    assert len(found) > 10
    for one in found:
        shown = cells(virtual.row_line(scene, one, WIDE), virtual.COLUMNS)
        j = told[one.machine.name]
        agree(shown, about(lines, one.machine.name), shown.keys() - {"data"})
        assert shown["vcpus"] == locale.number(j["vcpus"])
        assert shown["memory"] == locale.memory(j["memory_bytes"])
        assert shown["cpu"] == locale.percent(j["cpu_ratio"])
        assert shown["used"] == locale.percent(j["memory_ratio"])
        assert (len(j["snapshots"]) > 0) is bool(shown["snapshots"])


def test_instances(faces: Faces) -> None:
    scene, locale = faces.scene, faces.locale
    listed = Roster(Muster(scene.policy.healing.grace_s)).listed(Wish(scene, "", "name", False))
    rows = faces.told("export", "estate", "--format", "json")["estate"]
    told = {one["name"]: one for one in rows if one["pool"] == "api"}
    lines = faces.said("instance", "--pool", "api")
    assert len(listed.rows) == len(told) == 32
    for row in listed.rows:
        shown = cells(instances.row_line(scene, row, WIDE), instances.COLUMNS)
        j = told[shown["name"]]
        agree(shown, about(lines, row.instance.id), ("name", "datacenter", "state", "age"))
        assert shown["datacenter"] == j["datacenter"]
        assert j["in_service"] is row.in_service
        lasted = (scene.now - datetime.fromisoformat(j["since"])).total_seconds()
        assert shown["age"] == locale.duration(lasted // 60 * 60)


def test_operations(faces: Faces) -> None:
    scene, lines = faces.scene, faces.said("operations")
    told = {one["id"]: one for one in faces.told("operations")["operations"]}
    found = scene.estate.activity.recent
    assert [one.id for one in found] == list(told)
    for one in found:
        shown = cells(operations.row_line(scene, one, WIDE), operations.COLUMNS)
        row, j = about(lines, one.id), told[one.id]
        agree(shown, row, ("state", "done", "asked", "who"))
        assert set(figures(shown["what"])) <= set(figures(row))
        done = sum(j["changes"]["by_phase"].get(name, 0) for name in ("in_service", "gone"))
        assert shown["done"] == f"{done}/{j['changes']['total']}"


def test_operations_in_the_same_words(faces: Faces) -> None:
    """How an operation and each of its changes stand, and where it was asked from."""
    scene, locale = faces.scene, faces.locale
    for one in scene.estate.activity.recent:
        changes = faces.session.journal.changes(one.id)
        said = " ".join(faces.said("operations", "show", one.id))
        drawn = " ".join(text_of(row) for row in operations.details(scene, one, changes, (), WIDE))
        words = set(standing(one, locale))
        words |= {phase_word(each.resource, each.phase, locale) for each in changes}
        words.add(origin_word(one.plan.request.author.origin, locale))
        assert len(words) > 3
        assert [word for word in words if word not in said or word not in drawn] == []


def test_costs(faces: Faces) -> None:
    scene, locale = faces.scene, faces.locale
    found = reckoning(faces.session, Period.of(scene.now), scene.estate)
    said, told = faces.said("costs"), faces.told("costs")
    rows = [*told["rows"], {"pool": None, "datacenter": "", **told["total"]}]
    for one, j in zip(costs.rows(found), rows, strict=True):
        shown = cells(costs.row_line(scene, one, WIDE), costs.COLUMNS)
        agree(shown, about(said, one.datacenter or locale.text("cli.total")), shown)
        assert shown["euro"] == locale.euros(Decimal(j["euro"]))
        assert shown["hours"] == locale.number(j["hours"])
        assert shown["hourly"] == locale.euros(Decimal(j["now"]["euro_per_hour"]))
    sentences = [one.text for one in statement.sentences(found, scene.policy.budgets, locale)]
    assert len(sentences) > 5
    assert [one for one in sentences if one not in said] == []
    drawn = " ".join(text_of(row) for row in costs.told(scene, found, WIDE))
    assert figures(" ".join(sentences)) == figures(drawn)


def test_schedule(faces: Faces) -> None:
    found = foreseen(faces.session, 8)
    said, told = faces.said("schedule", "next")[1:], faces.told("schedule", "next")["openings"]
    assert len(found) == len(said) == len(told) == 8
    for one, row, j in zip(found, said, told, strict=True):
        shown = cells(schedule.row_line(faces.scene, one, WIDE), schedule.COLUMNS)
        agree(shown, row, ("date", "level", "cost"))
        assert all(alone(time, row) for time in shown["hours"].split("–"))
        assert shown["level"] == faces.locale.number(j["level"])
        assert shown["cost"] == faces.locale.euros(Decimal(j["euro"]))


def test_alerts(faces: Faces) -> None:
    scene, view = faces.scene, faces.scene.estate.alerts
    assert view is not None
    said, told = faces.said("alerts"), faces.told("alerts")["alerts"]
    found = alerts.ordered(view)
    assert len(found) == len(told) > 0
    assert alerts.sentence(scene.estate, faces.locale) in said
    badge, status = firing.sentence(scene), faces.told("status")["alerts"]
    assert badge is not None
    assert any(badge[0] in line for line in faces.said("status"))
    assert status["firing"] == alerts.count(view).firing > 0
    for one, j in zip(found, told, strict=True):
        shown = cells(firing.row_line(scene, one, WIDE), firing.COLUMNS)
        agree(shown, about(said, one.name), shown)
        lasted = (scene.now - datetime.fromisoformat(j["starts_at"])).total_seconds()
        assert shown["since"] == faces.locale.duration(lasted // 60 * 60)


def test_sweep(faces: Faces) -> None:
    found = faces.session.leftovers()
    said, told = faces.said("sweep"), faces.told("sweep")["leftovers"]
    assert len(found.leftovers) == len(told) > 0
    for one, j in zip(found.leftovers, told, strict=True):
        shown: dict[str, Any] = cells(leftovers.row_line(faces.scene, one, WIDE), leftovers.COLUMNS)
        agree(shown, about(said, one.id), ("kind", "since", "month", "ours", "summary"))
        assert j["id"] == one.id
        month = j["euro_per_month"]
        assert month is None or shown["month"] == faces.locale.euros(Decimal(month))


def planned(faces: Faces, verb: Verb, **asked: object) -> Plan | Refusal:
    return faces.session.plan(asking(verb, faces.session.author(), **asked))


@pytest.mark.parametrize("hours", [None, Decimal(3)])
def test_a_plan(faces: Faces, hours: Decimal | None) -> None:
    plan = planned(faces, BURST, pool="api", to=120, duration_h=hours)
    assert isinstance(plan, Plan)
    lasting = () if hours is None else ("--hours", str(hours))
    said = " ".join(faces.said("burst", "api", "--to", "120", "--dry-run", *lasting))
    shown = " ".join(text_of(row) for row in preview(faces.scene, plan, WIDE))
    assert len(figures(shown)) > 20
    assert [one for one in figures(shown) if one not in figures(said)] == []


def test_a_refusal(faces: Faces) -> None:
    refused = planned(faces, BURST, pool="api", to=300, datacenters=("SBG",))
    assert isinstance(refused, Refusal)
    asked = ("burst", "api", "--to", "300", "--datacenter", "SBG", "--dry-run")
    said = [one.strip(" →") for one in faces.said(*asked)]
    shown = [text_of(row).strip(" ✖→") for row in refusal(faces.scene, refused, WIDE)]
    helping = [one for one in said if one.startswith("▸")]
    assert helping, "the console offers them behind its key"
    assert [one for one in said[1:] if one not in helping] == shown
