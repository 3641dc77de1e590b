"""A host's ordinary fault is not a defect of ours: one sentence, the right exit code, no trace.

Each case is a shell's line. `vigie` is the command, on an estate that is served; `stranger`
runs it as an account that the system does not list and to which nothing belongs.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from console_keys import at_rest, awaken
from journalled import migrated_url
from process import HANGS_AFTER_S
from rehearsed import Rehearse, public_alone
from stranger import ROOT, UID, stranger
from terminal import Terminal, terminal

VIGIE = (sys.executable, "-m", "console")


@dataclass(frozen=True)
class Fault:
    """A line of the shell, what it must end with, and what must be said (on one line or two)."""

    name: str
    line: str
    exit_code: int
    said: str
    lines: int = 1


FAULTS = (
    Fault("stdout closed", "vigie operations >&-", 1, "standard output: Bad file descriptor"),
    Fault("stdout closed for help", "vigie --help >&-", 1, "standard output: Bad file"),
    Fault("stdout full", "vigie settings schema >/dev/full", 1, "standard output: No space left"),
    Fault("stdout full for JSON", "vigie pool list --output json >/dev/full", 1, "No space left"),
    Fault("stderr closed", "vigie settings validate --settings /nowhere.toml 2>&-", 2, "", 0),
    Fault("both closed", "vigie settings validate --settings /nowhere.toml >&- 2>&-", 2, "", 0),
    Fault("stdin closed", "vigie burst api --by 1 --reason test <&-", 2, "--yes", 99),
    Fault("reader gone", "vigie settings schema | true", 1, "", 0),
    Fault("settings not UTF-8", r"printf '\xff\xfe' >s; vigie settings validate --settings s", 2,
          "not a UTF-8 text"),
    Fault("settings a folder", "vigie settings validate --settings .", 2, "Is a directory"),
    Fault("settings of a colleague", 'install -m 600 "$VIGIE_SETTINGS" s; '
          "stranger settings validate --settings s", 2, "s cannot be read: Permission denied"),
    Fault("settings folder of a colleague", "mkdir -m 700 c; unset VIGIE_SETTINGS; "
          "XDG_CONFIG_HOME=$PWD/c stranger status", 2, "cannot be read: Permission denied"),
    Fault("settings folder not ours to make", "unset VIGIE_SETTINGS; "
          "XDG_CONFIG_HOME=/proc/none stranger settings init", 2, "cannot be written"),
    Fault("home unset and no account", "env -u HOME -u VIGIE_SETTINGS "
          '"${STRANGER[@]}" status', 2, "no home directory: set HOME"),
    Fault("home unset, places named", "env -u HOME XDG_STATE_HOME=$PWD "
          '"${STRANGER[@]}" operations', 0, "No operations yet"),
    Fault("home missing", "HOME=/nowhere vigie operations", 0,
          "No operations yet"),
    Fault("temporary folder missing", "TMPDIR=/nowhere vigie operations", 0, "No operations yet"),
    Fault("state a file", "touch f; state f vigie operations", 5, "not known, .*Not a directory"),
    Fault("state a file, workers", "touch f; state f vigie worker status", 5, "Not a directory"),
    Fault("state a file, burst", "touch f; state f vigie burst api --by 1 --yes", 5,
          "Not a directory", 99),
    Fault("state of a colleague", "mkdir -m 700 d; state d stranger operations", 5,
          "not known, .*Permission denied"),
    Fault("state read-only", "mkdir -m 755 d; state d stranger operations", 0, "No operations"),
    Fault("state read-only, burst", "mkdir -m 755 d; state d stranger burst api --by 1 --yes", 5,
          "Permission denied", 99),
    Fault("secrets too open", "install -Dm 644 /dev/null vigie/secrets.toml; "
          "XDG_CONFIG_HOME=$PWD vigie secrets list", 2, "secrets.toml .*chmod 600"),
    Fault("clouds.yaml with a tab", r"printf 'clouds:\n\tvigie: 1\n' >clouds.yaml; "
          "vigie status --set openstack.clouds_yaml=$PWD/clouds.yaml", 5, "yaml, line 2", 99),
    Fault("clouds.yaml not UTF-8", r"printf 'clouds: \xff\n' >clouds.yaml; "
          "vigie status --set openstack.clouds_yaml=$PWD/clouds.yaml", 5, "line 1, .*UTF-8", 99),
    Fault("clouds.yaml of a colleague", "install -m 600 /dev/null clouds.yaml; stranger status "
          "--set openstack.clouds_yaml=$PWD/clouds.yaml", 5, "clouds.yaml.*Permission denied", 99),
    Fault("no locale", "unset LANG; LC_ALL=C vigie settings validate", 0, "is valid"),
)  # fmt: skip
SHELL = """
set -o pipefail
vigie() { "${VIGIE[@]}" "$@"; }
stranger() { "${STRANGER[@]}" "$@"; }
state() { export VIGIE_JOURNAL__STATE_DIR=$PWD/$1/estate; shift; "$@"; }
"""


@dataclass(frozen=True)
class Host:
    """A folder that everybody reaches, with the settings of an estate that is served."""

    folder: Path
    settings: Path

    def console(self, *command: str, **more: str) -> AbstractContextManager[Terminal]:
        """The console in a terminal; of `TERM` and the like, what is given wins."""
        env = {"HOME": str(self.folder), "LANG": "C.UTF-8", "VIGIE_SETTINGS": str(self.settings)}
        return terminal(command or VIGIE, env=env | more)

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line of the shell in an empty folder of its own, with files of its own."""
        box = Path(tempfile.mkdtemp(dir=self.folder))
        box.chmod(0o755)
        away = "stranger" in line.lower()
        names = {"VIGIE": VIGIE, "STRANGER": (*stranger(), "-m", "console") if away else ()}
        arrays = "".join(f"{name}=({shlex.join(words)})\n" for name, words in names.items())
        return subprocess.run(
            ["bash", "-c", f"{arrays}{SHELL}{line}"],
            cwd=box,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "HOME": str(box),
                "LANG": "C.UTF-8",
                "VIGIE_SETTINGS": str(self.settings),
            },
            capture_output=True,
            text=True,
            timeout=HANGS_AFTER_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def host(rehearsal: Rehearse) -> Iterator[Host]:
    estate = rehearsal()
    folder = Path(tempfile.mkdtemp(prefix="host-", dir="/tmp"))
    folder.chmod(0o755)
    clouds, settings = folder / "clouds.yaml", folder / "vigie.toml"
    clouds.write_bytes(estate.clouds_yaml.read_bytes())
    text = estate.settings.read_text().replace(str(estate.clouds_yaml), str(clouds))
    text = public_alone(text)
    settings.write_text(re.sub(r"(?m)^state_dir = .*\n", "", text))
    for file in (clouds, settings):
        file.chmod(0o644)
    yield Host(folder, settings)
    shutil.rmtree(folder)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_the_host_is_told_in_a_sentence(host: Host, fault: Fault) -> None:
    done = host.run(fault.line)
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert done.returncode == fault.exit_code, said
    assert re.search(fault.said, said), said
    assert len(said.splitlines()) <= fault.lines, said


