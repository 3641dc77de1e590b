"""The rehearsal's Prometheus API, driven by prometheus-api-client over a real socket."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import requests
import uvicorn
from process import wait_until
from prometheus_api_client import PrometheusConnect
from prometheus_api_client.exceptions import PrometheusApiClientException
from starlette.applications import Starlette
from starlette.routing import Mount

from console.rehearsal.load import SimulatedLoad
from console.rehearsal.load_curve import Curve
from console.rehearsal.prometheus import routes
from console.settings.metrics import PrometheusSettings
from tests.support.beings import Being

START = 1_774_000_800.0  # Friday 2026-03-20 10:00 UTC
BASELINE = {"RBX": 12, "GRA": 10, "SBG": 8}


@dataclass
class StandingFleet:
    """Thirty instances that stand, one that is booting; time does not pass."""

    time: float
    generation: int = 0
    beings: dict[str, tuple[Being, ...]] = field(default_factory=dict)

    def now(self) -> float:
        return self.time

    def intervals(self, pool: str, datacenter: str) -> tuple[Being, ...]:
        assert pool == "api"
        return self.beings[datacenter]


def standing_fleet() -> StandingFleet:
    fleet = StandingFleet(START + 1800)
    for place, count in BASELINE.items():
        fleet.beings[place] = tuple(
            Being(f"api-{place.lower()}-{n:03}", START, None, ((START, None),))
            for n in range(1, count + 1)
        )
    booting = Being("api-gra-new", START + 1700, None, ((START + 2000, None),))
    fleet.beings["GRA"] += (booting,)
    return fleet


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    load = SimulatedLoad(
        pool="api",
        datacenters=tuple(BASELINE),
        knee=21_000,
        curve=Curve(peak=560_000, starts_at=START),
    )
    app = Starlette(routes=[Mount("/prometheus", routes=routes(standing_fleet(), load))])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    # Without the protocol asyncio would leave Nagle's algorithm on: 40 ms a call.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started, what="the estate answers", every_s=0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/prometheus"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def client(url: str) -> PrometheusConnect:
    return PrometheusConnect(url=url, timeout=60)


def query(name: str) -> str:
    return PrometheusSettings(url="").query(name, "api")


def test_it_answers_that_it_is_there(client: PrometheusConnect, url: str) -> None:
    assert client.check_prometheus_connection()
    assert requests.get(f"{url}/-/healthy", timeout=60).text == "Prometheus Server is Healthy.\n"
    build = requests.get(f"{url}/api/v1/status/buildinfo", timeout=60).json()
    assert build["status"] == "success"
    assert build["data"]["version"].startswith("2.")


def test_all_metrics_are_listed(client: PrometheusConnect) -> None:
    assert client.all_metrics() == [
        "up",
        "vigie_connections",
        "vigie_cpu_ratio",
        "vigie_request_duration_seconds_bucket",
        "vigie_request_duration_seconds_count",
        "vigie_request_duration_seconds_sum",
        "vigie_requests_total",
    ]
    assert client.get_label_names() == [
        "__name__", "code", "datacenter", "instance", "job", "le", "pool",
    ]  # fmt: skip
    assert client.get_label_values("datacenter") == ["GRA", "RBX", "SBG"]


@pytest.mark.parametrize("name", ["connections", "requests", "errors", "p95", "cpu"])
def test_default_queries_answer_one_sample_a_datacenter(
    client: PrometheusConnect, name: str
) -> None:
    answer = client.custom_query(query(name))
    assert {sample["metric"]["datacenter"] for sample in answer} == set(BASELINE)
    for sample in answer:
        assert set(sample["metric"]) == {"datacenter"}
        at, value = sample["value"]
        assert at == START + 1800
        assert isinstance(value, str)
        assert float(value) > 0


def test_health_names_each_instance_that_exists(client: PrometheusConnect) -> None:
    answer = client.custom_query(query("health"))
    health = {sample["metric"]["instance"]: sample["value"][1] for sample in answer}
    assert len(health) == 31
    assert health.pop("api-gra-new") == "0"
    assert set(health.values()) == {"1"}


def test_connections_are_spread_by_capacity(client: PrometheusConnect) -> None:
    answer = client.custom_query(query("connections"))
    share = {one["metric"]["datacenter"]: float(one["value"][1]) for one in answer}
    total = sum(share.values())
    assert share["RBX"] / total == pytest.approx(12 / 30, rel=1e-4)
    assert share["SBG"] / total == pytest.approx(8 / 30, rel=1e-4)


@pytest.mark.parametrize("name", ["connections", "requests", "errors", "p95", "cpu"])
def test_the_last_hour_exists_at_once(client: PrometheusConnect, name: str) -> None:
    end = datetime.fromtimestamp(START + 1800, UTC)
    answer = client.custom_query_range(
        query(name), start_time=end - timedelta(hours=1), end_time=end, step="30"
    )
    assert len(answer) == 3
    for series in answer:
        assert [at for at, _ in series["values"]] == [
            START - 1800 + 30 * index for index in range(121)
        ]
        assert all(float(value) >= 0 for _, value in series["values"])


def test_posting_answers_the_same(url: str) -> None:
    form = {"query": "vector(1) + 1", "time": str(START)}
    posted = requests.post(f"{url}/api/v1/query", data=form, timeout=60).json()
    got = requests.get(f"{url}/api/v1/query", params=form, timeout=60).json()
    assert posted == got
    assert posted["data"] == {
        "resultType": "vector",
        "result": [{"metric": {}, "value": [START, "2"]}],
    }
    with PrometheusConnect(url=url, timeout=60, method="POST") as posting:
        assert len(posting.custom_query(query("connections"))) == 3
        assert "pool" in posting.get_label_names()


def test_scalars_and_raw_samples_have_their_own_shapes(url: str) -> None:
    def ask(text: str) -> dict[str, object]:
        params = {"query": text, "time": str(START + 7.25)}
        return requests.get(f"{url}/api/v1/query", params=params, timeout=60).json()["data"]

    assert ask("1 / 0") == {"resultType": "scalar", "result": [START + 7.25, "+Inf"]}
    raw = ask('up{instance="api-rbx-001"}[1m]')
    assert raw["resultType"] == "matrix"
    assert raw["result"][0]["values"] == [[START - 45 + 15 * n, "1"] for n in range(4)]
    assert ask("no_such_metric") == {"resultType": "vector", "result": []}


def test_metric_range_data_of_the_client_works(client: PrometheusConnect) -> None:
    data = client.get_metric_range_data(
        "vigie_connections",
        label_config={"datacenter": "SBG"},
        start_time=datetime.fromtimestamp(START, UTC),
        end_time=datetime.fromtimestamp(START + 600, UTC),
    )
    assert len(data) == 1
    assert len(data[0]["values"]) == 41


def test_series_are_found_by_match(url: str, client: PrometheusConnect) -> None:
    found = client.get_series(
        datetime.fromtimestamp(START, UTC),
        datetime.fromtimestamp(START + 1800, UTC),
        params={"match[]": 'up{datacenter="SBG"}'},
    )
    assert len(found) == 8
    assert found[0] == {
        "__name__": "up",
        "datacenter": "SBG",
        "instance": "api-sbg-001",
        "job": "api",
        "pool": "api",
    }
    refused = requests.get(f"{url}/api/v1/series", timeout=60)
    assert refused.status_code == 400
    assert refused.json()["error"] == "no match[] parameter provided"


def test_nothing_is_known_of_the_future_nor_before_the_history(client: PrometheusConnect) -> None:
    for time_s in (START + 1800 + 400, START - 99 * 86_400):
        assert client.custom_query(query("connections"), params={"time": time_s}) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sum(", 'invalid parameter "query": 1:5: parse error: unclosed left parenthesis'),
        ("up[5m", 'invalid parameter "query": 1:6: parse error: unclosed left bracket'),
        ("nope(up)", '1:1: parse error: unknown function with name "nope"'),
        ("rate(up)", 'expected type range vector in call to function "rate", got instant vector'),
        ("", "1:1: parse error: no expression found in input"),
        ("rate(up[5m])[1h:5m]", "parse error"),
    ],
)
def test_bad_promql_is_refused_as_prometheus_does(url: str, text: str, message: str) -> None:
    answer = requests.get(f"{url}/api/v1/query", params={"query": text}, timeout=60)
    assert answer.status_code == 400
    body = answer.json()
    assert (body["status"], body["errorType"]) == ("error", "bad_data")
    assert message in body["error"]
    assert set(body) == {"status", "errorType", "error"}


def test_operands_that_do_not_match_are_an_execution_error(url: str) -> None:
    params = {"query": "up * on (pool) vigie_cpu_ratio"}
    answer = requests.get(f"{url}/api/v1/query", params=params, timeout=60)
    assert answer.status_code == 422
    assert answer.json()["errorType"] == "execution"
    assert "many-to-many matching not allowed" in answer.json()["error"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"step": "0"}, "zero or negative query resolution step widths"),
        ({"step": "soon"}, 'cannot parse "soon" to a valid duration'),
        ({"start": "yesterday"}, 'cannot parse "yesterday" to a valid timestamp'),
        ({"end": str(START - 1)}, "end timestamp must not be before start time"),
        ({"step": "0.1"}, "exceeded maximum resolution of 11,000 points per timeseries"),
        ({"query": "up[5m]"}, 'invalid expression type "range vector" for range query'),
    ],
)
def test_bad_ranges_are_refused(url: str, changed: dict[str, str], message: str) -> None:
    params = {"query": "up", "start": str(START), "end": str(START + 1200), "step": "15s"}
    answer = requests.get(f"{url}/api/v1/query_range", params={**params, **changed}, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["errorType"] == "bad_data"
    assert message in answer.json()["error"]


def test_eleven_thousand_points_are_allowed(url: str) -> None:
    params = {"query": "1", "start": str(START), "end": str(START + 1100), "step": "0.1"}
    answer = requests.get(f"{url}/api/v1/query_range", params=params, timeout=60)
    assert len(answer.json()["data"]["result"][0]["values"]) == 11_001


def test_the_client_raises_its_own_error(client: PrometheusConnect) -> None:
    with pytest.raises(PrometheusApiClientException, match="bad_data"):
        client.custom_query("sum(")
