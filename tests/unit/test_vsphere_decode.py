"""What vCenter's property bags become."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.private import (
    DatastoreKind,
    Heartbeat,
    Maintenance,
    Power,
    PrivateView,
    Severity,
    TaskState,
)
from console.providers.vsphere import decode_compute, decode_events, decode_storage
from console.providers.vsphere.assembly import Extras, view
from console.providers.vsphere.record import ObjectRecord

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
GIB = 1 << 30
HA = "configuration__dasConfig__enabled"


def value(inner: str, attributes: str = "") -> Element:
    return fromstring(  # noqa: S314 - written here
        '<val xmlns="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f" {attributes}>{inner}</val>"
    )


def record(kind: str, identity: str, **values: str | Element) -> ObjectRecord:
    return ObjectRecord(
        kind,
        identity,
        {
            name.replace("__", "."): each if isinstance(each, Element) else value(each)
            for name, each in values.items()
        },
    )


def seen(*records: ObjectRecord, extras: Extras | None = None) -> PrivateView:
    return view(records, extras or Extras(), unreadable=0, observed_at=NOW)


def store(identity: str = "datastore-1", **changes: str | Element) -> ObjectRecord:
    values: dict[str, str | Element] = {
        "name": "ssd-1",
        "parent": value("group-p1", 'type="StoragePod"'),
        "summary__accessible": "true",
        "summary__capacity": "3000000000000",
        "summary__freeSpace": "120000000000",
        "summary__uncommitted": "500000000000",
        "summary__type": "NFS",
        "summary__maintenanceMode": "normal",
        "summary__url": "ds:///vmfs/volumes/1/",
        "vm": value('<ManagedObjectReference type="VirtualMachine">vm-1</ManagedObjectReference>'),
    }
    return record("Datastore", identity, **(values | changes))


def machine(identity: str = "vm-1", **changes: str | Element) -> ObjectRecord:
    values: dict[str, str | Element] = {
        "name": "db-1",
        "runtime__connectionState": "connected",
        "runtime__powerState": "poweredOn",
        "runtime__host": "host-1",
        "config__hardware__numCPU": "8",
        "summary__config__numCpu": "8",
        "summary__config__memorySizeMB": "65536",
        "config__cpuHotAddEnabled": "true",
        "config__memoryHotAddEnabled": "true",
        "config__hotPlugMemoryLimit": "1048576",
        "config__hotPlugMemoryIncrementSize": "1024",
        "guest__toolsRunningStatus": "guestToolsRunning",
        "guest__guestState": "running",
        "summary__quickStats__overallCpuUsage": "4200",
        "summary__quickStats__guestMemoryUsage": "16384",
    }
    return record("VirtualMachine", identity, **(values | changes))


def test_datastore_has_its_figures_and_its_place() -> None:
    found = seen(store(), record("StoragePod", "group-p1", name="ssd%2fpod")).datastores[0]
    assert (found.kind, found.maintenance) == (DatastoreKind.NFS, Maintenance.NORMAL)
    assert found.used_ratio == pytest.approx(0.96)
    assert found.provisioned_bytes == 3_380_000_000_000
    assert (found.folder, found.clustered) == ("ssd/pod", True)
    assert found.virtual_machines == ("vm-1",)
    assert found.ssd is None


def test_inaccessible_datastore_has_no_figures() -> None:
    found = seen(store(summary__accessible="false", summary__freeSpace="0")).datastores[0]
    assert (found.capacity_bytes, found.free_bytes, found.uncommitted_bytes) == (None, None, None)
    assert found.used_ratio is None


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("enteringMaintenance", Maintenance.ENTERING),
        ("inMaintenance", Maintenance.IN),
        ("normal", Maintenance.NORMAL),
    ],
)
def test_maintenance_is_told(mode: str, expected: Maintenance) -> None:
    assert seen(store(summary__maintenanceMode=mode)).datastores[0].maintenance is expected


def test_mount_that_is_not_writable_or_not_told_is_not_usable() -> None:
    mounted = "<mounted>true</mounted><accessible>true</accessible>"
    away = (
        "<accessMode>readWrite</accessMode><mounted>true</mounted>"
        "<accessible>false</accessible><inaccessibleReason>APD</inaccessibleReason>"
    )
    infos = (
        f"<accessMode>readWrite</accessMode>{mounted}",
        f"<accessMode>readOnly</accessMode>{mounted}",
        "<accessMode>readWrite</accessMode>",
        away,
    )
    hosts = "".join(
        f'<DatastoreHostMount><key type="HostSystem">host-{n}</key><mountInfo>{info}</mountInfo>'
        "</DatastoreHostMount>"
        for n, info in enumerate(infos)
    )
    mounts = seen(store(host=value(hosts))).datastores[0].mounts
    assert [mount.usable for mount in mounts] == [True, False, False, False]
    assert mounts[2].mounted is None
    assert mounts[3].reason == "APD"


def test_one_bad_record_is_counted_and_the_rest_stands() -> None:
    found = seen(
        store("datastore-1"),
        store("datastore-2", summary__capacity="a lot"),
        record("Datastore", "datastore-3"),
        machine("vm-1"),
        machine("vm-2", summary__config__numCpu=""),
        machine("vm-3", config__cpuHotAddEnabled="perhaps"),
    )
    assert [each.id for each in found.datastores] == ["datastore-1"]
    assert [each.id for each in found.virtual_machines] == ["vm-1"]
    assert found.unreadable == 4


def test_value_of_a_newer_server_is_unknown_and_not_an_error() -> None:
    found = seen(machine(runtime__powerState="hibernated"), store(summary__type="vVOL2"))
    assert found.virtual_machines[0].power is Power.UNKNOWN
    assert found.datastores[0].kind is DatastoreKind.OTHER
    assert found.unreadable == 0


def test_machine_has_its_sizes_and_limits() -> None:
    found = seen(machine()).virtual_machines[0]
    assert (found.vcpus, found.memory_bytes, found.memory_limit_bytes) == (8, 64 * GIB, 1024 * GIB)
    assert (found.cpu_hot_add, found.memory_hot_add, found.memory_step_bytes) == (True, True, GIB)
    assert (found.cpu_used_mhz, found.memory_used_bytes) == (4200, 16 * GIB)
    assert found.guest_running is True


@pytest.mark.parametrize(
    ("power", "tools", "state", "expected"),
    [
        ("poweredOff", "guestToolsNotRunning", "notRunning", False),
        ("poweredOn", "guestToolsNotRunning", "notRunning", None),
        ("poweredOn", "guestToolsRunning", "shuttingDown", False),
    ],
)
def test_guest_is_unknown_while_its_tools_are_silent(
    power: str, tools: str, state: str, expected: bool | None
) -> None:
    found = seen(
        machine(
            runtime__powerState=power,
            guest__toolsRunningStatus=tools,
            guest__guestState=state,
        )
    ).virtual_machines[0]
    assert found.guest_running is expected


@pytest.mark.parametrize(
    ("told", "beat", "hangs"),
    [
        ("green", Heartbeat.GREEN, False),
        ("red", Heartbeat.RED, True),
        ("yellow", Heartbeat.YELLOW, True),
        ("gray", Heartbeat.GRAY, False),
        ("violet", None, False),
    ],
)
def test_a_guest_hangs_where_its_tools_heartbeat_is_missed(
    told: str, beat: Heartbeat | None, hangs: bool
) -> None:
    found = seen(machine(guestHeartbeatStatus=told)).virtual_machines[0]
    assert (found.heartbeat, found.hangs) == (beat, hangs)


def test_what_vsphere_ha_says_is_told_and_what_it_does_not_is_unknown() -> None:
    protected = value("<dasProtected>true</dasProtected>")
    state = value("<state>connectedToMaster</state>")
    found = seen(
        machine(runtime__dasVmProtection=protected, guest__toolsVersionStatus2="guestToolsCurrent"),
        machine("vm-2", guest__toolsVersionStatus2="guestToolsNotInstalled"),
        record("HostSystem", "host-1", name="esx-1", runtime__dasHostState=state),
        record("ClusterComputeResource", "domain-c1", name="c", **{HA: "true"}),
        record("ClusterComputeResource", "domain-c2", name="d"),
    )
    assert [(m.ha_protected, m.tools) for m in found.virtual_machines] == [
        (True, True),
        (None, False),
    ]
    assert found.hosts[0].ha_state == "connectedToMaster"
    assert [cluster.ha for cluster in found.clusters] == [True, None]


def test_machine_that_is_off_uses_nothing_that_is_known() -> None:
    found = seen(machine(runtime__powerState="poweredOff")).virtual_machines[0]
    assert (found.cpu_used_mhz, found.memory_used_bytes) == (None, None)


@pytest.mark.parametrize("state", ["disconnected", "inaccessible", "invalid", "orphaned", ""])
def test_a_machine_that_vcenter_has_lost_says_so(state: str) -> None:
    [lost] = seen(machine(runtime__connectionState=state)).virtual_machines
    assert not lost.connected


def test_a_machine_without_configuration_says_so() -> None:
    [whole] = seen(machine()).virtual_machines
    [bare] = seen(machine(config__hardware__numCPU="")).virtual_machines
    assert (whole.connected, whole.configured) == (True, True)
    assert (bare.connected, bare.configured) == (True, False)


def test_snapshots_are_found_at_any_depth() -> None:
    tree = (
        '<rootSnapshotList><snapshot type="VirtualMachineSnapshot">snapshot-1</snapshot>'
        "<name>first</name><description>one</description>"
        "<createTime>2026-11-20T10:00:00.123456789Z</createTime>"
        '<childSnapshotList><snapshot type="VirtualMachineSnapshot">snapshot-2</snapshot>'
        "<name>second</name><createTime>2026-11-21T11:00:00+01:00</createTime>"
        "</childSnapshotList></rootSnapshotList>"
    )
    found = seen(machine(snapshot=value(tree))).virtual_machines[0].snapshots
    assert [(each.id, each.name) for each in found] == [
        ("snapshot-1", "first"),
        ("snapshot-2", "second"),
    ]
    assert found[1].created_at == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def test_cluster_finds_its_virtual_datacenter_through_folders() -> None:
    found = seen(
        record("ClusterComputeResource", "domain-c1", name="cluster-1", parent="group-h2"),
        record("Folder", "group-h2", name="inner", parent="group-h1"),
        record("Folder", "group-h1", name="host", parent="datacenter-1"),
        record("Datacenter", "datacenter-1", name="pcc-roubaix"),
    )
    assert found.clusters[0].vdc == "pcc-roubaix"


def test_folders_that_contain_each_other_end_the_search() -> None:
    found = seen(
        record("ClusterComputeResource", "domain-c1", name="cluster-1", parent="group-1"),
        record("Folder", "group-1", name="a", parent="group-2"),
        record("Folder", "group-2", name="b", parent="group-1"),
    )
    assert found.clusters[0].vdc == ""


def test_host_that_is_away_has_no_load() -> None:
    values = {
        "name": "esx-1",
        "runtime__inMaintenanceMode": "false",
        "summary__hardware__numCpuCores": "32",
        "summary__hardware__cpuMhz": "2400",
        "summary__quickStats__overallCpuUsage": "9000",
    }
    here = record("HostSystem", "host-1", runtime__connectionState="connected", **values)
    away = record("HostSystem", "host-2", runtime__connectionState="notResponding", **values)
    found = {each.id: each for each in seen(here, away).hosts}
    assert (found["host-1"].cpu_mhz, found["host-1"].cpu_used_mhz) == (76_800, 9000)
    assert (found["host-2"].connected, found["host-2"].cpu_used_mhz) == (False, None)


def test_alarms_bear_names_and_green_ones_are_silent() -> None:
    states = "".join(
        f'<AlarmState><key>{n}</key><entity type="Datastore">datastore-1</entity>'
        f'<alarm type="Alarm">alarm-{n}</alarm><overallStatus>{status}</overallStatus>'
        "<time>2026-11-23T14:00:00Z</time><acknowledged>false</acknowledged></AlarmState>"
        for n, status in enumerate(("red", "yellow", "green"))
    )
    root = record("Folder", "group-d1", name="Datacenters", triggeredAlarmState=value(states))
    found = seen(root, extras=Extras(alarms={"alarm-0": "Datastore usage on disk"})).alarms
    assert [(each.name, each.severity) for each in found] == [
        ("Datastore usage on disk", Severity.CRITICAL),
        ("alarm-1", Severity.WARNING),
    ]


def test_alarm_that_makes_no_sense_takes_no_other_with_it() -> None:
    states = "".join(
        f'<AlarmState><entity type="Datastore">datastore-1</entity>'
        f'<alarm type="Alarm">{name}</alarm>'
        f"<overallStatus>red</overallStatus><time>{at}</time></AlarmState>"
        for name, at in (("alarm-1", "yesterday"), ("alarm-2", "2026-11-23T14:00:00Z"))
    )
    root = record("Folder", "group-d1", name="Datacenters", triggeredAlarmState=value(states))
    found = seen(root)
    assert [each.name for each in found.alarms] == ["alarm-2"]
    assert found.unreadable == 1


KINDS = {
    "Datastore": decode_storage.PATHS,
    "ClusterComputeResource": decode_compute.CLUSTER_PATHS,
    "HostSystem": decode_compute.HOST_PATHS,
    "VirtualMachine": decode_compute.MACHINE_PATHS,
    "Folder": (*decode_storage.FOLDER_PATHS, decode_events.ALARMS),
    "Task": decode_events.TASK_PATHS,
}
TEXTS = st.one_of(
    st.text(st.characters(codec="ascii", exclude_categories=["C"], exclude_characters="<&>")),
    st.sampled_from(["true", "12", "-1", "1e9", "0001-01-01T00:00:00+23:59", "%2f", "connected"]),
)


@given(
    st.lists(
        st.sampled_from(sorted(KINDS)).flatmap(
            lambda kind: st.tuples(
                st.just(kind), st.dictionaries(st.sampled_from(KINDS[kind]), TEXTS)
            )
        ),
        max_size=8,
    )
)
def test_whatever_a_server_says_is_a_view(things: list[tuple[str, dict[str, str]]]) -> None:
    records = [
        ObjectRecord(kind, f"{kind}-{n}", {path: value(text) for path, text in values.items()})
        for n, (kind, values) in enumerate(things)
    ]
    found = seen(*records)
    read = (found.datastores, found.clusters, found.hosts, found.virtual_machines, found.tasks)
    folders = sum(kind == "Folder" for kind, _ in things)
    assert sum(map(len, read)) + found.unreadable + folders == len(things)


def test_failed_task_says_why() -> None:
    error = value(
        '<fault xsi:type="InsufficientMemoryResourcesFault"/>'
        "<localizedMessage>Not enough memory.</localizedMessage>",
        'xsi:type="LocalizedMethodFault"',
    )
    failed = record(
        "Task",
        "task-1",
        info__descriptionId="VirtualMachine.reconfigure",
        info__state="error",
        info__error=error,
    )
    running = record(
        "Task", "task-2", info__name="Move", info__state="running", info__progress="40"
    )
    found = {each.id: each for each in seen(failed, running).tasks}
    assert (found["task-1"].state, found["task-1"].error) == (TaskState.ERROR, "Not enough memory.")
    assert (found["task-2"].progress, found["task-2"].error) == (40, None)
