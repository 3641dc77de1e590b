"""The rehearsal's own paths: faults switched on at run time, and the record of the truth."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openstack
import pytest
import requests
from keystoneauth1.exceptions import ConnectFailure
from openstack.connection import Connection
from process import wait_until
from rehearsed import Rehearsal, Rehearse, start, stop

ORDER = {"flavor": "b2-60", "image": "windows-server-2022-api", "network": "vigie-private"}


@pytest.fixture(scope="module")
def estate(rehearsal: Rehearse) -> Rehearsal:
    return rehearsal("steady", 603.0)


@pytest.fixture
def cloud(estate: Rehearsal) -> Iterator[Connection]:
    config = openstack.config.OpenStackConfig(config_files=[str(estate.clouds_yaml)])
    region = config.get_one(cloud="vigie", region_name="GRA11", api_timeout=60)
    connection = Connection(config=region)
    connection.compute.get("/servers?limit=1").raise_for_status()
    yield connection
    estate.reset_faults()
    connection.close()


def order(cloud: Connection, name: str, **others: object) -> dict[str, object]:
    flavor = next(each for each in cloud.compute.flavors() if each.name == ORDER["flavor"])
    image = next(cloud.image.images(name=ORDER["image"]))
    network = next(cloud.network.networks(name=ORDER["network"]))
    server = {"name": name, "flavorRef": flavor.id, "imageRef": image.id}
    return {"server": server | {"networks": [{"uuid": network.id}], **others}}


def test_a_lost_answer_is_carried_out_all_the_same(estate: Rehearsal, cloud: Connection) -> None:
    body = order(cloud, "lost")
    lost = {"mode": "lost", "methods": ["POST"], "path": "^/servers$", "times": 1}
    estate.set_faults(lost)
    with pytest.raises(ConnectFailure):
        cloud.compute.post("/servers", json=body)
    entries = [entry for entry in estate.record().orders if entry.name == "lost"]
    assert [entry.answered for entry in entries] == [False]
    names = {server.name for server in cloud.compute.servers()}
    assert "lost" in names


def test_an_error_before_does_nothing_and_one_after_says_nothing(
    estate: Rehearsal, cloud: Connection
) -> None:
    body = order(cloud, "never")
    late = order(cloud, "late")
    estate.set_faults({"mode": "error", "methods": ["POST"], "statuses": [503], "times": 1})
    assert cloud.compute.post("/servers", json=body).status_code == 503
    estate.set_faults({"mode": "late_error", "methods": ["POST"], "times": 1})
    assert cloud.compute.post("/servers", json=late).status_code == 504
    names = {entry.name for entry in estate.record().orders}
    assert "never" not in names
    assert "late" in names


def test_one_region_is_down_and_the_others_are_not(estate: Rehearsal, cloud: Connection) -> None:
    token = cloud.auth_token
    estate.set_faults({"mode": "down", "regions": ["SBG5"]})
    headers = {"X-Auth-Token": token}
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{estate.endpoints['compute/SBG5']}/servers", headers=headers, timeout=60)
    url = f"{estate.endpoints['compute/RBX-A']}/servers"
    assert requests.get(url, headers=headers, timeout=60).status_code == 200


@pytest.mark.parametrize(
    ("mode", "content_type"), [("html", "text/html"), ("nonsense", "application/json")]
)
def test_a_200_may_be_no_answer(
    estate: Rehearsal, cloud: Connection, mode: str, content_type: str
) -> None:
    estate.set_faults({"mode": mode, "services": ["compute"]})
    answer = cloud.compute.get("/servers/detail")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(content_type)


def test_silence_lasts_until_the_caller_leaves(estate: Rehearsal, cloud: Connection) -> None:
    estate.set_faults({"mode": "hang", "services": ["prometheus"]})
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{estate.endpoints['prometheus']}/api/v1/labels", timeout=0.3)
    assert cloud.compute.get("/servers").status_code == 200


def test_revoked_tokens_are_replaced_by_the_client_itself(
    estate: Rehearsal, cloud: Connection
) -> None:
    before = cloud.auth_token
    estate.revoke_tokens()
    assert cloud.compute.get("/servers").status_code == 200
    assert cloud.auth_token != before


def test_faults_that_are_none_are_refused(estate: Rehearsal) -> None:
    url = f"{estate.endpoints['rehearsal']}/faults"
    answer = requests.post(url, json={"faults": [{"mode": "gremlins"}]}, timeout=60)
    assert answer.status_code == 400
    assert "gremlins" in answer.json()["error"]


def test_a_quota_shrinks_when_the_scenario_says_so(
    fresh_rehearsal: Rehearse, tmp_path: Path
) -> None:
    scenario = tmp_path / "shrinking.toml"
    scenario.write_text(
        'title = "Shrinking"\nstarts = 2026-11-24T16:30:00+01:00\n'
        '[[quota_cuts]]\nregion = "GRA11"\nafter_created = 3\ninstances = 14\n'
        '[placement]\nno_valid_host = 1.0\nregions = ["GRA11"]\n'
    )
    estate = fresh_rehearsal(str(scenario), 600.0)
    config = openstack.config.OpenStackConfig(config_files=[str(estate.clouds_yaml)])
    with Connection(config=config.get_one(cloud="vigie", region_name="GRA11")) as cloud:
        batch = order(cloud, "batch", min_count=3, max_count=3)
        assert cloud.compute.post("/servers", json=batch).status_code == 202
        refused = cloud.compute.post("/servers", json=order(cloud, "more", min_count=2))
        assert "already used 208, 13, 780000 of 224, 14, 840000" in refused.text
        server = next(cloud.compute.servers(name="batch-1"))
        failed = cloud.compute.wait_for_server(server, status="ERROR", interval=0.1, wait=60)
        assert failed.fault["message"].startswith("No valid host was found.")


def test_it_ends_when_told_and_takes_its_ready_file_along(tmp_path: Path) -> None:
    estate = start(tmp_path, "steady", 1.0)
    assert stop(estate) == 0
    assert not (tmp_path / "ready.json").exists()


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    script = (
        "import os, subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'console.rehearsal', '--ready-file', sys.argv[1]]\n"
        "child = subprocess.Popen([*command, '--parent-pid', str(os.getpid())])\n"
        "print(child.pid, flush=True)\n"
        "while not os.path.exists(sys.argv[1]): time.sleep(0.02)\n"
    )
    command = [sys.executable, "-c", script, str(ready)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    child = int(done.stdout)
    wait_until(lambda: not _alive(child), what="it ends with its parent")


def _alive(pid: int) -> bool:
    """Whether a process runs; one that only waits for its new parent does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
