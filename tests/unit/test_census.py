"""What a pool is counted to be: the same in both faces, a least where records could not be read."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stocked import stocked

from console import bootstrap
from console.cli import failure
from console.cli.checks import pools as checked
from console.cli.entry import run
from console.desk.census import capacity, tallies, total
from console.desk.muster import Muster
from console.desk.session import Session
from console.locale import Locale
from console.model.build import Build
from console.model.error import SourceUnreachable
from console.model.estate import Estate, Identity, RegionView, SourceState
from console.model.figure import Freshness
from console.model.fixtures import Fixtures
from console.model.instance import (
    Flavor,
    Instance,
    InstanceAction,
    InstanceCondition,
    InstanceStatus,
)
from console.model.notice import notice
from console.model.place import Datacenter
from console.model.plan import Origin
from console.model.policy import Policy
from console.model.private import PrivateAccount, PrivateView
from console.model.quota import Allowance, Quota
from console.model.tally import Tally
from console.settings.load import load
from console.settings.policy import policy
from console.settings.template import TEMPLATE
from console.tui.lines import text_of
from console.tui.roster import Listed
from console.tui.scene import Scene
from console.tui.view import banner, datacenters, instances, sources
from console.tui.view import load as load_view
from console.watch.watch import Watch

NOW = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
REGIONS = {"RBX-A": 12, "GRA11": 10, "SBG5": 8}
SIZE = Flavor("1", "win-b2-60", 16, 60_000, 400)
QUOTA = Quota(
    "",
    Allowance(100, 30),
    Allowance(2000, 480),
    Allowance(9_000_000, 0),
    Allowance(500, 0),
    {"vigie-private": 400},
)


def allowed(region: str) -> Quota:
    """Room for seventy more than stand there."""
    used = REGIONS[region]
    return replace(QUOTA, region=region, instances=Allowance(70 + used, used))


@dataclass
class Cloud:
    """Ten instances a region or so; some records cannot be read, some regions are silent."""

    unreadable: dict[str, int] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    gone: dict[str, int] = field(default_factory=dict)
    private: "Vcenter | None" = None

    def identity(self) -> Identity:
        return Identity("vigie", "project", ("member",))

    def instances(self, region: str, *, full: bool = False) -> RegionView:  # noqa: ARG002 - the port's signature
        self._answer(region)
        standing = REGIONS[region] - self.gone.get(region, 0)
        found = tuple(
            Instance(
                *(f"{region}-{n}", f"api-{n}", region, InstanceStatus.ACTIVE, NOW, NOW),
                flavor="win-b2-60",
            )
            for n in range(standing)
        )
        return RegionView(region, found, NOW, self.unreadable.get(region, 0))

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        raise NotImplementedError

    def quota(self, region: str, networks: Sequence[str]) -> Quota:  # noqa: ARG002 - the port's signature
        self._answer(region)
        return allowed(region)

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        self._answer(region)
        return stocked(region, builds)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        self._answer(region)
        return (SIZE,)

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        raise NotImplementedError

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        raise NotImplementedError

    def _answer(self, region: str) -> None:
        if region in self.silent:
            raise SourceUnreachable(notice("openstack.unreachable", source=region, text="refused"))


class Vcenter:
    """A private cloud that a verb about a pool has no need to ask."""

    def account(self) -> PrivateAccount:
        raise AssertionError

    def inventory(self) -> PrivateView:
        raise AssertionError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "VIGIE_READ_ONLY", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    path = tmp_path / "vigie.toml"
    text = TEMPLATE.replace('[prometheus]\nurl = "http', '# url = "http')
    path.write_text(f'{text}\n[journal]\nstate_dir = "{tmp_path}/state"\n', encoding="utf-8")
    return path


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """The sessions that verbs open watch this cloud."""
    made = Cloud()

    def open_session(*arguments: Any, **named: Any) -> Session:  # noqa: ANN401 - as the real one
        session = bootstrap.open_session(*arguments, **named)
        session.watch = watched(made, session)
        session.lans = None  # this cloud has no networks to tell of
        return session

    monkeypatch.setattr("console.cli.sources.open_session", open_session)
    return made


def watched(cloud: Cloud, session: Session) -> Watch:
    return Watch(
        compute=cloud,
        metrics=None,
        journal=session.journal,
        datacenters=session.policy.datacenters,
        pools=session.policy.pools.values(),
        settings=session.settings.watch,
        stale_after_s=120.0,
        clock=session.clock,
        private=cloud.private,
    )


def settled(settings: Path) -> Policy:
    return policy(load(settings).settings)


def seen(cloud: Cloud, *, health: bool = True) -> Estate:
    """The estate without the watch."""
    names = {f"api-{n}": True for n in range(12)}
    return Estate(
        at=NOW,
        regions={r: cloud.instances(r) for r in REGIONS if r not in cloud.silent},
        quotas={r: allowed(r) for r in REGIONS if r not in cloud.silent},
        flavors={r: (SIZE,) for r in REGIONS if r not in cloud.silent},
        health={"api": names} if health else {},
    )


def counted(estate: Estate, settled: Policy) -> tuple[Tally, ...]:
    return tallies(estate, settled, settled.pools["api"])


def asked(settings: Path, *words: str) -> int:
    return run([*words, "--settings", str(settings), "--output", "json"])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_pool_is_counted_by_datacenter_with_room_and_cost(settings: Path) -> None:
    places = counted(seen(Cloud()), settled(settings))
    assert [(t.datacenter, t.size, t.serving) for t in places] == [
        ("RBX", 12, 12),
        ("GRA", 10, 10),
        ("SBG", 8, 8),
    ]
    assert {t.room for t in places} == {70}
    whole = total(places)
    assert whole is not None
    assert (whole.size, whole.serving, whole.room) == (30, 30, 210)
    assert whole.euro_per_hour == Decimal("24.60")
    assert capacity(seen(Cloud()), settled(settings).pools["api"], places) == 30 * 21_000


def test_records_that_could_not_be_read_make_every_count_a_least(settings: Path) -> None:
    places = counted(seen(Cloud(unreadable={"GRA11": 3}, gone={"GRA11": 3})), settled(settings))
    whole = total(places)
    assert whole is not None
    assert (whole.size, whole.unreadable) == (27, 3)
    assert [t.unreadable for t in places] == [0, 3, 0]


@pytest.mark.parametrize(
    ("state", "health", "code"),
    [
        (None, {}, "metrics.absent"),
        (SourceState("prometheus", Freshness.UNKNOWN), {}, "metrics.unread"),
        (SourceState("prometheus", Freshness.STALE), {"api-0": True}, "metrics.stale"),
        (
            SourceState("prometheus", Freshness.STALE, failure=notice("source.down")),
            {"api-0": True},
            "source.down",
        ),
        (SourceState("prometheus", Freshness.FRESH), {}, "metrics.no_health"),
        (SourceState("prometheus", Freshness.FRESH), {"10.0.0.1": True}, "metrics.strangers"),
    ],
)
def test_where_the_metrics_say_nothing_of_now_health_is_unknown_and_the_reason_told(
    settings: Path, state: SourceState | None, health: dict[str, bool], code: str
) -> None:
    estate = replace(
        seen(Cloud(), health=False),
        sources={} if state is None else {state.name: state},
        health={"api": health} if health else {},
    )
    places = counted(estate, settled(settings))
    whole = total(places)
    assert whole is not None
    assert (whole.serving, whole.ready, whole.active) == (None, None, 30)
    assert capacity(estate, settled(settings).pools["api"], places) is None
    assert {tally.unknown.code for tally in places if tally.unknown} == {code}


def test_without_health_nobody_is_known_to_serve(settings: Path) -> None:
    whole = total(counted(seen(Cloud(), health=False), settled(settings)))
    assert whole is not None
    assert whole.serving is None
    assert whole.count(InstanceCondition.READY) == 30


def test_a_silent_region_makes_its_own_datacenter_unknown_alone(settings: Path) -> None:
    places = counted(seen(Cloud(silent={"GRA11"})), settled(settings))
    assert [t.known for t in places] == [True, False, True]
    assert [t.room for t in places] == [70, None, 70]
    assert total(places) is None


def test_a_silent_region_that_the_pool_does_not_use_leaves_it_whole(settings: Path) -> None:
    chosen = settled(settings)
    elsewhere = Datacenter("PAR", "Paris", "FR", ("PAR1",))
    wider = replace(chosen, datacenters=(*chosen.datacenters, elsewhere))
    places = counted(seen(Cloud()), wider)
    assert not places[-1].known
    whole = total(places)
    assert whole is not None
    assert whole.size == 30
    assert capacity(seen(Cloud()), wider.pools["api"], places) == 30 * 21_000


def test_status_counts_at_least_and_says_what_could_not_be_read(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.unreadable, cloud.gone = {"GRA11": 3}, {"GRA11": 3}
    assert asked(settings, "status") == failure.DONE
    told = answer(capsys)
    pool = told["pools"][0]
    assert (pool["total"]["size"], pool["total"]["unreadable"]) == (27, 3)
    assert pool["datacenters"][1]["count"]["unreadable"] == 3
    listed = {each["name"]: each for each in told["sources"]}
    assert listed["nova:GRA11"]["unreadable"] == 3
    assert listed["nova:GRA11"]["warnings"] == ["unreadable records: 3"]
    assert listed["nova:RBX-A"]["warnings"] == []
    for verb in (["status"], ["pool", "list"]):
        assert run([*verb, "--settings", str(settings)]) == failure.DONE
        shown = capsys.readouterr()
        assert "≥27" in shown.out
        assert "api: at least 27; 3 records could not be read." in shown.out
        assert "nova:GRA11: Answers, but 3 records could not be read" in shown.err


def test_what_could_not_be_read_is_a_finding_of_the_doctor(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.unreadable, cloud.gone = {"GRA11": 3}, {"GRA11": 3}
    assert asked(settings, "doctor") == failure.FAILED
    checks = {each["check"]: each for each in answer(capsys)["checks"]}
    assert not checks["nova:GRA11"]["ok"]
    assert checks["nova:GRA11"]["code"] == "doctor.unreadable"
    assert checks["pool api"]["ok"]
    assert checks["pool api"]["code"] == "doctor.pool_at_least"


@pytest.mark.parametrize(
    ("least", "health", "found"),
    [
        (None, True, None),
        (30, True, ("doctor.floor", True)),
        (31, True, ("doctor.floor_short", False)),
        (24, False, ("metrics.absent", False)),
    ],
)
def test_floor_that_is_set_is_checked_against_what_serves(
    settings: Path,
    *,
    least: int | None,
    health: bool,
    found: tuple[str, bool] | None,
) -> None:
    session = bootstrap.open_session(settings, read_only=True, origin=Origin.CLI)
    pool = replace(session.policy.pools["api"], least=least)
    session.policy = replace(session.policy, pools={"api": pool})
    told = [c for c in checked.checks(session, seen(Cloud(), health=health)) if "floor" in c.name]
    assert [(c.found.code, c.ok) for c in told] == ([] if found is None else [found])


def test_the_console_counts_at_least_and_marks_the_source(settings: Path) -> None:
    chosen = settled(settings)
    locale = Locale("en", ZoneInfo("Europe/Paris"))
    session = bootstrap.open_session(settings, read_only=True, origin=Origin.CONSOLE)
    watch = watched(Cloud(unreadable={"GRA11": 3}, gone={"GRA11": 3}), session)
    estate = replace(watch.refresh(), health=seen(Cloud()).health)
    scene = Scene(estate, chosen, locale, "e", "staging", estate.at, 1.0, "api")
    tally = counted(estate, chosen)[1]
    shown = text_of(datacenters.row(scene, tally, 100))
    assert "≥7/7" in shown
    assert "▲ 3 unreadable" in shown
    page = "\n".join(text_of(line) for line in sources.panel(scene, 50, 20))
    assert "▲ nova:GRA11" in page
    assert "3 unreadable" in page
    assert instances.summary(scene, Listed((), 27), "").endswith("· ▲ 3 unreadable")
    nova = next(one for one in banner.by_system(scene) if one.name == "nova")
    assert (nova.freshness, nova.doubtful) == (Freshness.FRESH, True)
    assert text_of(banner.system_mark(scene, nova)).startswith("▲ nova")


def test_one_silent_region_leaves_the_others_as_they_are(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.silent = {"GRA11"}
    assert asked(settings, "status") == failure.UNREACHABLE
    told = answer(capsys)
    places = {each["code"]: each for each in told["pools"][0]["datacenters"]}
    assert places["GRA"]["count"] is None
    assert places["RBX"]["count"]["size"] == 12
    assert places["SBG"]["quota_left"] == 70
    failed = {each["name"] for each in told["sources"] if each["failure"]}
    assert failed == {"nova:GRA11", "quota:GRA11", "flavors:GRA11", "fixtures:GRA11"}
    assert asked(settings, "doctor") == failure.UNREACHABLE
    checks = {each["check"]: each["ok"] for each in answer(capsys)["checks"]}
    assert checks["nova:RBX-A"]
    assert checks["rights"]


def test_what_keeps_several_sources_from_answering_is_told_once(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.silent = {"GRA11"}
    code = run(["status", "--settings", str(settings)])
    told = [line for line in capsys.readouterr().err.splitlines() if "refused" in line]
    assert code == failure.UNREACHABLE
    assert len(told) == 1
    assert told[0].startswith("nova:GRA11, quota:GRA11, flavors:GRA11, fixtures:GRA11: GRA11 does")


def test_what_needs_the_silent_region_says_so_in_the_sources_own_words(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.silent = {"GRA11"}
    wish = ["scale", "api", "--to", "31", "--datacenter", "GRA", "--dry-run"]
    assert asked(settings, *wish) == failure.UNREACHABLE
    assert answer(capsys)["error"]["code"] == "openstack.unreachable"


def test_what_does_not_need_the_silent_region_is_planned(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.silent = {"GRA11"}
    wish = ["burst", "api", "--to", "40", "--datacenter", "RBX", "--dry-run"]
    assert asked(settings, *wish) == failure.DONE
    places = {each["datacenter"] for each in answer(capsys)["plan"]["changes"]}
    assert places == {"RBX"}


def test_a_plan_warns_of_the_sources_that_it_stands_on_alone(
    settings: Path, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    private = """
