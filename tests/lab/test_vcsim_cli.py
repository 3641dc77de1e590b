"""The command line shows VMware's own simulator in the shape of the rehearsal's vCenter."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from process import HANGS_AFTER_S
from rehearsed import Rehearse
from vcsim_lab import PASSWORD, USER, Vcsim, simulator

pytestmark = pytest.mark.lab
SPEED = 60.0
Say = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def vcsim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vcsim]:
    with simulator(tmp_path_factory.mktemp("vcsim"), datastores=4) as found:
        yield found


@pytest.fixture(scope="module")
def rehearsed(rehearsal: Rehearse) -> Say:
    """What a verb says of the rehearsal's vCenter."""
    settings = rehearsal("steady", SPEED).settings
    return lambda *verb: said("--settings", str(settings), *verb)


@pytest.fixture(scope="module")
def simulated(rehearsal: Rehearse, vcsim: Vcsim) -> Say:
    """What a verb says of VMware's simulator, with the rehearsal's other settings."""
    values = {
        "host": vcsim.address,
        "port": vcsim.inside.port,
        "ca_file": vcsim.certificate.file,
        "user": USER,
        "read_user": USER,
    }
    changes = [f"private_cloud.vsphere.{key}={value}" for key, value in values.items()]
    options = [part for change in changes for part in ("--set", change)]
    settings = rehearsal("steady", SPEED).settings
    return lambda *verb: said("--settings", str(settings), *options, *verb)


def said(*arguments: str) -> dict[str, Any]:
    secrets = {"VIGIE_SECRET_VSPHERE_READ": PASSWORD} if "--set" in arguments else {}
    ended = subprocess.run(
        [sys.executable, "-m", "console", "--output", "json", *arguments],
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER_S,
        env=os.environ | secrets,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize(
    ("verb", "things"),
    [("datastore", "datastores"), ("vm", "machines"), ("host", "hosts")],
)
def test_both_have_one_shape(verb: str, things: str, rehearsed: Say, simulated: Say) -> None:
    one, other = rehearsed(verb, "list"), simulated(verb, "list")
    assert one.keys() == other.keys()
    shapes = [{frozenset(each) for each in found[things]} for found in (one, other)]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) == 1


def test_datastores_have_the_simulator_s_figures(simulated: Say, vcsim: Vcsim) -> None:
    found = {
        each["name"]: (each["capacity_bytes"], each["free_bytes"], each["accessible"])
        for each in simulated("datastore", "list")["datastores"]
    }
    assert found == {
        each.name: (each.capacity, each.free, True) if each.accessible else (None, None, False)
        for each in vcsim.inside.datastores
    }


def test_machines_have_the_simulator_s_sizes(simulated: Say, vcsim: Vcsim) -> None:
    found = {each["name"]: each["vcpus"] for each in simulated("vm", "list")["machines"]}
    assert found == {each.name: each.cpus for each in vcsim.inside.machines}
