"""The service's socket, by real connections of this process's own account."""

import grp
import os
import pwd
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_cloud import FakeCloud
from journalled import migrated_url
from modelled import AUTHOR, POLICY, World
from process import HANGS_AFTER_S

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.kinds.sources import Systems
from console.model.error import Refused, SourceUnreachable, UsageError
from console.model.freeze import Scope
from console.model.keep import FOREVER
from console.model.operation import OperationState
from console.model.plan import Plan
from console.model.policy import Approval
from console.operations.journal.ledger import SqlLedger
from console.operations.service.clerk import Clerk
from console.operations.service.frames import LARGEST, Petition, Reply, receive
from console.operations.service.listener import ServiceListener
from console.operations.service.notification import tell
from console.operations.service.remote import RemoteOperator, ServiceLine
from console.operations.service.sharing import share
from console.planning.digest import seal
from console.settings.running import ServiceSettings

MINE = grp.getgrgid(os.getgid()).gr_name
ME = pwd.getpwuid(os.getuid()).pw_name


class Served:
    """A service in this process, and a line to it."""

    def __init__(self, folder: Path, operators: str = MINE, readers: str = MINE) -> None:
        self.settings = ServiceSettings(
            socket=str(folder / "s"), operators=operators, readers=readers
        )
        self.journal = SqlLedger(migrated_url(folder), clock=SystemClock(), state_dir=folder)
        systems = Systems(compute=FakeCloud(), metrics=None)
        self.clerk = Clerk(self.journal, systems, POLICY, FOREVER, self.settings, "one")
        self.listener = ServiceListener(Path(self.settings.socket), MINE, self.clerk)
        self.listener.open()
        self.line = ServiceLine(Path(self.settings.socket), patience_s=20.0)

    def close(self) -> None:
        self.listener.close()
        self.journal.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    yield made
    made.close()


def burst() -> Plan:
    now = SystemClock().now()
    planned = World(now=now).ask(BURST, by=3)
    assert isinstance(planned, Plan)
    return planned


def raw(served: Served, content: bytes) -> Reply:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(served.settings.socket)
        connection.sendall(content)
        return receive(connection, Reply, time.monotonic() + HANGS_AFTER_S)


def test_the_sender_is_the_author_whatever_the_plan_claims(served: Served) -> None:
    planned = burst()
    liar = replace(AUTHOR, user="root-of-all", host="elsewhere", roles=("admin",))
    claimed = seal(replace(planned, request=replace(planned.request, author=liar)))
    operator = RemoteOperator(served.line, served.journal)
    author = operator.submit(claimed).operation.plan.request.author
    assert (author.user, author.host) == (ME, socket.gethostname())
    assert author.roles == FakeCloud().identity().roles
    assert served.journal.events(operation_id=planned.operation_id)[0].actor.startswith(f"{ME}@")


def test_a_freeze_bears_the_name_that_the_kernel_knows(served: Served) -> None:
    operator = RemoteOperator(served.line, served.journal)
    operator.freeze("api", "incident", replace(AUTHOR, user="root-of-all"))
    (freeze,) = served.journal.freezes()
    assert (freeze.author, freeze.reason) == (ME, "incident")
    with pytest.raises(Refused):
        operator.freeze("api", "again", AUTHOR)
    operator.thaw("api", AUTHOR)
    assert served.journal.freezes() == ()
    with pytest.raises(UsageError):
        operator.freeze("no-such-pool", "incident", AUTHOR)
    operator.freeze("api", "noise", AUTHOR, Scope.HEALING)
    operator.freeze("api", "incident", AUTHOR)
    operator.thaw("api", AUTHOR, Scope.HEALING)
    assert [one.scope for one in served.journal.freezes()] == [Scope.EVERYTHING]


