"""Whose what is left over is: what the journal proves, what it cannot, and what is nobody's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from journalled import operation
from modelled import POLICY, START

from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.leftovers.belongings import of_belongings
from console.kinds.leftovers.servers import of_servers
from console.model.build import BootVolume, Build, Part
from console.model.instance import DELETING, OPERATION_KEY, Instance, InstanceStatus
from console.model.leftover import Belonging, LeftoverSort, TracedOperation, Traces
from console.model.notice import notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.model.wanted import FORMER

MAKER = "aaaa1111"
NAME = "api-rbx-aaaa1111-1"
LEFT = notice("change.left", state="BUILD")


def server(mark: str | None = MAKER, number: str = "s1", **changes: object) -> Instance:
    metadata = {} if mark is None else {OPERATION_KEY: mark}
    made = Instance(number, NAME, "RBX-A", InstanceStatus.ERROR, START, START, metadata=metadata)
    return replace(made, **changes)  # type: ignore[arg-type]


def change(phase: Phase, number: str | None = "s1", **changes: object) -> Change:
    made = Change(
        MAKER, 1, "RBX", "RBX-A", NAME, Desired.PRESENT, phase, START,
        resource_id=number, attempts=1,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def over(
    name: str = MAKER,
    verb: Verb = BURST,
    state: OperationState = OperationState.PARTIAL,
    root: str = MAKER,
    later_s: float = 0,
) -> TracedOperation:
    return TracedOperation(name, root, verb, state, START + timedelta(seconds=later_s))


def traces(*changes: Change, more: tuple[TracedOperation, ...] = ()) -> Traces:
    return Traces({one.id: one for one in (over(), *more)}, changes)


def told(one: Instance, known: Traces) -> tuple[str, bool] | None:
    found = of_servers([one], known, POLICY, START)
    return (found[0].why.code, found[0].sure) if found else None


def removal(phase: Phase, attempts: int, by: str = "bbbb2222") -> Change:
    return change(phase, operation_id=by, desired=Desired.ABSENT, attempts=attempts)


@pytest.mark.parametrize(
    ("creation", "expected"),
    [
        (change(Phase.IN_SERVICE), None),
        (change(Phase.IN_SERVICE, "other"), ("leftover.twin", True)),
        (change(Phase.FAILED, None), ("leftover.given_up", True)),
        (change(Phase.CANCELLED, None), ("leftover.given_up", True)),
        (
            change(Phase.FAILED, why=LEFT),
            ("leftover.stopped", True),
        ),
        (change(Phase.IN_SERVICE, "other", name="another"), ("leftover.copied_mark", False)),
    ],
)
def test_what_came_of_its_creation_says_whether_it_is_left(
    creation: Change, expected: tuple[str, bool] | None
) -> None:
    assert told(server(), traces(creation)) == expected


def test_what_bears_no_mark_or_is_on_its_way_out_is_nobodys_question() -> None:
    known = traces(change(Phase.FAILED))
    assert told(server(None), known) is None
    assert told(server(task_state=DELETING), known) is None


def test_a_mark_that_the_journal_does_not_have_is_another_journals_perhaps() -> None:
    assert told(server("zzzz9999"), traces()) == ("leftover.other_journal", False)


@pytest.mark.parametrize("code", ["change.unhealthy", "change.health_unknown"])
def test_one_that_runs_and_was_not_seen_to_serve_is_never_surely_left(code: str) -> None:
    known = traces(change(Phase.FAILED, why=notice(code)))
    assert told(server(status=InstanceStatus.ACTIVE), known) == ("leftover.unproven", False)
    assert told(server(), known) == ("leftover.given_up", True)


def test_one_that_runs_may_be_counted_on_by_a_later_top_up() -> None:
    left = change(Phase.FAILED, why=LEFT)
    known = traces(left, more=(over("cccc3333", TOPUP, later_s=60),))
    assert told(server(status=InstanceStatus.ACTIVE), known) == ("leftover.topped_up", False)


def test_nothing_of_a_family_that_is_at_work_is_left() -> None:
    undoing = over("bbbb2222", ROLLBACK, OperationState.RUNNING)
    assert told(server(), traces(change(Phase.FAILED), more=(undoing,))) is None
    elsewhere = over("bbbb2222", SCALE, OperationState.RUNNING, root="bbbb2222")
    shrinking = removal(Phase.RELEASING, 1)
    known = traces(change(Phase.IN_SERVICE), shrinking, more=(elsewhere,))
    assert told(server(), known) is None


def test_a_removal_that_was_asked_for_counts_and_one_that_was_not_does_not() -> None:
    scaled = over("bbbb2222", SCALE, root="bbbb2222")
    made = change(Phase.IN_SERVICE)

    def after(one: Change, status: InstanceStatus) -> tuple[str, bool] | None:
        return told(server(status=status), traces(made, one, more=(scaled,)))

    assert after(removal(Phase.FAILED, 1), InstanceStatus.ERROR) == (
        "leftover.removal_failed",
        True,
    )
    assert after(removal(Phase.GONE, 1), InstanceStatus.ACTIVE) == ("leftover.seen_gone", False)
    assert after(removal(Phase.FAILED, 0), InstanceStatus.ERROR) is None
    assert after(removal(Phase.CANCELLED, 0), InstanceStatus.ACTIVE) is None


@pytest.mark.parametrize("status", [InstanceStatus.ACTIVE, InstanceStatus.BUILD])
@pytest.mark.parametrize("number", [None, "other"])
def test_what_came_after_it_was_taken_back_is_surely_left_also_where_it_runs(
    number: str | None, status: InstanceStatus
) -> None:
    """Its creation was given up unseen, or doubled; the one that was seen gone is another."""
    undone = over("bbbb2222", ROLLBACK, OperationState.SUCCEEDED)
    gone = replace(removal(Phase.GONE, 0), resource_id=number, made_by=MAKER)
    known = traces(change(Phase.FAILED, number), gone, more=(undone,))
    assert told(server(status=status), known) == ("leftover.late", True)
    undoing = replace(undone, state=OperationState.RUNNING)
    assert told(server(status=status), traces(change(Phase.FAILED), gone, more=(undoing,))) is None


def port(number: str = "s1") -> Belonging:
    return Belonging(LeftoverSort.PORT, "p1", "", "RBX-A", "DOWN", START, servers=(number,))


def volume(**changes: object) -> Belonging:
    made = Belonging(LeftoverSort.VOLUME, "v1", "", "RBX-A", "available", START)
    return replace(made, **changes)  # type: ignore[arg-type]


def left(one: Belonging, known: Traces, gone: set[str]) -> tuple[str, bool] | None:
    found = of_belongings([one], gone, known, START + timedelta(hours=2))
    return (found[0].why.code, found[0].sure) if found else None


def test_a_port_is_left_where_its_server_was_ours_and_is_surely_gone() -> None:
    known = traces(change(Phase.GONE))
    assert left(port(), known, {"s1"}) == ("leftover.of_gone", True)
    assert left(port(), known, set()) is None
    assert left(port("stranger"), known, {"s1", "stranger"}) is None


def test_a_port_of_a_server_that_was_given_up_and_made_anew_is_left() -> None:
    anew = change(Phase.IN_SERVICE, "s3", kept={FORMER: "s1 s2"})
    assert left(port("s2"), traces(anew), {"s2"}) == ("leftover.of_gone", True)
    at_work = Traces({MAKER: over(state=OperationState.RUNNING)}, (anew,))
    assert left(port("s2"), at_work, {"s2"}) is None


def test_a_port_of_what_another_operation_is_removing_is_not_left_yet() -> None:
    elsewhere = over("bbbb2222", SCALE, OperationState.RUNNING, root="bbbb2222")
    known = traces(change(Phase.IN_SERVICE), removal(Phase.RELEASING, 1), more=(elsewhere,))
    assert left(port(), known, {"s1"}) is None


def test_a_volume_is_ours_by_its_mark_or_by_its_server() -> None:
    known = traces(change(Phase.GONE))
    assert left(volume(marked=MAKER), known, set()) == ("leftover.marked", True)
    assert left(volume(marked="zzzz9999"), known, set()) == ("leftover.other_journal", False)
    tied = volume(status="in-use", servers=("s1",))
    assert left(tied, known, {"s1"}) == ("leftover.of_gone", True)
    assert left(tied, known, set()) is None
    assert left(volume(), known, {"s1"}) is None


@pytest.mark.parametrize(
    ("sort", "status"),
    [
        (LeftoverSort.ADDRESS, "DOWN"),
        (LeftoverSort.SNAPSHOT, "available"),
        (LeftoverSort.IMAGE, "active"),
    ],
)
def test_what_bears_the_mark_of_an_operation_that_is_over_is_ours_and_nothing_else(
    sort: LeftoverSort, status: str
) -> None:
    one = Belonging(sort, "x1", "", "RBX-A", status, START, marked=MAKER)
    known = traces(change(Phase.GONE))
    assert left(one, known, set()) == ("leftover.marked", True)
    assert left(replace(one, marked="zzzz9999"), known, set()) == ("leftover.other_journal", False)
    assert left(replace(one, marked=None), known, set()) is None
    at_work = Traces({MAKER: over(state=OperationState.RUNNING)})
    assert left(one, at_work, set()) is None


def test_an_address_that_a_port_has_and_an_image_in_the_making_are_not_left() -> None:
    known = traces(change(Phase.GONE))
    given = Belonging(LeftoverSort.ADDRESS, "x1", "", "RBX-A", "ACTIVE", START, marked=MAKER)
    assert left(replace(given, within="p1"), known, set()) is None
    saving = Belonging(LeftoverSort.IMAGE, "x1", "", "RBX-A", "saving", START, marked=MAKER)
    assert left(saving, known, set()) is None


@pytest.mark.parametrize("sort", [LeftoverSort.SNAPSHOT, LeftoverSort.IMAGE])
def test_snapshots_and_images_are_kept_until_they_are_old(sort: LeftoverSort) -> None:
    status = "available" if sort is LeftoverSort.SNAPSHOT else "active"
    one = Belonging(sort, "x1", "", "RBX-A", status, START, marked=MAKER)
    known = traces(change(Phase.GONE))
    assert not of_belongings([one], (), known, START)
    assert of_belongings([one], (), known, START + timedelta(seconds=1))[0].sure
    assert not of_belongings([replace(one, created_at=None)], (), known, START)[0].sure


def test_a_nameless_volume_as_an_operation_makes_them_is_ours_perhaps_and_no_other() -> None:
    built = Build(Part("b2-60"), Part("debian", id="i1"), (), boot_volume=BootVolume(50))
    ended = operation(MAKER, OperationState.PARTIAL)
    ended = replace(
        ended,
        plan=replace(ended.plan, builds={"RBX-A": built}),
        started_at=START - timedelta(minutes=1),
        ended_at=START + timedelta(minutes=1),
    )
    like = volume(image_id="i1", size_gib=50)

    def found(one: Belonging) -> list[tuple[str, bool]]:
        known = Traces(recent=(ended,))
        return [(x.why.code, x.sure) for x in of_belongings([one], (), known, START)]

    assert found(like) == [("leftover.alike", False)]
    others = (
        replace(like, name="data"),
        replace(like, size_gib=51),
        replace(like, image_id="i2"),
        replace(like, status="in-use"),
        replace(like, region="GRA11"),
        replace(like, created_at=START + timedelta(hours=1)),
    )
    assert [found(one) for one in others] == [[]] * len(others)
