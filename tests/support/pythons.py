"""The wheel, installed outside the checkout for each Python there is, and run as systemd would."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from installed import ROOT, uv

MINORS = (11, 12, 13, 14)
BARE = {"PATH": "/usr/bin:/bin"}
"""What a service is started with: no LANG, no HOME, no terminal."""

SUITE = "sid"
SUITE_MINOR = 14
"""Debian's unstable brings the newest Python, with a C library of its own: in a folder."""

FOR_THE_INSTALLER = ("UV_", "SSL_CERT_", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
INSTALLS_WITHIN_S = 600.0


class Missing(Exception):
    """There is no such Python here; the text says where it was looked for."""


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it. `root` is where its file system begins."""

    minor: int
    place: Path
    folder: Path
    """Where its files go, as it sees it."""

    root: Path = Path("/")

    def command(self, *arguments: str, **environment: str) -> list[str]:
        """A command line of the wheel's `vigie`; its environment is bare but for what is given."""
        inside = [] if self.root == Path("/") else ["chroot", str(self.root)]
        given = [f"{name}={value}" for name, value in (BARE | environment).items()]
        return [*inside, "/usr/bin/env", "-i", *given, f"{self.place}/bin/vigie", *arguments]

    def outside(self, path: Path) -> Path:
        """Where this process finds a path of the environment's."""
        return self.root / path.relative_to("/")


def wheel(folder: Path) -> Path:
    """The wheel as it is published, built from this checkout."""
    command = [uv(), "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, timeout=INSTALLS_WITHIN_S)
    (built,) = folder.glob("*.whl")
    return built


def locked(folder: Path) -> Path:
    """The versions that this checkout is tested with, as constraints for an installer."""
    file = folder / "constraints.txt"
    export = ["export", "--quiet", "--locked", "--no-dev", "--no-emit-project", "--no-hashes"]
    command = [uv(), *export, "--output-file", str(file)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=INSTALLS_WITHIN_S, capture_output=True)
    return file


def on_this_host(minor: int) -> Path | None:
    """A `python3.N`: of VIGIE_LAB_PYTHONS (paths), the one that runs this, PATH's, or pyenv's."""
    name = f"python3.{minor}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path("~/.pyenv").expanduser())) / "versions"
    places = [
        *filter(None, os.environ.get("VIGIE_LAB_PYTHONS", "").split(os.pathsep)),
        f"{sys.base_prefix}/bin/{name}",
        shutil.which(name) or name,  # a shim of pyenv's may be there for what is not
        *map(str, sorted(pyenv.glob(f"3.{minor}.*/bin/{name}"))),
    ]
    return next((Path(place) for place in places if _runs(place, minor)), None)


def _runs(path: str, minor: int) -> bool:
    asked = [path, "-c", "import sys, venv; print(sys.version_info[1])"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == str(minor)


def install(minor: int, built: Path, constraints: Path, folder: Path) -> Installed:
    """Install the wheel for one Python below `folder`. Raises Missing where there is none."""
    python = on_this_host(minor)
    if python is not None:
        found = Installed(minor, folder / f"vigie-3.{minor}", folder / f"home-3.{minor}")
        _install((), uv(), str(python), str(found.place), str(constraints), str(built))
        return found
    return _install_in_a_suite(minor, built, constraints, folder)


def _install_in_a_suite(minor: int, built: Path, constraints: Path, folder: Path) -> Installed:
    where = "VIGIE_LAB_PYTHONS, PATH and pyenv have no python3." + str(minor)
    if minor != SUITE_MINOR or os.environ.get("VIGIE_LAB_SUITE") != SUITE:
        raise Missing(f"{where}; VIGIE_LAB_SUITE={SUITE} has 3.{SUITE_MINOR} installed from there")
    debootstrap = shutil.which("debootstrap", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if debootstrap is None or os.geteuid() != 0:
        raise Missing(f"{where}, and debootstrap, as root, is not to be had")
    root = folder / SUITE
    python = f"/usr/bin/python3.{minor}"
    command = [
        debootstrap,
        "--variant=minbase",
        f"--include=python3.{minor}-venv",
        SUITE,
        str(root),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=INSTALLS_WITHIN_S
    )
    if done.returncode != 0 or not (root / python.lstrip("/")).exists():
        raise Missing(f"{where}, and {SUITE} has none to install: {done.stdout[-300:]}")
    inside = root / "srv"
    for file in (Path(uv()), constraints, built):
        shutil.copy(file, inside)
    for name in ("/etc/resolv.conf", "/etc/hosts", AUTHORITIES):
        copied = root / name.lstrip("/")
        copied.parent.mkdir(parents=True, exist_ok=True)
        if Path(name).exists():
            shutil.copy(name, copied)
    found = Installed(minor, Path("/opt/vigie"), Path("/home"), root)
    files = (f"/srv/{constraints.name}", f"/srv/{built.name}")
    _install(("chroot", str(root)), "/srv/uv", python, str(found.place), *files)
    return found


def _install(inside: Sequence[str], program: str, python: str, place: str, *files: str) -> None:
    constraints, built = files
    environment = {k: v for k, v in os.environ.items() if k.startswith(FOR_THE_INSTALLER)}
    environment |= {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root")}
    if inside and Path(AUTHORITIES).exists():
        environment |= {"SSL_CERT_FILE": AUTHORITIES}
    for step in (
        ["venv", "--quiet", "--python", python, place],
        ["pip", "install", "--quiet", "--python", place, "--constraint", constraints, built],
    ):
        given = [f"{name}={value}" for name, value in environment.items()]
        subprocess.run(
            [*inside, "/usr/bin/env", "-i", *given, program, *step],
            check=True,
            cwd="/",
            timeout=INSTALLS_WITHIN_S,
        )
