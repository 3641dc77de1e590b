"""What the simulated Nova promises on the wire: versions, pages, filters, batches, refusals."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from process import wait_until
from rehearsed import Rehearsal, Rehearse


@dataclass
class Nova:
    """A member's calls to one region, without any library between."""

    estate: Rehearsal
    cloud: str = "vigie"
    region: str = "RBX-A"
    version: str = "2.79"
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        clouds = json.loads(self.estate.clouds_yaml.read_text())["clouds"]
        auth = clouds[self.cloud]["auth"]
        domain = {"name": "Default"}
        user = {"name": auth["username"], "password": auth["password"], "domain": domain}
        identity = {"methods": ["password"], "password": {"user": user}}
        scope = {"project": {"name": auth["project_name"], "domain": domain}}
        body = {"auth": {"identity": identity, "scope": scope}}
        answer = requests.post(f"{auth['auth_url']}/auth/tokens", json=body, timeout=60)
        assert answer.status_code == 201, answer.text
        self.session.headers["X-Auth-Token"] = answer.headers["X-Subject-Token"]
        self.project = answer.json()["token"]["project"]["id"]

    def call(self, method: str, path: str, body: object = None, **query: str) -> requests.Response:
        url = self.estate.endpoints[f"compute/{self.region}"] + path
        headers = {"OpenStack-API-Version": f"compute {self.version}"}
        return self.session.request(
            method, url, json=body, params=query, headers=headers, timeout=60
        )

    def get(self, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON
        answer = self.call("GET", path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, name: str, **others: object) -> requests.Response:
        flavors = {each["name"]: each["id"] for each in self.get("/flavors")["flavors"]}
        images = self.other("image", "/v2/images", name="windows-server-2022-api")["images"]
        networks = self.other("network", "/v2.0/networks", name="vigie-private")["networks"]
        server = {"name": name, "flavorRef": flavors["b2-60"], "imageRef": images[0]["id"]}
        server |= {"networks": [{"uuid": networks[0]["id"]}], **others}
        return self.call("POST", "/servers", {"server": server})

    def other(self, service: str, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON
        url = self.estate.endpoints[f"{service}/{self.region}"] + path
        answer = self.session.get(url, params=query, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()


def until(condition: Callable[[], bool]) -> None:
    wait_until(condition, what="the estate gets there", every_s=0.02)


@pytest.fixture(scope="module")
def nova(rehearsal: Rehearse) -> Nova:
    return Nova(rehearsal("steady", 602.0))


@pytest.mark.parametrize(
    ("asked", "status", "kind"),
    [("2.97", 406, "computeFault"), ("1.9", 406, "computeFault"), ("new", 400, "badRequest")],
)
def test_versions_it_does_not_know_are_refused(
    nova: Nova, asked: str, status: int, kind: str
) -> None:
    answer = Nova(nova.estate, version=asked).call("GET", "/servers")
    assert answer.status_code == status
    assert answer.json()[kind]["code"] == status


def test_the_answer_says_its_version_and_shape(nova: Nova) -> None:
    old, new = Nova(nova.estate, version="2.1"), Nova(nova.estate, version="latest")
    answer = new.call("GET", "/servers/detail", limit="1")
    assert answer.headers["OpenStack-API-Version"] == "compute 2.96"
    assert answer.headers["X-OpenStack-Nova-API-Version"] == "2.96"
    assert answer.headers["X-Openstack-Request-Id"].startswith("req-")
    server = answer.json()["servers"][0]
    assert server["flavor"]["original_name"] == "win-b2-60"
    assert "pinned_availability_zone" in server
    older = old.get("/servers/detail", limit="1")["servers"][0]
    assert older["flavor"].keys() == {"id", "links"}
    assert "locked" not in older


def test_pages_follow_each_other_and_end(nova: Nova) -> None:
    nova = Nova(nova.estate, region="SBG5")
    found: list[str] = []
    url = nova.estate.endpoints["compute/SBG5"] + "/servers?limit=3"
    while url:
        page = nova.session.get(url, timeout=60).json()
        found += [server["name"] for server in page["servers"]]
        url = next((link["href"] for link in page.get("servers_links", [])), "")
    assert found == [f"api-sbg-{number:03d}" for number in range(8, 0, -1)]
    assert nova.call("GET", "/servers", marker="nowhere").status_code == 400


def test_names_are_filtered_by_expression(nova: Nova) -> None:
    assert not nova.get("/servers", name="^api-rbx-001$|^api-rbx-002$")["servers"]
    found = nova.get("/servers", name="^api-rbx-00[1-3]$")["servers"]
    assert {server["name"] for server in found} == {f"api-rbx-00{number}" for number in (1, 2, 3)}


def test_a_batch_is_named_beforehand_and_marks_its_owner(nova: Nova) -> None:
    marks = {"vigie.pool": "api", "vigie.batch": "api-rbx-x-1"}
    others = {"min_count": 3, "max_count": 3, "metadata": marks}
    answer = nova.create("api-rbx-x-1", **others)
    assert answer.status_code == 202
    servers = nova.get("/servers/detail", name="^api-rbx-x-1")["servers"]
    assert {server["name"] for server in servers} == {f"api-rbx-x-1-{n}" for n in (1, 2, 3)}
    assert all(server["metadata"] == marks for server in servers)
    assert answer.json()["server"]["id"] in {server["id"] for server in servers}
    for server in servers:
        assert nova.call("DELETE", f"/servers/{server['id']}").status_code == 204


def test_a_batch_of_one_has_no_suffix(nova: Nova) -> None:
    answer = nova.create("api-rbx-x-2", min_count=1, max_count=1, return_reservation_id=True)
    reservation = answer.json()["reservation_id"]
    servers = nova.get("/servers", reservation_id=reservation)["servers"]
    assert [server["name"] for server in servers] == ["api-rbx-x-2"]
    nova.call("DELETE", f"/servers/{servers[0]['id']}")


def test_an_instance_boots_and_once_deleted_only_changes_since_tells(nova: Nova) -> None:
    clock = json.loads(nova.estate.control("clock"))
    since = (datetime.fromisoformat(clock["now"]) - timedelta(seconds=60)).isoformat()
    server_id = nova.create("passing").json()["server"]["id"]
    path = f"/servers/{server_id}"
    assert nova.get(path)["server"]["status"] == "BUILD"
    until(lambda: nova.get(path)["server"]["status"] == "ACTIVE")
    assert nova.call("DELETE", path).status_code == 204
    until(lambda: nova.call("GET", path).status_code == 404)
    assert not nova.get("/servers", name="^passing$")["servers"]
    changed = nova.get("/servers/detail", **{"changes-since": since})["servers"]
    gone = next(server for server in changed if server["id"] == server_id)
    assert gone["status"] == "DELETED"
    assert gone["OS-SRV-USG:terminated_at"]
    actions = nova.get(f"{path}/os-instance-actions")["instanceActions"]
    assert [action["action"] for action in actions] == ["delete", "create"]


def test_a_console_tells_of_every_start_and_gives_its_last_lines(nova: Nova) -> None:
    server_id = nova.create("talking").json()["server"]["id"]
    path = f"/servers/{server_id}"

    def console(**asked: int) -> requests.Response:
        return nova.call("POST", f"{path}/action", {"os-getConsoleOutput": asked})

    assert console().status_code == 409
    until(lambda: nova.get(path)["server"]["status"] == "ACTIVE")
    said = console().json()["output"].splitlines()
    assert any("talking" in line for line in said)
    assert console(length=2).json()["output"].splitlines() == said[-2:]
    assert nova.call("POST", f"{path}/action", {"reboot": {"type": "HARD"}}).status_code == 202
    assert len(console().json()["output"].splitlines()) == 2 * len(said)
    nova.call("DELETE", path)


def test_stop_start_and_reboot_change_the_status_and_refuse_nonsense(nova: Nova) -> None:
    server_id = nova.get("/servers", name="^api-rbx-012$")["servers"][0]["id"]
    path = f"/servers/{server_id}"

    def is_now(status: str) -> bool:
        server = nova.get(path)["server"]
        return server["status"] == status and server["OS-EXT-STS:task_state"] is None

    def act(action: dict[str, object]) -> requests.Response:
        return nova.call("POST", f"{path}/action", action)

    assert act({"os-start": None}).status_code == 409
    assert act({"os-stop": None}).status_code == 202
    until(lambda: is_now("SHUTOFF"))
    refused = act({"reboot": {"type": "SOFT"}})
    message = refused.json()["conflictingRequest"]["message"]
    assert message == f"Cannot 'reboot' instance {server_id} while it is in vm_state stopped"
    assert act({"os-start": None}).status_code == 202
    until(lambda: is_now("ACTIVE"))
    assert act({"reboot": {"type": "HARD"}}).status_code == 202
    assert nova.get(path)["server"]["status"] == "HARD_REBOOT"
    until(lambda: is_now("ACTIVE"))


def test_what_is_locked_is_neither_deleted_nor_rebooted_nor_marked(nova: Nova) -> None:
    server_id = nova.get("/servers", name="^api-rbx-010$")["servers"][0]["id"]
    path = f"/servers/{server_id}"

    def act(action: dict[str, object]) -> requests.Response:
        return nova.call("POST", f"{path}/action", action)

    assert act({"lock": {"locked_reason": "post-mortem"}}).status_code == 202
    server = nova.get(path)["server"]
    assert (server["locked"], server["locked_reason"]) == (True, "post-mortem")
    refused = (
        nova.call("DELETE", path),
        act({"reboot": {"type": "HARD"}}),
        nova.call("POST", f"{path}/metadata", {"metadata": {"seen": "yes"}}),
    )
    for answer in refused:
        assert answer.status_code == 409
        text = answer.json()["conflictingRequest"]["message"]
        assert text == f"Instance {server_id} is locked"
    assert act({"unlock": None}).status_code == 202
    server = nova.get(path)["server"]
    assert (server["locked"], server["locked_reason"]) == (False, None)


def test_metadata_is_edited_item_by_item(nova: Nova) -> None:
    server_id = nova.get("/servers", name="^api-rbx-011$")["servers"][0]["id"]
    path = f"/servers/{server_id}/metadata"
    assert nova.call("POST", path, {"metadata": {"seen": "yes"}}).status_code == 200
    assert nova.get(path)["metadata"] == {"vigie.pool": "api", "seen": "yes"}
    assert nova.call("DELETE", f"{path}/seen").status_code == 204
    assert nova.call("GET", f"{path}/seen").status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"flavorRef": "none"}, 400, "Flavor none could not be found."),
        ({"imageRef": "none"}, 400, "Can not find requested image"),
        ({"networks": [{"uuid": "none"}]}, 400, "Network none could not be found."),
        ({"key_name": "none"}, 400, "Invalid key_name provided."),
        ({"min_count": 3, "max_count": 2}, 400, "min_count must be <= max_count"),
        ({"name": ""}, 400, "Invalid input for field/attribute"),
    ],
)
def test_bad_creations_are_refused(
    nova: Nova, change: dict[str, object], status: int, message: str
) -> None:
    answer = nova.create(**{"name": "bad", **change})
    assert answer.status_code == status
    assert message in answer.json()["badRequest"]["message"]


