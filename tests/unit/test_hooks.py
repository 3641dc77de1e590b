"""Hooks of clusters that are only read: run once, bounded, with nothing of the worker's own."""

import json
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from departing import LostAfter
from fake_cluster import FakeCluster
from process import HANGS_AFTER_S, wait_until
from scripted import Reply, ScriptedServer

from console.departure import decided_by
from console.model.cluster import ClusterAction, ClusterKind, ClusterPolicy
from console.model.error import (
    CallRefused,
    CredentialsRefused,
    OutcomeUnknown,
    SourceUnreachable,
    StoodStill,
)
from console.providers.access import ServerKeys, ServerName
from console.providers.hooks.command import MOST, HookCommand
from console.providers.hooks.mechanism import HookedCluster
from console.providers.hooks.url import HookUrl
from console.redaction import known
from console.settings.hooks import HookSettings

ASKED = {"action": "restart_member", "cluster": "orders", "pool": "orders", "member": "sql-2"}
BEARER = "a-pass-of-ours"
NAME = ServerName("hook restart_member", "clusters.orders.hooks.restart_member", "cluster-orders-r")
Program = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Make a program of Python's, and settings beside it that only this account may write."""
    (tmp_path / "settings.toml").touch(0o600)

    def make(text: str) -> Path:
        file = tmp_path / "hook"
        file.write_text(f"#!{sys.executable} -I\nimport os, sys, time, json\n{text}\n")
        file.chmod(0o700)
        return file

    return make


def hook(file: Path, *arguments: str, timeout_s: float = HANGS_AFTER_S) -> HookCommand:
    settings = file.parent / "settings.toml"
    return HookCommand((str(file), *arguments), timeout_s=timeout_s, settings=settings)


def test_arguments_are_filled_in_and_read_by_no_shell(program: Program, tmp_path: Path) -> None:
    said = tmp_path / "said"
    file = program(f"json.dump(sys.argv[1:], open({str(said)!r}, 'w'))")
    asked = {**ASKED, "member": "sql-2; touch /tmp/x"}
    hook(file, "--member={member}", "$HOME", "{pool}/{cluster}", "{leader}").run(asked)
    assert json.loads(said.read_text()) == [
        "--member=sql-2; touch /tmp/x",
        "$HOME",
        "orders/orders",
        "{leader}",
    ]


