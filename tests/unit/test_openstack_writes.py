import base64
import hashlib
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import Reply, ScriptedOpenStack, scripted_openstack, token

from console.model.build import BootVolume, Build, Part, UserData
from console.model.error import (
    CallRefused,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    RateLimited,
    SourceUnreachable,
)
from console.ports import CreateOrder

SERVERS = ScriptedOpenStack.compute("servers")
ONE = ScriptedOpenStack.compute("servers/id-1")
BUILD = Build(
    flavor=Part("b2-60"),
    image=Part("windows-server-2022-api"),
    networks=(Part("vigie-private"),),
    key_name="oncall",
    security_groups=(Part("web"),),
    metadata={"team": "platform", "vigie.pool": "spoofed"},
)
OWNER = {"vigie.operation": "op1", "vigie.batch": "api-rbx-op1-1", "vigie.pool": "api"}
BATCH = CreateOrder(
    region="RBX-A",
    build=BUILD,
    names=tuple(f"api-rbx-op1-1-{n}" for n in (1, 2, 3)),
    batch="api-rbx-op1-1",
    metadata=OWNER,
)
SINGLE = replace(BATCH, names=("api-rbx-op1-1",))
ACCEPTED = Reply(
    {"server": {"id": "new-1", "adminPass": "secret", "links": []}},
    202,
    {"x-compute-request-id": "req-9"},
)
TOO_SOON = Reply({"overLimit": {"message": "slow down"}}, 429, {"Retry-After": "0"})
DOWN = {"computeFault": {"code": 500, "message": "Unexpected API Error."}}


def named(*ids: str, name: str) -> list[dict[str, str]]:
    return [{"id": each, "name": name} for each in ids]


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with ready(tmp_path) as estate:
        yield estate


@contextmanager
def ready(folder: Path, **settings: object) -> Iterator[ScriptedOpenStack]:
    """An estate that takes a batch."""
    with scripted_openstack(folder, **settings) as estate:
        images = named("i1", name="windows-server-2022-api")
        estate.server.on("GET", "/image/RBX-A/v2/images", Reply({"images": images}))
        networks = named("n1", name="vigie-private")
        estate.server.on("GET", "/network/RBX-A/v2.0/networks", Reply({"networks": networks}))
        estate.server.on("POST", SERVERS, ACCEPTED)
        yield estate


def posted(estate: ScriptedOpenStack) -> list[dict[str, object]]:
    return [json.loads(seen.body)["server"] for seen in estate.server.calls("POST", SERVERS)]


def test_a_batch_is_one_call_with_min_count(estate: ScriptedOpenStack) -> None:
    receipt = estate.cloud.create(BATCH)
    assert (receipt.request_id, receipt.resource_id) == ("req-9", "new-1")
    assert posted(estate) == [
        {
            "name": "api-rbx-op1-1",
            "flavorRef": "f1",
            "imageRef": "i1",
            "networks": [{"uuid": "n1"}],
            "metadata": {"team": "platform", **OWNER},
            "min_count": 3,
            "max_count": 3,
            "key_name": "oncall",
            "security_groups": [{"name": "web"}],
        }
    ]


def test_networks_zone_and_config_drive_are_asked_for_as_the_build_has_them(
    estate: ScriptedOpenStack,
) -> None:
    networks = named("n1", name="vigie-private") + named("n2", name="Ext-Net")
    estate.server.on("GET", "/network/RBX-A/v2.0/networks", Reply({"networks": networks}))
    both = (Part("Ext-Net"), Part("vigie-private"))
    build = replace(BUILD, networks=both, availability_zone="nova", config_drive=True)
    estate.cloud.create(replace(BATCH, build=build))
    [server] = posted(estate)
    assert server["networks"] == [{"uuid": "n2"}, {"uuid": "n1"}]
    assert (server["availability_zone"], server["config_drive"]) == ("nova", True)


SETTLED = Build(
    flavor=Part("b2-60", id="f1"),
    image=Part("windows-server-2022-api", id="i1"),
    networks=(Part("vigie-private", id="n1"),),
)


def test_a_build_whose_ids_are_known_is_asked_for_by_them_and_nothing_is_read(
    estate: ScriptedOpenStack,
) -> None:
    group, secure = Part("apart", id="g1"), (Part("web", id="s1"),)
    build = replace(SETTLED, server_group=group, security_groups=secure)
    estate.cloud.create(replace(BATCH, build=build))
    [seen] = estate.server.calls("POST", SERVERS)
    asked = json.loads(seen.body)
    assert asked["os:scheduler_hints"] == {"group": "g1"}
    server = asked["server"]
    assert (server["flavorRef"], server["imageRef"]) == ("f1", "i1")
    assert server["networks"] == [{"uuid": "n1"}]
    assert server["security_groups"] == [{"name": "s1"}]
    assert not [seen for seen in estate.server.seen if seen.method == "GET" and seen.path != "/v3"]