[private_cloud]
datacenter = "RBX"
vsphere = { host = "vcenter.invalid", user = "vigie" }
storage = { provisioner = "vmfs" }
"""
    settings.write_text(f"{settings.read_text()}{private}", encoding="utf-8")
    cloud.private = Vcenter()
    assert asked(settings, "burst", "api", "--to", "40", "--dry-run") == failure.DONE
    warned = {each["code"] for each in answer(capsys)["plan"]["warnings"]}
    assert "warning.sources" not in warned


def test_no_screen_claims_health_that_nobody_knows(settings: Path) -> None:
    chosen, locale = settled(settings), Locale("en", ZoneInfo("Europe/Paris"))
    estate = seen(Cloud(), health=False)
    scene = Scene(estate, chosen, locale, "e", "staging", estate.at, 1.0, "api")
    tally = counted(estate, chosen)[0]
    shown = [*datacenters.column(scene, tally, 40), datacenters.row(scene, tally, 100)]
    shown += load_view.panel(scene, (tally,), 100, 8)
    roll = Muster(600.0).roll(estate, scene.pool, "RBX-A")
    assert roll is not None
    shown += [instances.row_line(scene, row, 100) for row in roll.members.values()]
    page = "\n".join(text_of(line) for line in shown)
    assert "health unknown" in page
    assert "No metrics server is set" in page
    for claim in ("warming up", "0 sick", "Holding", " 0 in service"):
        assert claim not in page
