"""A target that is filled as the cloud allows: quotas and hosts that come in pieces, for days.

The planner, the journal, the keeper and the asker are real; the clock is the world's.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from kept import Kept
from modelled import AUTHOR, World

from console.desk.keeping import targets as keeping
from console.desk.keeping.keeper import PoolKeeper
from console.desk.keeping.reports import TargetReports
from console.desk.keeping.targets import Targets
from console.desk.scout import for_plan
from console.desk.targets import operations_of, progress
from console.kinds.instances.verbs import BURST, SCALE, TARGETING
from console.model.error import UsageError
from console.model.estate import SourceState
from console.model.figure import Freshness
from console.model.instance import InstanceStatus
from console.model.operation import Operation
from console.model.plan import Care, Desired, Plan, Request
from console.model.policy import Approval
from console.model.target import PoolTarget
from console.model.trial import LONGEST_REST, REST, RegionAsk, answered
from console.planning.digest import intact
from console.watch.trials import TrialReader

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PLENTY = {"RBX-A": 1000, "GRA11": 1000, "SBG5": 1000}


@dataclass
class Cloud:
    """The world's hosts: how many instances each region's carry. Counts what was in vain."""

    kept: Kept
    hosts: dict[str, int] = field(default_factory=lambda: dict(PLENTY))
    dark: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    in_vain: Counter[str] = field(default_factory=Counter)
    """Asks of a region that gave nothing at all."""
    asked: Counter[str] = field(default_factory=Counter)
    _keeper: PoolKeeper | None = None

    @property
    def world(self) -> World:
        return self.kept.world

    @property
    def size(self) -> int:
        return len(self.world.standing)

    @property
    def keeper(self) -> PoolKeeper:
        if self._keeper is None:
            session = self.kept.session
            reports = TargetReports(session, UTC)
            asker = Targets(session, reports.full)
            self._keeper = PoolKeeper(session, (asker,), reports.look)
        return self._keeper

    def killed(self) -> None:
        """Another worker goes on: it knows what the journal and the cloud tell."""
        self._keeper = None

    def open(self, level: int, days: float = 3, **more: object) -> PoolTarget:
        now = self.world.now
        one = PoolTarget(
            "tgt00001", "api", level, now, now + days * DAY, "marie", "cli", "launch", **more
        )  # type: ignore[arg-type]
        self.kept.ledger.open_target(one)
        return one

    def work(self) -> Operation | None:
        """Carry out what was accepted, as far as the hosts have room."""
        newest = next(iter(self.kept.ledger.operations(limit=1)), None)
        if newest is None or not newest.state.live:
            return None
        standing = Counter(i.region for i in self.world.standing.values())
        outcomes: dict[str, str] = {}
        for change in newest.plan.changes:
            if change.desired is not Desired.PRESENT:
                continue
            self.asked[change.region] += 1
            standing[change.region] += 1
            if standing[change.region] > self.hosts[change.region]:
                outcomes[change.name] = "error"
                self.refused[change.region] += 1
        for region in {change.region for change in newest.plan.changes}:
            mine = [change.name for change in newest.plan.changes if change.region == region]
            self.in_vain[region] += all(outcomes.get(name) == "error" for name in mine)
        done = self.kept.carry_out(outcomes)
        broken = [i for i, one in self.world.standing.items() if one.status is InstanceStatus.ERROR]
        for number in broken:
            del self.world.standing[number]
        return done

    def live(self, lasting: timedelta) -> list[Operation]:
        """Let time pass: the keeper looks whenever it says, and what it asks for is done."""
        until, done = self.world.now + lasting, []
        [pool] = self.kept.session.policy.pools.values()
        while self.world.now < until:
            self.keeper.report(self.kept.ledger)
            if not any(one.name == pool.name for one in self.keeper._pools()):
                self.world.now += timedelta(minutes=1)
                continue
            left_s = self.keeper.look(pool, self.kept.ledger)
            if (one := self.work()) is not None:
                done.append(one)
            self.world.now += timedelta(seconds=max(1.0, left_s))
        return done


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days pass in seconds where it is looked four times an hour: how often is no matter here."""
    monkeypatch.setattr(keeping, "LOOK", HOUR / 4)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    kept = Kept.open(tmp_path, World.steady())
    kept.ledger.register("worker-1", 1)
    yield Cloud(kept)
    kept.ledger.close()


def kinds(cloud: Cloud) -> Counter[str]:
    return Counter(e.kind for e in cloud.kept.ledger.events(limit=10_000))


