"""The rehearsal's OVHcloud API, driven by python-ovh over a real socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import ovh
import pytest
import requests
import uvicorn
from ovh.client import ENDPOINTS
from ovh.exceptions import (
    APIError,
    BadParametersError,
    HTTPError,
    InvalidCredential,
    InvalidKey,
    NotGrantedCall,
    ResourceNotFoundError,
)
from process import HANGS_AFTER_S, wait_until

from console.rehearsal.app import RunningEstate, build
from console.rehearsal.connection import CuttableProtocol
from console.rehearsal.ovhcloud.signature import Signed, sign
from console.rehearsal.private.reference import SERVICE, VDC_ID
from console.rehearsal.private.scenario import Private
from console.rehearsal.scenario import CallLatency, Scenario, ScenarioFault

START = datetime(2026, 11, 26, 13, tzinfo=UTC)
HERE = f"/dedicatedCloud/{SERVICE}"
VDC = f"{HERE}/datacenter/{VDC_ID}"
SSD = "ssd-3000-GB"
SPEED = 3600.0
FAST = CallLatency(read_wall_s=0, write_wall_s=0, spread_wall_s=0)


@dataclass
class Api:
    """A running API; `client` is python-ovh with the full key, `reading` with the other."""

    estate: RunningEstate
    base: str

    def client(self, **keys: str) -> ovh.Client:
        accounts = self.estate.world.private.accounts
        ENDPOINTS.setdefault(self.base, self.base)
        given = {
            "application_key": accounts.application_key,
            "application_secret": accounts.application_secret,
            "consumer_key": accounts.full.key,
        } | keys
        return ovh.Client(endpoint=self.base, timeout=60, **given)

    @property
    def reading(self) -> ovh.Client:
        return self.client(consumer_key=self.estate.world.private.accounts.reading.key)

    def orders(self) -> list[str]:
        return [entry.order for entry in self.estate.world.record.entries]

    def until_done(self, client: ovh.Client, number: int) -> dict[str, object]:
        """Wait for a task, bounded."""
        task: dict[str, object] = {}

        def done() -> bool:
            task.update(client.get(f"{HERE}/task/{number}"))
            return task["state"] == "done"

        wait_until(done, what="the end of the task")
        return task


@contextmanager
def serving(**scenario: object) -> Iterator[Api]:
    given = {"title": "Test", "starts": START, "calls": FAST} | scenario
    given.setdefault("private", Private(calls_per_minute=100_000))
    estate = build(Scenario(**given), speed=SPEED)  # type: ignore[arg-type]
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(estate.app, http=CuttableProtocol, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started, what="the estate answers", every_s=0.005)
    try:
        yield Api(estate, f"http://127.0.0.1:{listener.getsockname()[1]}/ovhcloud/1.0")
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def shared() -> Iterator[Api]:
    with serving() as api:
        yield api


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as api:
        yield api


def test_the_clock_needs_no_key(shared: Api) -> None:
    told = requests.get(f"{shared.base}/auth/time", timeout=60).json()
    assert abs(told - time.time()) < HANGS_AFTER_S


def test_who_is_who(shared: Api) -> None:
    full = shared.client().get("/auth/currentCredential")
    assert {rule["method"] for rule in full["rules"]} == {"GET", "POST", "PUT", "DELETE"}
    reading = shared.reading.get("/auth/currentCredential")
    assert reading["rules"] == [{"method": "GET", "path": "/*"}]
    assert shared.client().get("/me")["nichandle"]


def test_a_reading_key_may_not_order(shared: Api) -> None:
    before = shared.orders()
    for path in (f"{VDC}/orderNewFilerHourly", f"{HERE}/vendor/ovhId"):
        with pytest.raises(NotGrantedCall) as refused:
            shared.reading.post(path, name=SSD)
        assert refused.value.query_id.startswith("EU.ext-1.")
        assert refused.value.response.json()["errorCode"] == "NOT_GRANTED_CALL"
        assert refused.value.response.status_code == 403
    assert shared.orders() == before


def test_wrong_keys_are_told_apart(shared: Api) -> None:
    with pytest.raises(InvalidKey):
        shared.client(application_key="x").get("/me")
    with pytest.raises(InvalidCredential):
        shared.client(consumer_key="x").get("/me")
    with pytest.raises(BadParametersError, match="Invalid signature"):
        shared.client(application_secret="x").get("/me")  # noqa: S106 - a wrong one


@pytest.mark.parametrize("drift", [-200, 200])
def test_a_clock_that_is_off_is_refused(shared: Api, drift: int) -> None:
    accounts = shared.estate.world.private.accounts
    url, told = f"{shared.base}/me", str(int(time.time()) + drift)
    call = Signed("GET", url, b"", {})
    headers = {
        "X-Ovh-Application": accounts.application_key,
        "X-Ovh-Consumer": accounts.full.key,
        "X-Ovh-Timestamp": told,
        "X-Ovh-Signature": sign(accounts.application_secret, accounts.full.key, call, told),
    }
    answer = requests.get(url, headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "QUERY_TIME_OUT")


def test_a_changed_body_or_query_breaks_the_signature(shared: Api) -> None:
    accounts = shared.estate.world.private.accounts
    url, told = f"{shared.base}{HERE}/task?state=done", str(int(time.time()))
    call = Signed("GET", url, b"", {})
    headers = {
        "X-Ovh-Application": accounts.application_key,
        "X-Ovh-Consumer": accounts.full.key,
        "X-Ovh-Timestamp": told,
        "X-Ovh-Signature": sign(accounts.application_secret, accounts.full.key, call, told),
    }
    assert requests.get(url, headers=headers, timeout=60).status_code == 200
    altered = requests.get(url + "&name=x", headers=headers, timeout=60)
    assert altered.json()["errorCode"] == "INVALID_SIGNATURE"


def test_what_is_held(shared: Api) -> None:
    client = shared.client()
    assert client.get("/dedicatedCloud") == [SERVICE]
    assert client.get(f"{HERE}/datacenter") == [VDC_ID]
    own, everywhere = client.get(f"{VDC}/filer"), client.get(f"{HERE}/filer")
    assert (len(own), len(everywhere), len(client.get(f"{VDC}/host"))) == (11, 1, 3)
    filer = client.get(f"{VDC}/filer/{own[2]}")
    assert (filer["name"], filer["profile"], filer["state"]) == ("ssd-000103", SSD, "delivered")
    assert filer["size"] == {"unit": "GB", "value": 3000}
    assert filer["spaceUsed"]["value"] == pytest.approx(2880, rel=0.01)
    with pytest.raises(ResourceNotFoundError):
        client.get(f"{VDC}/filer/{everywhere[0]}")
    with pytest.raises(ResourceNotFoundError):
        client.get("/dedicatedCloud/pcc-elsewhere/task")


def test_whole_objects_by_pages(shared: Api) -> None:
    headers = {
        "X-Pagination-Mode": "CachedObjectList-Pages",
        "X-Pagination-Size": "4",
        "X-Pagination-Number": "3",
        "X-Pagination-Sort": "filerId",
        "X-Pagination-Sort-Order": "DESC",
    }
    answer = shared.client().raw_call("GET", f"{VDC}/filer", headers=headers)
    assert answer.headers["X-Pagination-Elements"] == "11"
    assert [each["name"] for each in answer.json()] == ["ssd-000103", "ssd-000102", "ssd-000101"]


def test_profiles_stock_and_prices_agree(shared: Api) -> None:
    client = shared.client()
    profiles = {each["name"]: each for each in client.get(f"{VDC}/orderableFilerProfiles")}
    assert profiles[SSD]["size"] == {"unit": "GB", "value": 3000}
    zone = client.get(HERE)["location"]
    stock = {e["profile"]: e["realCount"] for e in client.get(_stock(zone, "zpool"))}
    assert stock.keys() == profiles.keys()
    hosts = {each["name"] for each in client.get(f"{VDC}/orderableHostProfiles")}
    assert {each["name"] for each in client.get(_stock(zone, "host"))} == hosts
    options = client.get(f"/order/cartServiceOption/privateCloud/{SERVICE}")
    prices = {each["planCode"]: each["prices"][0]["price"]["value"] for each in options}
    assert {f"{name}-hourly" for name in profiles} < prices.keys()
    quote = client.get(_monthly("filer/01"), name=SSD, quantity=3, datacenterId=VDC_ID)
    assert quote["prices"]["withoutTax"]["value"] == 3 * prices[SSD]
    assert quote["orderId"] is None
    held = client.get(f"{HERE}/newPrices")["resources"]
    assert next(e for e in held if e["name"] == "ssd-000101")["newPrice"]["value"] == prices[SSD]


def test_the_bridge_from_vcenter(shared: Api) -> None:
    client = shared.client()
    store = shared.estate.world.private.inventory.datastore_named("ssd-000102")
    assert store is not None
    found = client.post(f"{HERE}/vendor/ovhId", objectType="filer", vendorId=store.id)
    assert client.get(f"{VDC}/filer/{found['filerId']}")["name"] == "ssd-000102"
    with pytest.raises(ResourceNotFoundError):
        client.post(f"{HERE}/vendor/ovhId", objectType="filer", vendorId="datastore-0")


def test_an_order_by_the_hour_appears_in_vcenter(api: Api) -> None:
    client = api.client()
    task = client.post(f"{VDC}/orderNewFilerHourly", name=SSD)
    assert (task["state"], task["name"], task["filerId"]) == ("todo", "addFiler", None)
    done = api.until_done(client, task["taskId"])
    filer = client.get(f"{VDC}/filer/{done['filerId']}")
    assert (filer["state"], filer["billingType"]) == ("delivered", "hourly")
    assert api.estate.world.private.inventory.datastore_named(filer["name"]) is not None
    usage = client.get("/me/consumption/usage/current")[0]
    details = usage["elements"][0]["details"]
    assert filer["name"] in {each["resource"] for each in details}


def test_an_order_for_every_vdc_and_one_of_a_host(api: Api) -> None:
    client = api.client()
    shared = client.post(f"{HERE}/orderNewFilerHourly", name=SSD)
    host = client.post(f"{VDC}/orderNewHostHourly", name="PRE512", vmwareClusterId="domain-c8")
    assert (shared["datacenterId"], host["datacenterId"]) == (None, VDC_ID)
    done = api.until_done(client, shared["taskId"])
    assert done["filerId"] in client.get(f"{HERE}/filer")
    done = api.until_done(client, host["taskId"])
    assert client.get(f"{VDC}/host/{done['hostId']}")["state"] == "delivered"
    with pytest.raises(ResourceNotFoundError):
        client.post(f"{VDC}/orderNewHostHourly", name="PRE512", vmwareClusterId="domain-c99")
    with pytest.raises(BadParametersError, match="not orderable"):
        client.post(f"{VDC}/orderNewFilerHourly", name="floppy")
    assert api.orders() == ["order-filer", "order-host"]


def test_an_order_by_the_month_is_one_bill_and_a_task_each(api: Api) -> None:
    client = api.client()
    wanted = {"name": SSD, "quantity": 2, "datacenterId": VDC_ID}
    assert client.get(_monthly("filer"), **wanted) == ["01"]
    assert api.orders() == []
    bill = client.post(_monthly("filer/01"), **wanted)
    tasks = [client.get(f"{HERE}/task/{number}") for number in client.get(f"{HERE}/task")]
    assert [each["orderId"] for each in tasks] == [bill["orderId"]] * 2
    assert api.orders() == ["order-filer"] * 2
    done = api.until_done(client, tasks[0]["taskId"])
    with pytest.raises(APIError, match="not an hourly resource"):
        client.post(f"{VDC}/filer/{done['filerId']}/remove")


def test_tasks_by_state_and_name(api: Api) -> None:
    client = api.client()
    filer = client.post(f"{VDC}/orderNewFilerHourly", name=SSD)["taskId"]
    host = client.post(f"{VDC}/orderNewHostHourly", name="PRE512")["taskId"]
    api.until_done(client, filer)
    api.until_done(client, host)
    assert client.get(f"{HERE}/task", name="addHost") == [host]
    assert client.get(f"{HERE}/task", state="done") == [filer, host]
    assert client.get(f"{HERE}/task", state="doing") == []
    done = client.get(f"{HERE}/task/{filer}")
    assert client.get(f"{VDC}/filer/{done['filerId']}/task") == [filer]


def test_a_lost_answer_is_an_order_all_the_same() -> None:
    lost = ScenarioFault(mode="lost", services=("ovhcloud",), path="/orderNewFilerHourly$", times=1)
    with serving(faults=(lost,)) as api:
        client = api.client()
        with pytest.raises(HTTPError):
            client.post(f"{VDC}/orderNewFilerHourly", name=SSD)
        assert len(client.get(f"{HERE}/task")) == 1
        assert api.orders() == ["order-filer"]
        record = requests.get(api.base.replace("/ovhcloud/1.0", "/rehearsal/record"), timeout=60)
        assert [order["answered"] for order in record.json()["orders"]] == [False]


def test_a_call_that_fails_before_orders_nothing() -> None:
    broken = ScenarioFault(mode="error", services=("ovhcloud",), methods=("POST",), statuses=(503,))
    with serving(faults=(broken,)) as api:
        with pytest.raises(APIError) as failed:
            api.client().post(f"{VDC}/orderNewFilerHourly", name=SSD)
        assert failed.value.response.status_code == 503
        assert failed.value.query_id
        assert api.orders() == []


def test_calls_a_minute_are_counted_by_key() -> None:
    with serving(private=Private(calls_per_minute=5)) as api:
        client = api.client()
        statuses = [client.raw_call("GET", "/me").status_code for _ in range(7)]
        assert statuses[:5] == [200] * 5
        assert statuses[-1] == 429
        assert client.raw_call("GET", "/me").headers["Retry-After"]
        assert api.reading.raw_call("GET", "/me").status_code == 200


def test_no_secret_is_in_an_answer(shared: Api) -> None:
    accounts = shared.estate.world.private.accounts
    client = shared.client()
    said = b"".join(
        client.raw_call("GET", path).content
        for path in ("/auth/currentCredential", "/me", HERE, f"{HERE}/task", "/nothing")
    )
    assert not any(secret.encode() in said for secret in accounts.secrets().values())


def test_trainers_see_and_break_the_private_cloud(api: Api) -> None:
    control = api.base.replace("/ovhcloud/1.0", "/rehearsal")
    shown = requests.get(f"{control}/private", timeout=60).json()
    assert len(shown["datastores"]) == len(shown["filers"]) == 12
    url = f"{control}/datastores/ssd-000101"
    broken = requests.post(url, data=msgspec.json.encode({"reachable": False}), timeout=60).json()
    assert not broken["accessible"]
    assert not any(broken["mounts"].values())
    mended = requests.post(url, data=msgspec.json.encode({"reachable": True}), timeout=60).json()
    assert all(mended["mounts"].values())
    stock = requests.post(f"{control}/stock", data=msgspec.json.encode({SSD: 0}), timeout=60)
    assert stock.json()[SSD] == 0
    with pytest.raises(BadParametersError, match="no more stock"):
        api.client().post(f"{VDC}/orderNewFilerHourly", name=SSD)
    host = f"{control}/hosts/{shown['hosts'][0]['name']}"
    gone = requests.post(host, data=msgspec.json.encode({"connected": False}), timeout=60)
    assert gone.json()["connection"] == "notResponding"


def _stock(zone: str, kind: str) -> str:
    return f"/dedicatedCloud/location/{zone}/stock/{kind}"


def _monthly(rest: str) -> str:
    return f"/order{HERE}/{rest}"
