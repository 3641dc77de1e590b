"""Members that their servers left: whose they are, and that a load balancer takes one write."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from asking import asking
from fake_balancing import FakeBalancing
from journalled import operation
from modelled import AUTHOR, POLICY, START

from console.kinds.attempt import attempt
from console.kinds.instances.verbs import BURST
from console.kinds.leftovers.actuator import ACTUATOR
from console.kinds.leftovers.observation import LeftoverSight
from console.kinds.leftovers.observe import Witnesses, survey
from console.kinds.leftovers.verbs import SWEEP
from console.kinds.sources import Recollection, Sources, Systems
from console.kinds.step import Call, Ground, Step, Tuning
from console.model.balancer import MemberSettings
from console.model.error import CallRefused, NotFound, SourceUnreachable
from console.model.estate import Estate, RegionView
from console.model.freeze import Freeze
from console.model.instance import Instance, InstanceStatus
from console.model.leftover import (
    Belonging,
    BelongingsView,
    Findings,
    Leftover,
    LeftoverSort,
    TracedOperation,
    Traces,
)
from console.model.notice import notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired, Plan
from console.model.policy import Record
from console.model.pool import PoolBalancer
from console.model.resource import INSTANCE, MEMBER, ORPHAN
from console.model.tracked import Tracked
from console.model.verb import Verb
from console.planning import plan

MAKER, OWN, REGION = "aaaa1111", "cccc3333", "RBX-A"
ADDRESS = "10.0.0.7"
SETTINGS = MemberSettings(
    name="api-7",
    address=ADDRESS,
    protocol_port=443,
    tags=(f"vigie.operation={MAKER}", "vigie.server=s7", "vigie.pool=api"),
)
BEHIND = replace(POLICY.pools["api"], balancers={"RBX": PoolBalancer("api", 443, (REGION,))})
BALANCED = replace(POLICY, pools={"api": BEHIND})
NUMBER = f"m-{ADDRESS}"


class Cloud:
    """A region's servers, ports and members. `lost` is a server that no list has any more."""

    def __init__(self, *servers: Instance, ports: tuple[Belonging, ...] = ()) -> None:
        self.servers, self.ports = servers, ports
        self.hidden = tuple[Instance, ...]()
        self.dark = set[str]()
        self.balancing = FakeBalancing(lambda _address: False, busy_reads=0)
        self.balancing.members[NUMBER] = SETTINGS

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        del full
        self._answer("compute")
        return RegionView(region, self.servers, START)

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        found = [o for o in (*self.servers, *self.hidden) if o.id in ids or o.name in names]
        return RegionView(region, tuple(found), START)

    def belongings(self, region: str) -> BelongingsView:
        self._answer("network")
        return BelongingsView(region, self.ports)

    def _answer(self, service: str) -> None:
        if service in self.dark:
            raise SourceUnreachable(notice("test.dark"))


def server(number: str, *addresses: str, **marks: str) -> Instance:
    metadata = {key.replace("_", "."): value for key, value in marks.items()}
    name = f"{marks.get('vigie_pool', 'other')}-{number}"
    return Instance(
        number, name, REGION, InstanceStatus.ACTIVE, START, START,
        addresses=addresses, metadata=metadata,
    )  # fmt: skip


def made(resource: object, number: str, state: OperationState, by: str = MAKER) -> Change:
    del state
    return Change(
        by, 1, "RBX", REGION, "api-7", Desired.PRESENT, Phase.IN_SERVICE, START,
        resource_id=number, resource=resource, attempts=1,
    )  # type: ignore[arg-type]  # fmt: skip


def traces(state: OperationState = OperationState.SUCCEEDED, *more: Change) -> Traces:
    over = TracedOperation(MAKER, MAKER, BURST, state, START)
    changes = (made(INSTANCE, "s7", state), made(MEMBER, NUMBER, state), *more)
    return Traces({MAKER: over}, changes)


def found(cloud: Cloud, known: Traces | None = None) -> Findings:
    told = traces() if known is None else known
    witnesses = Witnesses(cloud, cloud, cloud.balancing, lambda _marks, _ids: told)  # type: ignore[arg-type]
    return survey(witnesses, [REGION], BALANCED, START).findings


