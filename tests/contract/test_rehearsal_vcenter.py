"""The rehearsal's vCenter answers VMware's own client as a vCenter does: what it reads."""

import ssl
import urllib.request
from collections.abc import Iterator

import pytest
from pyVim.connect import SmartConnect
from pyVmomi import VmomiSupport, vim, vmodl
from rehearsed import Rehearse
from soap_client import READER, WRITER, Access, Collector, Soap, by_name, wanted

SPEED = 62.0  # no other module asks for it


@pytest.fixture(scope="module")
def access(rehearsal: Rehearse) -> Access:
    return Access(rehearsal("steady", SPEED))


@pytest.fixture(scope="module")
def vcenter(access: Access) -> Iterator[Soap]:
    instance = access.connect()
    yield instance
    access.leave(instance)


def test_says_which_versions_it_speaks_and_who_it_is(access: Access, vcenter: Soap) -> None:
    url = f"https://127.0.0.1:{access.port}/sdk/vimServiceVersions.xml"
    with urllib.request.urlopen(url, timeout=60, context=access.trust()) as answer:
        assert b"<version>8.0.3.0</version>" in answer.read()
    assert vcenter.content.about.apiType == "VirtualCenter"
    assert vcenter._stub.version == "vim.version.v8_0_3_0"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_its_certificate_holds_for_every_name_of_loopback(access: Access, host: str) -> None:
    instance = access.connect(host=host)
    assert instance.content.sessionManager.currentSession.userName == WRITER
    access.leave(instance)


def test_a_client_that_does_not_know_its_authority_is_not_let_down(access: Access) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        SmartConnect(
            host="127.0.0.2",
            port=access.port,
            user=WRITER,
            pwd=access.password(),
            sslContext=ssl.create_default_context(),
        )


def test_leaves_no_key_behind_and_shows_its_files_to_nobody(access: Access) -> None:
    folder = access.rehearsal.settings.parent
    for each in folder.iterdir():
        if each.is_file():
            assert b"PRIVATE KEY" not in each.read_bytes()
            assert each.stat().st_mode & 0o077 == 0


def test_shows_the_reference_estate(vcenter: Soap) -> None:
    datastores, machines = by_name(vcenter, vim.Datastore), by_name(vcenter, vim.VirtualMachine)
    assert len(datastores) == 12
    fullest = datastores["ssd-000103"].summary
    assert 1 - fullest.freeSpace / fullest.capacity > 0.95
    assert {"db-1", "db-2", "db-3", "backup-1", "site-4", "api-vm-6"} <= set(machines)
    database = machines["db-1"]
    assert (database.config.hardware.numCPU, database.config.hardware.memoryMB) == (8, 65536)
    assert database.config.cpuHotAddEnabled
    assert database.guest.toolsRunningStatus == "guestToolsRunning"
    assert not machines["db-3"].config.cpuHotAddEnabled
    hosts = by_name(vcenter, vim.HostSystem)
    assert len(hosts) == 3
    for each in datastores.values():
        assert {mount.key._moId for mount in each.host} == {h._moId for h in hosts.values()}
        assert all(mount.mountInfo.accessible for mount in each.host)


def test_every_property_of_every_kind_can_be_read(vcenter: Soap) -> None:
    content = vcenter.content
    view = content.viewManager.CreateContainerView(
        content.rootFolder, [vim.ManagedEntity], recursive=True
    )
    seen: dict[type, set[str]] = {}
    spec = wanted(view, ManagedEntity=[])
    spec.propSet[0].all = True
    answer = content.propertyCollector.RetrievePropertiesEx([spec], Collector.RetrieveOptions())
    for each in answer.objects:
        seen.setdefault(type(each.obj), set()).update(found.name for found in each.propSet)
    assert {"summary", "info", "host", "vm", "overallStatus"} <= seen[vim.Datastore]
    assert {"config", "runtime", "guest", "summary", "datastore"} <= seen[vim.VirtualMachine]
    assert {"summary", "runtime", "configManager", "datastore"} <= seen[vim.HostSystem]
    assert {"summary", "host", "resourcePool"} <= seen[vim.ClusterComputeResource]
    assert {"vmFolder", "datastoreFolder", "hostFolder"} <= seen[vim.Datacenter]
    assert {"childEntity", "childType"} <= seen[vim.StoragePod]