@pytest.mark.parametrize(("sort", "version"), [(None, "compute 2.9"), ("ssd", "compute 2.67")])
def test_a_boot_volume_is_made_of_the_image_and_goes_with_its_server(
    estate: ScriptedOpenStack, sort: str | None, version: str
) -> None:
    estate.cloud.create(replace(BATCH, build=replace(SETTLED, boot_volume=BootVolume(80, sort))))
    [seen] = estate.server.calls("POST", SERVERS)
    server = json.loads(seen.body)["server"]
    disk = {
        "boot_index": 0,
        "uuid": "i1",
        "source_type": "image",
        "destination_type": "volume",
        "volume_size": 80,
        "delete_on_termination": True,
    }
    assert server["block_device_mapping_v2"] == [
        disk if sort is None else {**disk, "volume_type": sort}
    ]
    assert server["imageRef"] == ""
    assert seen.headers.get("OpenStack-API-Version") == version


CONTENT = b"#ps1_sysnative\nSet-Name @vigie:name@ @vigie:pool@ @vigie:datacenter@ 'S3cret!'\n"


@pytest.fixture
def file(tmp_path: Path) -> UserData:
    path = tmp_path / "api.ps1"
    path.write_bytes(CONTENT)
    return UserData(str(path), hashlib.sha256(CONTENT).hexdigest(), singly=True)


def test_user_data_has_its_servers_name_pool_and_datacenter(
    estate: ScriptedOpenStack, file: UserData
) -> None:
    build = replace(SETTLED, user_data=file)
    estate.cloud.create(replace(SINGLE, build=build, datacenter="RBX"))
    [server] = posted(estate)
    assert base64.b64decode(str(server["user_data"])) == (
        b"#ps1_sysnative\nSet-Name api-rbx-op1-1 api RBX 'S3cret!'\n"
    )


def test_user_data_with_a_name_in_it_is_no_batchs(
    estate: ScriptedOpenStack, file: UserData
) -> None:
    with pytest.raises(CallRefused) as caught:
        estate.cloud.create(replace(BATCH, build=replace(SETTLED, user_data=file)))
    assert caught.value.notice.code == "user_data.batch"
    assert not posted(estate)


def test_user_data_that_is_not_what_was_planned_is_given_to_nobody(
    estate: ScriptedOpenStack, file: UserData
) -> None:
    Path(file.path).write_bytes(CONTENT + b"# more")
    with pytest.raises(CallRefused) as caught:
        estate.cloud.create(replace(SINGLE, build=replace(SETTLED, user_data=file)))
    assert caught.value.notice.code == "guard.user_data_changed"
    assert not posted(estate)


@pytest.mark.parametrize("length", [0, 5_000])
def test_a_refusal_that_repeats_user_data_does_not_tell_it(
    estate: ScriptedOpenStack, file: UserData, length: int
) -> None:
    """Nova's own words: "Invalid input for field/attribute user_data. Value: …"."""
    content = CONTENT + b"x" * length
    Path(file.path).write_bytes(content)
    known = replace(file, sha256=hashlib.sha256(content).hexdigest())
    filled = content.replace(b"@vigie:name@", b"api-rbx-op1-1").replace(b"@vigie:pool@", b"api")
    told = base64.b64encode(filled.replace(b"@vigie:datacenter@", b"RBX")).decode()
    text = f"Invalid input for field/attribute user_data. Value: {told}. {told} is too long"
    estate.server.on("POST", SERVERS, Reply({"badRequest": {"message": text}}, 400))
    order = replace(SINGLE, build=replace(SETTLED, user_data=known), datacenter="RBX")
    with pytest.raises(CallRefused) as caught:
        estate.cloud.create(order)
    said = str(caught.value.notice.values["text"])
    assert "Invalid input for field/attribute user_data" in said
    assert told[:40] not in said
    assert told[:40] not in repr(caught.value)


def test_a_batch_of_one_is_a_single_creation(estate: ScriptedOpenStack) -> None:
    estate.cloud.create(SINGLE)
    [server] = posted(estate)
    assert server["name"] == "api-rbx-op1-1"
    assert not {"min_count", "max_count"} & server.keys()


def test_names_the_cloud_would_not_give_are_refused_before_any_call(
    estate: ScriptedOpenStack,
) -> None:
    with pytest.raises(CallRefused):
        estate.cloud.create(replace(BATCH, names=("a", "b")))
    assert not estate.server.seen


