"""VMware's own client, unchanged, pointed at a rehearsal's vCenter."""

import ssl
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from process import wait_until
from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim, vmodl
from rehearsed import Rehearsal

from console.rehearsal.reference import ESTATE

Collector = vmodl.query.PropertyCollector
Soap = Any
"""A value of pyVmomi, which type checkers do not see."""
WRITER, READER = "vigie@vsphere.local", "vigie-reader@vsphere.local"
SECRETS = {WRITER: "vsphere", READER: "vsphere-read"}


@dataclass(frozen=True)
class Access:
    """How to get to a rehearsal's vCenter."""

    rehearsal: Rehearsal

    @property
    def port(self) -> int:
        """Its port."""
        port = urlparse(self.rehearsal.endpoints["vcenter"]).port
        assert port is not None
        return port

    def password(self, user: str = WRITER) -> str:
        """A user's password."""
        beside = self.rehearsal.settings.parent / "secrets.toml"
        found: str = tomllib.loads(beside.read_text())[ESTATE][SECRETS[user]]
        return found

    def trust(self) -> ssl.SSLContext:
        """What verifies its certificate."""
        return ssl.create_default_context(
            cafile=str(self.rehearsal.settings.parent / "vcenter.pem")
        )

    def connect(
        self, user: str = WRITER, *, password: str | None = None, host: str = "127.0.0.2"
    ) -> Soap:
        """A ServiceInstance that is logged in."""
        return SmartConnect(
            host=host,
            port=self.port,
            user=user,
            pwd=password or self.password(user),
            sslContext=self.trust(),
            httpConnectionTimeout=10,
        )

    def leave(self, instance: Soap) -> None:
        """Log out, if the session is still there."""
        with suppress(vmodl.MethodFault, OSError):
            Disconnect(instance)


def by_name(instance: Soap, kind: Soap) -> dict[str, Soap]:
    """Objects of a kind by name."""
    content = instance.content
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], recursive=True)
    found = {each.name: each for each in view.view}
    view.DestroyView()
    return found


def wanted(view: Soap, **paths: list[str]) -> Soap:
    """A filter over a container view: paths by kind."""
    step = Collector.TraversalSpec(name="v", type=vim.view.ContainerView, path="view", skip=False)
    return Collector.FilterSpec(
        propSet=[
            Collector.PropertySpec(type=getattr(vim, kind), pathSet=each)
            for kind, each in paths.items()
        ],
        objectSet=[Collector.ObjectSpec(obj=view, skip=True, selectSet=[step])],
    )


def ended(task: Soap) -> Soap:
    """A task's info once it has ended."""
    wait_until(lambda: task.info.state in {"success", "error"}, what="the task ends")
    return task.info