def test_the_quota_refuses_a_batch_whole_and_in_novas_words(fresh_rehearsal: Rehearse) -> None:
    nova = Nova(fresh_rehearsal("steady", 600.0), region="SBG5")
    refused = nova.create("much", min_count=93, max_count=93)
    assert refused.status_code == 403
    assert refused.json()["forbidden"]["message"] == (
        "Quota exceeded for cores, instances, ram: Requested 1488, 93, 5580000, "
        "but already used 128, 8, 480000 of 1600, 100, 6000000 cores, instances, ram"
    )
    assert nova.create("enough", min_count=2, max_count=93).status_code == 202
    details = nova.get(f"/os-quota-sets/{nova.project}/detail")["quota_set"]
    assert (details["instances"]["in_use"], details["instances"]["limit"]) == (100, 100)
    network = nova.other("network", f"/v2.0/quotas/{nova.project}/details.json")["quota"]
    assert network["port"] == {"limit": 500, "used": 100, "reserved": 0}
    free = nova.other("network", "/v2.0/network-ip-availabilities")["network_ip_availabilities"]
    assert free[0]["total_ips"] - free[0]["used_ips"] > 800
    assert len(nova.estate.record().orders) == 92


def test_what_is_not_simulated_is_not_found_in_novas_form(nova: Nova) -> None:
    answer = nova.call("GET", "/os-hypervisors")
    assert answer.status_code == 404
    assert answer.json()["itemNotFound"]["code"] == 404


