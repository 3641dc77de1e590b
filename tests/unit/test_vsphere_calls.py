"""What the vSphere provider makes of answers, faults and nonsense."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import Reply
from scripted_vcenter import ScriptedVcenter, answer, fault, scripted_vcenter, thing

from console.clock import SystemClock
from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    NotFound,
    OutcomeUnknown,
    SourceError,
    SourceUnreachable,
    UsageError,
)
from console.model.notice import notice
from console.model.private import Right
from console.providers.vsphere.cloud import VsphereCloud
from console.settings.private import VsphereSettings

Pair = tuple[ScriptedVcenter, VsphereCloud]
STORE = {
    "name": ">ssd-1",
    "summary__accessible": ">true",
    "summary__capacity": ">300",
    "summary__freeSpace": ">100",
    "summary__type": ">NFS",
}
READ = "RetrievePropertiesEx"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with scripted_vcenter(tmp_path) as found:
        yield found


def page(*things: str, token: str = "") -> Reply:
    return answer(READ, (f"<token>{token}</token>" if token else "") + "".join(things))


def test_all_pages_are_read(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page(thing("Datastore", "datastore-1", **STORE), token="more"))  # noqa: S106 - a page's
    second = STORE | {"name": ">ssd-2"}
    rest = answer("ContinueRetrievePropertiesEx", thing("Datastore", "datastore-2", **second))
    server.says("ContinueRetrievePropertiesEx", rest)
    assert [each.name for each in client.inventory().datastores] == ["ssd-1", "ssd-2"]
    assert b">more</token>" in server.called("ContinueRetrievePropertiesEx")[0].body


def test_bad_record_on_the_wire_is_one_warning(pair: Pair) -> None:
    server, client = pair
    bad = thing("Datastore", "datastore-2", name=">b", summary__capacity=">many")
    server.says(READ, page(thing("Datastore", "datastore-1", **STORE), bad, "<objects/>"))
    seen = client.inventory()
    assert (len(seen.datastores), seen.unreadable) == (1, 2)


def test_operation_id_is_sent_and_told(pair: Pair) -> None:
    server, client = pair
    server.says("PowerOnVM_Task", fault("InvalidPowerState", "It is on."))
    with pytest.raises(CallRefused) as failure:
        client.power_on("vm-1")
    assert failure.value.notice.values["text"] == "It is on"
    assert str(failure.value.request_id).encode() in server.called("PowerOnVM_Task")[0].body


def test_missing_privilege_is_named(pair: Pair) -> None:
    server, client = pair
    detail = (
        '<object type="VirtualMachine">vm-1</object>'
        "<privilegeId>VirtualMachine.Interact.PowerOn</privilegeId>"
    )
    server.says("PowerOnVM_Task", fault("NoPermission", "Permission denied.", detail))
    with pytest.raises(CallRefused) as failure:
        client.power_on("vm-1")
    assert failure.value.notice.code == "vsphere.no_permission"
    assert failure.value.notice.values["privilege"] == "VirtualMachine.Interact.PowerOn"


def test_fault_of_an_unknown_type_still_says_its_sentence(pair: Pair) -> None:
    server, client = pair
    server.says("PowerOnVM_Task", fault("QuantumEntanglement", "The cat is both."))
    with pytest.raises(CallRefused) as failure:
        client.power_on("vm-1")
    assert failure.value.notice.values["text"] == "The cat is both"


@pytest.mark.parametrize(
    ("reply", "reading", "writing"),
    [
        (Reply(b"<html>Service Unavailable</html>", 503), SourceUnreachable, OutcomeUnknown),
        (Reply(b"<html>Sign in</html>", 200), BadAnswer, OutcomeUnknown),
        (Reply(b"", 404), BadAnswer, OutcomeUnknown),
        (Reply(b"not XML at all", 500), SourceUnreachable, OutcomeUnknown),
        (Reply(b"<a/>", 200, how="short"), SourceUnreachable, OutcomeUnknown),
        (Reply(how="lost"), SourceUnreachable, OutcomeUnknown),
        (Reply(b"", 200, {"Content-Encoding": "gzip"}), BadAnswer, OutcomeUnknown),
    ],
    ids=["503", "html", "404", "500", "short", "lost", "empty"],
)
def test_nonsense_is_typed_and_doubt_is_said(
    reply: Reply, reading: type[SourceError], writing: type[SourceError], pair: Pair
) -> None:
    server, client = pair
    server.says(READ, reply)
    server.says("ReconfigVM_Task", reply)
    with pytest.raises(reading):
        client.inventory()
    with pytest.raises(writing):
        client.reconfigure("vm-1", vcpus=4)
    assert len(server.called("ReconfigVM_Task")) == 1


def test_an_answer_that_drips_is_given_up_and_doubt_is_said(pair: Pair) -> None:
    server, _ = pair
    hurried = server.client(connect_timeout_s=3.0, read_timeout_s=3.0)
    for method in (READ, "ReconfigVM_Task"):
        server.says(method, Reply(b"<a/>" * 5000, 200, how="drip"))
    with pytest.raises(SourceUnreachable):
        hurried.inventory()
    with pytest.raises(OutcomeUnknown):
        hurried.reconfigure("vm-1", vcpus=4)
    assert len(server.called("ReconfigVM_Task")) == 1
    hurried.close()


def test_write_is_repeated_after_a_new_login_only(pair: Pair) -> None:
    server, client = pair
    task = answer("PowerOnVM_Task", "task-7", attributes=' type="Task"')
    server.says("PowerOnVM_Task", fault("NotAuthenticated", "No session."), task)
    assert client.power_on("vm-1").resource_id == "task-7"
    assert len(server.called("Login")) == 2


def test_session_that_cannot_be_had_is_said_after_one_more_try(pair: Pair) -> None:
    server, client = pair
    server.says(READ, fault("NotAuthenticated", "No session."))
    with pytest.raises(CredentialsRefused):
        client.inventory()
    assert len(server.called("Login")) == 2


def test_lost_session_that_hides_in_a_page_is_noticed(pair: Pair) -> None:
    server, client = pair
    hidden = (
        '<objects><obj type="Datastore">datastore-1</obj><missingSet><path>name</path><fault>'
        '<fault xsi:type="NotAuthenticated"/><localizedMessage/></fault></missingSet></objects>'
    )
    good = page(thing("Datastore", "datastore-1", **STORE))
    server.says(READ, page(hidden), good)
    assert len(client.inventory().datastores) == 1
    assert len(server.called("Login")) == 2


def test_refused_login_is_not_sent_again_at_once(pair: Pair) -> None:
    server, client = pair
    server.says("Login", fault("InvalidLogin", "Cannot complete login."))
    for _ in range(3):
        with pytest.raises(CredentialsRefused):
            client.inventory()
    assert len(server.called("Login")) == 1


def test_secrets_that_cannot_be_read_are_a_refusal(pair: Pair) -> None:
    server, _ = pair

    def locked() -> str:
        raise UsageError(notice("secrets.locked"))

    client = server.client(locked)
    with pytest.raises(CredentialsRefused) as failure:
        client.inventory()
    client.close()
    assert failure.value.notice.code == "secrets.locked"


def test_nameless_virtual_datacenter_is_a_bad_answer(pair: Pair) -> None:
    server, _ = pair
    server.says(READ, page(thing("Datacenter", "datacenter-1")))
    client = server.client(vdc="roubaix")
    with pytest.raises(BadAnswer):
        client.inventory()
    client.close()


def test_password_appears_nowhere_but_in_the_login(pair: Pair, tmp_path: Path) -> None:
    del tmp_path
    server, client = pair
    server.says("Login", fault("InvalidLogin", "Cannot complete login."))
    with pytest.raises(CredentialsRefused) as failure:
        client.inventory()
    said = [repr(failure.value), str(failure.value.notice), repr(client), repr(vars(client))]
    assert not any("correct" in each for each in said)


@pytest.mark.parametrize(
    "document",
    [b"<html/>", b"{}", b"<namespaces><namespace><name>urn:vim25</name></namespace></namespaces>"],
)
def test_server_that_is_no_vcenter_is_a_bad_answer(document: bytes, pair: Pair) -> None:
    server, client = pair
    server.on("GET", "/sdk/vimServiceVersions.xml", Reply(document))
    with pytest.raises(BadAnswer):
        client.inventory()


def privileges(*granted: str) -> Reply:
    held = "".join(
        f"<privAvailability><privId>{each}</privId><isGranted>true</isGranted></privAvailability>"
        for each in granted
    )
    return answer("HasPrivilegeOnEntities", f'<entity type="Folder">group-d1</entity>{held}')


def test_rights_follow_the_privileges(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page())
    server.says(
        "HasPrivilegeOnEntities",
        privileges("Datastore.Move", "Datastore.Config", "VirtualMachine.Interact.PowerOn"),
    )
    account = client.account()
    assert account.rights == {Right.DATASTORE}
    assert "VirtualMachine.Interact.PowerOff" in account.lacking
    assert "Host.Config.Storage" in account.lacking
    assert "Datastore.Move" not in account.lacking


def test_older_server_is_asked_in_the_older_way(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page())
    server.says("HasPrivilegeOnEntities", fault("MethodNotFound", "No such method."))
    held = "<privileges>VirtualMachine.State.CreateSnapshot</privileges>"
    fetched = answer(
        "FetchUserPrivilegeOnEntities", f'<entity type="Folder">group-d1</entity>{held}'
    )
    server.says("FetchUserPrivilegeOnEntities", fetched)
    assert client.account().rights == {Right.SNAPSHOT}


def test_server_that_cannot_tell_rights_gives_none(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page())
    for method in ("HasPrivilegeOnEntities", "FetchUserPrivilegeOnEntities"):
        server.says(method, fault("MethodNotFound", "No such method."))
    account = client.account()
    assert account.rights == frozenset()
    assert "Datastore.Move?" in account.lacking


def test_read_only_account_has_no_rights(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page())
    server.says("HasPrivilegeOnEntities", privileges())
    assert client.account().rights == frozenset()


def free_disks(server: ScriptedVcenter) -> None:
    found = thing(
        "HostSystem", "host-1", configManager__datastoreSystem=' type="HostDatastoreSystem">ds-1'
    )
    server.says(READ, page(found))
    disk = (
        "<displayName>Local disk</displayName><canonicalName>naa.1</canonicalName>"
        "<deviceName>/vmfs/devices/disks/naa.1</deviceName><deviceType>disk</deviceType>"
        "<uuid>1</uuid><lunType>disk</lunType><capacity><blockSize>512</blockSize>"
        "<block>2000</block></capacity><devicePath>/vmfs/devices/disks/naa.1</devicePath>"
        "<ssd>true</ssd>"
    )
    server.says("QueryAvailableDisksForVmfs", answer("QueryAvailableDisksForVmfs", disk))


def test_free_disks_are_offers_that_cost_nothing(pair: Pair) -> None:
    server, client = pair
    free_disks(server)
    offer = client.free_disks("host-1")[0]
    assert (offer.name, offer.title, offer.size_bytes, offer.ssd) == (
        "naa.1",
        "Local disk",
        1_024_000,
        True,
    )


def test_disk_that_is_not_free_is_not_formatted(pair: Pair) -> None:
    server, client = pair
    free_disks(server)
    with pytest.raises(NotFound) as failure:
        client.format_vmfs("host-1", disk="naa.2", name="vigie-1")
    assert failure.value.notice.code == "vsphere.no_disk"
    assert server.called("CreateVmfsDatastore") == []


def test_free_disk_is_formatted_under_the_given_name(pair: Pair) -> None:
    server, client = pair
    free_disks(server)
    option = (
        '<info xsi:type="VmfsDatastoreAllExtentOption"><layout/></info>'
        '<spec xsi:type="VmfsDatastoreCreateSpec"><diskUuid>1</diskUuid><partition/>'
        "<vmfs><majorVersion>6</majorVersion><volumeName>_</volumeName><extent>"
        "<diskName>naa.1</diskName><partition>1</partition></extent></vmfs></spec>"
    )
    server.says(
        "QueryVmfsDatastoreCreateOptions", answer("QueryVmfsDatastoreCreateOptions", option)
    )
    created = answer("CreateVmfsDatastore", "datastore-9", attributes=' type="Datastore"')
    server.says("CreateVmfsDatastore", created)
    assert client.format_vmfs("host-1", disk="naa.1", name="vigie-op-1").resource_id is None
    assert b"<volumeName>vigie-op-1</volumeName>" in server.called("CreateVmfsDatastore")[0].body


def test_host_that_is_gone_is_not_found(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page())
    with pytest.raises(NotFound):
        client.rescan("host-1")


def test_maintenance_gives_the_task_of_the_placement(pair: Pair) -> None:
    server, client = pair
    placed = '<task type="Task">task-3</task>'
    server.says("DatastoreEnterMaintenanceMode", answer("DatastoreEnterMaintenanceMode", placed))
    assert client.enter_maintenance("datastore-1").resource_id == "task-3"


def test_construction_calls_nobody_and_starts_no_thread() -> None:
    def password() -> str:
        raise AssertionError("asked for")

    running = set(threading.enumerate())
    settings = VsphereSettings(host="127.0.0.1", port=1, user="vigie")
    cloud = VsphereCloud(settings, user="vigie", password=password, clock=SystemClock())
    cloud.close()
    started = set(threading.enumerate()) - running
    assert "vsphere" not in {thread.name for thread in started}


def test_closing_logs_out_and_a_later_call_logs_in_again(pair: Pair) -> None:
    server, client = pair
    server.says(READ, page(thing("Datastore", "datastore-1", **STORE)))
    assert client.inventory().datastores
    client.close()
    assert len(server.called("Logout")) == 1
    assert client.inventory().datastores
    assert len(server.called("Login")) == 2
