import base64
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from process import HANGS_AFTER_S
from scripted import Reply, ScriptedServer, WallClock
from tls_front import Authority, tls_front

from console.model.build import Build, Part
from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.model.figure import UNKNOWN
from console.model.pool import Pool, PoolKind, Share
from console.providers.access import ServerKeys
from console.providers.prometheus.source import PrometheusSource, step_s
from console.providers.prometheus.totals import total
from console.settings.metrics import PoolMetricsSettings, PrometheusSettings, QuerySettings

QUERY = "/api/v1/query"
RANGE = "/api/v1/query_range"
START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
POOL = Pool(
    name="api",
    kind=PoolKind.STATELESS,
    baseline=2,
    ceiling=4,
    burst_to=4,
    build=Build(Part("b2-60"), Part("i"), (Part("n"),)),
    shares=(Share("RBX", 40), Share("GRA", 35), Share("SBG", 0)),
    name_pattern="^api-",
    connections_per_instance=21_000,
    confirm_above=50,
    boot_deadline_s=1800,
)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def source(server: ScriptedServer) -> PrometheusSource:
    return source_of(server)


def source_of(server: ScriptedServer, timeout_s: float = HANGS_AFTER_S) -> PrometheusSource:
    settings = PrometheusSettings(url=server.url, timeout_s=timeout_s, retries=1)
    return PrometheusSource(settings, keys=ServerKeys(token="sesame"), clock=WallClock())  # noqa: S106 - not a secret


def vector(label: str = "datacenter", /, **values: str) -> Reply:
    return raw(
        [
            {"metric": {label: key}, "value": [START.timestamp(), value]}
            for key, value in values.items()
        ]
    )


def raw(result: object, **more: object) -> Reply:
    data = {"resultType": "vector", "result": result}
    return Reply({"status": "success", "data": data} | more)


def answer(server: ScriptedServer, **by_name: Reply) -> None:
    """Script instant queries by their figure; the rest is empty."""
    server.on("GET", QUERY, raw([]))
    for name, reply in by_name.items():
        server.on_query(PrometheusSettings(url="").query(name, POOL.name), reply)


def test_figures_by_datacenter_and_in_all(server: ScriptedServer, source: PrometheusSource) -> None:
    answer(
        server,
        connections=vector(RBX="100", GRA="50"),
        requests=vector(RBX="30", GRA="10"),
        errors=vector(RBX="0.02", GRA="0.1"),
        p95=vector(RBX="0.2", GRA="0.7"),
        cpu=vector(RBX="0.5", GRA="0.4"),
    )
    load = source.load(POOL)
    assert load.by_datacenter["RBX"].connections.value == 100
    assert load.by_datacenter["RBX"].connections.at == START
    assert load.by_datacenter["GRA"].p95_s.value == 0.7
    assert load.total.connections.value == 150
    assert load.total.requests.value == 40
    assert load.total.errors.value == pytest.approx((0.02 * 30 + 0.1 * 10) / 40)
    assert load.total.p95_s.value == 0.7
    assert load.total.cpu.value == 0.5


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-Inf", "nonsense"])
def test_what_is_no_number_is_unknown_and_so_is_the_total(
    server: ScriptedServer, source: PrometheusSource, value: str
) -> None:
    answer(server, connections=vector(RBX="100", GRA=value))
    load = source.load(POOL)
    assert load.by_datacenter["GRA"].connections.value is None
    assert load.total.connections == UNKNOWN