# Filling ---------------------------------------------------------------------


def test_it_takes_what_quotas_give_and_the_rest_when_one_is_raised(cloud: Cloud) -> None:
    cloud.world.limits = {"RBX-A": 20, "GRA11": 10, "SBG5": 30}
    target = cloud.open(120)
    cloud.live(HOUR)
    assert cloud.size == 60
    asked = cloud.asked.total()
    cloud.live(6 * HOUR)
    assert (cloud.size, cloud.asked.total()) == (60, asked), "nothing is asked for in vain"
    cloud.world.limits["GRA11"] = 100
    done = cloud.live(HOUR)
    assert cloud.size == 120
    assert not cloud.refused
    [last] = done
    author = last.plan.request.author
    assert (author.user, author.care) == (f"target:{target.id}", Care.TARGETS)
    assert {change.datacenter for change in last.plan.changes} == {"GRA"}
    assert last.plan.request.reason == "launch"


def test_hosts_that_refuse_are_asked_ever_more_seldom_and_the_rest_is_placed_elsewhere(
    cloud: Cloud,
) -> None:
    cloud.hosts["GRA11"] = 12
    cloud.open(150)
    cloud.live(HOUR)
    assert cloud.size == 150, "the other datacenters have room"
    assert cloud.refused.keys() == {"GRA11"}


@pytest.mark.usefixtures("seldom")
def test_a_day_without_hosts_costs_one_call_an_hour_and_region(cloud: Cloud) -> None:
    cloud.hosts = {"RBX-A": 20, "GRA11": 12, "SBG5": 10}
    cloud.open(300)
    cloud.live(HOUR)
    assert cloud.size == 42
    before = Counter(cloud.refused)
    cloud.live(DAY)
    assert cloud.size == 42
    refused = cloud.refused - before
    assert all(refused[region] <= DAY / LONGEST_REST + 3 for region in cloud.hosts), refused


@pytest.mark.usefixtures("seldom")
def test_hosts_that_come_back_are_used_within_an_hour_or_two(cloud: Cloud) -> None:
    cloud.hosts = {"RBX-A": 20, "GRA11": 12, "SBG5": 10}
    cloud.open(200)
    cloud.live(DAY / 2)
    assert cloud.size == 42
    cloud.hosts["SBG5"] = 1000
    cloud.world.limits = dict.fromkeys(cloud.world.limits, 400)
    cloud.live(LONGEST_REST + HOUR)
    assert cloud.size == 200


@pytest.mark.usefixtures("seldom")
def test_three_days_in_pieces_end_at_three_hundred_whoever_dies(cloud: Cloud) -> None:
    """Quotas and hosts come on different days; the worker is killed ten times, and frozen once."""
    cloud.world.limits = {"RBX-A": 40, "GRA11": 10, "SBG5": 20}
    cloud.hosts = {"RBX-A": 30, "GRA11": 200, "SBG5": 10}
    cloud.open(300, days=3.5)
    pieces = {
        8: ("quota", "GRA11", 60),
        14: ("hosts", "SBG5", 60),
        20: ("quota", "SBG5", 60),
        30: ("quota", "RBX-A", 200),
        40: ("hosts", "RBX-A", 90),
        50: ("quota", "GRA11", 180),
    }
    sizes = []
    for hour in range(72):
        if hour in pieces:
            what, region, number = pieces[hour]
            of = cloud.world.limits if what == "quota" else cloud.hosts
            of[region] = number
        if hour % 7 == 3:
            cloud.killed()
        if hour == 10:
            cloud.kept.ledger.freeze("api", "incident", AUTHOR)
        if hour == 12:
            cloud.kept.ledger.thaw("api", AUTHOR)
        cloud.live(HOUR)
        sizes.append(cloud.size)
    assert sizes == sorted(sizes)
    assert sizes[9] == sizes[11], "nothing is made while the pool is frozen"
    assert sizes[-1] == 300
    assert cloud.size <= cloud.kept.session.policy.pools["api"].ceiling
    assert all(n <= 72 for n in cloud.in_vain.values()), cloud.in_vain
    assert cloud.refused.total() <= 2 * 270, "no more than twice what came"
    told = kinds(cloud)
    assert told["target.reached"] == 1
    assert 48 <= told["target.hourly"] + told["target.morning"] <= 73


