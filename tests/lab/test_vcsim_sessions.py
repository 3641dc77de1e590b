"""What happens to the session: ended by others, the server killed, silent, slow, or deaf."""

import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from process import HANGS_AFTER_S, end, wait_until
from tcp_gate import Gate
from vcsim_lab import PASSWORD, USER, Vcsim, simulator, start

from console.clock import SystemClock
from console.model.error import OutcomeUnknown, SourceUnreachable
from console.providers.vsphere.cloud import VsphereCloud
from console.providers.vsphere.session import LiveSession, VcenterSession

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def vcsim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vcsim]:
    with simulator(tmp_path_factory.mktemp("vcsim")) as found:
        yield found


@pytest.fixture
def gate(vcsim: Vcsim) -> Iterator[Gate]:
    found = Gate(vcsim.inside.port)
    yield found
    found.close()


@pytest.fixture
def through(vcsim: Vcsim, gate: Gate) -> Iterator[VsphereCloud]:
    """A client whose bytes pass the gate."""
    found = vcsim.cloud(port=gate.port, connect_timeout_s=4.0, read_timeout_s=4.0)
    yield found
    found.close()


def sessions(vcsim: Vcsim) -> set[str]:
    """Keys of the sessions that exist, but for the one that asks."""
    other = VcenterSession(vcsim.settings(), USER, lambda: PASSWORD)

    def keys(link: LiveSession) -> set[str]:
        listed = link.content.sessionManager.sessionList
        return {each.key for each in listed} - {link.key}

    try:
        return other.run(keys, time.monotonic() + HANGS_AFTER_S)
    finally:
        other.farewell()


def terminate(vcsim: Vcsim, keys: set[str]) -> None:
    other = VcenterSession(vcsim.settings(), USER, lambda: PASSWORD)
    other.run(
        lambda link: link.content.sessionManager.TerminateSession(sorted(keys)),
        time.monotonic() + HANGS_AFTER_S,
    )
    other.farewell()


def current(client: VsphereCloud) -> LiveSession:
    link = client._session._link
    assert link is not None
    return link


def test_terminated_session_is_replaced_in_the_same_call(vcsim: Vcsim) -> None:
    client = vcsim.cloud()
    before = len(client.inventory().virtual_machines)
    old = current(client).key
    terminate(vcsim, {old})
    assert len(client.inventory().virtual_machines) == before
    assert current(client).key != old
    terminate(vcsim, {current(client).key})
    machine = client.inventory().virtual_machines[0]
    terminate(vcsim, {current(client).key})
    assert client.snapshot(machine.id, "after", "").resource_id is not None
    client.close()


def test_closing_logs_out_and_a_later_call_logs_in_again(vcsim: Vcsim) -> None:
    client = vcsim.cloud()
    client.inventory()
    key = current(client).key
    client.close()
    assert client.inventory().datastores
    again = current(client).key
    client.close()
    assert again != key


PROGRAM = """
import sys
from console.clock import SystemClock
from console.providers.vsphere.cloud import VsphereReader
from console.settings.private import VsphereSettings

host, port, ca_file, user, password = sys.argv[1:]
settings = VsphereSettings(host=host, port=int(port), user=user, ca_file=ca_file)
reader = VsphereReader(settings, user=user, password=lambda: password, clock=SystemClock())
print(len(reader.inventory().datastores))
print(reader._session._link.key)
"""


def test_program_that_ends_leaves_no_session(vcsim: Vcsim) -> None:
    where = (vcsim.address, str(vcsim.inside.port), str(vcsim.certificate.file))
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *where, USER, PASSWORD],
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER_S,
        check=True,
    )
    count, key = ended.stdout.split()
    assert int(count) == 3
    assert key not in sessions(vcsim)