def test_values_have_the_types_of_the_protocol(vcenter: Soap) -> None:
    content = vcenter.content
    view = content.viewManager.CreateContainerView(
        content.rootFolder, [vim.Datastore, vim.VirtualMachine], recursive=True
    )
    paths = {
        "Datastore": ["summary.capacity", "summary.accessible", "parent", "overallStatus"],
        "VirtualMachine": ["runtime.powerState", "summary.config.numCpu", "datastore", "snapshot"],
    }
    spec = wanted(view, **paths)
    answer = content.propertyCollector.RetrievePropertiesEx([spec], Collector.RetrieveOptions())
    found = {each.obj._moId: {p.name: p.val for p in each.propSet} for each in answer.objects}
    store = next(value for key, value in found.items() if key.startswith("datastore-"))
    machine = next(value for key, value in found.items() if key.startswith("vm-"))
    assert type(store["summary.capacity"]) is VmomiSupport.long
    assert store["summary.accessible"] is True
    assert isinstance(store["parent"], vim.Folder)
    assert type(store["overallStatus"]) is vim.ManagedEntity.Status
    assert type(machine["runtime.powerState"]) is vim.VirtualMachine.PowerState
    assert isinstance(machine["datastore"][0], vim.Datastore)
    assert "snapshot" not in machine


def test_gives_long_answers_page_by_page(vcenter: Soap) -> None:
    content = vcenter.content
    view = content.viewManager.CreateContainerView(
        content.rootFolder, [vim.Datastore], recursive=True
    )
    collector = content.propertyCollector
    spec, options = wanted(view, Datastore=["name"]), Collector.RetrieveOptions(maxObjects=5)
    page = collector.RetrievePropertiesEx([spec], options)
    names, sizes = set(), []
    while True:
        sizes.append(len(page.objects))
        names.update(each.propSet[0].val for each in page.objects)
        if not page.token:
            break
        page = collector.ContinueRetrievePropertiesEx(page.token)
    assert (sizes, len(names)) == ([5, 5, 2], 12)
    page = collector.RetrievePropertiesEx([spec], options)
    collector.CancelRetrievePropertiesEx(page.token)
    with pytest.raises(vmodl.fault.InvalidArgument):
        collector.ContinueRetrievePropertiesEx(page.token)


def test_follows_a_path_from_the_root_to_the_machines(vcenter: Soap) -> None:
    step = Collector.TraversalSpec
    folders = step(name="folders", type=vim.Folder, path="childEntity", skip=True)
    centers = step(name="centers", type=vim.Datacenter, path="vmFolder", skip=True)
    again = [Collector.SelectionSpec(name="folders"), Collector.SelectionSpec(name="centers")]
    folders.selectSet, centers.selectSet = [*again[:1], centers], again[:1]
    root = vcenter.content.rootFolder
    folders.skip = False
    spec = Collector.FilterSpec(
        propSet=[Collector.PropertySpec(type=vim.VirtualMachine, pathSet=["name"])],
        objectSet=[Collector.ObjectSpec(obj=root, skip=True, selectSet=[folders])],
    )
    answer = vcenter.content.propertyCollector.RetrieveContents([spec])
    assert {each.propSet[0].val for each in answer} == set(by_name(vcenter, vim.VirtualMachine))


def test_names_what_it_does_not_know(vcenter: Soap) -> None:
    store = next(iter(by_name(vcenter, vim.Datastore).values()))
    start = Collector.ObjectSpec(obj=store)
    spec = Collector.FilterSpec(
        propSet=[Collector.PropertySpec(type=vim.Datastore, pathSet=["weather"])],
        objectSet=[start],
    )
    with pytest.raises(vmodl.query.InvalidProperty):
        vcenter.content.propertyCollector.RetrieveContents([spec])
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        _ = vim.Datastore("datastore-999999", vcenter._stub).name
    with pytest.raises(vmodl.fault.NotSupported):
        store.DestroyDatastore()
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        vim.VirtualMachine(store._moId, vcenter._stub).PowerOn()


def test_alarms_are_on_the_datastore_and_on_what_stands_above(vcenter: Soap) -> None:
    store = by_name(vcenter, vim.Datastore)["ssd-000103"]
    own = store.triggeredAlarmState
    assert [each.overallStatus for each in own] == ["red"]
    above = vcenter.content.rootFolder.triggeredAlarmState
    assert store._moId in {each.entity._moId for each in above}


def test_tells_what_an_account_may_do(access: Access, vcenter: Soap) -> None:
    content = vcenter.content
    asked = ["VirtualMachine.Config.CPUCount", "System.Read"]
    reader = access.connect(READER)
    try:
        for instance, expected in ((vcenter, [True, True]), (reader, [False, True])):
            key = instance.content.sessionManager.currentSession.key
            manager = instance.content.authorizationManager
            answer = manager.HasPrivilegeOnEntities([content.rootFolder], key, asked)
            assert [each.isGranted for each in answer[0].privAvailability] == expected
        held = content.authorizationManager.FetchUserPrivilegeOnEntities(
            [content.rootFolder], READER
        )
        assert set(held[0].privileges) == {"System.Anonymous", "System.Read", "System.View"}
    finally:
        access.leave(reader)
