import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic

import pytest
from process import HANGS_AFTER_S
from scripted import (
    Reply,
    ScriptedOpenStack,
    next_link,
    scripted_openstack,
    server_record,
    token,
)

from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.model.instance import InstanceStatus
from console.providers.openstack import connection
from console.providers.openstack.cloud import OpenStackCloud
from console.settings.openstack import OpenStackSettings

SERVERS = ScriptedOpenStack.compute("servers/detail")
REFUSED = 401


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with scripted_openstack(tmp_path) as estate:
        yield estate


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    """An estate whose client waits for no answer for long."""
    with scripted_openstack(tmp_path, connect_timeout_s=1.0, read_timeout_s=1.0) as estate:
        yield estate


def page(*numbers: int, marker: str | None = None, **changes: object) -> Reply:
    body: dict[str, object] = {"servers": [server_record(n, **changes) for n in numbers]}
    if marker is not None:
        body["servers_links"] = next_link(marker)
    return Reply(body)


def names(estate: ScriptedOpenStack, *, full: bool = False) -> list[str]:
    view = estate.cloud.instances("RBX-A", full=full)
    return sorted(instance.name for instance in view.instances)


def test_identity_is_that_of_the_token(estate: ScriptedOpenStack) -> None:
    estate.server.on("POST", "/v3/auth/tokens", token(estate.server.url, roles=("reader",)))
    identity = estate.cloud.identity()
    assert (identity.user, identity.project, identity.roles) == ("vigie", "ecole", ("reader",))
    assert not identity.may_write


def test_a_record_becomes_an_instance(estate: ScriptedOpenStack) -> None:
    fault = {"code": 500, "message": "No valid host was found.", "created": "2026-11-23T14:05:00Z"}
    estate.server.on("GET", SERVERS, page(1, status="ERROR", fault=fault))
    [instance] = estate.cloud.instances("RBX-A").instances
    assert instance.status is InstanceStatus.ERROR
    assert instance.flavor == "b2-60"
    assert instance.fault == "No valid host was found."
    assert instance.addresses == ("10.0.0.1",)
    assert instance.created_at == datetime(2026, 11, 23, 14, tzinfo=UTC)


def test_the_microversion_is_the_first_that_tells_of_locks(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, page(1))
    names(estate)
    [seen] = estate.server.calls("GET", SERVERS)
    assert seen.headers["OpenStack-API-Version"] == "compute 2.9"


def test_flavor_name_of_newer_microversions_is_used(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, page(1, flavor={"original_name": "b3-64", "vcpus": 16}))
    [instance] = estate.cloud.instances("RBX-A").instances
    assert instance.flavor == "b3-64"


def test_pages_are_followed_by_marker_on_the_catalog_host(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, page(1, 2, marker="id-2"), page(3))
    assert names(estate) == ["api-rbx-001", "api-rbx-002", "api-rbx-003"]
    assert estate.server.calls("GET", SERVERS)[1].query["marker"] == "id-2"


def test_a_page_that_leads_to_itself_ends(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, page(1, marker="id-1"))
    with pytest.raises(BadAnswer):
        names(estate)


def test_a_marker_deleted_between_pages_starts_again(estate: ScriptedOpenStack) -> None:
    gone = Reply({"badRequest": {"code": 400, "message": "marker [id-2] not found"}}, 400)
    estate.server.on("GET", SERVERS, page(1, 2, marker="id-2"), gone, page(1), page(1))
    assert names(estate) == ["api-rbx-001"]


def test_second_listing_asks_for_changes_with_overlap_and_merges(
    estate: ScriptedOpenStack,
) -> None:
    changed = {"servers": [server_record(1, status="DELETED"), server_record(3)]}
    estate.server.on("GET", SERVERS, page(1, 2), Reply(changed))
    assert names(estate) == ["api-rbx-001", "api-rbx-002"]
    assert names(estate) == ["api-rbx-002", "api-rbx-003"]
    first, second = estate.server.calls("GET", SERVERS)
    assert "changes-since" not in first.query
    assert second.query["changes-since"] == "2026-11-23T14:59:30Z"