def only(cloud: Cloud, known: Traces | None = None) -> tuple[str, bool] | None:
    left = found(cloud, known).leftovers
    assert len(left) <= 1
    return (left[0].why.code, left[0].sure) if left else None


def test_member_of_a_server_that_is_gone_is_ours_where_nobody_has_its_address() -> None:
    [left] = found(Cloud(server("s1", "10.0.0.1"))).leftovers
    assert (left.sort, left.id, left.sure, left.operation) == (
        LeftoverSort.MEMBER, NUMBER, True, MAKER,
    )  # fmt: skip
    assert left.why == notice(
        "leftover.member_of_gone", name="api-7", operation=MAKER, address=ADDRESS
    )


def test_member_whose_server_no_list_has_and_that_is_there_all_the_same_is_not_told() -> None:
    cloud = Cloud()
    cloud.hidden = (server("s7", ADDRESS),)
    assert only(cloud) is None


def test_member_whose_address_is_anothers_now_is_so_perhaps_and_the_pools_own_never() -> None:
    assert only(Cloud(server("s8", ADDRESS))) == ("leftover.member_inherited", False)
    port = Belonging(LeftoverSort.PORT, "p1", "vip", REGION, "ACTIVE", START, addresses=(ADDRESS,))
    assert only(Cloud(ports=(port,))) == ("leftover.member_inherited", False)
    own = replace(port, servers=("s7",))
    left = {one.sort: one.sure for one in found(Cloud(ports=(own,))).leftovers}
    assert left == {LeftoverSort.PORT: True, LeftoverSort.MEMBER: True}
    assert only(Cloud(server("s8", ADDRESS, vigie_pool="api"))) is None


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Traces(), ("leftover.other_journal", False)),
        (traces(OperationState.RUNNING), None),
        (Traces(traces().operations), ("leftover.copied_mark", False)),
    ],
    ids=["another journal", "at work", "no member of that operation"],
)
def test_the_journal_says_whose_it_is(known: Traces, expected: tuple[str, bool] | None) -> None:
    assert only(Cloud(), known) == expected


def test_what_another_operation_works_on_is_not_left_yet() -> None:
    shrinks = TracedOperation("bbbb2222", "bbbb2222", Verb("scale"), OperationState.RUNNING, START)
    removal = replace(
        made(INSTANCE, "s7", OperationState.RUNNING, by="bbbb2222"), desired=Desired.ABSENT
    )
    known = traces(OperationState.SUCCEEDED, removal)
    known.operations["bbbb2222"] = shrinks
    assert only(Cloud(), known) is None


def test_strangers_members_are_nobodys_question() -> None:
    cloud = Cloud()
    cloud.balancing.members[NUMBER] = replace(SETTINGS, tags=())
    assert only(cloud) is None
    cloud.balancing.members[NUMBER] = replace(SETTINGS, tags=(f"vigie.operation={MAKER}",))
    assert only(cloud) is None


@pytest.mark.parametrize("dark", ["compute", "network"])
def test_without_whole_lists_of_who_has_addresses_members_are_unknown(dark: str) -> None:
    cloud = Cloud()
    cloud.dark = {dark}
    seen = found(cloud)
    assert LeftoverSort.MEMBER in {one.sort for one in seen.unread}
    assert LeftoverSort.MEMBER not in {one.sort for one in seen.leftovers}


def test_member_of_a_frozen_pool_is_held() -> None:
    frozen = replace(traces(), freezes=(Freeze("api", START, "ana", "audit"),))
    [left] = found(Cloud(), frozen).leftovers
    assert left.held is not None


