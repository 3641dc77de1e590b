"""The rehearsal's vCenter carries out and refuses what a vCenter does."""

from collections.abc import Callable, Iterator

import pytest
from process import wait_until
from pyVmomi import vim, vmodl
from rehearsed import Rehearse
from soap_client import READER, Access, Collector, Soap, by_name, ended, wanted

SPEED = 121.0  # no other module asks for it
Resize = vim.vm.ConfigSpec
NAS = vim.host.NasVolume.Specification


@pytest.fixture(scope="module")
def access(rehearsal: Rehearse) -> Access:
    return Access(rehearsal("steady", SPEED))


@pytest.fixture(scope="module")
def vcenter(access: Access) -> Iterator[Soap]:
    instance = access.connect()
    yield instance
    access.leave(instance)


@pytest.fixture(scope="module")
def machines(vcenter: Soap) -> dict[str, Soap]:
    return by_name(vcenter, vim.VirtualMachine)


@pytest.fixture(scope="module")
def stores(vcenter: Soap) -> dict[str, Soap]:
    return by_name(vcenter, vim.Datastore)


@pytest.fixture(scope="module")
def hosts(vcenter: Soap) -> list[Soap]:
    return list(by_name(vcenter, vim.HostSystem).values())


def test_a_running_machine_grows_if_it_may_and_never_shrinks(machines: dict[str, Soap]) -> None:
    grown = machines["db-1"]
    info = ended(grown.ReconfigVM_Task(Resize(numCPUs=16, memoryMB=131072)))
    assert (info.state, info.descriptionId) == ("success", "VirtualMachine.reconfigure")
    assert (grown.config.hardware.numCPU, grown.config.hardware.memoryMB) == (16, 131072)
    shrunk = ended(grown.ReconfigVM_Task(Resize(numCPUs=8)))
    assert isinstance(shrunk.error, vim.fault.InvalidPowerState)
    fixed = ended(machines["db-3"].ReconfigVM_Task(Resize(numCPUs=16)))
    assert isinstance(fixed.error, vim.fault.CpuHotPlugNotSupported)
    assert machines["db-3"].config.hardware.numCPU == 8


def test_what_is_not_a_size_is_not_supported(machines: dict[str, Soap]) -> None:
    with pytest.raises(vmodl.fault.NotSupported):
        machines["db-2"].ReconfigVM_Task(Resize(annotation="other"))
    with pytest.raises(vim.fault.ConcurrentAccess):
        machines["db-2"].ReconfigVM_Task(Resize(numCPUs=10, changeVersion="never"))


def test_a_guest_shuts_down_and_boots_in_its_own_time(machines: dict[str, Soap]) -> None:
    machine = machines["site-1"]
    with pytest.raises(vim.fault.InvalidPowerState):
        machine.PowerOn()
    machine.ShutdownGuest()
    wait_until(lambda: machine.runtime.powerState == "poweredOff", what="the machine is off")
    assert ended(machine.ReconfigVM_Task(Resize(numCPUs=2, memoryMB=8192))).state == "success"
    assert ended(machine.PowerOn()).state == "success"
    if machine.guest.toolsRunningStatus == "guestToolsNotRunning":
        with pytest.raises(vim.fault.ToolsUnavailable):
            machine.ShutdownGuest()
    wait_until(
        lambda: machine.guest.toolsRunningStatus == "guestToolsRunning",
        what="the guest answers",
    )
    assert machine.summary.config.numCpu == 2


def test_a_guest_reboots_by_its_tools_and_ha_says_whom_it_protects(
    vcenter: Soap, machines: dict[str, Soap], hosts: list[Soap]
) -> None:
    machine = machines["site-3"]
    assert machine.RebootGuest() is None
    wait_until(lambda: machine.guest.guestState != "running", what="the guest goes down")
    wait_until(lambda: machine.guest.guestState == "running", what="the guest is back")
    assert (machine.runtime.powerState, machine.runtime.dasVmProtection.dasProtected) == (
        "poweredOn",
        True,
    )
    [cluster] = by_name(vcenter, vim.ClusterComputeResource).values()
    assert cluster.configuration.dasConfig.enabled
    assert cluster.configurationEx.dasConfig.enabled
    states = sorted(host.runtime.dasHostState.state for host in hosts)
    assert states == ["connectedToMaster", "connectedToMaster", "master"]


