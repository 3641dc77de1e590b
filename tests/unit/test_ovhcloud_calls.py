"""Calls of the OVHcloud API: signed, never sent twice where that costs, each failure typed."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ovh_server import KEYS, VDC, OvhServer, Reply, ovh_server, refused

from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.keys import Keys
from console.settings.private import OvhcloudSettings

ORDER = f"{VDC}/orderNewFilerHourly"


@pytest.fixture
def server() -> Iterator[OvhServer]:
    with ovh_server() as found:
        yield found


@pytest.fixture
def calls(server: OvhServer) -> OvhcloudCalls:
    return OvhcloudCalls(server.settings(), KEYS)


def test_a_url_serves_as_endpoint_and_every_call_is_signed(
    server: OvhServer, calls: OvhcloudCalls
) -> None:
    server.on("GET", "/me", {"nichandle": "xx1-ovh"})
    assert calls.get("/me", dict[str, str]) == {"nichandle": "xx1-ovh"}
    assert [each.signed for each in server.asked("GET", "/me")] == [True]
    assert server.asked("GET", "/me")[0].headers["x-ovh-consumer"] == "consumer"


def test_nothing_is_taken_from_the_persons_own_configuration(
    server: OvhServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVH_APPLICATION_SECRET", "another")
    monkeypatch.setenv("OVH_CONSUMER_KEY", "another")
    server.on("GET", "/me", {})
    OvhcloudCalls(server.settings(), KEYS).read("/me")
    assert server.asked("GET", "/me")[0].signed
    lacking = OvhcloudCalls(server.settings(), Keys("application", "s3cret", None))
    with pytest.raises(CredentialsRefused) as caught:
        lacking.read("/me")
    assert caught.value.notice.code == "ovhcloud.no_keys"
    assert caught.value.notice.values["names"] == "ovhcloud-consumer-key"
    assert len(server.asked("GET", "/me")) == 1


def test_a_parameter_that_is_none_is_left_out(server: OvhServer, calls: OvhcloudCalls) -> None:
    server.on("GET", "/list", [])
    calls.read("/list", {"state": None, "name": "a b", "all": True, "quantity": 1})
    assert server.asked("GET", "/list")[0].query == {"name": "a b", "all": "true", "quantity": "1"}


def test_a_clock_that_has_drifted_is_compared_again_once(
    server: OvhServer, calls: OvhcloudCalls
) -> None:
    server.on("GET", "/me", {})
    server.on("POST", ORDER, {"taskId": 1})
    calls.read("/me")
    server.clock_off_s = 3600
    assert calls.write(ORDER, {"name": "nfs"}).accepted
    assert [each.signed for each in server.asked("POST", ORDER)] == [False, True]
    assert server.paths().count("/auth/time") == 2


def test_a_signature_that_stays_wrong_says_so_after_the_second(server: OvhServer) -> None:
    calls = OvhcloudCalls(server.settings(), Keys("application", "wrong", "consumer"))
    with pytest.raises(CredentialsRefused) as caught:
        calls.write(ORDER, {"name": "nfs"})
    assert len(server.asked("POST", ORDER)) == 2
    assert caught.value.request_id == "EU.ext-1.q"


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (refused(403, "NOT_GRANTED_CALL"), CallRefused, "ovhcloud.not_granted"),
        (refused(403, "INVALID_CREDENTIAL"), CredentialsRefused, "ovhcloud.credentials"),
        (refused(403, "NOT_CREDENTIAL"), CredentialsRefused, "ovhcloud.credentials"),
        (refused(403, "INVALID_KEY"), CredentialsRefused, "ovhcloud.credentials"),
        (refused(403, "FORBIDDEN"), CallRefused, "ovhcloud.refused"),
        (refused(404, ""), NotFound, "ovhcloud.not_found"),
        (refused(409, ""), CallRefused, "ovhcloud.conflict"),
        (refused(400, ""), CallRefused, "ovhcloud.refused"),
        (refused(460, ""), CallRefused, "ovhcloud.refused"),
        (refused(429, "QUOTA_EXCEEDED"), RateLimited, "ovhcloud.rate_limited"),
    ],
)
@pytest.mark.parametrize("writing", [False, True])
def test_a_refusal_is_certain_and_carries_the_query_id(
    server: OvhServer, reply: Reply, kind: type[SourceError], code: str, writing: bool
) -> None:
    calls = OvhcloudCalls(server.settings(read_timeout_s=60.0), KEYS)
    server.on(
        "POST" if writing else "GET", ORDER, Reply(reply.body, reply.status, {"Retry-After": "900"})
    )
    with pytest.raises(kind) as caught:
        calls.write(ORDER, {"name": "nfs"}) if writing else calls.read(ORDER)
    assert type(caught.value) is kind
    assert caught.value.notice.code == code
    assert caught.value.request_id == "EU.ext-1.q"
    assert len(server.asked("POST" if writing else "GET", ORDER)) == 1
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after_s == 300.0


LOST = [
    Reply(dropped=True),
    refused(500, ""),
    Reply(raw=b"<html><body><h1>Bad gateway</h1></body></html>", status=502),
    Reply(raw=b"<html>Forbidden by the proxy</html>", status=403),
    Reply(status=302, headers={"Location": "/1.0/elsewhere"}),
]


@pytest.mark.parametrize("reply", LOST, ids=["dropped", "500", "502", "403-html", "302"])
def test_an_order_without_a_clear_answer_is_unknown_and_sent_once(
    server: OvhServer, calls: OvhcloudCalls, reply: Reply
) -> None:
    server.on("POST", ORDER, reply)
    with pytest.raises(OutcomeUnknown):
        calls.write(ORDER, {"name": "nfs"})
    assert len(server.asked("POST", ORDER)) == 1
    assert len(server.calls) == 2


def test_an_order_that_is_not_answered_in_time_is_unknown(server: OvhServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        quick = OvhcloudCalls(server.settings(read_timeout_s=0.2), KEYS)
        quick._prepared(quick.deadline())
        quick._client._endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}/1.0"  # type: ignore[union-attr]
        with pytest.raises(OutcomeUnknown) as caught:
            quick.write(ORDER, {"name": "nfs"})
    assert caught.value.notice.code == "outage.uncertain_late"


def test_an_order_that_could_not_be_sent_is_certain(server: OvhServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    settings = OvhcloudSettings(endpoint=f"http://127.0.0.1:{port}/1.0", service="pcc-1")
    with pytest.raises(SourceUnreachable):
        OvhcloudCalls(settings, KEYS).write(ORDER, {"name": "nfs"})
    calls = OvhcloudCalls(server.settings(), KEYS)
    calls._prepared(calls.deadline())
    calls._client._endpoint = f"http://127.0.0.1:{port}/1.0"  # type: ignore[union-attr]
    with pytest.raises(SourceUnreachable) as caught:
        calls.write(ORDER, {"name": "nfs"})
    assert not isinstance(caught.value, OutcomeUnknown)


def test_a_clock_that_cannot_be_compared_leaves_an_order_unsent(server: OvhServer) -> None:
    calls = OvhcloudCalls(server.settings(), KEYS)
    server.reply = lambda _: Reply(raw=b"<html>", status=503)  # type: ignore[method-assign]
    with pytest.raises(SourceError) as caught:
        calls.write(ORDER, {"name": "nfs"})
    assert not isinstance(caught.value, OutcomeUnknown)
    assert server.paths("POST") == []


def test_a_read_is_tried_again_where_an_order_is_not(
    server: OvhServer, calls: OvhcloudCalls
) -> None:
    server.on("GET", "/me", refused(503, ""), Reply(dropped=True), {"nichandle": "x"})
    assert calls.get("/me", dict[str, str]) == {"nichandle": "x"}
    server.on("GET", "/me", refused(503, ""))
    with pytest.raises(SourceUnreachable):
        calls.read("/me")


@pytest.mark.parametrize("raw", [b"<html>hello</html>", b"{", b'{"nichandle": 3}', b"\xff"])
def test_what_is_not_the_protocol_is_a_bad_answer(
    server: OvhServer, calls: OvhcloudCalls, raw: bytes
) -> None:
    server.on("GET", "/me", Reply(raw=raw))
    with pytest.raises(BadAnswer) as caught:
        calls.get("/me", dict[str, str])
    assert caught.value.request_id == "EU.ext-1.q"


def test_a_redirect_is_not_followed(server: OvhServer, calls: OvhcloudCalls) -> None:
    server.on("GET", "/me", Reply(status=302, headers={"Location": "/1.0/elsewhere"}))
    with pytest.raises(BadAnswer):
        calls.read("/me")
    assert "/elsewhere" not in server.paths()


def test_a_minute_sees_no_more_calls_than_its_budget(server: OvhServer) -> None:
    server.on("GET", "/me", {})
    calls = OvhcloudCalls(
        server.settings(calls_per_minute=10.0), Keys("application", "s3cret", "consumer")
    )
    began = time.monotonic()
    within = began + 30.0
    for _ in range(9):
        calls.read("/me", deadline=within)
    with pytest.raises(RateLimited) as caught:
        calls.read("/me", deadline=within)
    assert caught.value.notice.code == "ovhcloud.budget"
    assert 60 - (time.monotonic() - began) <= caught.value.retry_after_s <= 60
    assert len(server.calls) == 10


@pytest.mark.parametrize("endpoint", ["ovh-mars", "not a name"])
def test_an_endpoint_that_nobody_knows_is_said_to_be_unusable(endpoint: str) -> None:
    with pytest.raises(SourceError) as caught:
        OvhcloudCalls(OvhcloudSettings(endpoint=endpoint, service="pcc-1"), KEYS).read("/me")
    assert caught.value.notice.code == "ovhcloud.config"


def test_no_key_is_shown_in_errors_or_representations(
    server: OvhServer, calls: OvhcloudCalls
) -> None:
    server.on("GET", "/me", refused(403, "INVALID_CREDENTIAL"))
    with pytest.raises(CredentialsRefused) as caught:
        calls.read("/me")
    shown = f"{KEYS!r} {caught.value!r} {caught.value.notice}"
    assert not any(key in shown for key in ("s3cret", "'consumer'", "'application'"))


def test_building_a_supply_loads_no_library() -> None:
    program = (
        "import sys; from console.providers.ovhcloud.supply import OvhcloudSupply; "
        "from console.providers.ovhcloud.keys import Keys; "
        "from console.settings.private import OvhcloudSettings; "
        "keys = Keys(None, None, None); "
        "OvhcloudSupply(OvhcloudSettings(service='pcc-1'), keys=keys, clock=None); "
        "print('ovh' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"