def test_names_are_resolved_once(estate: ScriptedOpenStack) -> None:
    estate.cloud.create(BATCH)
    estate.cloud.create(BATCH)
    assert len(estate.server.calls("GET", "/image/RBX-A/v2/images")) == 1
    assert len(estate.server.calls("GET", "/network/RBX-A/v2.0/networks")) == 1


def test_a_refused_creation_forgets_the_ids(estate: ScriptedOpenStack) -> None:
    bad = Reply({"badRequest": {"message": "Invalid image"}}, 400)
    estate.server.on("POST", SERVERS, bad, ACCEPTED)
    with pytest.raises(CallRefused):
        estate.cloud.create(BATCH)
    estate.cloud.create(BATCH)
    assert len(estate.server.calls("GET", "/image/RBX-A/v2/images")) == 2


@pytest.mark.parametrize("ids", [(), ("i1", "i2")])
def test_unknown_and_ambiguous_names_ask_for_nothing(
    estate: ScriptedOpenStack, ids: tuple[str, ...]
) -> None:
    images = named(*ids, name="windows-server-2022-api")
    estate.server.on("GET", "/image/RBX-A/v2/images", Reply({"images": images}))
    with pytest.raises(CallRefused):
        estate.cloud.create(BATCH)
    assert not posted(estate)


@pytest.mark.parametrize(
    "lost",
    [
        Reply(DOWN, 500),
        Reply(b"<html>bad gateway</html>", 502),
        Reply(DOWN, 503, {"Retry-After": "0"}),
        Reply(b"<html>hello</html>", 202),
        Reply({"server": {}}, 202),
        Reply({"server": {"id": "new-1"}}, 202, how="short"),
        Reply(how="lost"),
    ],
)
def test_an_unclear_answer_is_unknown_and_never_sent_again(
    estate: ScriptedOpenStack, lost: Reply
) -> None:
    estate.server.on("POST", SERVERS, lost, ACCEPTED)
    with pytest.raises(OutcomeUnknown):
        estate.cloud.create(BATCH)
    assert len(posted(estate)) == 1


def test_an_answer_that_drips_is_unknown_and_never_sent_again(tmp_path: Path) -> None:
    with ready(tmp_path, write_timeout_s=1.0) as hurried:
        hurried.server.on("POST", SERVERS, Reply({"server": {"id": "x" * 5000}}, 202, how="drip"))
        with pytest.raises(OutcomeUnknown):
            hurried.cloud.create(BATCH)
        assert len(posted(hurried)) == 1


def test_a_rate_limited_creation_was_not_processed_and_is_sent_again(
    estate: ScriptedOpenStack,
) -> None:
    estate.server.on("POST", SERVERS, TOO_SOON, ACCEPTED)
    assert estate.cloud.create(BATCH).resource_id == "new-1"
    assert len(posted(estate)) == 2


def test_a_long_pause_is_left_to_the_caller(tmp_path: Path) -> None:
    with ready(tmp_path, write_timeout_s=30.0) as estate:
        estate.server.on("POST", SERVERS, replace(TOO_SOON, headers={"Retry-After": "250"}))
        with pytest.raises(RateLimited) as caught:
            estate.cloud.create(BATCH)
        assert caught.value.retry_after_s == 250
        assert len(posted(estate)) == 1


def test_a_refused_token_was_not_processed_and_is_replaced(estate: ScriptedOpenStack) -> None:
    fresh = token(estate.server.url, subject="token-2")
    estate.server.on("POST", "/v3/auth/tokens", token(estate.server.url), fresh)
    estate.server.on("POST", SERVERS, Reply({}, 401), ACCEPTED)
    estate.cloud.create(BATCH)
    tokens = [seen.headers["X-Auth-Token"] for seen in estate.server.calls("POST", SERVERS)]
    assert tokens == ["token-1", "token-2"]


def test_keystone_failing_before_a_write_is_not_an_unknown_outcome(
    estate: ScriptedOpenStack,
) -> None:
    estate.server.on("POST", "/v3/auth/tokens", Reply(how="lost"))
    with pytest.raises(SourceUnreachable):
        estate.cloud.delete("RBX-A", "id-1")
    assert not estate.server.calls("DELETE", ONE)


def test_a_refused_connection_is_not_an_unknown_outcome(estate: ScriptedOpenStack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = token(f"http://127.0.0.1:{port}")
    estate.server.on("POST", "/v3/auth/tokens", answer)
    with pytest.raises(SourceUnreachable):
        estate.cloud.delete("RBX-A", "id-1")


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (403, "Quota exceeded for cores, instances: Requested 16", QuotaExceeded),
        (413, "Quota exceeded for instances", QuotaExceeded),
        (403, "Maximum number of ports exceeded", QuotaExceeded),
        (403, "Policy doesn't allow os_compute_api:servers:create", CallRefused),
        (403, "Policy doesn't allow os_compute_api:os-quota-sets:detail", CallRefused),
        (409, "Multiple possible networks found", CallRefused),
    ],
)
def test_quota_and_policy_are_told_apart_by_their_text(
    estate: ScriptedOpenStack, status: int, text: str, error: type[CallRefused]
) -> None:
    estate.server.on("POST", SERVERS, Reply({"forbidden": {"message": text}}, status))
    with pytest.raises(error) as caught:
        estate.cloud.create(BATCH)
    assert type(caught.value) is error
    assert len(posted(estate)) == 1