def test_snapshots_form_a_line_and_can_be_removed(machines: dict[str, Soap]) -> None:
    machine = machines["site-2"]
    for name in ("first", "second"):
        task = machine.CreateSnapshot_Task(name, f"the {name}", memory=False, quiesce=False)
        assert ended(task).state == "success"
    (root,) = machine.snapshot.rootSnapshotList
    assert (root.name, root.description) == ("first", "the first")
    assert [each.name for each in root.childSnapshotList] == ["second"]
    assert ended(root.snapshot.RemoveSnapshot_Task(removeChildren=True)).state == "success"
    assert machine.snapshot is None


def test_a_datastore_goes_into_maintenance_only_when_nothing_lives_there(
    stores: dict[str, Soap],
) -> None:
    occupied = ended(stores["nfs-000201"].DatastoreEnterMaintenanceMode().task)
    assert occupied.state == "error"
    assert stores["nfs-000201"].summary.maintenanceMode == "normal"
    empty = stores["ssd-000108"]
    assert ended(empty.DatastoreEnterMaintenanceMode().task).state == "success"
    assert empty.summary.maintenanceMode == "inMaintenance"
    assert ended(empty.DatastoreExitMaintenanceMode_Task()).state == "success"
    assert empty.summary.maintenanceMode == "normal"


def test_a_datastore_moves_into_a_cluster_of_datastores_and_back(
    vcenter: Soap, stores: dict[str, Soap]
) -> None:
    pod = by_name(vcenter, vim.StoragePod)["ssd"]
    folder = next(iter(by_name(vcenter, vim.Datacenter).values())).datastoreFolder
    store = stores["nfs-000203"]
    assert ended(pod.MoveIntoFolder_Task([store])).state == "success"
    assert store.parent == pod
    assert ended(folder.MoveIntoFolder_Task([store])).state == "success"
    assert store.parent == folder


def test_an_export_is_mounted_host_by_host_and_taken_off(hosts: list[Soap]) -> None:
    def system(host: Soap) -> Soap:
        return host.configManager.datastoreSystem

    spec = NAS(
        remoteHost="10.20.0.10",
        remotePath="/exports/archive-2",
        localPath="archive-2",
        accessMode="readWrite",
    )
    store = system(hosts[0]).CreateNasDatastore(spec)
    assert system(hosts[1]).CreateNasDatastore(spec) == store
    assert {each.key._moId for each in store.host} == {h._moId for h in hosts[:2]}
    assert store.info.nas.remotePath == "/exports/archive-2"
    with pytest.raises(vim.fault.AlreadyExists):
        system(hosts[0]).CreateNasDatastore(spec)
    spec.remotePath, spec.localPath = "/exports/nothing", "nothing"
    with pytest.raises(vim.fault.PlatformConfigFault):
        system(hosts[0]).CreateNasDatastore(spec)
    for host in hosts[:2]:
        system(host).RemoveDatastore(store)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        _ = store.name


def test_a_free_disk_is_formatted_on_one_host_and_found_by_the_others(hosts: list[Soap]) -> None:
    system = hosts[0].configManager.datastoreSystem
    disk = system.QueryAvailableDisksForVmfs()[0]
    spec = system.QueryVmfsDatastoreCreateOptions(disk.devicePath)[0].spec
    spec.vmfs.volumeName = "vigie-vmfs-1"
    store = system.CreateVmfsDatastore(spec)
    assert store.info.vmfs.ssd is True
    assert [each.key._moId for each in store.host] == [hosts[0]._moId]
    assert disk.canonicalName not in {
        each.canonicalName for each in system.QueryAvailableDisksForVmfs()
    }
    for host in hosts[1:]:
        host.configManager.storageSystem.RescanVmfs()
    assert len(store.host) == len(hosts)


