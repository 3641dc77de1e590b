"""A large inventory is written once: what did not change is not made again."""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from pyVmomi import vim

from console.rehearsal.clock import RehearsalClock
from console.rehearsal.private.scenario import Private
from console.rehearsal.scenario import Scenario
from console.rehearsal.vcenter import dispatch, envelope, fragments
from console.rehearsal.vcenter.call import Vcenter
from console.rehearsal.vcenter.fragments import Fragments
from console.rehearsal.vcenter.sessions import COOKIE, Sessions
from console.rehearsal.vcenter.values import Made
from console.rehearsal.world import World

STARTS = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
Collector: Any = vim.PropertyCollector


class Standing(RehearsalClock):
    """An estate clock that stands still."""

    def now(self) -> float:
        return self.estate_epoch


class Desk:
    """A vCenter without a network, and a session at it."""

    def __init__(self, datastores: int, machines: int) -> None:
        private = Private(extra_datastores=datastores, extra_machines=machines)
        scenario = Scenario(title="Large", starts=STARTS, private=private)
        self.estate = World(scenario, clock=Standing(STARTS, 1.0)).private
        accounts = self.estate.accounts
        self.vcenter = Vcenter(self.estate, Sessions(accounts, private.sessions), Fragments())
        user = next(iter(accounts.users.values()))
        session = self.vcenter.sessions.login(user.name, user.password, "", "")
        assert session is not None
        self.session = session

    async def ask(self, this: Made, method: str, **arguments: Made) -> str:
        info = envelope.method_info(envelope.NAMESPACE, method)
        content, _ = await dispatch.answer(
            self.vcenter,
            envelope.SoapRequest(this, method, info, arguments),
            version=envelope.FALLBACK,
            cookie=f'{COOKIE}="{self.session.token}"',
            address="",
            agent="",
        )
        return content

    async def everything(self) -> str:
        manager, root = vim.view.ViewManager("ViewManager"), vim.Folder("group-d1")
        kinds = [vim.Datastore, vim.VirtualMachine]
        await self.ask(manager, "CreateContainerView", container=root, type=kinds, recursive=True)
        view = vim.view.ContainerView(next(reversed(self.session.own)))
        step = Collector.TraversalSpec(type=type(view), path="view", skip=False)
        spec = Collector.FilterSpec(
            propSet=[
                Collector.PropertySpec(type=vim.Datastore, pathSet=["name", "summary", "host"]),
                Collector.PropertySpec(type=vim.VirtualMachine, pathSet=["name", "config"]),
            ],
            objectSet=[Collector.ObjectSpec(obj=view, skip=True, selectSet=[step])],
        )
        collector = Collector("propertyCollector")
        return await self.ask(collector, "RetrieveProperties", specSet=[spec])


def test_only_serving_loads_the_library() -> None:
    code = "import sys, console.rehearsal.serve; sys.exit('pyVmomi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    write = envelope.value

    def counted(tag: str, content: Made, version: str, kind: Made = object) -> str:
        text = write(tag, content, version, kind)
        if tag == fragments.TAG:
            made.append(text)
        return text

    monkeypatch.setattr(envelope, "value", counted)
    return made


async def test_a_second_read_writes_nothing_anew_and_a_change_only_itself(
    written: list[str],
) -> None:
    desk = Desk(datastores=200, machines=300)
    first = await desk.everything()
    assert first.count('<obj type="Datastore">') == 212
    assert len(written) == 2 * 212 + 316
    written.clear()
    assert await desk.everything() == first
    assert written == []
    store = desk.estate.inventory.datastore_named("ssd-000104")
    assert store is not None
    desk.estate.storage.set_reachable(store, reachable=False)
    changed = await desk.everything()
    assert changed != first
    assert len(written) == 2
    assert "<accessible>false</accessible>" in written[0]
    assert "<freeSpace>0</freeSpace>" in written[0]
