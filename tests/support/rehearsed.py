"""A rehearsal estate served by a process of its own, and its own record of what happened."""

import json
import re
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from nursery import Child, Nursery, Run
from process import HANGS_AFTER_S

LATE_BY_S = 5.0
"""Longer than a busy machine takes to look at what is under way, or to run a command."""


class Order(msgspec.Struct, frozen=True):
    """An order that was accepted; `answered` says whether the caller was told so."""

    order: str
    instance_id: str
    name: str
    region: str
    request_id: str
    at: str
    estate_at: str
    metadata: dict[str, str]
    answered: bool


class Standing(msgspec.Struct, frozen=True):
    """An instance that exists."""

    id: str
    name: str
    region: str
    status: str
    task_state: str | None
    metadata: dict[str, str]


class Calls(msgspec.Struct, frozen=True):
    """How often a service was called and answered a status; 0 means it gave no answer."""

    service: str
    method: str
    status: int
    count: int


class Record(msgspec.Struct, frozen=True):
    """The rehearsal's own record."""

    orders: list[Order]
    instances: list[Standing]
    calls: list[Calls]

    def owned(self, pool: str = "api") -> list[Standing]:
        """Instances that exist and whose metadata names the pool."""
        return [each for each in self.instances if each.metadata.get("vigie.pool") == pool]

    def called(self, service: str, method: str, status: int) -> int:
        """How often a service gave this answer."""
        asked = (service, method, status)
        return sum(
            each.count for each in self.calls if (each.service, each.method, each.status) == asked
        )


class PrivateDatastore(msgspec.Struct, frozen=True):
    """A datastore; `mounts` says of each host whether it can use it."""

    id: str
    name: str
    accessible: bool
    maintenance: str
    folder: str
    mounts: dict[str, bool]


class PrivateMachine(msgspec.Struct, frozen=True):
    """A virtual machine; memory in bytes."""

    id: str
    name: str
    vcpus: int
    memory: int
    power: str
    guest: str
    snapshots: list[str]


class PrivateHost(msgspec.Struct, frozen=True):
    """A host of the cluster."""

    id: str
    name: str
    connection: str
    maintenance: bool


class Filer(msgspec.Struct, frozen=True):
    """A datastore at the provider."""

    id: int
    name: str
    profile: str
    state: str
    billing: str
    datastore: str | None


class Private(msgspec.Struct, frozen=True):
    """The private cloud as it is."""

    datastores: list[PrivateDatastore]
    hosts: list[PrivateHost]
    machines: list[PrivateMachine]
    filers: list[Filer]
    stock: dict[str, int]

    def machine(self, name: str) -> PrivateMachine:
        """A machine by name."""
        return next(each for each in self.machines if each.name == name)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running estate. `settings` and `clouds_yaml` are the files it wrote."""

    process: Child
    settings: Path
    clouds_yaml: Path
    endpoints: dict[str, str]

    def record(self) -> Record:
        """The estate's own record: orders, instances that exist, calls."""
        return msgspec.json.decode(self.control("record"), type=Record)

    def private(self) -> "Private":
        """What there is in the private cloud."""
        return msgspec.json.decode(self.control("private"), type=Private)

    def set_faults(self, *faults: dict[str, object]) -> None:
        """Replace the faults that are on; keys as in a scenario's `[[faults]]`."""
        self.control("faults", {"faults": faults})

    def slow_down(self, method: str) -> None:
        """Answer compute's calls of one HTTP method late, so that their middle can be seen."""
        self.set_faults(
            {"mode": "slow", "services": ["compute"], "methods": [method], "wall_s": LATE_BY_S}
        )

    def reset_faults(self) -> None:
        """Back to the scenario's own faults."""
        self.control("faults", method="DELETE")

    def set_quota(self, region: str, instances: int, **others: int) -> None:
        """Give a region another quota."""
        self.control(f"quotas/{region}", {"instances": instances, **others})

    def revoke_tokens(self) -> None:
        """Make every token worthless."""
        self.control("tokens", method="DELETE")

    def control(self, path: str, body: object = None, *, method: str | None = None) -> bytes:
        """Call one of the estate's own paths."""
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.endpoints['rehearsal']}/{path}"
        request = urllib.request.Request(url, data, method=method)  # noqa: S310 - loopback, from the ready file
        with urllib.request.urlopen(request, timeout=HANGS_AFTER_S) as answer:  # noqa: S310 - as above
            content: bytes = answer.read()
        return content


Rehearse = Callable[[str, float], Rehearsal]
"""What the fixtures `rehearsal` and `fresh_rehearsal` give: an estate by scenario and speed."""


def public_alone(settings: str) -> str:
    """The text of a rehearsal's settings without what is OVHcloud's or private."""
    return re.sub(r"(?ms)^\[ovhcloud\].*?(?=^\[guards\])", "", settings)


def start(folder: Path, scenario: str, speed: float, *more: str) -> Rehearsal:
    """Start an estate whose files lie in `folder`; it ends with this process, or by `stop`.

    `more` are further arguments of its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ready_file = folder / "ready.json"
    arguments = ["--scenario", scenario, "--speed", str(speed), "--ready-file", str(ready_file)]
    nursery = Nursery.of("console.rehearsal.__main__:main", "console.rehearsal.vcenter.listener")
    arguments += ["--state-dir", str(folder / "estate"), "--parent-pid", str(nursery.pid)]
    arguments += more
    said = str(folder / "output")
    process = nursery.bear(Run(arguments, said, said))
    deadline = time.monotonic() + HANGS_AFTER_S
    while not ready_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            said = (folder / "output").read_text()
            raise RuntimeError(f"the rehearsal did not start: {said}")
        time.sleep(0.02)
    ready = json.loads(ready_file.read_text())
    settings, clouds = Path(ready["settings"]), Path(ready["clouds_yaml"])
    return Rehearsal(process, settings, clouds, ready["endpoints"])


def stop(rehearsal: Rehearsal) -> int:
    """End an estate; its exit code."""
    rehearsal.process.terminate()
    try:
        return rehearsal.process.wait(timeout=HANGS_AFTER_S)
    finally:
        rehearsal.process.kill()