def test_a_reader_reads_and_changes_nothing(
    access: Access, machines: dict[str, Soap], stores: dict[str, Soap], hosts: list[Soap]
) -> None:
    reader = access.connect(READER)

    def own(thing: Soap) -> Soap:
        return type(thing)(thing._moId, reader._stub)

    system = own(hosts[0]).configManager.datastoreSystem
    folder = own(stores["nfs-000204"].parent)
    attempts: list[Callable[[], object]] = [
        lambda: own(machines["db-2"]).ReconfigVM_Task(Resize(numCPUs=12)),
        lambda: own(machines["db-2"]).PowerOff(),
        lambda: own(machines["db-2"]).ShutdownGuest(),
        lambda: own(machines["db-2"]).RebootGuest(),
        lambda: own(machines["db-2"]).CreateSnapshot_Task("s", "", memory=False, quiesce=False),
        lambda: own(stores["nfs-000204"]).DatastoreEnterMaintenanceMode(),
        lambda: folder.MoveIntoFolder_Task([own(stores["nfs-000204"])]),
        lambda: system.RemoveDatastore(own(stores["nfs-000204"])),
        system.QueryAvailableDisksForVmfs,
    ]
    try:
        for attempt in attempts:
            with pytest.raises(vim.fault.NoPermission):
                attempt()
        assert own(machines["db-2"]).config.hardware.numCPU == 8
        orders = access.rehearsal.record().orders
        assert not [each.order for each in orders if each.metadata.get("by") == READER]
    finally:
        access.leave(reader)


def test_updates_tell_what_changed_and_nothing_else(
    vcenter: Soap, machines: dict[str, Soap]
) -> None:
    content = vcenter.content
    collector = content.propertyCollector.CreatePropertyCollector()
    view = content.viewManager.CreateContainerView(
        content.rootFolder, [vim.VirtualMachine], recursive=True
    )
    collector.CreateFilter(
        wanted(view, VirtualMachine=["name", "config.hardware.numCPU"]), partialUpdates=False
    )
    first = collector.WaitForUpdatesEx("", Collector.WaitOptions(maxWaitSeconds=0))
    (told,) = first.filterSet
    assert {each.kind for each in told.objectSet} == {"enter"}
    assert len(told.objectSet) == len(machines)
    quiet = collector.WaitForUpdatesEx(first.version, Collector.WaitOptions(maxWaitSeconds=0))
    assert quiet is None
    ended(machines["db-2"].ReconfigVM_Task(Resize(numCPUs=10)))
    for _ in range(2):  # the answer may have been lost: the same version may be asked from again
        update = collector.WaitForUpdatesEx(first.version, Collector.WaitOptions(maxWaitSeconds=10))
        (change,) = update.filterSet[0].objectSet
        assert (change.kind, change.obj) == ("modify", machines["db-2"])
        assert [(each.name, each.val) for each in change.changeSet] == [
            ("config.hardware.numCPU", 10)
        ]
    quiet = collector.WaitForUpdatesEx(update.version, Collector.WaitOptions(maxWaitSeconds=1))
    assert quiet is None
    with pytest.raises(vmodl.query.InvalidCollectorVersion):
        collector.WaitForUpdatesEx("77", Collector.WaitOptions(maxWaitSeconds=0))
    collector.DestroyPropertyCollector()
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        collector.WaitForUpdatesEx("", Collector.WaitOptions(maxWaitSeconds=0))


def test_updates_come_in_parts_where_they_are_many(vcenter: Soap, stores: dict[str, Soap]) -> None:
    content = vcenter.content
    collector = content.propertyCollector.CreatePropertyCollector()
    view = content.viewManager.CreateContainerView(
        content.rootFolder, [vim.Datastore], recursive=True
    )
    collector.CreateFilter(wanted(view, Datastore=["name"]), partialUpdates=False)
    options = Collector.WaitOptions(maxWaitSeconds=0, maxObjectUpdates=5)
    told: list[str] = []
    version, truncated = "", True
    while truncated:
        update = collector.WaitForUpdatesEx(version, options)
        version, truncated = update.version, update.truncated
        told += [each.obj._moId for each in update.filterSet[0].objectSet]
    assert len(told) == len(set(told))
    assert {each._moId for each in stores.values()} <= set(told)