def test_changes_are_asked_for_in_the_clouds_own_time(estate: ScriptedOpenStack) -> None:
    """This machine's clock is an hour ahead: what changed in that hour must not be missed."""
    behind = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    first = replace(page(1, 2), headers={"Date": behind})
    estate.server.on("GET", SERVERS, first, page(1))
    names(estate)
    names(estate)
    asked = estate.server.calls("GET", SERVERS)[1].query["changes-since"]
    since = datetime.fromisoformat(asked)
    expected = datetime(2026, 11, 23, 13, 59, 30, tzinfo=UTC)
    assert abs(since - expected) < timedelta(seconds=30)


def test_full_listing_drops_what_is_not_in_it(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, page(1, 2), page(2))
    assert len(names(estate)) == 2
    assert names(estate, full=True) == ["api-rbx-002"]
    assert "changes-since" not in estate.server.calls("GET", SERVERS)[1].query


def test_full_listing_returns_periodically(tmp_path: Path) -> None:
    with scripted_openstack(tmp_path, full_list_every_s=1e-9) as estate:
        estate.server.on("GET", SERVERS, page(1))
        names(estate)
        names(estate)
        assert all("changes-since" not in s.query for s in estate.server.calls("GET", SERVERS))


def test_a_failed_refresh_forgets_nothing(estate: ScriptedOpenStack) -> None:
    broken = Reply(b"<html>maintenance</html>", 200)
    estate.server.on("GET", SERVERS, page(1), broken, page())
    names(estate)
    with pytest.raises(BadAnswer):
        names(estate)
    assert names(estate) == ["api-rbx-001"]
    assert estate.server.calls("GET", SERVERS)[-1].query["changes-since"] == "2026-11-23T14:59:30Z"


@pytest.mark.parametrize(
    "bad", [{"id": "id-9"}, {"name": "nameless"}, "nonsense", None, server_record(9, created="x")]
)
def test_one_bad_record_is_counted_and_hides_no_other(
    estate: ScriptedOpenStack, bad: object
) -> None:
    estate.server.on("GET", SERVERS, Reply({"servers": [server_record(1), bad, server_record(2)]}))
    view = estate.cloud.instances("RBX-A")
    assert len(view.instances) == 2
    assert view.unreadable == 1


def test_a_bad_record_read_well_later_is_no_longer_counted(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, page(1, created="x"), page(1))
    assert estate.cloud.instances("RBX-A").unreadable == 1
    assert estate.cloud.instances("RBX-A").unreadable == 0


@pytest.mark.parametrize(
    "trouble",
    [
        Reply({"computeFault": {"code": 500, "message": "oops"}}, 500),
        Reply(b"<html>bad gateway</html>", 502),
        Reply({}, 503, {"Retry-After": "0"}),
        Reply({"overLimit": {"code": 429, "message": "slow"}}, 429, {"Retry-After": "0"}),
        Reply(how="lost"),
        Reply({"servers": []}, how="short"),
    ],
)
def test_reads_are_tried_again(estate: ScriptedOpenStack, trouble: Reply) -> None:
    estate.server.on("GET", SERVERS, trouble, page(1))
    assert names(estate) == ["api-rbx-001"]


def test_reads_end_after_bounded_attempts(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, Reply({"x": {"message": "down"}}, 503))
    with pytest.raises(SourceUnreachable) as caught:
        names(estate)
    assert caught.value.notice.values["text"] == "down"
    assert 2 <= len(estate.server.calls("GET", SERVERS)) <= 4