def test_a_region_that_is_dark_is_left_alone_and_the_level_is_held_by_the_others(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, read = cloud.world, cloud.world.estate

    def without_gra() -> object:
        estate = read()
        state = SourceState("nova:GRA11", Freshness.STALE)
        return replace(estate, sources={**estate.sources, "nova:GRA11": state})

    monkeypatch.setattr(world, "estate", without_gra)
    cloud.open(100)
    cloud.live(HOUR)
    assert cloud.size == 100
    assert "GRA11" not in cloud.asked


def test_what_vanishes_is_made_again_while_it_is_open(cloud: Cloud) -> None:
    cloud.open(60)
    cloud.live(HOUR)
    for number in [i for i, one in cloud.world.standing.items() if one.operation][:5]:
        del cloud.world.standing[number]
    cloud.live(HOUR)
    assert cloud.size == 60


def test_what_it_asks_for_needs_no_second_person(cloud: Cloud) -> None:
    policy = replace(cloud.kept.session.policy, approval=Approval(above_changes=5))
    cloud.kept.session.policy = cloud.world.policy = policy
    cloud.open(60)
    cloud.live(HOUR)
    assert cloud.size == 60


# Its end ---------------------------------------------------------------------


def test_what_came_of_it_is_given_back_when_its_time_is_up(cloud: Cloud) -> None:
    before = set(cloud.world.standing)
    target = cloud.open(120, days=0.25)
    cloud.live(HOUR)
    assert cloud.size == 120
    cloud.live(6 * HOUR)
    assert set(cloud.world.standing) == before
    [ended] = cloud.kept.ledger.ended_targets()
    assert (ended.closed_by, ended.closed_at is not None) == ("", True)
    told = kinds(cloud)
    assert (told["target.over"], told["target.reached"]) == (1, 1)
    given = [o for o in operations_of(cloud.kept.ledger, target) if o.plan.request.verb == SCALE]
    assert [(o.plan.size_now, o.plan.size_after) for o in given] == [(120, 30)]


def test_it_is_given_back_by_as_many_as_one_operation_may_remove(cloud: Cloud) -> None:
    limits = replace(cloud.world.policy.limits, shrink_at_most=40)
    policy = replace(cloud.world.policy, limits=limits)
    cloud.kept.session.policy = cloud.world.policy = policy
    cloud.open(120, days=0.1)
    cloud.live(DAY / 4)
    assert cloud.size == 30


def test_what_is_to_stay_stays(cloud: Cloud) -> None:
    cloud.open(60, days=0.1, keeps=True)
    cloud.live(DAY / 2)
    assert cloud.size == 60


def test_a_burst_of_a_person_holds_its_part_when_the_target_is_closed(cloud: Cloud) -> None:
    target = cloud.open(60)
    cloud.live(HOUR)
    planned = cloud.kept.session.plan(Request(BURST, AUTHOR, "api", parameters={"to": 80}))
    assert isinstance(planned, Plan)
    cloud.kept.ledger.accept(intact(planned))
    cloud.live(HOUR / 4)
    assert cloud.size == 80
    cloud.kept.ledger.close_target(target.id, "marie", keeps=False)
    cloud.live(HOUR)
    assert cloud.size == 80, "the burst holds up the size that it reached"


def test_what_no_list_tells_of_is_waited_for_before_it_is_settled(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is left of a target is in records that cannot be read: it is given back later."""
    read = cloud.world.estate

    def blind() -> object:
        seen = read()
        views = {}
        for region, view in seen.regions.items():
            few = tuple(i for i in view.instances if i.operation is None)
            views[region] = replace(view, instances=few, unreadable=len(view.instances) - len(few))
        return replace(seen, regions=views)

    cloud.open(36, days=0.1)
    cloud.live(HOUR)
    with monkeypatch.context() as patched:
        patched.setattr(cloud.world, "estate", blind)
        cloud.live(3 * HOUR)
    assert cloud.size == 36
    cloud.live(HOUR)
    assert cloud.size == 30


def test_nobody_is_needed_once_all_is_given_back(cloud: Cloud) -> None:
    assert not cloud.keeper.wanted()
    cloud.open(60, days=0.1)
    assert cloud.keeper.wanted()
    cloud.live(DAY / 2)
    assert not cloud.keeper.wanted()
    cloud.killed()
    cloud.live(HOUR / 4)
    assert not cloud.keeper.wanted(), "another worker finds the same"


# Reports ---------------------------------------------------------------------


def test_a_report_adds_up_and_says_what_is_short(cloud: Cloud) -> None:
    cloud.world.limits = {"RBX-A": 20, "GRA11": 10, "SBG5": 30}
    target = cloud.open(120)
    cloud.live(2 * HOUR)
    events = [e for e in cloud.kept.ledger.events(limit=1000) if e.operation_id == target.id]
    report = next(e for e in events if e.kind == "target.hourly")
    values = report.notice.values
    assert (values["size"], values["missing"], values["level"]) == (60, 60, 120)
    assert values["places"] == "RBX 20, GRA 10, SBG 30"
    short = [e.notice for e in events if e.kind == "target.short"]
    assert {str(n.values["region"]) for n in short} == {"RBX-A", "GRA11", "SBG5"}


def test_nothing_is_reported_twice_by_two_workers(cloud: Cloud) -> None:
    cloud.world.limits = {"RBX-A": 20, "GRA11": 10, "SBG5": 30}
    cloud.open(120)
    for _ in range(6):
        cloud.live(HOUR / 2)
        cloud.killed()
    assert kinds(cloud)["target.hourly"] in {3, 4}


def test_its_progress_says_when_a_region_that_refused_is_asked_again(cloud: Cloud) -> None:
    cloud.hosts = {"RBX-A": 20, "GRA11": 12, "SBG5": 10}
    target = cloud.open(300)
    cloud.live(HOUR)
    session, ledger = cloud.kept.session, cloud.kept.ledger
    known = progress(session, cloud.kept.watch.refresh(), target, TrialReader(ledger))
    assert (known.size, known.missing) == (42, 258)
    assert known.trials.keys() == cloud.hosts.keys()
    at = known.next_at(cloud.world.now)
    assert at is None or cloud.world.now < at <= cloud.world.now + LONGEST_REST
    assert sum(known.places.values()) == 42


def test_the_plan_of_a_target_counts_on_no_host_that_has_just_refused(cloud: Cloud) -> None:
    cloud.hosts = {"RBX-A": 1000, "GRA11": 1000, "SBG5": 8}
    cloud.world.limits = dict.fromkeys(cloud.hosts, 1000)
    cloud.open(60)
    cloud.live(HOUR / 4)
    session = cloud.kept.session
    cloud.kept.watch.refresh()
    request = Request(TARGETING, AUTHOR, "api", duration_h=Decimal(24), parameters={"to": 300})
    plan = session.plan(request)
    assert isinstance(plan, Plan), plan
    found = for_plan(session, plan, UTC)
    assert found is not None
    here = {row.datacenter: row.change for row in plan.rows}
    assert here["SBG"] <= 1, "it is asked for one at most, once it has rested"
    assert {code: n for code, n in here.items() if n} == dict(found.rest.by_datacenter)
    said = {one.code: one.values for one in found.short}
    assert "scout.refused" not in said or said["scout.refused"]["region"] == "SBG5"
    sbg = next(one for one in found.prospects if one.region == "SBG5")
    assert sbg.trials is not None


# How long a region rests -----------------------------------------------------


def test_a_region_rests_longer_each_time_and_is_trusted_with_twice_what_it_gave() -> None:
    start = World.steady().now

    def trial(made: int, failed: int, minutes: float) -> dict[str, RegionAsk]:
        return {"GRA11": RegionAsk(made, failed, start + timedelta(minutes=minutes))}

    def asks(*history: dict[str, RegionAsk], at: float) -> int | None:
        now = start + timedelta(minutes=at)
        found = answered(history[::-1], now).get("GRA11")
        return None if found is None else found.asks(now)

    rest = REST.total_seconds() / 60
    assert asks(trial(10, 0, 0), at=1) is None
    assert asks(trial(10, 5, 0), at=1) == 0
    assert asks(trial(10, 5, 0), at=rest) == 1
    assert asks(trial(10, 5, 0), trial(0, 1, 10), at=10 + rest) == 1, "it gave ten the time before"
    assert asks(trial(0, 5, 0), trial(0, 1, 10), at=10 + rest) == 0
    assert asks(trial(0, 5, 0), trial(0, 1, 10), at=10 + 2 * rest) == 1
    assert asks(trial(0, 5, 0), trial(1, 0, 10), at=11) == 2
    assert asks(trial(0, 5, 0), trial(1, 0, 10), trial(2, 0, 12), at=13) == 6
    assert asks(trial(0, 5, 0), at=25 * 60) is None, "a day later nothing is known of it"


def test_the_world_of_this_test_knows_no_such_operation(cloud: Cloud) -> None:
    with pytest.raises(UsageError):
        cloud.kept.ledger.operation("tgt00001")