def test_the_service_decides_by_its_own_limits_who_waits_and_by_the_kernel_who_approves(
    served: Served,
) -> None:
    served.clerk.policy = replace(POLICY, approval=Approval(above_changes=0))
    operator = RemoteOperator(served.line, served.journal)
    accepted = operator.submit(burst()).operation
    assert accepted.state is OperationState.AWAITING_APPROVAL
    with pytest.raises(Refused) as own:
        operator.approve(accepted.id, "", replace(AUTHOR, user="colleague"))
    assert own.value.notice.code == "approval.own"
    colleague = replace(AUTHOR, user="colleague")
    assert served.journal.approve(accepted.id, "", colleague).state is OperationState.QUEUED


def test_a_plan_that_was_changed_after_its_preview_is_refused(served: Served) -> None:
    changed = replace(burst(), ceiling=9999)
    with pytest.raises(Refused) as caught:
        served.line.ask(Petition(want="submit", plan=changed))
    assert caught.value.notice.code == "operation.changed"


def test_who_is_in_the_readers_group_alone_looks_and_asks_nothing(tmp_path: Path) -> None:
    served = Served(tmp_path, operators="nobody-is-in-it")
    try:
        assert served.line.powers().asks is False
        with pytest.raises(Refused) as caught:
            served.line.ask(Petition(want="submit", plan=burst()))
        assert caught.value.notice.code == "service.reader"
        with pytest.raises(Refused):
            served.line.ask(Petition(want="freeze", pool="api", reason="incident"))
        assert served.journal.freezes() == ()
        assert served.journal.operations() == ()
    finally:
        served.close()


def test_who_is_in_neither_group_is_not_even_heard(tmp_path: Path) -> None:
    served = Served(tmp_path, operators="nobody-is-in-it", readers="nor-in-this")
    try:
        with pytest.raises(Refused) as caught:
            served.line.powers()
        assert caught.value.notice.code == "service.stranger"
    finally:
        served.close()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (struct.pack(">I", LARGEST + 1), "service.too_large"),
        (struct.pack(">I", 5) + b"\xff\x00{}[", "service.not_understood"),
        (struct.pack(">I", 100_000) + b"[" * 100_000, "service.not_understood"),
        (struct.pack(">I", 28) + b'{"version":99,"want":"who"}\n', "service.not_understood"),
    ],
)
def test_what_is_no_petition_is_said_to_be_none(served: Served, content: bytes, code: str) -> None:
    fault = raw(served, content).fault
    assert fault is not None
    assert fault.notice.code == code
    assert served.line.powers().executor == "one"


def test_one_account_holds_few_connections_and_gets_them_back(served: Served) -> None:
    stalled = [socket.socket(socket.AF_UNIX) for _ in range(12)]
    for one in stalled:
        one.connect(served.settings.socket)
    with pytest.raises(SourceUnreachable):  # those who stall are let in before us
        served.line.ask(Petition(want="who"))
    for one in stalled:
        one.close()
    deadline = time.monotonic() + HANGS_AFTER_S
    while True:
        try:
            assert served.line.powers().executor == "one"
            break
        except SourceUnreachable:
            assert time.monotonic() < deadline


def test_a_second_service_leaves_the_first_its_place(served: Served) -> None:
    with pytest.raises(UsageError) as caught:
        ServiceListener(Path(served.settings.socket), MINE, served.listener._clerk).open()
    assert caught.value.notice.code == "service.taken"
    assert served.line.powers().executor == "one"


def test_a_service_that_is_not_there_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable) as caught:
        ServiceLine(tmp_path / "none").powers()
    assert caught.value.notice.code == "service.absent"


def test_the_journal_alone_is_shared(tmp_path: Path) -> None:
    migrated_url(tmp_path)
    (tmp_path / "worker.log").touch(0o600)
    share(tmp_path / "journal.db", MINE)
    assert (tmp_path / "journal.db").stat().st_mode & 0o777 == 0o640
    assert tmp_path.stat().st_mode & 0o7777 == 0o2750
    assert (tmp_path / "worker.log").stat().st_mode & 0o777 == 0o600


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "n"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        tell("READY=1")
        assert heard.recv(100) == b"READY=1"