def test_a_retry_after_beyond_the_deadline_is_told(tmp_path: Path) -> None:
    late = Reply(
        {"overLimit": {"message": "This request was rate-limited."}}, 429, {"Retry-After": "250"}
    )
    with scripted_openstack(tmp_path, connect_timeout_s=30.0, read_timeout_s=30.0) as estate:
        estate.server.on("GET", SERVERS, late)
        with pytest.raises(RateLimited) as caught:
            names(estate)
        assert caught.value.retry_after_s == 250
        assert len(estate.server.calls("GET", SERVERS)) == 1


@pytest.mark.parametrize("how", ["drip", "dripping_head"])
def test_a_slow_drip_ends_at_the_deadline(hurried: ScriptedOpenStack, how: str) -> None:
    hurried.server.on("GET", SERVERS, Reply({"servers": [server_record(1)] * 20}, how=how))
    started = monotonic()
    with pytest.raises(SourceUnreachable):
        names(hurried)
    assert monotonic() - started < HANGS_AFTER_S


@pytest.mark.parametrize(
    "body", [b"<html>hello</html>", b"", b"[]", b'{"servers": 3}', b"\xff\xfe"]
)
def test_nonsense_with_200_is_a_bad_answer(estate: ScriptedOpenStack, body: bytes) -> None:
    estate.server.on("GET", SERVERS, Reply(body))
    with pytest.raises(BadAnswer):
        names(estate)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, CallRefused), (403, CallRefused), (409, CallRefused)],
)
def test_refusals_keep_text_and_request_id(
    estate: ScriptedOpenStack, status: int, error: type[SourceError]
) -> None:
    body = {"error": {"code": status, "message": "Policy doesn't allow it"}}
    estate.server.on("GET", SERVERS, Reply(body, status, {"x-compute-request-id": "req-7"}))
    with pytest.raises(error) as caught:
        names(estate)
    assert caught.value.request_id == "req-7"
    assert caught.value.notice.values["text"] == "Policy doesn't allow it"
    assert caught.value.exit_code == 1


def test_a_list_that_is_not_there_means_another_address(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, Reply({"message": "x"}, 404, {"x-compute-request-id": "r-7"}))
    with pytest.raises(BadAnswer) as caught:
        names(estate)
    assert (caught.value.notice.code, caught.value.request_id) == ("outage.nowhere", "r-7")


def test_an_expired_token_is_replaced_once(estate: ScriptedOpenStack) -> None:
    fresh = token(estate.server.url, subject="token-2")
    estate.server.on("POST", "/v3/auth/tokens", token(estate.server.url), fresh)
    estate.server.on("GET", SERVERS, page(1), Reply({}, REFUSED), page(1, 2))
    names(estate)
    assert len(names(estate)) == 2
    assert estate.server.calls("GET", SERVERS)[-1].headers["X-Auth-Token"] == "token-2"
    assert len(estate.server.calls("POST", "/v3/auth/tokens")) == 2


def test_the_token_is_reused_over_regions(estate: ScriptedOpenStack) -> None:
    for region in ("RBX-A", "GRA11", "SBG5"):
        estate.server.on("GET", estate.compute("servers/detail", region), page(1))
        estate.cloud.instances(region)
    assert len(estate.server.calls("POST", "/v3/auth/tokens")) == 1


def test_wrong_credentials_are_told_and_not_tried_again(estate: ScriptedOpenStack) -> None:
    said = {"error": {"code": 401, "message": "The request you have made requires authentication."}}
    estate.server.on("POST", "/v3/auth/tokens", Reply(said, REFUSED))
    with pytest.raises(CredentialsRefused):
        estate.cloud.identity()
    assert len(estate.server.calls("POST", "/v3/auth/tokens")) == 1


def test_one_slip_of_keystone_s_darkens_nothing(estate: ScriptedOpenStack) -> None:
    """A failure holds for all who wait: the retries of a read, too, would only meet it again."""
    down = Reply({"error": {"code": 503, "message": "Service Unavailable"}}, 503)
    estate.server.on("POST", "/v3/auth/tokens", down, token(estate.server.url))
    assert estate.cloud.identity().user
    assert len(estate.server.calls("POST", "/v3/auth/tokens")) == 2


