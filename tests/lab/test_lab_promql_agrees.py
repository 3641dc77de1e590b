"""The rehearsal's PromQL engine against a real Prometheus fed with the same samples."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from math import isclose, isnan
from pathlib import Path

import pytest
import requests
from process import HANGS_AFTER_S, wait_until

from console.rehearsal.load import SimulatedLoad
from console.rehearsal.load_curve import Curve, DemandGrowth
from console.rehearsal.metrics import Metrics
from console.rehearsal.prometheus_result import instant_result, range_result
from console.rehearsal.promql import ParseError, Run, Selector, evaluate, parse
from console.rehearsal.promql.storage import MemoryStorage
from console.settings.metrics import PrometheusSettings
from tests.support.beings import Being

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's prometheus is missing"),
]

START = 1_584_342_000.0
DEFAULTS = [
    PrometheusSettings(url="").query(name, "api")
    for name in ("connections", "requests", "errors", "p95", "cpu", "health")
]
QUERIES = [
    *DEFAULTS,
    "sum(vigie_connections)",
    "count by (datacenter) (up == 1)",
    "count without (instance) (up)",
    'rate(vigie_requests_total{code="503"}[1m])',
    'increase(vigie_requests_total{code=~"2..",datacenter!="GRA"}[7m])',
    "irate(vigie_requests_total[2m])",
    "rate(restarted[3m])",
    "increase(restarted[100s] offset 2m)",
    "delta(vigie_connections[4m])",
    "idelta(vigie_connections[4m])",
    "changes(up[10m]) > 0",
    "resets(restarted[10m])",
    "avg_over_time(vigie_connections[5m])",
    "min_over_time(vigie_connections[5m:])",
    "max_over_time(vigie_connections[5m])",
    "sum_over_time(vigie_connections[90s])",
    "count_over_time(up[5m])",
    "last_over_time(vigie_connections[5m])",
    "quantile_over_time(0.3, vigie_connections[5m])",
    "histogram_quantile(0.5, rate(vigie_request_duration_seconds_bucket[5m]))",
    "histogram_quantile(0.999, sum by (le) (vigie_request_duration_seconds_bucket))",
    "rate(vigie_request_duration_seconds_sum[5m]) / rate(vigie_request_duration_seconds_count[5m])",
    "vigie_cpu_ratio * on (datacenter) group_left () vigie_connections",
    "vigie_connections / on (datacenter, pool) group_right () vigie_cpu_ratio",
    "vigie_connections / ignoring (job, instance) sum by (datacenter, pool) (up)",
    "vigie_connections > 200000 or vigie_connections < 100000",
    "vigie_connections and on (datacenter) up{instance=~'.*-x-1'}",
    "up unless on (instance) vigie_cpu_ratio",
    "topk(2, vigie_connections)",
    "bottomk by (datacenter) (1, vigie_cpu_ratio)",
    "quantile by (datacenter) (0.9, vigie_cpu_ratio)",
    "clamp_max(clamp_min(vigie_connections, 150000), 250000)",
    "clamp(vigie_cpu_ratio, 0.2, 0.5)",
    "round(vigie_cpu_ratio, 0.05)",
    "-vigie_connections ^ 2 % 7",
    "vigie_connections >= bool 200000",
    "absent(nothing{a='b',c!='d'})",
    "scalar(sum(vigie_connections)) / time()",
    "vector(time()) - 3",
    "sqrt(vigie_connections) + ln(vigie_connections) - log2(vigie_connections)",
    "log10(vigie_cpu_ratio{instance='api-rbx-001'})",
    "1e3 * 0x10 + .5 ^ 2",
    "vigie_connections offset 5m / vigie_connections",
    "{__name__=~'vigie_c.*',datacenter='RBX'}",
    "restarted",
    "rate(restarted[20s])",
    "up * on (pool) vigie_cpu_ratio",
    "absent(up) * on (pool) vigie_cpu_ratio",
    "vigie_cpu_ratio * on (datacenter) vigie_connections",
    "rate({__name__=~'vigie_request_duration_seconds_(sum|count)'}[5m])",
    "sum(",
    "rate(up)",
    "1 == 1",
    "up[5m",
    "{a=~'.*'}",
    "nope(up)",
    "up and 1",
    "topk(up)",
]
REFUSED_HERE = {"min_over_time(vigie_connections[5m:])"}
"""What a real server knows and this engine says it does not."""


@dataclass
class BurstingFleet:
    time: float
    generation: int = 0
    beings: list[Being] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def intervals(self, pool: str, datacenter: str) -> tuple[Being, ...]:
        prefix = f"{pool}-{datacenter.lower()}-"
        return tuple(one for one in self.beings if one.name.startswith(prefix))


def samples() -> list[Run]:
    """An hour and a half in which five instances join, one is removed, a counter restarts."""
    fleet = BurstingFleet(START + 5400)
    for place in ("rbx", "gra"):
        for n in range(1, 6):
            ended = START + 3333 if (place, n) == ("gra", 5) else None
            fleet.beings.append(Being(f"api-{place}-{n:03}", START, ended, ((START, None),)))
            created, serves = START + 1000 + 40 * n, START + 1300 + 55 * n
            fleet.beings.append(Being(f"api-{place}-x-{n}", created, None, ((serves, None),)))
    growth = DemandGrowth(at_start=150_000, to=420_000, over_s=1200)
    curve = Curve(peak=300_000, starts_at=START, growth=growth)
    load = SimulatedLoad(pool="api", datacenters=("RBX", "GRA"), knee=21_000, curve=curve)
    everything = parse('{__name__!=""}')
    assert isinstance(everything, Selector)
    runs = Metrics(fleet, [load]).window(everything.matchers, [(START - 600, START + 5400)])
    times = [START + 15.0 * n for n in range(200)]
    restarted = Run((("__name__", "restarted"),), times, [float(n % 37 * 3) for n in range(200)])
    return [*runs, restarted]


def openmetrics(runs: list[Run]) -> str:
    """The samples in the format that promtool imports."""
    lines = []
    for run in sorted(runs, key=lambda run: dict(run.labels)["__name__"]):
        labels = dict(run.labels)
        name = labels.pop("__name__")
        text = ",".join(f'{key}="{value}"' for key, value in labels.items())
        lines.extend(
            f"{name}{{{text}}} {value!r} {at:.3f}"
            for at, value in zip(run.times, run.values, strict=True)
        )
    return "\n".join([*lines, "# EOF", ""])


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return samples()


@pytest.fixture(scope="module")
def url(runs: list[Run], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("prometheus")
    (folder / "samples.txt").write_text(openmetrics(runs))
    (folder / "prometheus.yml").write_text("global: {}\n")
    command = ["promtool", "tsdb", "create-blocks-from", "openmetrics"]
    subprocess.run(
        [*command, "samples.txt", "data"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=HANGS_AFTER_S,
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--storage.tsdb.retention.time=100y",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            cwd=folder,
            stdout=log,
            stderr=log,
        )
        try:
            yield ready(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(30)


def ready(url: str) -> str:
    """The URL once the server answers there."""

    def answers() -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{url}/-/ready", timeout=1).ok
        return False

    wait_until(answers, what="Prometheus answers")
    return url


def same(ours: str, theirs: str) -> bool:
    a, b = float(ours), float(theirs)
    return (isnan(a) and isnan(b)) or isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def labelled(result: list[dict[str, object]], key: str) -> dict[str, object]:
    return {json.dumps(one["metric"], sort_keys=True): one[key] for one in result}


@pytest.mark.parametrize("query", QUERIES)
def test_instants_agree(url: str, runs: list[Run], query: str) -> None:
    storage = MemoryStorage(runs)
    for offset in (-700.0, -300.0, 0.0, 7.5, 1234.567, 1800.0, 3340.0, 5400.0, 5700.0, 5701.0):
        at = START + offset
        answer = requests.get(
            f"{url}/api/v1/query",
            params={"query": query, "time": f"{at:.3f}"},
            timeout=HANGS_AFTER_S,
        )
        theirs = answer.json()
        try:
            ours = instant_result(evaluate(parse(query), storage, [at]), at)
        except ParseError:
            assert answer.status_code == 400 or query in REFUSED_HERE
            continue
        except ValueError:
            assert answer.status_code == 422
            continue
        assert answer.status_code == 200
        assert ours["resultType"] == theirs["data"]["resultType"]
        if ours["resultType"] == "scalar":
            assert same(ours["result"][1], theirs["data"]["result"][1])
            continue
        mine = labelled(ours["result"], "value")
        other = labelled(theirs["data"]["result"], "value")
        assert set(mine) == set(other)
        assert all(same(mine[key][1], other[key][1]) for key in mine)


@pytest.mark.parametrize("query", DEFAULTS)
def test_ranges_agree(url: str, runs: list[Run], query: str) -> None:
    times = [START - 600 + 47.0 * n for n in range(125)]
    params = {"query": query, "start": times[0], "end": times[-1], "step": 47}
    theirs = requests.get(f"{url}/api/v1/query_range", params=params, timeout=HANGS_AFTER_S).json()[
        "data"
    ]
    ours = range_result(evaluate(parse(query), MemoryStorage(runs), times), times)
    mine, other = (labelled(one["result"], "values") for one in (ours, theirs))
    assert set(mine) == set(other)
    for key, values in mine.items():
        assert [at for at, _ in values] == [at for at, _ in other[key]]
        assert all(same(a, b) for (_, a), (_, b) in zip(values, other[key], strict=True))
