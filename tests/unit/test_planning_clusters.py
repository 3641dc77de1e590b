"""What is planned for a cluster, and what is refused: quorum, one leader, healthy others."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from fake_cluster import AT, leading, member, view
from modelled import AUTHOR, POLICY
from outcomes import planned

from console.kinds import registry
from console.kinds.clusters.verbs import RESTART, SWITCHOVER
from console.model.cluster import (
    ClusterAction,
    ClusterKind,
    ClusterPolicy,
    ClusterRole,
    ClusterView,
)
from console.model.error import UsageError
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.freeze import Freeze
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Author, Plan, Refusal, Request
from console.model.policy import MachinePool, Policy, PrivatePolicy, Record
from console.model.private import (
    Heartbeat,
    Host,
    Power,
    PrivateAccount,
    PrivateView,
    Right,
    VirtualMachine,
)
from console.model.resource import CLUSTER as CHANGED
from console.model.resource import MACHINE
from console.model.verb import HEAL, ROLLBACK, TOPUP, Verb
from console.model.wanted import LEADER, POWER, REBOOT
from console.planning import plan, recheck

CLUSTER = ClusterPolicy("main", "databases", "RBX")
PRIVATE = PrivatePolicy("RBX", pools=(MachinePool("databases", True, "^db-"),))
SETTLED = replace(POLICY, clusters={"main": CLUSTER}, private=PRIVATE)
CRASHED = {"state": "crashed", "well": False, "lag_bytes": None}
FREEZES = (Freeze("databases", AT, "ana", "audit"),)
READER = replace(AUTHOR, roles=("reader",))


@dataclass
class Ground:
    """A cluster as it is seen, and who asks."""

    seen: ClusterView | None = field(default_factory=view)
    freshness: Freshness = Freshness.FRESH
    policy: Policy = SETTLED
    record: Record = field(default_factory=Record)
    author: Author = AUTHOR

    @property
    def estate(self) -> Estate:
        source = SourceState("cluster:main", self.freshness)
        known = {} if self.seen is None else {"main": self.seen}
        return Estate(AT, clusters=known, sources={source.name: source})

    def ask(self, verb: Verb, **told: Any) -> Plan | Refusal:  # noqa: ANN401 - the verb's own
        spec = registry.spec(verb)
        asked = spec.request(self.author, spec.settled({"cluster": "main", **told}, self.policy))
        return self.plan(asked)

    def plan(self, asked: Request) -> Plan | Refusal:
        return plan(asked, self.estate, self.policy, self.record, operation_id="aaaa1111")


def codes(outcome: Plan | Refusal) -> set[str]:
    assert isinstance(outcome, Refusal), outcome
    return {reason.why.code for reason in outcome.reasons}


def test_a_switchover_says_who_led_and_who_will_and_must_be_confirmed_by_name() -> None:
    made = planned(Ground().ask(SWITCHOVER, to="db-3"))
    (change,) = made.changes
    assert (change.wanted, change.before) == ({LEADER: "db-3"}, {LEADER: "db-1"})
    assert (made.pool, made.subject, made.typed_name) == ("databases", "main", "main")
    assert [one.code for one in made.undo] == ["undo.switchover"]
    assert [one.code for one in made.warnings] == ["warning.switchover"]


@pytest.mark.parametrize("kind", [one for one in ClusterKind if not one.speaks])
def test_what_is_only_read_is_asked_for_nothing_and_refused_with_that_one_reason(
    kind: ClusterKind,
) -> None:
    read = replace(SETTLED, clusters={"main": replace(CLUSTER, kind=kind)})
    peers = tuple(replace(one, role=ClusterRole.PEER, well=False) for one in view().members)
    ground = Ground(replace(view(), members=peers, led=False, agreed=False), policy=read)
    heal = Request(HEAL, AUTHOR, pool="databases")
    for outcome in (
        ground.ask(SWITCHOVER, to="db-3"),
        ground.ask(RESTART, member="db-2"),
        ground.plan(heal),
    ):
        assert codes(outcome) == {"guard.cluster_read_only"}


MEMBERS = ("db-1", "db-2", "db-3")
RESTARTS = frozenset({ClusterAction.RESTART_MEMBER})
BOTH = frozenset(ClusterAction)


def hooked(
    hooks: frozenset[ClusterAction],
    kind: ClusterKind = ClusterKind.SQLSERVER,
    members: tuple[str, ...] = MEMBERS,
) -> Policy:
    return replace(
        SETTLED,
        clusters={"main": replace(CLUSTER, kind=kind, hooks=hooks, members=members)},
    )


def test_what_the_settings_hook_up_is_planned_as_the_mechanism_s_own() -> None:
    made = planned(Ground(policy=hooked(BOTH)).ask(SWITCHOVER, to="db-2"))
    assert made.changes[0].wanted == {LEADER: "db-2"}
    sick = view(leading(member("db-1")), member("db-2", **CRASHED), member("db-3"))
    restarted = planned(Ground(sick, policy=hooked(RESTARTS)).ask(RESTART, member="db-2"))
    assert "detail.hook" in [one.code for one in restarted.details]
    healed = planned(heal(Ground(sick, policy=hooked(RESTARTS))))
    assert [one.name for one in healed.changes] == ["db-2"]


def test_among_peers_one_is_restarted_by_its_hook_and_none_is_switched_over() -> None:
    peers = tuple(replace(one, role=ClusterRole.PEER) for one in view().members)
    mesh = replace(view(), members=peers, led=False)
    policy = hooked(RESTARTS, ClusterKind.GALERA)
    planned(Ground(mesh, policy=policy).ask(RESTART, member="db-1"))
    assert codes(Ground(mesh, policy=policy).ask(SWITCHOVER)) == {"guard.cluster_peers"}
    torn = replace(mesh, agreed=False)
    assert codes(Ground(torn, policy=policy).ask(RESTART, member="db-1")) == {
        "guard.cluster_quorum"
    }


@pytest.mark.parametrize(
    ("seen", "policy", "member_", "code"),
    [
        (view(), hooked(BOTH), "db-1", "guard.restart_leader"),
        (view(), hooked(BOTH, members=("db-1", "db-3")), "db-2", "guard.member_unnamed"),
        (
            view(leading(member("db-1")), member("db-2", well=None), member("db-3"), expected=3),
            hooked(BOTH),
            "db-2",
            "guard.member_state_unknown",
        ),
        (view(agreed=None), hooked(BOTH), "db-2", "guard.cluster_quorum_unknown"),
        (view(), hooked(frozenset({ClusterAction.SWITCHOVER})), "db-2", "guard.cluster_no_hook"),
    ],
)
def test_what_speaks_against_running_a_hook(
    seen: ClusterView, policy: Policy, member_: str, code: str
) -> None:
    assert code in codes(Ground(seen, policy=policy).ask(RESTART, member=member_))


def test_a_switchover_without_its_hook_says_which_is_missing() -> None:
    assert codes(Ground(policy=hooked(RESTARTS)).ask(SWITCHOVER, to="db-2")) == {
        "guard.cluster_no_hook"
    }


def test_without_a_name_the_one_that_is_nearest_leads_a_synchronous_one_first() -> None:
    def chosen(*followers: Any) -> str:  # noqa: ANN401 - members
        seen = view(leading(member("db-1")), *followers)
        return planned(Ground(seen).ask(SWITCHOVER)).changes[0].name

    assert chosen(member("db-2", lag_bytes=9), member("db-3")) == "db-3"
    standby = replace(member("db-2", lag_bytes=9), role=ClusterRole.STANDBY)
    assert chosen(standby, member("db-3")) == "db-2"
    assert chosen(member("db-10"), member("db-2")) == "db-2"


LEADER_1, SECOND, THIRD = leading(member("db-1")), member("db-2"), member("db-3")


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (view(LEADER_1, member("db-2", **CRASHED), THIRD), "guard.candidate_sick"),
        (view(LEADER_1, member("db-2", well=None), THIRD), "guard.candidate_sick"),
        (view(LEADER_1, member("db-2", lag_bytes=None), THIRD), "guard.candidate_lag_unknown"),
        (view(LEADER_1, member("db-2", lag_bytes=10**8), THIRD), "guard.candidate_lag"),
        (view(LEADER_1, member("db-2", eligible=False), THIRD), "guard.candidate_barred"),
        (view(paused=True), "guard.cluster_paused"),
        (view(scheduled=True), "guard.cluster_scheduled"),
        (view(SECOND, THIRD), "guard.cluster_leaderless"),
        (view(LEADER_1, SECOND, expected=5), "guard.cluster_quorum"),
        (view(LEADER_1, SECOND, expected=2, unreadable=2), "guard.cluster_quorum"),
        (view(LEADER_1, THIRD), "guard.member_unknown"),
        (view(leading(SECOND), LEADER_1, THIRD, expected=3), "guard.cluster_leaderless"),
        (view(leading(SECOND), THIRD), "guard.leads_already"),
    ],
)
def test_what_speaks_against_a_switchover(seen: ClusterView, code: str) -> None:
    assert code in codes(Ground(seen).ask(SWITCHOVER, to="db-2"))


def heal(ground: Ground, pool: str = "databases") -> Plan | Refusal:
    spec = registry.spec(HEAL)
    return ground.plan(spec.request(AUTHOR, spec.settled({"pool": pool}, ground.policy)))


def test_a_pool_that_keeps_data_is_healed_by_its_cluster_one_member_at_a_time() -> None:
    sick = member("db-2", **CRASHED)
    made = planned(heal(Ground(view(LEADER_1, sick, THIRD))))
    (change,) = made.changes
    assert (made.resource, made.pool, made.subject) == (CHANGED, "databases", "main")
    assert (change.name, LEADER in change.wanted) == ("db-2", False)
    assert [one.code for one in made.details[:2]] == ["detail.heal_data", "detail.member_sick"]
    five = view(
        LEADER_1, sick, member("db-3", **CRASHED), member("db-4"), member("db-5"), expected=5
    )
    assert [one.name for one in planned(heal(Ground(five))).changes] == ["db-2"]


OFF = {"power": Power.OFF, "guest_running": False}
HANGS = {"heartbeat": Heartbeat.RED}
VCENTER = SourceState("vcenter", Freshness.FRESH)


@dataclass
class Hosted(Ground):
    """The same with its machines in a vCenter."""

    machines: dict[str, dict[str, Any]] = field(default_factory=dict)
    size: int = 3

    @property
    def estate(self) -> Estate:
        base = Ground(self.seen, self.freshness).estate
        host = Host(
            "host-1", "esx-1", "domain-c8", connected=True, in_maintenance=False,
            cores=32, memory_bytes=2**39, memory_used_bytes=2**37,
        )  # fmt: skip
        standing = tuple(
            VirtualMachine(f"vm-{n}", f"db-{n}", Power.ON, 8, 2**36, "host-1", guest_running=True)
            for n in range(1, 1 + self.size)
        )
        found = tuple(replace(one, **self.machines.get(one.name, {})) for one in standing)
        private = PrivateView((), (), (host,), found, AT)
        sources = {**base.sources, VCENTER.name: VCENTER}
        account = PrivateAccount("vigie", frozenset(Right))
        return replace(base, private=private, private_account=account, sources=sources)


ABLE = replace(AUTHOR, rights=tuple(right.value for right in Right))


def cured(outcome: Plan | Refusal) -> tuple[str, str, str]:
    """What is changed, of whom, and the kind of change."""
    (change,) = planned(outcome).changes
    how = POWER if POWER in change.wanted else next(iter(change.wanted))
    return str(change.resource), change.name, how


def heal_as(ground: Ground) -> Plan | Refusal:
    spec = registry.spec(HEAL)
    return ground.plan(spec.request(ABLE, spec.settled({"pool": "databases"}, ground.policy)))


SICK_2 = view(LEADER_1, member("db-2", **CRASHED), THIRD)
SILENT_3 = view(LEADER_1, SECOND)
UNKNOWN_2 = view(LEADER_1, member("db-2", well=None), THIRD)


@pytest.mark.parametrize(
    ("seen", "machines", "cure"),
    [
        (SICK_2, {}, ("cluster", "db-2", "restart")),
        (SICK_2, {"db-2": OFF}, ("machine", "db-2", POWER)),
        (SICK_2, {"db-2": HANGS}, ("machine", "db-2", REBOOT)),
        (SILENT_3, {"db-3": OFF}, ("machine", "db-3", POWER)),
        (SILENT_3, {"db-3": HANGS}, ("machine", "db-3", REBOOT)),
        (
            view(LEADER_1, member("db-2", well=None), THIRD),
            {"db-2": OFF},
            ("machine", "db-2", POWER),
        ),
    ],
)
def test_a_member_is_healed_by_what_is_wrong_with_it(
    seen: ClusterView, machines: dict[str, dict[str, Any]], cure: tuple[str, str, str]
) -> None:
    made = heal_as(Hosted(seen, machines=machines, author=ABLE))
    assert cured(made) == cure
    assert isinstance(made, Plan)
    assert made.pool == "databases"


def test_a_machine_that_is_off_comes_before_a_server_that_is_down() -> None:
    sick = (member("db-2", **CRASHED), member("db-4"), member("db-5"))
    five = view(LEADER_1, *sick, expected=5)
    ground = Hosted(five, machines={"db-3": OFF}, size=5, author=ABLE)
    assert cured(heal_as(ground)) == ("machine", "db-3", POWER)
    told = [one.code for one in planned(heal_as(ground)).details[:3]]
    assert told == ["detail.heal_data", "detail.member_sick", "detail.member_off"]


def test_who_is_silent_on_a_machine_that_runs_is_looked_at_first() -> None:
    assert codes(heal_as(Hosted(SILENT_3, author=ABLE))) == {"guard.members_unknown"}


def test_without_quorum_not_even_a_machine_is_powered_on() -> None:
    alone = view(LEADER_1)
    outcome = heal_as(Hosted(alone, machines={"db-2": OFF, "db-3": OFF}, author=ABLE))
    assert codes(outcome) == {"guard.cluster_quorum"}


def test_whose_hook_is_missing_has_its_guest_rebooted_and_who_has_no_tools_nothing() -> None:
    read = replace(
        hooked(frozenset()), clusters={"main": replace(CLUSTER, kind=ClusterKind.SQLSERVER)}
    )
    assert cured(heal_as(Hosted(SICK_2, policy=read, author=ABLE))) == ("machine", "db-2", REBOOT)
    mute = {"db-2": {"guest_running": None}}
    outcome = heal_as(Hosted(SICK_2, policy=read, machines=mute, author=ABLE))
    assert codes(outcome) == {"guard.cluster_read_only"}
    half = hooked(frozenset({ClusterAction.SWITCHOVER}))
    outcome = heal_as(Hosted(SICK_2, policy=half, machines=mute, author=ABLE))
    assert codes(outcome) == {"guard.cluster_no_hook"}


def test_a_heal_by_a_machine_asks_for_vcenter_s_rights_and_is_asked_again_by_the_worker() -> None:
    ground = Hosted(SICK_2, machines={"db-2": OFF})
    refused = heal(ground)
    assert "guard.rights_none" in codes(refused)
    made = planned(heal_as(ground))
    assert recheck(made, ground.estate, SETTLED) == ()
    later = Hosted(view(LEADER_1), machines={"db-2": OFF}).estate
    [why] = recheck(made, later, SETTLED)
    assert (why.why.code, why.passing) == ("guard.cluster_quorum", True)


def test_a_sick_leader_is_switched_away_from_before_anything_is_restarted() -> None:
    sick = replace(LEADER_1, state="crashed", well=False)
    (change,) = planned(heal(Ground(view(sick, SECOND, THIRD)))).changes
    assert (change.wanted, change.before) == ({LEADER: "db-2"}, {LEADER: "db-1"})


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (Ground(), "guard.cluster_well"),
        (Ground(view(LEADER_1, SECOND)), "guard.members_unknown"),
        (Ground(view(LEADER_1, SECOND, member("db-3", well=None))), "guard.members_unknown"),
        (
            Ground(view(LEADER_1, member("db-2", **CRASHED), member("db-3", **CRASHED))),
            "guard.cluster_quorum",
        ),
        (Ground(view(SECOND, THIRD)), "guard.cluster_leaderless"),
        (Ground(policy=replace(SETTLED, clusters={})), "guard.heal_data"),
    ],
)
def test_what_speaks_against_healing_it(ground: Ground, code: str) -> None:
    assert code in codes(heal(ground))


def test_no_pool_is_healed_that_nobody_knows() -> None:
    with pytest.raises(UsageError):
        heal(Ground(), "nothing")


def test_where_nobody_may_lead_it_is_said() -> None:
    seen = view(LEADER_1, member("db-2", lag_bytes=None), member("db-3", eligible=False))
    assert codes(Ground(seen).ask(SWITCHOVER)) == {"guard.no_candidate"}


def test_a_sick_leader_may_be_switched_away_from() -> None:
    seen = view(replace(LEADER_1, state="crashed", well=False), SECOND, THIRD)
    assert planned(Ground(seen).ask(SWITCHOVER)).changes[0].name == "db-2"


@pytest.mark.parametrize(
    ("seen", "name", "code"),
    [
        (view(), "db-1", "guard.restart_leader"),
        (view(LEADER_1, SECOND, member("db-3", **CRASHED)), "db-2", "guard.restart_quorum"),
        (view(LEADER_1, member("db-2", **CRASHED), expected=2), "db-2", "guard.restart_quorum"),
        (view(), "db-9", "guard.member_unknown"),
        (view(paused=True), "db-2", "guard.cluster_paused"),
    ],
)
def test_what_speaks_against_a_restart(seen: ClusterView, name: str, code: str) -> None:
    assert code in codes(Ground(seen).ask(RESTART, member=name))


def test_a_member_may_be_restarted_while_the_others_have_quorum() -> None:
    seen = view(LEADER_1, member("db-2", **CRASHED), THIRD)
    made = planned(Ground(seen).ask(RESTART, member="db-2"))
    assert [one.code for one in made.undo] == ["undo.member_restart"]
    assert made.changes[0].before == {}


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (Ground(seen=None, freshness=Freshness.UNKNOWN), "guard.cluster_unknown"),
        (Ground(freshness=Freshness.STALE), "guard.cluster_stale"),
        (Ground(policy=replace(SETTLED, clusters={})), "guard.cluster_none"),
        (Ground(policy=replace(SETTLED, frozen={"databases": "audit"})), "guard.pool_frozen"),
        (
            Ground(policy=replace(SETTLED, private=replace(PRIVATE, frozen="move"))),
            "guard.private_frozen",
        ),
        (Ground(author=READER), "guard.author"),
        (Ground(record=Record(freezes=FREEZES)), "pool.frozen_by"),
    ],
)
def test_what_speaks_against_everything(ground: Ground, code: str) -> None:
    assert code in codes(ground.ask(SWITCHOVER))


def test_a_cluster_that_the_settings_lack_is_said_before_anything_is_asked() -> None:
    with pytest.raises(UsageError) as caught:
        Ground(policy=replace(SETTLED, clusters={"other": CLUSTER})).ask(SWITCHOVER)
    assert caught.value.notice == notice("guard.cluster_unnamed", cluster="main", known="other")


def test_whoever_may_change_vcenter_may_ask_a_cluster() -> None:
    planned(Ground(author=replace(READER, rights=("resize",))).ask(SWITCHOVER))


def test_one_thing_at_a_time_also_where_a_machine_of_the_pool_is_changed() -> None:
    other = replace(planned(Ground().ask(SWITCHOVER)), resource=MACHINE, operation_id="bbbb2222")
    live = Operation("bbbb2222", other, OperationState.RUNNING, AT)
    assert codes(Ground(record=Record(live=(live,))).ask(SWITCHOVER)) == {"guard.pool_held"}


def ended(made: Plan, phase: Phase = Phase.IN_SERVICE) -> Record:
    operation = Operation(made.operation_id, made, OperationState.SUCCEEDED, AT)
    changes = tuple(
        Change(
            operation_id=made.operation_id,
            seq=n,
            datacenter=one.datacenter,
            region=one.region,
            name=one.name,
            desired=one.desired,
            phase=phase,
            updated_at=AT,
            resource_id=one.resource_id,
            resource=one.resource,
            wanted=one.wanted,
            before=one.before,
            attempts=1,
        )
        for n, one in enumerate(made.changes, 1)
    )
    return Record(target=operation, target_changes=changes)


def about(verb: Verb, record: Record, seen: ClusterView) -> Plan | Refusal:
    target = record.target
    assert target is not None
    spec = registry.spec(verb)
    asked = spec.request(AUTHOR, {}, pool=target.plan.pool, operation=target.id)
    return Ground(seen, record=record).plan(asked)


def test_a_rollback_of_a_switchover_is_a_switchover_back() -> None:
    record = ended(planned(Ground().ask(SWITCHOVER, to="db-3")))
    after = view(member("db-1"), SECOND, leading(THIRD))
    made = planned(about(ROLLBACK, record, after))
    (change,) = made.changes
    assert (change.wanted, change.before) == ({LEADER: "db-1"}, {LEADER: "db-3"})
    assert recheck(made, Ground(after).estate, SETTLED) == ()
    assert codes(about(ROLLBACK, record, view())) == {"guard.nothing_to_undo"}
    third = view(member("db-1"), leading(SECOND), THIRD)
    assert codes(about(ROLLBACK, record, third)) == {"guard.leader_changed"}
    assert codes(about(TOPUP, record, after)) == {"guard.topup_cluster"}


def test_of_a_restart_there_is_nothing_to_take_back() -> None:
    record = ended(planned(Ground().ask(RESTART, member="db-2")))
    assert codes(about(ROLLBACK, record, view())) == {"guard.nothing_to_undo"}