def test_a_keystone_that_is_down_is_asked_twice_for_all_who_wait(
    estate: ScriptedOpenStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "FAILURE_HOLDS_S", 600.0)
    down = Reply({"error": {"code": 503, "message": "Service Unavailable"}}, 503)
    estate.server.on("POST", "/v3/auth/tokens", down)
    for _ in range(2):
        with pytest.raises(SourceUnreachable):
            estate.cloud.identity()
    assert len(estate.server.calls("POST", "/v3/auth/tokens")) == 2


def test_a_changed_password_is_taken_up_once_the_old_one_is_refused(
    estate: ScriptedOpenStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "FAILURE_HOLDS_S", 0.0)
    said = {"error": {"code": 401, "message": "The request you have made requires authentication."}}
    estate.server.on("POST", "/v3/auth/tokens", Reply(said, REFUSED), token(estate.server.url))
    with pytest.raises(CredentialsRefused):
        estate.cloud.identity()
    file = Path(str(estate.settings.clouds_yaml))
    file.write_text(file.read_text().replace("password: x", "password: another"))
    assert estate.cloud.identity().user
    bodies = [call.body for call in estate.server.calls("POST", "/v3/auth/tokens")]
    assert b"another" not in bodies[0]
    assert b"another" in bodies[1]


def test_where_a_service_stands_is_believed_as_long_as_the_token_that_says_it(
    estate: ScriptedOpenStack,
) -> None:
    moved = f"{estate.server.url}/moved"
    fresh = token(moved, subject="token-2")
    estate.server.on("POST", "/v3/auth/tokens", token(estate.server.url), fresh)
    estate.server.on("GET", SERVERS, page(1), Reply({}, REFUSED))
    estate.server.on("GET", f"/moved{SERVERS}", page(1, 2))
    names(estate)
    assert len(names(estate)) == 2


@pytest.mark.parametrize(
    "body", [b"<html></html>", {"nonsense": 1}, {"token": None}, {"token": {}}]
)
def test_a_nonsense_token_is_a_source_error(estate: ScriptedOpenStack, body: object) -> None:
    estate.server.on("POST", "/v3/auth/tokens", Reply(body, 201, {"X-Subject-Token": "t"}))
    with pytest.raises(SourceError):
        names(estate)


def test_a_silent_keystone_is_unreachable_within_the_deadline(hurried: ScriptedOpenStack) -> None:
    hurried.server.on("POST", "/v3/auth/tokens", Reply({"token": "x" * 500}, 201, how="drip"))
    started = monotonic()
    with pytest.raises(SourceUnreachable):
        hurried.cloud.identity()
    assert monotonic() - started < HANGS_AFTER_S


def test_a_region_the_catalog_does_not_have_is_named(estate: ScriptedOpenStack) -> None:
    with pytest.raises(SourceError) as caught:
        estate.cloud.instances("WAW1")
    assert caught.value.notice.code == "openstack.no_region"
    assert caught.value.notice.values["region"] == "WAW1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "files.missing"),
        ("", "openstack.config"),
        ("clouds: [", "openstack.file_damaged"),
        ("clouds: {other: {}}", "openstack.config"),
        ("just text", "openstack.config"),
    ],
)
def test_unusable_clouds_yaml_is_a_source_error(
    tmp_path: Path, text: str | None, code: str
) -> None:
    path = tmp_path / "clouds.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    settings = OpenStackSettings(clouds_yaml=str(path))
    with pytest.raises(SourceError) as caught:
        OpenStackCloud(settings, cloud_name="vigie", clock=None).identity()  # type: ignore[arg-type]
    assert caught.value.notice.code == code


def test_a_refused_connection_is_unreachable(estate: ScriptedOpenStack) -> None:
    estate.server.on("POST", "/v3/auth/tokens", token("http://127.0.0.1:9"))
    with pytest.raises(SourceUnreachable) as caught:
        names(estate)
    assert caught.value.notice.values["text"] == "Connection refused"