def test_a_command_is_told_what_is_asked_and_nothing_of_the_worker_s(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_SECRET_VSPHERE", "opensesame")
    monkeypatch.setenv("OS_PASSWORD", "opensesame")
    said = tmp_path / "said"
    file = program(
        f"json.dump([dict(os.environ), os.getcwd(), sys.stdin.read()], open({str(said)!r}, 'w'))"
    )
    hook(file).run(ASKED)
    told, where, typed = json.loads(said.read_text())
    told.pop("LC_CTYPE", None)  # Python's own
    assert {name for name in told if not name.startswith("VIGIE_")} == {"PATH", "LANG", "HOME"}
    assert {name: told[name] for name in told if name.startswith("VIGIE_")} == {
        "VIGIE_ACTION": "restart_member",
        "VIGIE_CLUSTER": "orders",
        "VIGIE_POOL": "orders",
        "VIGIE_MEMBER": "sql-2",
    }
    assert (where, typed) == ("/", "")


def test_what_does_not_end_with_0_is_failed_or_unknown_and_tells_no_secret(
    program: Program,
) -> None:
    known("hunter2hunter2")
    file = program("print('no route, password=abracadabra hunter2hunter2'); sys.exit(3)")
    with pytest.raises(OutcomeUnknown) as failure:
        hook(file).run(ASKED)
    values = failure.value.notice.values
    assert (failure.value.notice.code, values["code"]) == ("hooks.failed", 3)
    text = str(values["text"])
    assert text.startswith("no route")
    assert "abracadabra" not in text
    assert "hunter2" not in text


def test_a_talkative_command_is_cut_short_and_not_held_up(program: Program) -> None:
    file = program(f"sys.stdout.write('x' * {50 * MOST}); sys.stdout.flush(); sys.exit(1)")
    with pytest.raises(OutcomeUnknown) as failure:
        hook(file).run(ASKED)
    assert len(str(failure.value.notice.values["text"])) <= 300


def test_a_command_that_is_late_is_ended_with_what_it_has_started(
    program: Program, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    file = program(
        "child = os.fork()\n"
        f"if child: open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child}}')\n"
        "time.sleep(600)"
    )
    with pytest.raises(OutcomeUnknown) as failure:
        hook(file, timeout_s=3.0).run(ASKED)
    assert failure.value.notice.code == "hooks.late"
    for pid in map(int, pids.read_text().split()):
        wait_until(lambda pid=pid: not alive(pid), what="the end of the hook")  # type: ignore[misc]


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    with suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in {"Z", "X"}
    return False


def test_a_hook_whose_work_is_lost_by_the_time_it_would_run_is_not_run(
    program: Program, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    file = program(f"open({str(done)!r}, 'w')")
    with decided_by(LostAfter()), pytest.raises(StoodStill):
        hook(file).run(ASKED)
    assert not done.exists()


def test_who_inherits_the_output_is_not_waited_for(program: Program, tmp_path: Path) -> None:
    over, ended = tmp_path / "over", tmp_path / "ended"
    file = program(
        "if os.fork() == 0:\n"
        f"    while not os.path.exists({str(over)!r}): time.sleep(0.05)\n"
        f"    open({str(ended)!r}, 'w')"
    )
    hook(file).run(ASKED)
    assert not ended.exists()
    over.touch()
    wait_until(ended.exists, what="the heir ends")


@pytest.mark.parametrize("right", [stat.S_IWGRP, stat.S_IWOTH])
@pytest.mark.parametrize("which", ["hook", "settings.toml"])
def test_what_others_may_write_is_not_run(
    program: Program, tmp_path: Path, which: str, right: int
) -> None:
    ran = tmp_path / "ran"
    file = program(f"open({str(ran)!r}, 'w')")
    target = tmp_path / which
    target.chmod(target.stat().st_mode | right)
    with pytest.raises(CallRefused) as failure:
        hook(file).run(ASKED)
    assert (failure.value.notice.code, ran.exists()) == ("hooks.untrusted", False)


def test_what_cannot_be_run_was_surely_not_run(program: Program, tmp_path: Path) -> None:
    file = program("")
    file.chmod(0o600)
    for command in (hook(file), hook(tmp_path / "missing")):
        with pytest.raises(CallRefused) as failure:
            command.run(ASKED)
        assert failure.value.notice.code == "hooks.not_run"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    found = ScriptedServer()
    yield found
    found.close()


def call(server: ScriptedServer, **more: object) -> HookUrl:
    url = f"{server.url}/hooks/restart"
    settings = msgspec.convert({"url": url, **more}, HookSettings)
    keys = ServerKeys(token=BEARER)
    return HookUrl(settings, url, name=NAME, keys=keys, timeout_s=HANGS_AFTER_S)


def test_a_url_is_posted_what_is_asked_with_who_asks(server: ScriptedServer) -> None:
    server.on("POST", "/hooks/restart", Reply({}, 202))
    call(server).run(ASKED)
    [seen] = server.calls("POST", "/hooks/restart")
    assert json.loads(seen.body) == ASKED
    assert seen.headers["Authorization"] == f"Bearer {BEARER}"


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (Reply("cannot", 503), OutcomeUnknown, "hooks.unsure"),
        (Reply(how="lost"), OutcomeUnknown, None),
        (Reply("no such member", 422), CallRefused, "server.failed"),
        (Reply("who are you", 401), CredentialsRefused, "server.credentials"),
    ],
)
def test_of_a_url_5xx_and_no_answer_are_failed_or_unknown(
    server: ScriptedServer, reply: Reply, error: type[Exception], code: str | None
) -> None:
    server.on("POST", "/hooks/restart", reply)
    with pytest.raises(error) as failure:
        call(server).run(ASKED)
    said = failure.value.notice.code  # type: ignore[attr-defined]
    assert said == (code or said)
    assert len(server.calls("POST", "/hooks/restart")) == 1


def test_a_url_that_is_not_reached_was_surely_not_called() -> None:
    away = HookUrl(
        msgspec.convert({"url": "http://127.0.0.1:9/x"}, HookSettings),
        "http://127.0.0.1:9/x",
        name=NAME,
        keys=ServerKeys(),
        timeout_s=HANGS_AFTER_S,
    )
    with pytest.raises(SourceUnreachable):
        away.run(ASKED)


class Taken:
    """A hook that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []

    def run(self, asked: dict[str, str]) -> None:
        self.asked.append(dict(asked))


def test_a_hook_is_given_names_of_the_settings_alone() -> None:
    policy = ClusterPolicy(
        "orders", "orders", "RBX", ClusterKind.SQLSERVER, members=("sql-1", "sql-2", "-rf")
    )
    taken = Taken()
    hooks = {ClusterAction.RESTART_MEMBER: taken}
    cluster = HookedCluster(policy, FakeCluster(), hooks)  # type: ignore[arg-type]
    cluster.restart("sql-2")
    assert taken.asked == [ASKED]
    assert cluster.started("sql-2") is None
    for strange in ("sql-9", "-rf"):
        with pytest.raises(CallRefused) as failure:
            cluster.restart(strange)
        assert failure.value.notice.code == "hooks.strange"
    with pytest.raises(CallRefused) as failure:
        cluster.switch_over("sql-1", "sql-2")
    assert failure.value.notice.code == "hooks.none"
    switched = HookedCluster(
        replace(policy),
        FakeCluster(),
        {ClusterAction.SWITCHOVER: taken},  # type: ignore[dict-item]
    )
    switched.switch_over("sql-1", "sql-2")
    assert taken.asked[-1] == {**ASKED, "action": "switchover", "leader": "sql-1"}
