"""A home whose every secret is a canary, and what looks for them in all that Vigie leaves."""

import base64
import binascii
import html
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import crashing
from process import HANGS_AFTER_S

from console.settings.secrets import KNOWN

MARK = "kn4r"
"""What every canary begins with, and nothing else has."""

OTHER = 'kn4r-{} "p@ss/w%\\örd&<more>'
PLAIN = "kn4r-{}-and-more-of-it"
SETTINGS = """
[estate]
name = "{name}"
allowed_countries = ["FR"]
environment = "production"
[[datacenters]]
code = "GRA"
name = "Gravelines"
country = "FR"
regions = ["GRA11"]
[openstack]
cloud = "vigie"
identity_rate = 100
clouds_yaml = "{folder}/clouds.yaml"
connect_timeout_s = 1
read_timeout_s = 2
[prometheus]
url = "{plain}/prometheus"
timeout_s = 1
[pools.api]
baseline = 3
burst_to = 9
ceiling = 12
flavor = "win-b2-60"
image = "windows-server-2022-api"
network = "vigie-private"
name_pattern = '^api-'
connections_per_instance = 21000
[pools.api.shares]
GRA = {{ weight = 1 }}
[prices.hourly]
"win-b2-60" = "0.82"
[private_cloud]
datacenter = "GRA"
[private_cloud.vsphere]
host = "127.0.0.1"
port = {vcenter}
user = "vigie@vsphere.local"
ca_file = "{folder}/vcsim.pem"
connect_timeout_s = 1
read_timeout_s = 2
[private_cloud.ovhcloud]
endpoint = "{plain}/ovh/1.0"
service = "pcc-1"
vdc_id = 1
connect_timeout_s = 1
read_timeout_s = 2
[console]
language = "en"
"""


@dataclass
class Host:
    """A home folder, the files put there before, and what has come out of processes so far."""

    folder: Path
    canaries: set[str] = field(default_factory=set)
    environ: dict[str, str] = field(default_factory=dict)
    command_lines: set[str] = field(default_factory=set)
    _looked_at: dict[Path, tuple[bytes, int]] = field(default_factory=dict)

    @property
    def inputs(self) -> Path:
        """What somebody wrote there: secrets in it are where they belong."""
        return self.folder / "inputs"

    @property
    def settings(self) -> Path:
        return self.inputs / "vigie.toml"

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OS_", "VIGIE"))}
        home = {
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.inputs / "config"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "LANG": "C.UTF-8",
            "VIGIE_CONSOLE__LANGUAGE": "en",
        }
        return {**kept, **home, **self.environ}

    def command(self, *arguments: str, broken: str = "") -> list[str]:
        """A command line of Vigie's; `broken` names the function of its own that fails."""
        program = ["-P", crashing.__file__, broken] if broken else ["-m", "console"]
        return [sys.executable, *program, *arguments, "--settings", str(self.settings)]

    def vigie(
        self, *arguments: str, stdin: bytes = b"", code: int | None = None, broken: str = ""
    ) -> str:
        """Run one command under umask 000, look through all that it left, give what it said."""
        done = subprocess.run(
            self.command(*arguments, broken=broken),
            input=stdin,
            env=self.environment(),
            capture_output=True,
            timeout=HANGS_AFTER_S,
            check=False,
            umask=0,
        )
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert code is None or done.returncode == code, said
        assert b"Traceback" not in done.stderr, said
        self.clean(said, " ".join(arguments))
        self.clean_files()
        return said

    def clean(self, text: str, where: str) -> None:
        """Fail where a canary is in a text, however it is written."""
        for view in views(text):
            for canary in (MARK, *self.canaries):
                at = view.find(canary)
                assert at < 0, f"{canary} in {where}: …{view[max(0, at - 200) : at + 80]}…"

    def clean_files(self) -> None:
        """No canary, and no file or folder that another account may open."""
        self.clean("\n".join(self.command_lines), "ps")
        for path in (self.folder / "state").rglob("*"):
            mode = stat.S_IMODE(path.stat(follow_symlinks=False).st_mode)
            if path.is_socket():
                continue
            assert mode == (0o700 if path.is_dir() else 0o600), f"{mode:o} {path}"
            content = path.read_bytes() if path.is_file() else b""
            if content and (content, len(self.canaries)) != self._looked_at.get(path):
                self._looked_at[path] = content, len(self.canaries)
                self.clean(content.decode("utf-8", "replace"), str(path))


def views(text: str) -> Iterator[str]:
    """A text, and as those may read it who undo what programs do to texts."""
    yield text
    yield unquote(text)
    yield html.unescape(html.unescape(text))
    bare = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    yield re.sub(r"\\+(?=[\"'/\\])", "", bare)
    for run in re.findall(r"[\w+/-]{8,}", text, re.ASCII):
        for at in range(4):
            part = run[at : at + (len(run) - at) // 4 * 4].replace("-", "+").replace("_", "/")
            try:
                yield base64.b64decode(part).decode("latin-1")
            except binascii.Error:
                break


def furnish(
    host: Host, *, plain: str, vcenter: int, name: str = "school", more: str = "", end: str = ""
) -> None:
    """Settings and a canary wherever the product may hold a secret."""
    folder = host.inputs
    text = SETTINGS.format(name=name, folder=folder, plain=plain, vcenter=vcenter)
    host.settings.write_text(text + more)
    auth = {
        "auth_url": f"{plain}/identity/v3",
        "username": "vigie",
        "password": OTHER.format("clouds") + end,
        "project_name": "school",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }
    credential = {
        "auth_url": f"{plain}/identity/v3",
        "application_credential_id": "0123",
        "application_credential_secret": PLAIN.format("credential") + end,
    }
    clouds = {
        "vigie": {"auth": auth, "region_name": "GRA11"},
        "credential": {"auth_type": "v3applicationcredential", "auth": credential},
    }
    (folder / "clouds.yaml").write_text(json.dumps({"clouds": clouds}))
    kept = folder / "secrets.toml"
    lines = [f"{one} = {json.dumps(PLAIN.format(one) + end)}" for one in KNOWN]
    kept.write_text(f'["{name}"]\n' + "\n".join(lines))
    kept.chmod(0o600)