def test_actions_come_newest_first_with_utc_times(estate: ScriptedOpenStack) -> None:
    actions = [
        {"action": "create", "start_time": "2026-11-23T14:00:00.000000", "request_id": "req-1"},
        {"action": "reboot", "start_time": "2026-11-23T14:30:00.000000", "request_id": "req-2"},
    ]
    path = estate.compute("servers/id-1/os-instance-actions")
    estate.server.on("GET", path, Reply({"instanceActions": actions}))
    found = estate.cloud.actions("RBX-A", "id-1")
    assert [action.request_id for action in found] == ["req-2", "req-1"]
    assert found[0].started_at == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def test_a_console_is_asked_for_by_its_last_lines_again_where_no_answer_came(
    estate: ScriptedOpenStack,
) -> None:
    """It is a POST that only asks."""
    path = estate.compute("servers/id-1/action")
    estate.server.on("POST", path, Reply({}, status=503), Reply({"output": "up\n"}))
    assert estate.cloud.console_log("RBX-A", "id-1", 50) == "up\n"
    asked = estate.server.calls("POST", path)
    wanted = {"os-getConsoleOutput": {"length": 50}}
    assert [json.loads(call.body) for call in asked] == [wanted] * 2


def test_what_neither_moves_nor_leaves_is_looked_for_in_a_whole_list(
    estate: ScriptedOpenStack,
) -> None:
    """No list of changes tells that a build request was deleted."""
    building = Reply({"servers": [server_record(1), server_record(2, status="BUILD")]})
    estate.server.on("GET", SERVERS, building, Reply({"servers": []}), page(1), page())
    assert names(estate) == ["api-rbx-001", "api-rbx-002"]
    assert names(estate) == ["api-rbx-001"]
    assert names(estate) == ["api-rbx-001"]
    asked = ["changes-since" in call.query for call in estate.server.calls("GET", SERVERS)]
    assert asked == [False, True, False, True], "once, and then changes again"


def test_changes_of_a_cloud_whose_clock_is_ahead_are_asked_for_in_its_time(
    estate: ScriptedOpenStack,
) -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
    estate.server.on("GET", SERVERS, replace(page(1, 2), headers={"Date": ahead}), page(1))
    names(estate)
    names(estate)
    asked = estate.server.calls("GET", SERVERS)[1].query["changes-since"]
    expected = datetime(2026, 11, 23, 15, 1, 30, tzinfo=UTC)
    assert abs(datetime.fromisoformat(asked) - expected) < timedelta(seconds=30)


def test_the_action_log_names_who_it_can_and_asks_once(estate: ScriptedOpenStack) -> None:
    """Our own name is in our token; another's is Keystone's to tell, or to refuse."""
    users = ("u1", "u2", "u3", "u2")
    actions = [
        {"action": "start", "start_time": f"2026-11-23T15:4{n}:00.000000", "user_id": user}
        for n, user in enumerate(users)
    ]
    path = estate.compute("servers/id-1/os-instance-actions")
    estate.server.on("GET", path, Reply({"instanceActions": actions}))
    estate.server.on(
        "GET", "/identity/RBX-A/v3/users/u2", Reply({"user": {"id": "u2", "name": "marie"}})
    )
    estate.server.on(
        "GET", "/identity/RBX-A/v3/users/u3", Reply({"error": {"message": "forbidden"}}, 403)
    )
    for _ in range(2):
        found = estate.cloud.actions("RBX-A", "id-1")
        assert [each.user for each in reversed(found)] == ["vigie", "marie", "u3", "marie"]
    assert len(estate.server.calls("GET", "/identity/RBX-A/v3/users/u2")) == 1
    assert len(estate.server.calls("GET", "/identity/RBX-A/v3/users/u3")) == 1
