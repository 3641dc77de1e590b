"""What befalls a vCenter and its sessions in a rehearsal."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from process import HANGS_AFTER_S, wait_until
from pyVmomi import vim, vmodl
from rehearsed import Rehearse
from soap_client import READER, Access, Collector, Soap, by_name

SPEED = 61.0  # no other module asks for it


@pytest.fixture(scope="module")
def access(rehearsal: Rehearse) -> Access:
    return Access(rehearsal("steady", SPEED))


@pytest.fixture
def vcenter(access: Access) -> Iterator[Soap]:
    instance = access.connect()
    yield instance
    access.rehearsal.reset_faults()
    access.leave(instance)


def test_a_wrong_password_is_an_invalid_login(access: Access) -> None:
    with pytest.raises(vim.fault.InvalidLogin):
        access.connect(password="not this one")  # noqa: S106 - it is wrong on purpose


def test_nothing_is_told_without_a_session(access: Access, vcenter: Soap) -> None:
    vcenter.content.sessionManager.Logout()
    assert vcenter.content.about.name == "VMware vCenter Server"
    assert vcenter.content.sessionManager.currentSession is None
    with pytest.raises(vim.fault.NotAuthenticated):
        _ = vcenter.content.rootFolder.name
    with pytest.raises(vim.fault.NotAuthenticated):
        vcenter.CurrentTime()
    assert access.port


def test_a_terminated_session_is_over_and_its_views_with_it(access: Access, vcenter: Soap) -> None:
    other = access.connect(READER)
    content = other.content
    view = content.viewManager.CreateContainerView(
        content.rootFolder, [vim.Datastore], recursive=True
    )
    vcenter.content.sessionManager.TerminateSession([content.sessionManager.currentSession.key])
    with pytest.raises(vim.fault.NotAuthenticated):
        _ = view.view
    content.sessionManager.Login(READER, access.password(READER), None)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        _ = view.view
    assert by_name(other, vim.Datastore)
    access.leave(other)


def test_everybody_may_be_evicted(access: Access, vcenter: Soap) -> None:
    access.rehearsal.control("sessions", method="DELETE")
    with pytest.raises(vim.fault.NotAuthenticated):
        vcenter.CurrentTime()


def test_a_password_changes_and_sessions_go_on(access: Access, vcenter: Soap) -> None:
    reader = access.connect(READER)
    before = access.password(READER)
    body = {"user": READER, "password": "another one"}
    access.rehearsal.control("vcenter/password", body)
    try:
        assert reader.CurrentTime()
        with pytest.raises(vim.fault.InvalidLogin):
            access.connect(READER)
        access.leave(access.connect(READER, password="another one"))  # noqa: S106 - set above
    finally:
        access.rehearsal.control("vcenter/password", {**body, "password": before})
        access.leave(reader)
    assert vcenter.CurrentTime()


def test_it_goes_down_and_comes_back(access: Access, vcenter: Soap) -> None:
    access.rehearsal.set_faults({"mode": "down", "services": ["vcenter"]})
    with pytest.raises((OSError, HTTPException)):
        vcenter.CurrentTime()
    access.rehearsal.reset_faults()
    assert vcenter.CurrentTime()


def test_it_falls_silent(access: Access, vcenter: Soap) -> None:
    access.rehearsal.set_faults({"mode": "hang", "services": ["vcenter"]})
    vcenter._stub.schemeArgs["timeout"] = 0.3
    vcenter._stub.DropConnections()
    with pytest.raises(socket.timeout):
        vcenter.CurrentTime()


def test_a_wait_ends_with_the_caller_and_the_others_are_served_meanwhile(
    access: Access, vcenter: Soap
) -> None:
    patient = access.connect(READER)
    collector = patient.content.propertyCollector
    spec = Collector.FilterSpec(
        propSet=[Collector.PropertySpec(type=vim.Folder, pathSet=["name"])],
        objectSet=[Collector.ObjectSpec(obj=patient.content.rootFolder)],
    )
    collector.CreateFilter(spec, partialUpdates=False)
    version = collector.WaitForUpdatesEx("", None).version
    unanswered = access.rehearsal.record().called("vcenter", "POST", 0)
    patient._stub.schemeArgs["timeout"] = 3.0
    patient._stub.DropConnections()
    waiting = threading.Thread(
        target=lambda: suppressed(lambda: collector.WaitForUpdatesEx(version, None))
    )
    waiting.start()
    assert vcenter.CurrentTime()
    assert access.rehearsal.record().called("vcenter", "POST", 0) == unanswered, "it still waits"
    waiting.join(HANGS_AFTER_S)
    wait_until(
        lambda: access.rehearsal.record().called("vcenter", "POST", 0) > unanswered,
        what="the wait is over",
    )
    access.leave(patient)


def suppressed(work: Callable[[], object]) -> None:
    with suppress(OSError, HTTPException):
        work()


def test_a_lost_answer_is_to_a_change_that_was_made(access: Access, vcenter: Soap) -> None:
    machine = by_name(vcenter, vim.VirtualMachine)["db-2"]
    lost = {"mode": "lost", "services": ["vcenter"], "path": "/ReconfigVM_Task$", "times": 1}
    access.rehearsal.set_faults(lost)
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        machine.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=12))
    orders = access.rehearsal.record().orders
    made = [(each.order, each.answered) for each in orders if each.name == "db-2"]
    assert made == [("reconfigure", False)]


def test_an_error_page_stands_for_a_change_that_was_not_made(access: Access, vcenter: Soap) -> None:
    machine = by_name(vcenter, vim.VirtualMachine)["site-3"]
    error = {"mode": "error", "services": ["vcenter"], "statuses": [503], "times": 1}
    access.rehearsal.set_faults({**error, "path": "/PowerOffVM_Task$"})
    with pytest.raises(HTTPException, match="503"):
        machine.PowerOff()
    assert machine.runtime.powerState == "poweredOn"
    assert not [each for each in access.rehearsal.record().orders if each.name == "site-3"]


def test_it_falls_silent_when_the_scenario_says_so_and_speaks_again(
    tmp_path: Path, fresh_rehearsal: Rehearse
) -> None:
    scenario = tmp_path / "silent.toml"
    scenario.write_text(
        'title = "Silent"\nstarts = 2026-11-23T15:40:00+01:00\n'
        "[private]\nsilences = [{ after_wall_s = 0, wall_s = 6 }]\n"
    )
    access = Access(fresh_rehearsal(str(scenario), 60.0))

    def asked(timeout_s: float) -> int:
        connection = http.client.HTTPSConnection(
            "127.0.0.2", access.port, timeout=timeout_s, context=access.trust()
        )
        try:
            connection.request("GET", "/sdk/vimServiceVersions.xml")
            return connection.getresponse().status
        except TimeoutError:
            return 0
        finally:
            connection.close()

    assert asked(0.3) == 0
    wait_until(lambda: asked(3.0) == 200, what="vCenter answers again")


def test_nonsense_is_answered_with_a_fault(access: Access) -> None:
    connection = http.client.HTTPSConnection(
        "127.0.0.2", access.port, timeout=60, context=access.trust()
    )
    try:
        for body, expected in ((b"weather", b"InvalidRequest"), (_unknown(), b"MethodNotFound")):
            connection.request("POST", "/sdk", body, {"SOAPAction": '"urn:vim25/8.0.3.0"'})
            answer = connection.getresponse()
            assert answer.status == 500
            assert expected in answer.read()
    finally:
        connection.close()


def _unknown() -> bytes:
    return (
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        b'<MakeCoffee xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this>'
        b"</MakeCoffee></e:Body></e:Envelope>"
    )
