"""Instances by name and by id: what is asked of Nova, and what its answers prove."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import Reply, ScriptedOpenStack, scripted_openstack, server_record

from console.model.error import BadAnswer, SourceUnreachable
from console.model.estate import RegionView

SERVERS = ScriptedOpenStack.compute("servers/detail")
BATCH = "api-rbx-01KB7A-1"
MADE = tuple(f"{BATCH}-{n}" for n in range(1, 21))


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with scripted_openstack(tmp_path) as estate:
        yield estate


def listed(*numbers: int, **changes: object) -> Reply:
    return Reply({"servers": [record(n, **changes) for n in numbers]})


def record(number: int, **changes: object) -> dict[str, object]:
    return server_record(number, **({"name": f"{BATCH}-{number}"} | changes))


def one(number: int) -> str:
    return ScriptedOpenStack.compute(f"servers/id-{number}")


def ids(view: RegionView) -> set[str]:
    return {instance.id for instance in view.instances}


def test_names_of_one_operation_are_one_question(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, listed(1, 2))
    view = estate.cloud.named("RBX-A", MADE)
    assert ids(view) == {"id-1", "id-2"}
    assert view.unreadable == 0
    [seen] = estate.server.calls("GET", SERVERS)
    assert seen.query["name"] == "^api-rbx-01KB7A"
    assert "changes-since" not in seen.query


def test_each_beginning_is_asked_for_once_and_never_as_an_alternative(
    estate: ScriptedOpenStack,
) -> None:
    estate.server.on("GET", SERVERS, listed())
    estate.cloud.named("RBX-A", ("api-rbx-one-1", "api-rbx-one-2-3", "web.eu+x-1"))
    asked = [seen.query["name"] for seen in estate.server.calls("GET", SERVERS)]
    assert asked == ["^api-rbx-one", r"^web\.eu\+x"]


def test_what_only_looks_alike_is_left_out(estate: ScriptedOpenStack) -> None:
    alike = [record(1), record(2, name=f"{BATCH}-21"), record(3, name=f"{BATCH}-1".upper())]
    estate.server.on("GET", SERVERS, Reply({"servers": alike}))
    assert ids(estate.cloud.named("RBX-A", MADE)) == {"id-1"}


def test_a_renamed_instance_is_found_by_its_id(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, listed(1))
    estate.server.on("GET", one(2), Reply({"server": record(2, name="do-not-touch")}))
    view = estate.cloud.named("RBX-A", MADE, ("id-1", "id-2"))
    assert {i.id: i.name for i in view.instances} == {"id-1": MADE[0], "id-2": "do-not-touch"}


@pytest.mark.parametrize(
    "answer",
    [
        Reply({"itemNotFound": {"code": 404, "message": "Instance could not be found."}}, 404),
        Reply({"server": record(2, status="DELETED")}),
    ],
)
def test_an_id_is_gone_when_nova_says_so(estate: ScriptedOpenStack, answer: Reply) -> None:
    estate.server.on("GET", SERVERS, listed(1))
    estate.server.on("GET", one(2), answer)
    view = estate.cloud.named("RBX-A", MADE, ("id-1", "id-2"))
    assert ids(view) == {"id-1"}
    assert view.unreadable == 0


def test_an_id_is_not_gone_because_nova_cannot_tell(estate: ScriptedOpenStack) -> None:
    down = {"computeFault": {"code": 500, "message": "Cell c1 is not responding"}}
    estate.server.on("GET", SERVERS, listed())
    estate.server.on("GET", one(2), Reply(down, 500))
    with pytest.raises(SourceUnreachable):
        estate.cloud.named("RBX-A", MADE, ("id-2",))


def test_an_id_whose_record_cannot_be_read_may_be_there(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, listed())
    estate.server.on("GET", one(2), Reply({"server": {"id": "id-2", "status": "UNKNOWN"}}))
    view = estate.cloud.named("RBX-A", MADE, ("id-2",))
    assert ids(view) == set()
    assert view.unreadable == 1


def test_nonsense_in_place_of_a_server_is_a_bad_answer(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, listed())
    estate.server.on("GET", one(2), Reply(b"<html>maintenance</html>", 200))
    with pytest.raises(BadAnswer):
        estate.cloud.named("RBX-A", MADE, ("id-2",))


def test_a_record_without_a_name_among_those_asked_for_is_counted(
    estate: ScriptedOpenStack,
) -> None:
    estate.server.on("GET", SERVERS, Reply({"servers": [record(1), {"id": "id-9"}, None]}))
    assert estate.cloud.named("RBX-A", MADE).unreadable == 2


def test_many_that_went_are_read_as_deleted_in_one_question(estate: ScriptedOpenStack) -> None:
    everyone = tuple(f"id-{n}" for n in range(1, 21))
    estate.server.on("GET", SERVERS, listed(20), listed(*range(1, 20), status="DELETED"))
    view = estate.cloud.named("RBX-A", MADE, everyone)
    assert ids(view) == {"id-20"}
    now, lately = estate.server.calls("GET", SERVERS)
    assert "changes-since" not in now.query
    assert lately.query["changes-since"] == "2026-11-23T14:00:00Z"
    assert lately.query["name"] == now.query["name"]


def test_many_ids_of_unknown_names_come_from_the_kept_listing(estate: ScriptedOpenStack) -> None:
    everyone = tuple(f"id-{n}" for n in range(1, 21))
    estate.server.on("GET", SERVERS, listed(*range(1, 31)), listed(1, status="DELETED"))
    assert ids(estate.cloud.named("RBX-A", (), everyone)) == set(everyone)
    assert ids(estate.cloud.named("RBX-A", (), everyone)) == set(everyone) - {"id-1"}
    assert "changes-since" in estate.server.calls("GET", SERVERS)[1].query


def test_a_listing_that_did_not_change_is_the_same_tuple(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", SERVERS, listed(1, 2), listed(2), listed(2, status="ERROR"))
    first, same, other = (estate.cloud.instances("RBX-A").instances for _ in range(3))
    assert same is first
    assert other is not first


def test_what_a_kept_list_shows_and_no_name_leads_to_is_looked_for_in_a_whole_one(
    estate: ScriptedOpenStack,
) -> None:
    """Deleted while only a build request, a server is in no list of changes."""
    known = [f"{BATCH}-{n}" for n in range(1, 13)]
    everyone = tuple(f"id-{n}" for n in range(1, 13))
    estate.server.on("GET", SERVERS, listed(*range(1, 13)))
    estate.cloud.instances("RBX-A")
    nothing = listed()
    estate.server.on("GET", SERVERS, nothing, nothing, nothing, listed(12))
    assert ids(estate.cloud.named("RBX-A", known, everyone)) == {"id-12"}
    assert "changes-since" not in estate.server.calls("GET", SERVERS)[-1].query
