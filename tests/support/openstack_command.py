"""The command `openstack`, as anybody has it, before a rehearsal."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from nursery import Nursery, Run
from openstack.config import OpenStackConfig
from openstack.connection import Connection
from process import HANGS_AFTER_S
from rehearsed import Rehearsal


@dataclass(frozen=True)
class Openstack:
    """The command `openstack`, as installed, in processes that need not load it anew."""

    estate: Rehearsal
    folder: Path
    region: str = "GRA11"

    def run(self, *arguments: str, cloud: str = "vigie") -> "CompletedProcess[str]":
        """Run one command in a region; whatever it says and its exit code."""
        environment: dict[str, str | None] = {
            name: None for name in os.environ if name[:3] == "OS_"
        }
        environment["OS_CLIENT_CONFIG_FILE"] = str(self.estate.clouds_yaml)
        environment |= {"OS_CLOUD": cloud, "OS_REGION_NAME": self.region}
        out, err = self.folder / "out", self.folder / "err"
        for said in (out, err):
            said.unlink(missing_ok=True)
        run = Run(arguments, str(out), str(err), environment)
        child = Nursery.of("openstackclient.shell:main").bear(run)
        code = child.wait(HANGS_AFTER_S)
        return CompletedProcess(arguments, code, out.read_text(), err.read_text())

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """What a command lists."""
        done = self.run(*arguments, "-f", "json")
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def one(self, *arguments: str, cloud: str = "vigie") -> dict[str, Any]:
        """What a command shows."""
        done = self.run(*arguments, "-f", "json", cloud=cloud)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@contextmanager
def connected(estate: Rehearsal, region: str, *, cloud: str = "vigie") -> Iterator[Connection]:
    """One region by openstacksdk, without any of our code between."""
    config = OpenStackConfig(config_files=[str(estate.clouds_yaml)], load_envvars=False)
    with Connection(config=config.get_one(cloud=cloud, region_name=region)) as connection:
        yield connection