def test_a_silent_datacenter_makes_the_total_unknown_not_smaller(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    answer(server, connections=vector(RBX="100"))
    load = source.load(POOL)
    assert load.by_datacenter["RBX"].connections.value == 100
    assert load.by_datacenter["GRA"].connections == UNKNOWN
    assert load.total.connections == UNKNOWN


def test_no_data_at_all_is_unknown(server: ScriptedServer, source: PrometheusSource) -> None:
    answer(server)
    load = source.load(POOL)
    assert load.total.connections == UNKNOWN
    assert set(load.by_datacenter) == {"RBX", "GRA"}


def test_ambiguous_and_unlabelled_samples_are_unknown_with_a_warning(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    twice = [{"metric": {"datacenter": "RBX"}, "value": [1.0, "5"]}] * 2
    answer(server, connections=raw(twice), requests=vector("region", RBX="1"))
    load = source.load(POOL)
    assert load.by_datacenter["RBX"].connections.value is None
    assert load.by_datacenter["RBX"].requests == UNKNOWN
    assert len(source.warnings) == 2


def test_warnings_are_kept_until_the_next_answer(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    server.on("GET", QUERY, raw([], warnings=["partial data"], infos=["slow"]))
    source.load(POOL)
    assert source.warnings == ("partial data", "slow")
    server.on("GET", QUERY, raw([]))
    source.load(POOL)
    assert source.warnings == ()


def test_health_is_by_instance_name(server: ScriptedServer, source: PrometheusSource) -> None:
    targets = {"api-rbx-001": "1", "api-rbx-002": "0", "api-rbx-003:9182": "1", "api-gra-1": "NaN"}
    server.on("GET", QUERY, vector("instance", **targets))
    assert source.health(POOL) == {"api-rbx-001": True, "api-rbx-002": False, "api-rbx-003": True}


def test_an_instance_with_one_target_down_is_not_in_service(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    server.on("GET", QUERY, vector("instance", **{"a:1": "1", "a:2": "0"}))
    assert source.health(POOL) == {"a": False}


def test_sessions_are_by_member_and_what_is_no_number_is_not_known(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    server.on("GET", QUERY, vector("member", m1="0", m2="7", m3="NaN"))
    assert source.sessions() == {"m1": 0.0, "m2": 7.0}


def test_history_has_gaps_where_a_datacenter_is_unknown(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    answer(server)
    at = START.timestamp()
    series = [
        {"metric": {"datacenter": "RBX"}, "values": [[at, "1"], [at + 60, "2"], [at + 120, "3"]]},
        {"metric": {"datacenter": "GRA"}, "values": [[at, "10"], [at + 120, "NaN"]]},
    ]
    server.on("GET", RANGE, raw(series))
    found = source.history(POOL, START, START + timedelta(seconds=180), 4)
    assert set(found) == {"connections", "requests", "errors", "p95", "cpu", "serving"}
    assert found["connections"].step_s == 60
    assert [s.value for s in found["connections"].samples] == [11.0, None, None, None]
    assert [s.at for s in found["connections"].samples][1] == START + timedelta(seconds=60)


def test_a_past_is_asked_for_at_its_steps_and_by_its_names_alone(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    at = START.timestamp()
    series = [
        {"metric": {"datacenter": code}, "values": [[at, "1"], [at + 900, "2"]]}
        for code in ("RBX", "GRA")
    ]
    server.on("GET", RANGE, raw(series))
    step = timedelta(minutes=15)
    found = source.past(POOL, START, START + 2 * step, step, ("connections",))
    assert [s.value for s in found["connections"].samples] == [2.0, 4.0, None]
    assert [s.at for s in found["connections"].samples][1] == START + step
    assert set(found) == {"connections"}
    assert [seen.query["step"] for seen in server.calls("GET", RANGE)] == ["900s"]


def test_errors_of_a_past_are_weighed_by_the_requests_of_then(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    server.on("GET", RANGE, raw([]))
    found = source.past(POOL, START, START, timedelta(minutes=15), ("errors",))
    assert set(found) == {"errors"}
    assert len(server.calls("GET", RANGE)) == 2


@pytest.mark.parametrize("points", [1, 2, 7, 60, 500, 20_000])
@pytest.mark.parametrize("width_s", [1, 59, 3600, 86_400])
def test_history_never_has_more_points_than_asked_for(width_s: int, points: int) -> None:
    step = step_s(width_s, points)
    assert width_s // step + 1 <= min(points, 11_000)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({"status": "error", "error": "boom"}, 500), SourceUnreachable),
        (Reply(b"<html>bad gateway</html>", 502), SourceUnreachable),
        (Reply({"status": "error", "error": "timeout"}, 503), SourceUnreachable),
        (Reply(how="lost"), SourceUnreachable),
        (Reply({"status": "success"}, how="short"), SourceUnreachable),
        (Reply({"x": 1}, 429, {"Retry-After": "600"}), RateLimited),
        (
            Reply({"status": "error", "errorType": "bad_data", "error": "parse error"}, 400),
            CallRefused,
        ),
        (Reply({}, 401), CredentialsRefused),
        (Reply({}, 403), CredentialsRefused),
        (Reply(b"not here", 404), BadAnswer),
        (Reply(b"<html>hello</html>"), BadAnswer),
        (Reply(b'{"status": "succ'), BadAnswer),
        (Reply({"status": "error", "error": "odd"}), BadAnswer),
        (Reply({"status": "success"}), BadAnswer),
        (Reply({"status": "success", "data": None}), BadAnswer),
        (raw([START.timestamp(), "1"]), BadAnswer),
        (raw([{"metric": {}, "value": ["x", 1]}]), BadAnswer),
    ],
)
def test_every_failure_is_one_typed_error(
    server: ScriptedServer, source: PrometheusSource, reply: Reply, error: type[SourceError]
) -> None:
    server.on("GET", QUERY, reply)
    with pytest.raises(SourceError) as caught:
        source.health(POOL)
    assert type(caught.value) is error


def test_a_failed_read_is_tried_again(server: ScriptedServer, source: PrometheusSource) -> None:
    server.on("GET", QUERY, Reply({}, 503), vector("instance", a="1"))
    assert source.health(POOL) == {"a": True}


def test_a_refused_query_is_not_tried_again(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    server.on("GET", QUERY, Reply({"status": "error", "error": "parse error at char 1"}, 400))
    with pytest.raises(CallRefused) as caught:
        source.load(POOL)
    assert caught.value.notice.values["text"] == "parse error at char 1"
    assert len(server.seen) == len({seen.query["query"] for seen in server.seen}) == 5


@pytest.mark.parametrize("how", ["drip", "dripping_head"])
def test_a_slow_drip_ends_in_time(server: ScriptedServer, how: str) -> None:
    server.on("GET", QUERY, Reply({"status": "success", "data": "x" * 500}, how=how))
    started = monotonic()
    with pytest.raises(SourceUnreachable):
        source_of(server, 0.5).load(POOL)
    assert monotonic() - started < HANGS_AFTER_S


def test_a_server_that_is_down_is_unreachable_at_once() -> None:
    settings = PrometheusSettings(url="http://127.0.0.1:9", timeout_s=5.0, retries=1)
    started = monotonic()
    with pytest.raises(SourceUnreachable):
        PrometheusSource(settings, clock=WallClock()).load(POOL)
    assert monotonic() - started < HANGS_AFTER_S


def test_the_token_is_sent(server: ScriptedServer, source: PrometheusSource) -> None:
    server.on("GET", QUERY, raw([]))
    source.health(POOL)
    assert server.seen[0].headers["Authorization"] == "Bearer sesame"


def test_headers_a_password_and_a_secret_header_are_sent_and_nothing_of_netrc(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.on("GET", QUERY, raw([]))
    settings = PrometheusSettings(
        url=server.url,
        username="vigié",
        headers={"X-Scope-OrgID": "ecole"},
        secret_header="X-Api-Key",  # noqa: S106 - the header's name
    )
    keys = ServerKeys(token="unused", password="pässword", header="sesame")  # noqa: S106 - no secrets
    PrometheusSource(settings, keys=keys, clock=WallClock()).health(POOL)
    sent = server.seen[0].headers
    assert (sent["X-Scope-OrgID"], sent["X-Api-Key"]) == ("ecole", "sesame")
    assert (
        base64.b64decode(sent["Authorization"].removeprefix("Basic ")) == "vigié:pässword".encode()
    )
    PrometheusSource(PrometheusSettings(url=server.url), clock=WallClock()).health(POOL)
    assert "Authorization" not in server.seen[1].headers


@pytest.mark.parametrize(
    ("more", "name"),
    [({"username": "vigie"}, "prometheus-password"), ({"secret_header": "X"}, "prometheus-header")],
)
def test_a_secret_that_the_settings_need_and_nobody_has_kept_is_named(
    server: ScriptedServer, more: dict[str, str], name: str
) -> None:
    settings = PrometheusSettings(url=server.url, **more)  # type: ignore[arg-type]
    with pytest.raises(CredentialsRefused) as caught:
        PrometheusSource(settings, clock=WallClock()).health(POOL)
    assert caught.value.notice.values == {"source": "Prometheus", "name": name}
    assert server.seen == []


def test_a_client_certificate_is_shown(server: ScriptedServer, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    ours = authority.vouch("vigie")
    server.on("GET", QUERY, vector("instance", a="1"))
    port = int(server.url.rpartition(":")[2])
    with tls_front(authority.vouch().server(clients=authority.file), port) as front:
        settings = PrometheusSettings(
            url=f"https://{front.address}",
            ca_file=authority.file,
            cert_file=ours.file,
            key_file=ours.key,
        )
        assert PrometheusSource(settings, clock=WallClock()).health(POOL) == {"a": True}
        assert set(front.clients) == {"vigie"}


@pytest.mark.parametrize(
    ("key", "code"),
    [("other.key", "files.other_key"), ("none.key", "files.missing"), ("ca.pem", "files.no_key")],
)
def test_a_client_certificate_whose_key_is_not_its_own_is_told_before_any_call(
    tmp_path: Path, key: str, code: str
) -> None:
    authority = Authority(tmp_path)
    ours, _ = authority.vouch("vigie"), authority.vouch("other")
    settings = PrometheusSettings(
        url="https://127.0.0.1:9", cert_file=ours.file, key_file=str(tmp_path / key)
    )
    with pytest.raises(SourceError) as caught:
        PrometheusSource(settings, clock=WallClock()).health(POOL)
    assert caught.value.notice.code == code


def test_a_redirect_takes_nobodys_credentials_along(server: ScriptedServer) -> None:
    with closing(ScriptedServer()) as other:
        server.on("GET", QUERY, Reply(b"", 302, {"Location": f"{other.url}{QUERY}"}))
        with pytest.raises(BadAnswer) as caught:
            PrometheusSource(
                PrometheusSettings(url=server.url),
                clock=WallClock(),
                keys=ServerKeys(token="t"),  # noqa: S106 - no secret
            ).health(POOL)
        assert caught.value.notice.code == "outage.portal"
        assert other.seen == []


def test_only_the_placeholder_is_replaced_and_it_is_escaped() -> None:
    queries = QuerySettings(cpu='avg by (datacenter) (cpu{pool="{pool}",x=~"a{2}"})')
    expected = 'avg by (datacenter) (cpu{pool="a\\"b\\\\c",x=~"a{2}"})'
    asked = PrometheusSettings(url="", queries=queries)
    assert asked.query("cpu", 'a"b\\c') == expected


def test_errors_without_requests_are_unknown() -> None:
    assert total("errors", ["RBX"], {"RBX": 0.5}, {"RBX": 0.0}) is None
    assert total("errors", ["RBX"], {"RBX": 0.5}, {}) is None


def test_a_datacenter_nobody_expected_counts() -> None:
    assert total("connections", ["RBX"], {"RBX": 1.0, "WAW": 2.0}, {}) == 3.0
    assert total("connections", ["RBX"], {"RBX": 1.0, "WAW": None}, {}) is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"status": "error", "error": "too many samples"}, 422),
        Reply({"status": "error", "error": "overloaded"}, 503),
        Reply({"status": "success", "data": "x" * 5000}, how="drip"),
        Reply({"status": "success", "data": {"resultType": "scalar", "result": [1, "2"]}}),
    ],
    ids=["refused", "overloaded", "slow", "another type"],
)
def test_one_figure_that_fails_takes_no_other_with_it(server: ScriptedServer, reply: Reply) -> None:
    answer(server, connections=vector(RBX="100", GRA="50"), p95=reply)
    load = source_of(server, 4.0).load(POOL)
    assert load.total.connections.value == 150
    assert load.total.p95_s.value is None
    assert set(load.reasons) == {"p95"}
    assert load.reasons["p95"].code.startswith(("prometheus.", "outage."))


@pytest.mark.parametrize(
    ("name", "value"),
    [("connections", "-1"), ("requests", "-3"), ("errors", "-2"), ("p95", "-1"), ("cpu", "62")],
)
def test_what_cannot_be_is_unknown_with_a_warning(
    server: ScriptedServer, source: PrometheusSource, name: str, value: str
) -> None:
    answer(server, **{name: vector(RBX=value, GRA="0.5")})
    load = source.load(POOL)
    figure = {"p95": "p95_s"}.get(name, name)
    assert getattr(load.by_datacenter["RBX"], figure).value is None
    assert getattr(load.total, figure).value is None
    assert any(f"{name}: {float(value):g} cannot be" in warning for warning in source.warnings)


def test_a_figure_that_the_exporter_has_not_is_unknown_and_never_asked_for(
    server: ScriptedServer,
) -> None:
    settings = PrometheusSettings(url=server.url, preset="nginx")
    server.on("GET", QUERY, raw([]))
    load = PrometheusSource(settings, clock=WallClock()).load(POOL)
    assert {name: why.code for name, why in load.reasons.items()} == {
        "errors": "metrics.exporter_none",
        "p95": "metrics.exporter_none",
    }
    assert len(server.seen) == 3


def test_a_pool_has_a_preset_and_queries_of_its_own() -> None:
    own = PoolMetricsSettings(preset="windows_iis", queries=QuerySettings(p95="mine{pool}"))
    settings = PrometheusSettings(url="", preset="nginx", pools={"web": own})
    assert "nginx_connections_active" in settings.query("connections", "api")
    assert "windows_iis_current_connections" in settings.query("connections", "web")
    assert settings.query("p95", "web") == "mineweb"


def test_labels_of_service_discovery_are_told_from_ours(server: ScriptedServer) -> None:
    settings = PrometheusSettings(
        url=server.url,
        datacenter_label="region",
        instance_label="server",
        datacenters={"GRA11": "GRA"},
    )
    source = PrometheusSource(settings, clock=WallClock())
    server.on("GET", QUERY, raw([]))
    server.on_query(settings.query("connections", "api"), vector("region", GRA11="5", RBX="7"))
    assert set(source.load(POOL).by_datacenter) == {"GRA", "RBX"}
    server.on_query(settings.query("health", "api"), vector("server", **{"api-1": "1"}))
    assert source.health(POOL) == {"api-1": True}
    assert "by (server)" in settings.query("health", "api")