def test_a_removal_is_accepted(estate: ScriptedOpenStack) -> None:
    estate.server.on("DELETE", ONE, Reply(None, 204, {"x-compute-request-id": "req-3"}))
    assert estate.cloud.delete("RBX-A", "id-1").request_id == "req-3"


@pytest.mark.parametrize(
    "body",
    [
        {"itemNotFound": {"message": "Instance id-1 could not be found.", "code": 404}},
        b"<html><head><title>404 Not Found</title></head><body>No such thing</body></html>",
        b"",
    ],
    ids=["as Nova", "as Glance", "as nobody"],
)
def test_a_removal_of_what_is_gone_says_so(estate: ScriptedOpenStack, body: object) -> None:
    estate.server.on("DELETE", ONE, Reply(body, 404))
    with pytest.raises(NotFound):
        estate.cloud.delete("RBX-A", "id-1")


def test_a_removal_without_an_answer_is_unknown(estate: ScriptedOpenStack) -> None:
    estate.server.on("DELETE", ONE, Reply(how="lost"))
    with pytest.raises(OutcomeUnknown):
        estate.cloud.delete("RBX-A", "id-1")
    assert len(estate.server.calls("DELETE", ONE)) == 1


def test_retries_configured_in_clouds_yaml_do_not_send_a_write_twice(
    tmp_path: Path,
) -> None:
    with scripted_openstack(tmp_path) as estate:
        path = tmp_path / "clouds.yaml"
        retries = "compute_status_code_retries: 3, compute_connect_retries: 3, auth: {"
        path.write_text(path.read_text().replace("auth: {", retries), encoding="utf-8")
        estate.server.on("DELETE", ONE, Reply(DOWN, 503))
        with pytest.raises(OutcomeUnknown):
            estate.cloud.delete("RBX-A", "id-1")
        assert len(estate.server.calls("DELETE", ONE)) == 1


def test_a_mark_sets_one_word_and_takes_it_away_again(estate: ScriptedOpenStack) -> None:
    words = ScriptedOpenStack.compute("servers/id-1/metadata")
    word = ScriptedOpenStack.compute("servers/id-1/metadata/vigie.pool")
    said = {"metadata": {"vigie.pool": "api", "team": "web"}}
    estate.server.on("POST", words, Reply(said, 200, {"x-compute-request-id": "req-4"}))
    assert estate.cloud.mark("RBX-A", "id-1", "vigie.pool", "api").request_id == "req-4"
    [seen] = estate.server.calls("POST", words)
    assert json.loads(seen.body) == {"metadata": {"vigie.pool": "api"}}
    estate.server.on("DELETE", word, Reply(None, 204))
    estate.cloud.unmark("RBX-A", "id-1", "vigie.pool")
    assert len(estate.server.calls("DELETE", word)) == 1


def test_a_reboot_is_hard_and_is_refused_while_another_task_runs(
    estate: ScriptedOpenStack,
) -> None:
    action = ScriptedOpenStack.compute("servers/id-1/action")
    estate.server.on("POST", action, Reply(None, 202, {"x-compute-request-id": "req-5"}))
    assert estate.cloud.reboot("RBX-A", "id-1").request_id == "req-5"
    [seen] = estate.server.calls("POST", action)
    assert json.loads(seen.body) == {"reboot": {"type": "HARD"}}
    text = "Cannot 'reboot' instance id-1 while it is in task_state rebooting_hard"
    estate.server.on("POST", action, Reply({"conflictingRequest": {"message": text}}, 409))
    with pytest.raises(CallRefused, match="rebooting_hard"):
        estate.cloud.reboot("RBX-A", "id-1")


def test_the_metadata_of_a_server_in_error_is_refused(estate: ScriptedOpenStack) -> None:
    words = ScriptedOpenStack.compute("servers/id-1/metadata")
    text = "Cannot 'update_instance_metadata' instance id-1 while it is in vm_state error"
    estate.server.on("POST", words, Reply({"conflictingRequest": {"message": text}}, 409))
    with pytest.raises(CallRefused, match="vm_state error"):
        estate.cloud.mark("RBX-A", "id-1", "vigie.pool", "api")