def test_a_file_system_that_is_read_only_is_told_as_such(host: Host) -> None:
    mounted = "mount -t tmpfs none d && mount -o remount,ro d"
    if host.run(f"mkdir d && unshare -m sh -c '{mounted}'").returncode != 0:
        pytest.skip("only root can mount")
    asked = f"exec {shlex.join(VIGIE)} burst api --by 1 --yes"
    where = "export VIGIE_JOURNAL__STATE_DIR=$PWD/d/estate"
    done = host.run(f"mkdir d && unshare -m sh -c '{mounted} && {where} && {asked}'")
    assert done.returncode == 5, done.stderr
    assert "The journal cannot be written" in done.stderr
    assert "Read-only file system" in done.stderr


def test_a_console_stays_up_while_its_state_folder_is_away(host: Host) -> None:
    state = host.folder / "away"
    state.mkdir()
    migrated_url(state)
    for path in (state, *state.iterdir()):
        os.chown(path, UID, UID)
    more = {"VIGIE_JOURNAL__STATE_DIR": str(state), "VIGIE_WATCH__JOURNAL_S": "0.3"}
    with host.console(*stranger(), *VIGIE[1:], **more) as seen:
        awaken(seen)
        state.chmod(0)
        seen.wait_for("What the journal")
        seen.press("5", "1")
        state.chmod(0o700)
        seen.wait_for(lambda screen: "▲ journal" not in screen and at_rest(screen))
        shutil.rmtree(state)
        seen.press("5", "1", "q")
        assert seen.wait() == 0


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_draw_is_told_so(host: Host, term: str) -> None:
    with host.console(TERM=term) as seen:
        seen.wait_for(f"cannot be drawn on this terminal .TERM={term}.")
        assert seen.wait() == 2
        assert 1049 not in {mode >> 5 for mode in seen.modes()}, "nothing was painted"


@pytest.mark.parametrize(
    "more", [{"TERM": "nobody-knows-it"}, {"LANG": "C", "LC_ALL": "C"}, {"NO_COLOR": "1"}], ids=str
)
def test_a_poor_terminal_shows_the_console(host: Host, more: dict[str, str]) -> None:
    with host.console(**more) as seen:
        awaken(seen)
        seen.resize(20, 5)
        seen.press("?", "escape", "b", "escape")
        seen.resize(120, 40)
        seen.wait_for(lambda screen: "ecoledirecte" in screen and at_rest(screen))
        seen.press_until("q", lambda _: seen.process.poll() is not None)
        assert seen.wait() == 0