class Sweep:
    """The removal of some members, pass by pass."""

    def __init__(self, cloud: Cloud, *more: str) -> None:
        for number in more:
            cloud.balancing.members[f"m-{number}"] = replace(SETTINGS, address=number)
        self.cloud = cloud
        changes = (
            *traces().changes,
            *(replace(made(MEMBER, f"m-{n}", OperationState.SUCCEEDED), seq=2) for n in more),
        )
        self.known = replace(traces(), changes=changes)
        left = found(cloud, self.known)
        estate = Estate(START, leftovers=left)
        planned = plan(asking(SWEEP, AUTHOR), estate, BALANCED, Record(), operation_id=OWN)
        assert isinstance(planned, Plan), planned
        self.plan, self.left = planned, left.leftovers
        self.changes = [
            Tracked(
                Change(
                    OWN, n, one.datacenter, one.region, one.name, one.desired, Phase.PLANNED,
                    START, resource_id=one.resource_id, made_by=one.made_by,
                    resource=one.resource, before=one.before,
                )
            )
            for n, one in enumerate(planned.changes, start=1)
        ]  # fmt: skip

    def sources(self) -> Sources:
        systems = Systems(
            compute=self.cloud,
            belongings=self.cloud,
            balancing=self.cloud.balancing,  # type: ignore[arg-type]
        )
        return Sources(systems, Recollection(), traces=lambda _marks, _ids: self.known)

    def ground(self, later_s: float = 0) -> Ground:
        at = START + timedelta(seconds=later_s)
        work = replace(operation(OWN, OperationState.RUNNING), plan=self.plan)
        return Ground(work, BALANCED, Tuning(), at, at, START, START)

    def sight(self) -> LeftoverSight:
        return ACTUATOR.observe(self.changes, self.sources(), self.ground())

    def steps(self, later_s: float = 0) -> list[Step]:
        sight, ground = self.sight(), self.ground(later_s)
        return [ACTUATOR.judge(one, sight, ground) for one in self.changes]

    def calls(self) -> list[Call]:
        return list(ACTUATOR.calls(self.steps(), self.sight(), self.ground()))


def test_a_load_balancer_takes_one_write_a_pass_and_none_while_it_is_written_to() -> None:
    swept = Sweep(Cloud(), "10.0.0.8", "10.0.0.9")
    assert {c.resource for c in swept.plan.changes} == {ORPHAN}
    assert len(swept.changes) == 3
    [first] = swept.calls()
    assert ACTUATOR.make(first, swept.sources()) is not None
    assert (len(swept.cloud.balancing.members), swept.cloud.balancing.writes) == (2, ["remove"])
    swept.cloud.balancing._busy = 10
    assert swept.calls() == []
    swept.cloud.balancing._busy = 0
    assert [s.tracked.phase for s in swept.steps()].count(Phase.GONE) == 1
    assert len(swept.calls()) == 1


def test_a_load_balancer_in_error_fails_what_needs_it() -> None:
    swept = Sweep(Cloud())
    swept.cloud.balancing.broken = True
    [step] = swept.steps()
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)
    assert step.tracked.change.why is not None
    assert step.tracked.change.why.code == "balancer.broken"


def test_a_conflict_is_read_and_its_change_put_off() -> None:
    swept = Sweep(Cloud())
    [call] = swept.calls()
    swept.cloud.balancing._busy = 5
    made_of = attempt(lambda: ACTUATOR.make(call, swept.sources()))
    [after] = ACTUATOR.receive(call, made_of, swept.ground()).tracked
    assert (after.phase, after.change.attempts) == (Phase.PLANNED, 0)


def test_an_address_that_is_given_out_in_between_keeps_the_member() -> None:
    swept = Sweep(Cloud())
    swept.cloud.servers = (server("s9", ADDRESS),)
    [step] = swept.steps()
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)
    assert step.tracked.change.why == notice("change.not_left", name="api-7")


def test_a_member_that_is_not_what_it_was_is_left_and_one_that_is_gone_is_gone() -> None:
    swept = Sweep(Cloud())
    [call] = swept.calls()
    assert isinstance(call.about, Leftover)
    members = swept.cloud.balancing.members
    members[NUMBER] = replace(SETTINGS, tags=())
    with pytest.raises(CallRefused):
        ACTUATOR.make(call, swept.sources())
    del members[NUMBER]
    with pytest.raises(NotFound):
        ACTUATOR.make(call, swept.sources())
    assert swept.cloud.balancing.writes == []