def test_client_that_is_dropped_leaves_no_session(vcsim: Vcsim) -> None:
    client = vcsim.cloud()
    client.inventory()
    key = current(client).key
    assert key in sessions(vcsim)
    del client
    gc.collect()
    wait_until(lambda: key not in sessions(vcsim), what="the session is ended")


def test_keep_alive_runs_while_nothing_is_asked(vcsim: Vcsim) -> None:
    client = vcsim.cloud(keep_alive_s=0.05)
    client.inventory()
    stub = current(client).stub
    last = stub.operation_id
    wait_until(lambda: stub.operation_id != last, what="a call by itself")
    terminate(vcsim, {current(client).key})
    wait_until(
        lambda: client._session._link is None,
        what="the keep-alive notices that the session is gone",
    )
    assert client.inventory().datastores
    client.close()


def test_killed_server_is_unreachable_and_its_return_is_noticed(tmp_path: Path) -> None:
    first = start(tmp_path)
    client = first.cloud()
    try:
        seen = client.inventory()
        first.kill()
        for _ in range(2):
            with pytest.raises(SourceUnreachable) as failure:
                client.inventory()
            assert failure.value.notice.code.startswith("outage.")
        with pytest.raises(SourceUnreachable):
            client.power_on(seen.virtual_machines[0].id)
        second = start(tmp_path, port=first.inside.port)
        try:
            assert len(client.inventory().datastores) == len(seen.datastores)
            assert client.account().user == USER
        finally:
            end(second.process)
    finally:
        client.close()
        end(first.process)


def test_connection_that_was_closed_meanwhile_is_replaced(
    through: VsphereCloud, gate: Gate
) -> None:
    through.inventory()
    gate.drop()
    assert through.inventory().datastores


@pytest.mark.parametrize("mode", ["silent", "drip"])
def test_every_wait_ends(mode: str, through: VsphereCloud, gate: Gate) -> None:
    through.inventory()
    gate.drop()
    gate.mode = mode  # type: ignore[assignment]
    began = time.monotonic()
    with pytest.raises(SourceUnreachable):
        through.inventory()
    assert time.monotonic() - began < HANGS_AFTER_S
    gate.drop()
    gate.mode = "pass"
    assert through.inventory().datastores


def test_first_connection_to_a_silent_server_ends_too(vcsim: Vcsim, gate: Gate) -> None:
    gate.mode = "silent"
    client = vcsim.cloud(port=gate.port, connect_timeout_s=0.5, read_timeout_s=0.5)
    began = time.monotonic()
    with pytest.raises(SourceUnreachable):
        client.inventory()
    assert time.monotonic() - began < HANGS_AFTER_S
    client.close()


def test_write_whose_answer_is_lost_is_in_doubt_and_happened_once(vcsim: Vcsim, gate: Gate) -> None:
    client, observer = vcsim.cloud(port=gate.port), vcsim.cloud()
    machine = client.inventory().virtual_machines[1]

    def taken() -> int:
        found = observer.inventory().virtual_machine(machine.name)
        return 0 if found is None else len(found.snapshots)

    gate.mode = "lost"
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(client.snapshot, machine.id, "lost", "the answer did not come")
        wait_until(taken, what="the snapshot that was asked for")
        gate.drop()
        failure = asked.exception(HANGS_AFTER_S)
    assert isinstance(failure, OutcomeUnknown)
    assert failure.request_id is not None
    gate.mode = "pass"
    assert client.inventory().virtual_machines
    assert taken() == 1
    client.close()
    observer.close()


def test_write_that_could_not_be_sent_is_certain(through: VsphereCloud, gate: Gate) -> None:
    machine = through.inventory().virtual_machines[2]
    gate.mode = "silent"
    with pytest.raises(SourceUnreachable):
        through.snapshot(machine.id, "unsent", "")


def test_clock_of_the_estate_dates_the_view(vcsim: Vcsim) -> None:
    client = vcsim.cloud()
    before = SystemClock().now()
    assert before <= client.inventory().observed_at <= SystemClock().now()
    client.close()
