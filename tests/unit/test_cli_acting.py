"""What a verb says when something happens between its confirmation and its end."""

import json
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asking import asking

from console.bootstrap import open_session
from console.cli import acting
from console.cli.acting import Manner, act
from console.cli.invocation import Invocation, Output
from console.clock import EstateClock
from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.error import Refused, SourceError, UsageError
from console.model.estate import Estate, Identity
from console.model.notice import notice
from console.model.operation import (
    Accepted,
    Heard,
    Operation,
    OperationState,
    Unattended,
    unheard,
)
from console.model.plan import (
    Author,
    Origin,
    Plan,
    Refusal,
    RefusalReason,
    Request,
)
from console.settings.template import TEMPLATE
from console.signals import Ending

NOW = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
LACKING = Unattended(notice("worker.ended", reason="no module"), 1.0)
MANNER = Manner(dry_run=False, yes=True, wait=False, reason="drill")


def plan_of(request: Request) -> Plan:
    return Plan(
        operation_id="k3m9x2ab", request=request, pool="api", planned_at=NOW, changes=(), rows=(),
        size_now=30, size_after=300, ceiling=330, euro_per_hour=None, euro_for_duration=None,
        api_calls=0, api_time_s=0.0, eta_s=None, digest="d",
    )  # fmt: skip


class Sight:
    """A watch that shows a member and no source in failure."""

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 1.0) -> None: ...

    def snapshot(self) -> Estate:
        return Estate(at=NOW, identity=Identity("vigie", "project", ("member",)))

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - everything is known
        return self.snapshot()

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, names: Collection[str] | None = None) -> None: ...


class Desk:
    """An operator and journal in one: `answer` says what becomes of a plan."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.kept: list[Operation] = []

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:  # noqa: ARG002
        if self.answer == "held":
            raise Refused(notice("operation.pool_held", pool="api", operation="0ther000"))
        if self.answer == "journal gone":
            raise SourceError(notice("journal.unreachable", reason="gone"))
        self.kept.append(Operation(plan.operation_id, plan, OperationState.QUEUED, NOW))
        lacking = self.answer == "no worker"
        return Accepted(self.kept[0], LACKING if lacking else None)

    def stop(self, operation_id: str, author: Author) -> Accepted:
        raise NotImplementedError

    def ensure_worker(self) -> None:
        raise NotImplementedError

    def attend(self, within_s: float = 0.0) -> Unattended | None:  # noqa: ARG002
        if self.answer == "no worker":
            self.kept[0] = replace(self.kept[0], state=OperationState.PARTIAL)
        return LACKING

    def operations(self, **_: object) -> tuple[Operation, ...]:
        return tuple(self.kept)

    def operation(self, operation_id: str) -> Operation:
        assert operation_id == "k3m9x2ab"
        return self.kept[0]

    def changes(self, operation_id: str) -> tuple[()]:
        assert operation_id == "k3m9x2ab"
        return ()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    path = tmp_path / "vigie.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    session = open_session(path, read_only=False, origin=Origin.CLI)
    session.watch = Sight()
    session.clock = EstateClock(datetime.now(UTC), NOW, 1.0)

    def plan(_: Session, request: Request) -> Plan | Refusal:
        return plan_of(request)

    monkeypatch.setattr(Session, "plan", plan)
    return session


def asked(
    session: Session, answer: str, manner: Manner = MANNER, *, output: Output = "json"
) -> int:
    desk = Desk(answer)
    session.operator = desk
    session.journal = desk  # type: ignore[assignment]
    return act(
        Invocation(output=output),
        session,
        manner,
        lambda: asking(BURST, author=session.author(), pool="api", to=300),
    )


def test_without_a_terminal_nothing_is_changed_unasked(session: Session) -> None:
    with pytest.raises(UsageError) as raised:
        asked(session, "fine", replace(MANNER, yes=False))
    assert raised.value.notice == notice("cli.needs_yes")
    assert session.journal.kept == []


@pytest.mark.parametrize(
    ("overload", "code"), [(False, 3), (True, 0)], ids=["yes alone", "said besides"]
)
def test_an_overload_is_not_confirmed_by_yes_alone(
    session: Session,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    overload: bool,
    code: int,
) -> None:
    heavy = notice("warning.overload", percent=395, n=30)

    def plan(_: Session, request: Request) -> Plan:
        return replace(plan_of(request), size_now=300, size_after=30, warnings=(heavy,))

    monkeypatch.setattr(Session, "plan", plan)
    assert asked(session, "fine", replace(MANNER, overload=overload)) == code
    told = json.loads(capsys.readouterr().out)
    if overload:
        assert told["operation"]["id"] == "k3m9x2ab"
    else:
        (reason,) = told["refused"]
        assert "395" in reason["why"]
        assert "--overload" in reason["remedy"]
        assert session.journal.kept == []


def test_what_a_guard_refuses_is_said_before_who_is_there_to_confirm(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    why = RefusalReason("quota", notice("session.read_only"))
    monkeypatch.setattr(Session, "plan", lambda _, request: Refusal(request, (why,)))
    assert asked(session, "fine", replace(MANNER, yes=False)) == 3
    assert json.loads(capsys.readouterr().out)["refused"][0]["guard"] == "quota"


def test_an_accepted_plan_is_told_with_its_id(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(session, "fine") == 0
    told = json.loads(capsys.readouterr().out)["operation"]
    assert (told["id"], told["state"]) == ("k3m9x2ab", "queued")
    assert told["author"]["cloud_user"] == "vigie"


def test_a_pool_that_was_taken_meanwhile_is_a_refusal_that_names_its_holder(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(session, "held") == 3
    (reason,) = json.loads(capsys.readouterr().out)["refused"]
    assert reason["values"]["operation"] == "0ther000"


def test_an_operation_without_a_worker_is_told_with_its_id(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(session, "no worker") == 5
    said = json.loads(capsys.readouterr().out)
    assert said["operation"]["state"] == "queued"
    error = said["error"]
    assert (error["code"], error["operation"]) == ("worker.ended", "k3m9x2ab")


def test_people_are_told_that_it_was_accepted_and_that_nobody_works_yet(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(session, "no worker", output="table") == 5
    said = capsys.readouterr()
    assert "k3m9x2ab" in said.out
    assert "no module" in said.err


def test_waiting_goes_on_without_a_worker_and_tries_again(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.cli.waiting.WORKER_CHECK_S", 0.0)
    monkeypatch.setattr("console.cli.waiting.POLL_S", 0.0)
    assert asked(session, "no worker", replace(MANNER, wait=True)) == 4
    assert json.loads(capsys.readouterr().out)["operation"]["state"] == "partial"


def test_a_plan_that_never_reached_the_journal_is_an_error(session: Session) -> None:
    with pytest.raises(SourceError):
        asked(session, "journal gone")


def test_signals_while_it_is_accepted_are_answered_with_what_goes_on(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    signalled = Ending()
    signalled.ask()
    monkeypatch.setattr(acting, "ending", lambda **_bounds: nullcontext(signalled))
    assert asked(session, "fine") == 130
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["operation"]) == ("cli.still_running", "k3m9x2ab")
