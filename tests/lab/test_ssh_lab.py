"""The console through `ssh -t` and tmux: a connection is cut in a burst, a name is copied."""

import os
import re
import signal
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from shlex import join

import pytest
from console_keys import at_rest, awaken, burst, in_service, under_way
from process import free_port, listening, program, running, wait_until
from served import VIGIE, Served, gone, served
from terminal import Terminal, terminal
from tmux import pane

pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Login:
    """An OpenSSH server on loopback, and how to log in to it."""

    port: int
    home: Path

    def command(self, remote: str) -> list[str]:
        """`ssh -t` to the server, with nothing of this machine's own configuration."""
        options = {
            "UserKnownHostsFile": self.home / "known_hosts",
            "StrictHostKeyChecking": "accept-new",
            "IdentityFile": self.home / "user_key",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
        }
        given = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
        place = ["-p", str(self.port), f"{getuser()}@127.0.0.1"]
        return [program("ssh"), "-F", "/dev/null", "-t", *given, *place, remote]


@pytest.fixture
def login(tmp_path: Path) -> Iterator[Login]:
    sshd = program("sshd", "/usr/sbin")
    home = tmp_path / "ssh"
    home.mkdir(mode=0o700)
    for name in ("host_key", "user_key"):
        command = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(command, check=True)
    (home / "authorized_keys").write_text((home / "user_key.pub").read_text())
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port = free_port()
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": home / "host_key",
        "AuthorizedKeysFile": home / "authorized_keys",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
    }
    lines = "".join(f"{key} {value}\n" for key, value in settings.items())
    (home / "sshd_config").write_text(lines)
    command = [sshd, "-D", "-e", "-f", str(home / "sshd_config")]
    with running(command, log=home / "log", ready=lambda: listening(port)):
        yield Login(port, home)


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, speed=15.0) as estate:
        yield estate


def console(estate: Served) -> list[str]:
    """The console, with all that it needs on its command line."""
    variables = {**estate.environment(), "PYTHONPATH": str(ROOT)}
    assignments = [f"{name}={value}" for name, value in variables.items()]
    return ["env", *assignments, *VIGIE, "--settings", str(estate.settings)]


def console_over(login: Login, estate: Served) -> list[str]:
    """The console, at the far end of an SSH connection."""
    return login.command(join(console(estate)))


@contextmanager
def multiplexer(folder: Path, options: dict[str, str]) -> Iterator[list[str]]:
    """What starts a session in a tmux of the test's own, with these options in its settings."""
    settings = folder / "tmux.conf"
    lines = (f"set -g {name} {value}\n" for name, value in options.items())
    settings.write_text("".join(lines), encoding="utf-8")
    tmux = [program("tmux"), "-S", str(folder / "tmux"), "-f", str(settings)]
    try:
        yield [*tmux, "new-session"]
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True, timeout=30)


def clipboard(outer: Terminal) -> list[str]:
    """What a terminal was asked to put in the clipboard; nothing that another swallowed."""
    told = re.findall(rb"\x1b\]52;\w*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", bytes(outer.heard))
    return [b64decode(each).decode() for each in told]


def test_cut_connection_leaves_the_burst_running_and_the_next_login_shows_it(
    login: Login, estate: Served, tmp_path: Path
) -> None:
    before = estate.instance_ids()
    command = console_over(login, estate)
    with pane(tmp_path / "first", command) as first:
        awaken(first)
        burst(first)
        first.wait_for(under_way)
        client = first.pid()
        os.kill(client, signal.SIGKILL)
        wait_until(lambda: gone(client), what="the end of the SSH client")
    live = estate.vigie("operations", "list", "--live").json["operations"]
    assert len(live) == 1, "the burst outlives the connection"
    with pane(tmp_path / "second", command) as second:
        second.wait_for(lambda screen: in_service(screen) == 300 and at_rest(screen))
        second.press("q")
    after = estate.instance_ids()
    assert before < after
    assert len(after) == 300
    ended = estate.vigie("operations", "list").json["operations"]
    assert [operation["state"] for operation in ended] == ["succeeded"]


@pytest.mark.parametrize(
    "options",
    [
        {"allow-passthrough": "on", "set-clipboard": "off"},
        {"allow-passthrough": "off", "set-clipboard": "on"},
        {"allow-passthrough": "off", "set-clipboard": "on", "default-terminal": "screen-256color"},
    ],
    ids=["passes-through", "takes-it", "calls-itself-screen"],
)
@pytest.mark.parametrize("place", ["at the far end", "around ssh"])
def test_what_is_copied_under_tmux_over_ssh_comes_to_the_outer_terminal(
    login: Login, estate: Served, tmp_path: Path, place: str, options: dict[str, str]
) -> None:
    options = {"default-terminal": "tmux-256color", **options}
    with multiplexer(tmp_path, options) as session:
        around = [*session, f"exec {join(console_over(login, estate))}"]
        far = login.command(join([*session, f"exec {join(console(estate))}"]))
        with terminal(around if place == "around ssh" else far) as outer:
            awaken(outer)
            outer.press_until("2", r"api-\w+-\d+.*\n.*api-\w+-\d+")
            outer.press("y")
            outer.wait_for(r"copied\.txt")
            wait_until(lambda: clipboard(outer), what="a clipboard sequence on the outer terminal")
            assert set(clipboard(outer)) <= estate.instance_ids()