def test_a_reader_reads_and_every_write_is_refused(nova: Nova) -> None:
    reader = Nova(nova.estate, cloud="vigie-reader")
    server_id = reader.get("/servers", name="^api-rbx-001$")["servers"][0]["id"]
    writes = {
        "servers:create": reader.create("mine"),
        "servers:delete": reader.call("DELETE", f"/servers/{server_id}"),
        "servers:stop": reader.call("POST", f"/servers/{server_id}/action", {"os-stop": None}),
        "server-metadata:update_all": reader.call(
            "POST", f"/servers/{server_id}/metadata", {"metadata": {"a": "b"}}
        ),
    }
    for rule, answer in writes.items():
        assert answer.status_code == 403, rule
        message = f"Policy doesn't allow os_compute_api:{rule} to be performed."
        assert answer.json()["forbidden"]["message"] == message


def test_a_call_too_many_is_told_when_to_come_back(fresh_rehearsal: Rehearse) -> None:
    nova = Nova(fresh_rehearsal("steady", 1.0))
    url = nova.estate.endpoints["compute/RBX-A"] + "/flavors"
    headers = {"X-Auth-Token": str(nova.session.headers["X-Auth-Token"])}

    def ask(_: int) -> requests.Response:
        return requests.get(url, headers=headers, timeout=60)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(64)))
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert int(limited[0].headers["Retry-After"]) >= 1
    assert limited[0].json()["overLimit"]["message"] == "This request was rate-limited."
    assert nova.estate.record().called("compute", "GET", 429) == len(limited)
