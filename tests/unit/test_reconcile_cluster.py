"""A cluster that gets another leader, or a member restarted: asked once, and then looked at."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_cluster import FakeCluster
from fake_private import Crash
from private_bench import MINE, PrivateBench, plan
from private_bench import bench as opened

from console.kinds.clusters.verbs import RESTART, SWITCHOVER
from console.model.cluster import ClusterAction, ClusterKind
from console.model.error import CallRefused, OutcomeUnknown, SourceError, SourceUnreachable
from console.model.notice import notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired, PlannedChange
from console.model.resource import CLUSTER
from console.model.verb import Verb
from console.model.wanted import LEADER
from console.model.wanted import RESTART as ANEW

UNSURE = OutcomeUnknown(notice("patroni.unsure", status=503, text="Switchover failed"))
REFUSED = CallRefused(notice("patroni.refused", status=412, text="no good candidates"))
DOWN = SourceUnreachable(notice("outage.refused"))
CRASHED = {"state": "crashed", "well": False, "lag_bytes": None}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PrivateBench]:
    with opened(tmp_path) as made:
        yield made


def change(name: str, **values: dict[str, str | int]) -> PlannedChange:
    return PlannedChange(
        "RBX",
        "cluster:databases",
        name,
        Desired.CONFIGURED,
        resource_id="databases",
        resource=CLUSTER,
        **values,  # type: ignore[arg-type]
    )


def run(bench: PrivateBench, asked: PlannedChange, verb: Verb, stop_after: int | None) -> Change:
    bench.run(plan((asked,), CLUSTER, pool="databases", verb=verb), stop_after=stop_after)
    (ended,) = bench.changes()
    return ended


def switch(bench: PrivateBench, to: str = "db-3", stop_after: int | None = None) -> Change:
    asked = change(to, wanted={LEADER: to}, before={LEADER: "db-1"})
    return run(bench, asked, SWITCHOVER, stop_after)


def restart(bench: PrivateBench, name: str = "db-2") -> Change:
    return run(bench, change(name, wanted={ANEW: 1}), RESTART, None)


def leader(cluster: FakeCluster) -> str:
    assert cluster.seen.leader is not None
    return cluster.seen.leader.name


def test_a_switchover_is_done_when_the_cluster_says_who_leads(bench: PrivateBench) -> None:
    assert switch(bench).phase is Phase.IN_SERVICE
    assert bench.cluster.calls == [("switch_over", "db-1", "db-3")]
    assert bench.ledger.operation(MINE).state is OperationState.SUCCEEDED
    assert "cluster.switch_over" in bench.kinds()


def test_failed_or_unknown_is_looked_at_and_never_asked_again(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([("lost", UNSURE)])
    ended = switch(bench)
    assert (ended.phase, bench.whys()) == (Phase.FAILED, ["change.not_switched"])
    assert len(bench.cluster.calls) == 1
    assert "patroni.unsure" in bench.kinds()


def test_an_answer_that_was_lost_is_no_failure_where_the_other_leads(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([("after", UNSURE)])
    assert switch(bench).phase is Phase.IN_SERVICE
    assert len(bench.cluster.calls) == 1


def test_whoever_takes_over_looks_and_does_not_ask_again(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([("after", Crash())])
    assert switch(bench).phase is Phase.IN_SERVICE
    assert (bench.crashes, len(bench.cluster.calls)) == (1, 1)


def test_a_call_that_died_without_effect_fails_and_is_not_made_again(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([Crash()])
    assert switch(bench).phase is Phase.FAILED
    assert (bench.crashes, len(bench.cluster.calls)) == (1, 1)


def test_what_surely_was_not_received_is_asked_again(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([DOWN, DOWN])
    assert switch(bench).phase is Phase.IN_SERVICE
    assert len(bench.cluster.calls) == 3


def test_a_refusal_is_the_end_with_patronis_words(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([REFUSED])
    assert (switch(bench).phase, bench.whys()) == (Phase.FAILED, ["patroni.refused"])
    assert len(bench.cluster.calls) == 1


def test_a_third_that_leads_is_told(bench: PrivateBench) -> None:
    bench.cluster.on["switch_over"] = deque([("lost", UNSURE)])
    made = bench.cluster.switch_over

    def elsewhere(leader: str, candidate: str) -> None:
        bench.cluster.lead("db-2")
        made(leader, candidate)

    bench.cluster.switch_over = elsewhere  # type: ignore[assignment]
    assert (switch(bench).phase, bench.whys()) == (Phase.FAILED, ["change.leads_another"])


@pytest.mark.parametrize("trouble", ["no quorum", "paused", "target behind", "leader changed"])
def test_the_worker_asks_the_guards_again_before_it_begins(
    bench: PrivateBench, trouble: str
) -> None:
    cluster = bench.cluster
    if trouble == "no quorum":
        cluster.change("db-2", **CRASHED)
        cluster.change("db-3", **CRASHED)
    elif trouble == "paused":
        cluster.seen = type(cluster.seen)(
            "databases", cluster.seen.members, 3, cluster.seen.observed_at, paused=True
        )
    elif trouble == "target behind":
        cluster.change("db-3", lag_bytes=10**9)
    else:
        cluster.lead("db-2")
    assert switch(bench).phase is Phase.FAILED
    assert cluster.calls == []


def test_a_cluster_that_is_silent_is_waited_for_and_then_given_up(bench: PrivateBench) -> None:
    bench.cluster.silent = 5
    assert switch(bench).phase is Phase.IN_SERVICE
    assert len(bench.cluster.calls) == 1


def test_nobody_knows_how_a_cluster_is_that_never_answers(bench: PrivateBench) -> None:
    bench.cluster.silent = 10_000
    assert (switch(bench).phase, bench.whys()) == (Phase.FAILED, ["change.cluster_silent"])
    assert bench.cluster.calls == []


def test_a_stop_before_the_asking_cancels_it(bench: PrivateBench) -> None:
    assert switch(bench, stop_after=1).phase is Phase.CANCELLED
    assert bench.cluster.calls == []


def test_a_member_is_restarted_and_seen_to_run_anew(bench: PrivateBench) -> None:
    bench.cluster.change("db-2", **CRASHED)
    assert restart(bench).phase is Phase.IN_SERVICE
    assert bench.cluster.calls == [("restart", "db-2")]
    assert leader(bench.cluster) == "db-1"


@pytest.mark.parametrize("sick", [True, False])
@pytest.mark.parametrize("lost", [UNSURE, Crash()])
def test_a_restart_whose_answer_is_lost_is_seen_by_when_its_server_began(
    bench: PrivateBench,
    lost: SourceError | Crash,
    sick: bool,
) -> None:
    if sick:
        bench.cluster.change("db-2", **CRASHED)
    bench.cluster.on["restart"] = deque([("after", lost)])
    assert restart(bench).phase is Phase.IN_SERVICE
    assert len(bench.cluster.calls) == 1


def test_a_restart_that_was_not_made_is_not_taken_for_one(bench: PrivateBench) -> None:
    bench.cluster.on["restart"] = deque([("lost", UNSURE)])
    assert (restart(bench).phase, bench.whys()) == (Phase.FAILED, ["change.not_restarted"])
    assert len(bench.cluster.calls) == 1


def test_a_member_that_stays_down_fails_with_its_state(bench: PrivateBench) -> None:
    bench.cluster.change("db-2", **CRASHED)
    bench.cluster.cures = False
    bench.cluster.on["restart"] = deque([("after", UNSURE)])
    ended = restart(bench)
    assert ended.why == notice("change.not_restarted", name="db-2", state="crashed")
    assert len(bench.cluster.calls) == 1


@pytest.mark.parametrize("name", ["db-1", "db-9"])
def test_neither_the_leader_nor_a_stranger_is_restarted(bench: PrivateBench, name: str) -> None:
    assert restart(bench, name).phase is Phase.FAILED
    assert bench.cluster.calls == []


def test_no_member_is_restarted_without_which_there_is_no_quorum(bench: PrivateBench) -> None:
    bench.cluster.change("db-3", **CRASHED)
    assert restart(bench).phase is Phase.FAILED
    assert bench.cluster.calls == []


@pytest.fixture
def hooked(bench: PrivateBench) -> PrivateBench:
    """The same cluster, read by its metrics and asked by hooks."""
    bench.cluster.policy = replace(
        bench.cluster.policy,
        kind=ClusterKind.SQLSERVER,
        hooks=frozenset(ClusterAction),
        members=("db-1", "db-2", "db-3"),
    )
    return bench


def test_a_hook_is_run_once_and_a_sick_member_is_well_when_its_metrics_say_so(
    hooked: PrivateBench,
) -> None:
    hooked.cluster.change("db-2", **CRASHED)
    assert restart(hooked).phase is Phase.IN_SERVICE
    assert hooked.cluster.calls == [("restart", "db-2")]


@pytest.mark.parametrize("due", [("lost", UNSURE), ("after", UNSURE), Crash()])
def test_a_hook_whose_outcome_nobody_knows_is_not_run_again(
    hooked: PrivateBench, due: object
) -> None:
    hooked.cluster.change("db-2", **CRASHED)
    hooked.cluster.on["restart"] = deque([due])
    ended = restart(hooked)
    assert len(hooked.cluster.calls) == 1
    had_effect = isinstance(due, tuple) and due[0] == "after"
    assert ended.phase is (Phase.IN_SERVICE if had_effect else Phase.FAILED)
    assert hooked.whys() == ([] if had_effect else ["change.not_restarted"])


def test_a_well_member_is_restarted_when_the_hook_says_so_and_the_metrics_had_their_time(
    hooked: PrivateBench,
) -> None:
    began = hooked.clock.wall_at
    assert restart(hooked).phase is Phase.IN_SERVICE
    policy = hooked.cluster.policy
    waited_s = (hooked.clock.wall_at - began).total_seconds()
    assert waited_s >= policy.write_timeout_s + policy.settle_s


def test_of_a_well_member_nobody_can_tell_what_a_lost_answer_did(hooked: PrivateBench) -> None:
    hooked.cluster.on["restart"] = deque([("lost", UNSURE)])
    assert (restart(hooked).phase, hooked.whys()) == (Phase.FAILED, ["change.restart_unseen"])
    assert len(hooked.cluster.calls) == 1


def test_another_leader_by_its_hook_is_whom_the_metrics_tell(hooked: PrivateBench) -> None:
    hooked.cluster.on["switch_over"] = deque([("after", UNSURE)])
    assert switch(hooked).phase is Phase.IN_SERVICE
    assert (leader(hooked.cluster), len(hooked.cluster.calls)) == ("db-3", 1)
