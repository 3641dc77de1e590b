"""People are told of the end of an operation, by real processes and servers on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from canaries import Host, furnish
from process import free_port, wait_until
from receiving import receiving
from rehearsed import Rehearse
from shell import Shell

CANARY = "kn4r-token-of-a-path"
MAIL = "VIGIE_SECRET_NOTIFICATION_MAIL"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


@pytest.fixture
def shell(fresh_rehearsal: Rehearse) -> Iterator[Shell]:
    made = Shell(fresh_rehearsal("steady", 20.0))
    with made.estate.settings.open("a", encoding="utf-8") as file:
        names = '"notification-drips", "notification-gone", "notification-oncall"'
        file.write(f"\n[notifications]\nsecrets = [{names}]\ntimeout_s = 0.5\n")
    yield made
    made.end()


def test_the_end_of_a_burst_is_told_whoever_drips_or_is_gone(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as server, receiving(drips=True) as dripping:
        ports = {"drips": dripping.port, "gone": free_port(), "oncall": server.port}
        for name, port in ports.items():
            url = f"json://who:kn4r-password@127.0.0.1:{port}/{CANARY}"
            monkeypatch.setenv(f"VIGIE_SECRET_NOTIFICATION_{name.upper()}", url)
        code, done = shell.says("burst", "api", "--to", "35", "--yes", "--wait")
        assert (code, done["operation"]["state"]) == (0, "succeeded")
        number = done["operation"]["id"]
        wait_until(lambda: bool(server.bodies), what="the notice")
        (told,) = server.bodies
        assert "api" in told["title"]
        assert number in told["message"]

        def noted() -> list[dict[str, object]]:
            events = shell.says("operations", "show", number)[1]["events"]
            return [one for one in events if one["kind"] == "notification.unsent"]

        wait_until(lambda: bool(noted()), what="the audit of what could not be sent")
        assert len(server.bodies) == 1
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"kn4r" not in file.read_bytes(), file


@pytest.mark.parametrize("output", ["table", "json"])
def test_an_address_is_told_nobody_also_in_a_crash(tmp_path: Path, output: str) -> None:
    host = Host(tmp_path)
    host.inputs.mkdir()
    more = '\n[notifications]\nsecrets = ["notification-oncall", "notification-mail"]\n'
    furnish(host, plain="http://127.0.0.1:1", vcenter=1, more=more)
    with receiving() as server:
        url = f"json://who:kn4r-password@127.0.0.1:{server.port}/{CANARY}"
        host.environ["VIGIE_SECRET_NOTIFICATION_ONCALL"] = url
        host.environ[MAIL] = url
        said = host.vigie("notify", "test", "--output", output, code=0)
        assert "notification-oncall" in said
        assert server.paths == [f"/{CANARY}"] * 2, "an address that is not used proves nothing"
        server.status = 500
        host.vigie("notify", "test", "--output", output, code=5)
        host.vigie("notify", "test", code=1, broken="console.settings.secrets:Secrets.get")
    (file,) = host.folder.rglob("defect.log")
    assert "[hidden]" in file.read_text(), "a defect without an address proves nothing"
    host.environ[MAIL] = "kn4r-nonsense"
    host.vigie("notify", "test", "--output", output, code=1)
    assert "notification-mail" in host.vigie("doctor", "--output", output)


def test_to_try_the_addresses_ends_though_a_server_drips_for_ever(tmp_path: Path) -> None:
    """The process itself ends: what it no longer waits for does not keep it."""
    host = Host(tmp_path)
    host.inputs.mkdir()
    more = '\n[notifications]\nsecrets = ["notification-oncall", "notification-mail"]\n'
    furnish(host, plain="http://127.0.0.1:1", vcenter=1, more=f"{more}timeout_s = 0.5\n")
    with receiving(drips=True) as server:
        for name in ("VIGIE_SECRET_NOTIFICATION_ONCALL", MAIL):
            host.environ[name] = f"json://127.0.0.1:{server.port}/{CANARY}"
        told = json.loads(host.vigie("notify", "test", "--output", "json", code=5))
        assert [one["outcome"] for one in told["addresses"]] == ["late", "late"]
        assert not server.over.is_set()
