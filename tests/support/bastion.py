"""A host with several accounts: a worker's, people who ask, people who look, a stranger."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from process import wait_until
from rehearsed import Rehearsal, public_alone

from console.settings.secrets import variable

ROOT = Path(__file__).resolve().parents[2]
BRINGS = ("PATH=/usr/bin:/bin", "LANG=C.UTF-8")
"""All that a process of the bastion finds in its environment, as under systemd: no HOME."""


@dataclass(slots=True)
class Bastion:
    """The accounts, by what they are, and the files they share. The worker's process runs."""

    folder: Path
    settings: Path
    python: str
    tag: str
    estate: Rehearsal
    worker: subprocess.Popen[bytes] | None = None
    more: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict)
    homes: dict[str, Path] = field(default_factory=dict)

    def name(self, who: str) -> str:
        """The account's name."""
        return f"v{who}{self.tag}"

    @property
    def state(self) -> Path:
        """The service's own folder."""
        return self.folder / "state"

    @property
    def socket(self) -> Path:
        """Where the service listens."""
        return self.folder / "run" / "vigie.sock"

    def command(self, who: str, *arguments: str) -> list[str]:
        """The command line of an account's process, whatever this process was given."""
        name = self.name(who)
        dropped = ["setpriv", f"--reuid={name}", f"--regid={name}", "--init-groups", "--"]
        found = [*BRINGS, *self.more, f"PYTHONPATH={sysconfig.get_path('purelib')}:{ROOT}"]
        if who != "worker":
            home = self.homes[who]
            found += [f"HOME={home}", f"LOGNAME={self.name('bob')}"]  # a name anybody can set
        return [*dropped, "env", "-i", *found, self.python, *arguments]

    def run(
        self, who: str, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run something as an account."""
        command = self.command(who, *arguments)
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, timeout=120, check=False
        )

    def vigie(
        self, who: str, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `vigie` as an account, with the bastion's settings."""
        given = ("--settings", str(self.settings))
        return self.run(who, "-m", "console", *arguments, *given, stdin=stdin)

    def json(self, who: str, *arguments: str) -> Any:  # noqa: ANN401 - what the command answers
        """The JSON that `vigie` answers an account."""
        done = self.vigie(who, *arguments, "--output", "json")
        assert done.stdout, (done.returncode, done.stderr)
        return json.loads(done.stdout)

    def start(self) -> None:
        """Start the worker's service and wait until it listens."""
        arguments = ("-m", "console", "worker", "run", "--settings", str(self.settings))
        given = [f"{variable(name)}={value}" for name, value in self.secrets.items()]
        clouds = f"VIGIE_OPENSTACK__CLOUDS_YAML={self.folder / 'worker-clouds.yaml'}"
        self.more = (clouds, *given)
        command = self.command("worker", *arguments)
        self.more = ()
        with (self.folder / "worker.out").open("ab") as output:
            self.worker = subprocess.Popen(command, stdout=output, stderr=output)
        wait_until(lambda: self.socket.is_socket() or self._ended(), what="the service listens")

    def stop(self) -> None:
        """Ask the service to leave and wait for it."""
        if self.worker is not None:
            self.worker.terminate()
            try:
                self.worker.wait(timeout=60)
            finally:
                self.worker.kill()
                self.worker = None

    def _ended(self) -> bool:
        if self.worker is not None and self.worker.poll() is not None:
            raise AssertionError((self.folder / "worker.out").read_text()[-3000:])
        return False


GROUPS = {"worker": ("look",), "anna": ("ask", "look"), "bob": ("ask", "look"), "carl": ("look",)}
ACCOUNTS = (*GROUPS, "eve")


@contextmanager
def bastion_of(estate: Rehearsal, journal: str = "", *, private: bool = False) -> Iterator[Bastion]:
    """A bastion for an estate; accounts, groups, files and the service are gone afterwards.

    `journal`: lines of the settings that say where else the journal is. With `private`, the
    private cloud is there too: the worker is given all secrets, people keep none yet.
    """
    tag = secrets.token_hex(3)
    folder = Path(tempfile.mkdtemp(prefix="bastion-", dir="/tmp"))
    folder.chmod(0o755)
    found = Bastion(folder, folder / "vigie.toml", reachable_python(), tag, estate)
    try:
        for group in ("ask", "look"):
            _system("groupadd", "--system", f"v{group}{tag}")
        for who in ACCOUNTS:
            _system("useradd", "--system", "--user-group", "--no-create-home", found.name(who))
            for group in GROUPS.get(who, ()):
                _system("usermod", "-aG", f"v{group}{tag}", found.name(who))
        if private:
            kept = estate.settings.with_name("secrets.toml").read_text()
            (found.secrets,) = tomllib.loads(kept).values()
        _furnish(found, estate, journal)
        yield found
    finally:
        found.stop()
        for who in ACCOUNTS:
            subprocess.run(["userdel", found.name(who)], capture_output=True, check=False)
        for group in ("ask", "look"):
            subprocess.run(["groupdel", f"v{group}{tag}"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def reachable_python() -> str:
    """An interpreter of this version that every account may run; "" where there is none."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for one in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        command = ["setpriv", "--reuid=65534", "--clear-groups", "--", "env", one, "-c", ""]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return one
    return ""


def _furnish(bastion: Bastion, estate: Rehearsal, journal: str) -> None:
    """The shared settings, credentials that read for people, and the worker's own."""
    clouds = json.loads(estate.clouds_yaml.read_text())["clouds"]
    reading, acting = bastion.folder / "clouds.yaml", bastion.folder / "worker-clouds.yaml"
    reading.write_text(json.dumps({"clouds": {"vigie-reader": clouds["vigie-reader"]}}))
    acting.write_text(json.dumps({"clouds": clouds}))
    reading.chmod(0o644)
    _give(acting, bastion.name("worker"), 0o400)
    text = estate.settings.read_text()
    if bastion.secrets:
        authority = bastion.folder / "vcenter.pem"
        shutil.copyfile(estate.settings.with_name("vcenter.pem"), authority)
        authority.chmod(0o644)
        text = text.replace(str(estate.settings.with_name("vcenter.pem")), str(authority))
    else:
        text = public_alone(text)
    text = text.replace(str(estate.clouds_yaml), str(reading))
    text = text.replace('cloud = "vigie"', 'cloud = "vigie"\nread_cloud = "vigie-reader"')
    text = re.sub(r'state_dir = ".*"', f'state_dir = "{bastion.state}"\n{journal}', text)
    names = f'operators = "vask{bastion.tag}"\nreaders = "vlook{bastion.tag}"\n'
    text += f'\n[service]\nsocket = "{bastion.socket}"\n{names}'
    bastion.settings.write_text(text)
    bastion.settings.chmod(0o644)
    for made in (bastion.state, bastion.socket.parent):
        made.mkdir()
    _give(bastion.state, bastion.name("worker"), 0o700)
    _give(bastion.socket.parent, bastion.name("worker"), 0o755)
    for who in ACCOUNTS:
        home = bastion.homes[who] = bastion.folder / f"home-{who}"
        home.mkdir()
        _give(home, bastion.name(who), 0o700)


def _give(path: Path, owner: str, mode: int) -> None:
    shutil.chown(path, owner, owner)
    os.chmod(path, mode)  # noqa: PTH101 - as chown


def _system(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
