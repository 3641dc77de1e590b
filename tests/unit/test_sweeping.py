"""The removal of what is left over: which is chosen, and that it is looked at before each call."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from asking import asking
from fake_balancing import FakeBalancing
from journalled import operation
from modelled import AUTHOR, POLICY, START

from console.kinds import registry
from console.kinds.attempt import Attempt, Outcome
from console.kinds.leftovers.actuator import ACTUATOR
from console.kinds.leftovers.judge import REMOVE
from console.kinds.leftovers.observation import LeftoverSight
from console.kinds.leftovers.reading import RegionReading, Survey
from console.kinds.leftovers.reading import judged as leftovers
from console.kinds.leftovers.verbs import SWEEP
from console.kinds.sources import Recollection, Sources, Systems
from console.kinds.step import Call, Ground, Step, Tuning
from console.model.error import CallRefused, NotFound, OutcomeUnknown
from console.model.estate import Estate, RegionView
from console.model.freeze import Freeze, Scope
from console.model.instance import OPERATION_KEY, POOL_KEY, Instance, InstanceStatus
from console.model.leftover import (
    Belonging,
    BelongingsView,
    Findings,
    Leftover,
    LeftoverSort,
    TracedOperation,
    Traces,
    Unread,
)
from console.model.notice import notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal
from console.model.policy import Policy, Record
from console.model.resource import PORT, SERVER, VOLUME
from console.model.tariff import Tariff
from console.model.tracked import Tracked
from console.model.verb import Verb
from console.model.wanted import SURE
from console.planning import plan
from console.ports import Receipt

MAKER, OWN = "aaaa1111", "cccc3333"
VOLUME_LEFT = Belonging(LeftoverSort.VOLUME, "v1", "data", "RBX-A", "available", START, (), MAKER)
LEFT = Leftover(
    LeftoverSort.VOLUME, "v1", "data", "RBX-A", START,
    notice("leftover.marked", operation=MAKER), sure=True, operation=MAKER, belonging=VOLUME_LEFT,
)  # fmt: skip
PORT_LEFT = replace(LEFT, sort=LeftoverSort.PORT, id="p1", name="", region="GRA11")
SERVER_LEFT = replace(LEFT, sort=LeftoverSort.SERVER, id="s1", name="api-1", belonging=None)
PERHAPS = replace(LEFT, id="v9", name="his", sure=False, operation="zzzz9999")
MONTHLY = Decimal(72)


def swept(*found: Leftover, unread: tuple[Unread, ...] = (), **told: object) -> Plan | Refusal:
    estate = Estate(START, leftovers=Findings(START, found, unread))
    request = asking(SWEEP, AUTHOR, **told)
    return plan(request, estate, POLICY, Record(), operation_id=OWN)


def planned(*found: Leftover, **told: object) -> Plan:
    made = swept(*found, **told)
    assert isinstance(made, Plan), made
    return made


def refused(*found: Leftover, **told: object) -> list[str]:
    made = swept(*found, **told)
    assert isinstance(made, Refusal), made
    return [reason.why.code for reason in made.reasons]


def test_without_a_name_all_that_is_proven_is_removed_and_nothing_else() -> None:
    made = planned(LEFT, PORT_LEFT, SERVER_LEFT, PERHAPS)
    asked = [(c.resource, c.resource_id, c.desired, c.datacenter) for c in made.changes]
    assert asked == [
        (VOLUME, "v1", Desired.ABSENT, "RBX"),
        (PORT, "p1", Desired.ABSENT, "GRA"),
        (SERVER, "s1", Desired.ABSENT, "RBX"),
    ]
    assert (made.size_now, made.size_after) == (4, 1)
    assert [(row.datacenter, row.now, row.after) for row in made.rows] == [
        ("RBX", 3, 1), ("GRA", 1, 0),
    ]  # fmt: skip
    told = [one.code for one in made.details]
    assert told == [
        "detail.left_volume", "leftover.marked", "detail.left_port", "leftover.marked",
        "detail.left_server", "leftover.marked",
    ]  # fmt: skip
    assert made.irreversible[0].code == "irreversible.leftovers"


def test_a_volume_goes_after_its_snapshots() -> None:
    shot = Belonging(LeftoverSort.SNAPSHOT, "n1", "", "RBX-A", "available", START, within="v1")
    mine = replace(LEFT, sort=LeftoverSort.SNAPSHOT, id="n1", belonging=shot)
    other = replace(mine, id="n2", belonging=replace(shot, id="n2", within="v7"))
    made = planned(LEFT, mine, other)
    assert [(change.resource_id, change.after) for change in made.changes] == [
        ("v1", (2,)), ("n1", ()), ("n2", ()),
    ]  # fmt: skip


def test_what_is_ours_perhaps_must_be_named_by_id_or_name() -> None:
    assert refused(PERHAPS) == ["guard.leftovers_perhaps"]
    assert refused() == ["leftover.none"]
    assert refused(LEFT, named="v1 v2") == ["guard.leftover_none"]
    for name in ("v9", "his"):
        made = planned(LEFT, PERHAPS, named=name)
        assert [change.resource_id for change in made.changes] == ["v9"]
        assert made.warnings[0].code == "warning.leftovers_perhaps"


def test_what_it_costs_is_known_where_every_price_is() -> None:
    priced = replace(SERVER_LEFT, euro_per_month=MONTHLY)
    made = planned(priced)
    assert made.euro_per_hour == -MONTHLY / 720
    assert made.details[-1] == notice("detail.left_price", month="72.00")
    assert planned(priced, LEFT).euro_per_hour is None


def test_a_volume_costs_by_its_type_and_size_and_a_port_nothing() -> None:
    volume = replace(VOLUME_LEFT, type="classic", size_gib=100)
    other = replace(volume, id="v2", type="high-speed")
    port = Belonging(LeftoverSort.PORT, "p1", "", "RBX-A", "DOWN", START, servers=("s1",))
    over = TracedOperation(MAKER, MAKER, Verb("burst"), OperationState.PARTIAL, START)
    creation = change(
        Phase.GONE, operation_id=MAKER, desired=Desired.PRESENT, resource_id="s1",
        resource=registry.spec(Verb("burst")).resource,
    )  # fmt: skip
    reading = RegionReading("RBX-A", (volume, other, port), gone=frozenset({"s1"}))
    known = Traces({MAKER: over}, (creation,))
    listed = Tariff("c", "EUR", START, 0, beside={"RBX-A": {"volume.classic": Decimal("0.0001")}})

    def months(policy: Policy, tariff: Tariff | None) -> dict[str, Decimal | None]:
        return {
            one.id: one.euro_per_month for one in leftovers(reading, known, policy, tariff, START)
        }

    assert months(POLICY, None) == {"v1": None, "v2": None, "p1": 0}
    assert months(POLICY, listed) == {"v1": Decimal("7.2"), "v2": None, "p1": 0}
    own = replace(POLICY, beside={"volume.classic": Decimal("0.04")})
    assert months(own, listed)["v1"] == 4


def test_a_list_that_could_not_be_read_is_said_and_keeps_nobody() -> None:
    lack = Unread("SBG5", LeftoverSort.PORT, notice("leftover.unreadable", n=1))
    made = planned(LEFT, unread=(lack,))
    assert [one.code for one in made.warnings] == ["warning.leftovers_unread"]


HELD = notice("pool.frozen_by", pool="api", user="ana", reason="audit")


def test_what_is_of_a_frozen_pool_is_left_and_refused_by_name() -> None:
    held = replace(SERVER_LEFT, held=HELD)
    made = planned(LEFT, held)
    assert [change.resource_id for change in made.changes] == ["v1"]
    assert [one.code for one in made.warnings] == ["warning.leftovers_held", "pool.frozen_by"]
    assert refused(held) == refused(LEFT, held, named="s1") == ["pool.frozen_by"]


@pytest.mark.parametrize(
    ("scope", "held"),
    [(Scope.EVERYTHING, True), (Scope.SHRINKING, True), (Scope.HEALING, False)],
)
def test_a_server_is_held_while_its_pool_may_not_shrink(scope: Scope, held: bool) -> None:
    marks = {OPERATION_KEY: "zzzz9999", POOL_KEY: "api"}
    server = Instance("s1", "api-1", "RBX-A", InstanceStatus.ERROR, START, START, metadata=marks)
    reading = RegionReading("RBX-A", servers=RegionView("RBX-A", (server,), START))
    freezes = (Freeze("api", START, "ana", "audit", scope), Freeze("batch", START, "ana", "x"))
    [found] = leftovers(reading, Traces(freezes=freezes), POLICY, None, START)
    assert (found.held is not None) is held
    by_settings = replace(POLICY, frozen={"api": "audit"})
    [found] = leftovers(reading, Traces(), by_settings, None, START)
    assert found.held is not None


@pytest.mark.parametrize(
    ("status", "marks", "kept"),
    [
        (InstanceStatus.ACTIVE, {POOL_KEY: "api"}, True),
        (InstanceStatus.REBOOT, {POOL_KEY: "api"}, True),
        (InstanceStatus.ERROR, {POOL_KEY: "api"}, False),
        (InstanceStatus.BUILD, {POOL_KEY: "api"}, False),
        (InstanceStatus.ACTIVE, {POOL_KEY: "former"}, False),
    ],
)
def test_a_server_that_runs_in_a_pool_is_that_pools(
    status: InstanceStatus, marks: dict[str, str], kept: bool
) -> None:
    server = Instance(
        "s1", "api-1", "RBX-A", status, START, START, metadata={OPERATION_KEY: "zzzz9999", **marks}
    )
    reading = RegionReading("RBX-A", servers=RegionView("RBX-A", (server,), START))
    [found] = leftovers(reading, Traces(), POLICY, None, START)
    assert (found.held is not None) is kept


def test_what_runs_in_a_pool_is_left_refused_by_name_and_given_up_in_the_pass() -> None:
    runs = replace(SERVER_LEFT, held=notice("leftover.running", pool="api"))
    made = planned(LEFT, runs)
    assert [change.resource_id for change in made.changes] == ["v1"]
    assert [one.code for one in made.warnings] == ["warning.leftovers_held", "leftover.running"]
    assert refused(runs) == refused(LEFT, runs, named="s1") == ["leftover.running"]
    step = judged(change(), sight(replace(LEFT, held=runs.held)))
    assert (step.tracked.phase, step.tracked.change.why) == (Phase.FAILED, runs.held)


def test_a_removal_waits_for_the_thaw_and_not_for_ever() -> None:
    frozen = sight(replace(LEFT, held=HELD))
    waits = judged(change(), frozen)
    assert (waits.act, waits.tracked.phase) == (None, Phase.PLANNED)
    assert waits.tracked.change.why == HELD
    spent = judged(change(), frozen, ground(later_s=3600))
    assert (spent.tracked.phase, spent.tracked.change.why) == (Phase.FAILED, HELD)
    assert judged(change(), sight(LEFT), ground(later_s=3600)).act == REMOVE


def test_many_are_confirmed_by_a_word() -> None:
    many = [replace(LEFT, id=f"v{n}") for n in range(11)]
    assert planned(*many[:10]).typed_name is None
    assert planned(*many).typed_name == "leftovers"


def test_nobody_plans_on_what_nobody_looked_at() -> None:
    request = asking(SWEEP, AUTHOR)
    made = plan(request, Estate(START), POLICY, Record(), operation_id=OWN)
    assert isinstance(made, Refusal)
    assert [(r.why.code, r.passing) for r in made.reasons] == [("guard.leftovers_unknown", True)]


@pytest.mark.parametrize("verb", ["rollback", "topup"])
def test_a_sweep_is_neither_taken_back_nor_topped_up(verb: str) -> None:
    target = replace(operation(OWN, OperationState.SUCCEEDED), plan=planned(LEFT))
    record = Record(target=target)
    request = asking(Verb(verb), AUTHOR, operation=OWN)
    made = plan(request, Estate(START), POLICY, record, operation_id="dddd4444")
    assert isinstance(made, Refusal)
    assert made.reasons[0].why.code == f"guard.{verb}_sweep"


def change(phase: Phase = Phase.PLANNED, **more: object) -> Change:
    made = Change(
        OWN, 1, "RBX", "RBX-A", "data", Desired.ABSENT, phase, START,
        resource_id="v1", made_by=MAKER, resource=VOLUME, before={SURE: 1},
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def ground(*, later_s: float = 0, stop: bool = False) -> Ground:
    at = START + timedelta(seconds=later_s)
    work = replace(operation(OWN, OperationState.RUNNING), plan=planned(LEFT), stop_requested=stop)
    return Ground(work, POLICY, Tuning(), at, at, START, START)


def sight(*found: Leftover, there: bool = True, unread: bool = False) -> LeftoverSight:
    reading = RegionReading("RBX-A", belongings=(VOLUME_LEFT,) if there else ())
    if unread:
        reading.lacks(LeftoverSort.VOLUME, notice("leftover.unreadable", n=1))
    return LeftoverSight(Survey({"RBX-A": reading}, Findings(START, found)))


def judged(one: Change, seen: LeftoverSight, at: Ground | None = None, **more: object) -> Step:
    return ACTUATOR.judge(Tracked(one, **more), seen, at or ground())  # type: ignore[arg-type]


def test_it_is_asked_for_while_it_is_still_left_over() -> None:
    step = judged(change(), sight(LEFT))
    assert (step.act, step.about, step.begins) == (REMOVE, (LEFT,), True)


@pytest.mark.parametrize(
    "found",
    [(), (replace(LEFT, sure=False),), (replace(LEFT, operation="bbbb2222"),)],
    ids=["taken", "no longer proven", "another's mark"],
)
def test_what_is_no_longer_what_was_planned_is_left_alone(found: tuple[Leftover, ...]) -> None:
    step = judged(change(), sight(*found))
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)
    assert step.tracked.change.why == notice("change.not_left", name="data")


def test_its_absence_is_seen_in_a_whole_list_alone() -> None:
    gone = judged(change(Phase.RELEASING), sight(there=False))
    assert gone.tracked.phase is Phase.GONE
    unseen = judged(change(Phase.RELEASING), sight(there=False, unread=True))
    assert unseen.tracked.phase is Phase.RELEASING


def test_a_server_that_no_list_has_is_gone_only_where_its_id_is() -> None:
    server = change(Phase.RELEASING, resource=SERVER, resource_id="s1")
    assert judged(server, sight()).tracked.phase is Phase.RELEASING
    known = replace(sight(), gone=frozenset({"s1"}))
    assert judged(server, known).tracked.phase is Phase.GONE


def test_it_is_asked_for_again_only_once_an_answer_would_be_seen_and_not_for_ever() -> None:
    asked = change(Phase.RELEASING, attempts=1)
    times = {"asked_at": START, "asked_wall": START, "answered": False}
    assert judged(asked, sight(LEFT), ground(later_s=10), **times).act is None
    assert judged(asked, sight(LEFT), ground(later_s=60), **times).act == REMOVE
    assert judged(asked, sight(), ground(later_s=60), **times).act is None
    often = replace(asked, attempts=3)
    spent = judged(often, sight(LEFT), ground(later_s=200), **times)
    assert spent.tracked.phase is Phase.FAILED


def test_a_stop_begins_nothing_more() -> None:
    step = judged(change(), sight(LEFT), ground(stop=True))
    assert (step.act, step.tracked.phase) == (None, Phase.CANCELLED)


class Cloud:
    """One volume, one port or one server, and what was removed."""

    def __init__(self, thing: Belonging | None = None, server: Instance | None = None) -> None:
        self.thing, self.server, self.removed = thing, server, list[str]()

    def belonging(self, region: str, sort: LeftoverSort, number: str) -> Belonging:
        del region, sort, number
        if self.thing is None:
            raise NotFound(notice("change.not_left", name=""))
        return self.thing

    def belongings(self, region: str) -> BelongingsView:
        return BelongingsView(region, () if self.thing is None else (self.thing,))

    def discard(self, region: str, sort: LeftoverSort, number: str) -> Receipt:
        del region, sort
        self.removed.append(number)
        return Receipt("req-1")

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        del full
        return RegionView(region, () if self.server is None else (self.server,), START)

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        del names, ids
        return self.instances(region)

    def delete(self, region: str, number: str) -> Receipt:
        del region
        self.removed.append(number)
        return Receipt("req-2")


def sources(cloud: Cloud, known: Traces = Traces()) -> Sources:  # noqa: B008 - a frozen value
    balancing = FakeBalancing(lambda _address: False)
    systems = Systems(compute=cloud, belongings=cloud, balancing=balancing)  # type: ignore[arg-type]
    return Sources(systems, Recollection(), traces=lambda _marks, _ids: known)


def call(found: Leftover) -> Call:
    return Call(REMOVE, (Step(Tracked(change())),), about=found)


@pytest.mark.parametrize(
    "now",
    [
        replace(VOLUME_LEFT, status="in-use", servers=("s9",)),
        replace(VOLUME_LEFT, marked="bbbb2222"),
        replace(VOLUME_LEFT, name="his"),
    ],
    ids=["attached", "marked anew", "renamed"],
)
def test_what_changed_since_it_was_read_is_not_deleted(now: Belonging) -> None:
    cloud = Cloud(now)
    with pytest.raises(CallRefused):
        ACTUATOR.make(call(LEFT), sources(cloud))
    assert cloud.removed == []


def test_what_is_as_it_was_read_is_deleted_by_its_id() -> None:
    cloud = Cloud(VOLUME_LEFT)
    assert ACTUATOR.make(call(LEFT), sources(cloud)) == Receipt("req-1")
    assert cloud.removed == ["v1"]


def test_a_server_whose_mark_is_another_s_now_is_not_deleted() -> None:
    marks = {OPERATION_KEY: MAKER}
    server = Instance("s1", "api-1", "RBX-A", InstanceStatus.ERROR, START, START, metadata=marks)
    taken = Cloud(server=replace(server, metadata={OPERATION_KEY: "bbbb2222"}))
    with pytest.raises(CallRefused):
        ACTUATOR.make(call(SERVER_LEFT), sources(taken))
    with pytest.raises(NotFound):
        ACTUATOR.make(call(SERVER_LEFT), sources(Cloud()))
    there = Cloud(server=server)
    ACTUATOR.make(call(SERVER_LEFT), sources(there))
    assert (taken.removed, there.removed) == ([], ["s1"])


def test_its_own_operation_is_no_reason_to_keep_what_it_is_to_remove() -> None:
    """A live operation's things are not left over; those of the sweep itself are."""
    marks = {OPERATION_KEY: MAKER}
    server = Instance("s1", "api-1", "RBX-A", InstanceStatus.ERROR, START, START, metadata=marks)

    def found(live: str) -> list[str]:
        over = TracedOperation(MAKER, MAKER, Verb("burst"), OperationState.PARTIAL, START)
        work = TracedOperation(live, live, SWEEP, OperationState.RUNNING, START)
        creation = change(
            Phase.FAILED, operation_id=MAKER, desired=Desired.PRESENT, resource_id="s1",
            name="api-1", resource=registry.spec(Verb("burst")).resource,
        )  # fmt: skip
        removal = change(operation_id=live, resource=SERVER, resource_id="s1", name="api-1")
        known = Traces({MAKER: over, live: work}, (creation, removal))
        seen = ACTUATOR.observe([Tracked(change())], sources(Cloud(server=server), known), ground())
        assert seen.seen is not None
        return [one.id for one in seen.seen.findings.leftovers]

    assert found(OWN) == ["s1"]
    assert found("eeee5555") == []


@pytest.mark.parametrize(
    ("outcome", "error", "phase"),
    [
        (Outcome.DONE, None, Phase.RELEASING),
        (Outcome.MISSING, NotFound(notice("x")), Phase.GONE),
        (Outcome.REFUSED, CallRefused(notice("x")), Phase.FAILED),
        (Outcome.PUT_OFF, CallRefused(notice("x")), Phase.PLANNED),
        (Outcome.UNKNOWN, OutcomeUnknown(notice("x")), Phase.RELEASING),
    ],
)
def test_an_answer_says_what_is_known_of_the_change(
    outcome: Outcome, error: CallRefused | OutcomeUnknown | None, phase: Phase
) -> None:
    step = Step(Tracked(change()), REMOVE, (LEFT,))
    (made,) = ACTUATOR.calls([step], sight(LEFT), ground())
    receipt = Receipt("req-1") if error is None else None
    [after] = ACTUATOR.receive(made, Attempt(outcome, receipt, error), ground()).tracked
    assert (after.phase, after.change.resource_id) == (phase, "v1")
    assert after.answered is (outcome is not Outcome.UNKNOWN)
