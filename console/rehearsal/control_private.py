"""The rehearsal's own paths about the private cloud: what there is, and what befalls it."""

from typing import Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.exchange import Values, json
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.things import Hang, Machine, SimulatedDatastore, SimulatedHost
from console.rehearsal.section import NotNegative, ScenarioSection

T = TypeVar("T")


class DatastoreBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/datastores/{name}."""

    reachable: bool


class HostBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/hosts/{name}; what is left out stays."""

    connected: bool | None = None
    maintenance: bool | None = None


class MachineBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/machines/{name}; what is left out stays.

    `connection`: vCenter loses it, or finds it again. `crashes`: it goes off by itself.
    `hangs`: its guest does nothing any more, until it boots anew; its
    tools still hear that it is to reboot, or are deaf as well.
    """

    connection: (
        Literal["connected", "disconnected", "inaccessible", "invalid", "orphaned"] | None
    ) = None
    crashes: bool = False
    hangs: Hang | msgspec.UnsetType | None = msgspec.UNSET


class PrivateControl:
    """Handlers of `/rehearsal/private` and its like; none of them is limited, slow or faulty."""

    def __init__(self, estate: PrivateEstate) -> None:
        self._estate = estate

    def routes(self) -> list[Route]:
        """Every path."""
        return [
            Route("/rehearsal/private", self._show),
            Route("/rehearsal/datastores/{name}", self._datastore, methods=["POST"]),
            Route("/rehearsal/hosts/{name}", self._host, methods=["POST"]),
            Route("/rehearsal/machines/{name}", self._befall, methods=["POST"]),
            Route("/rehearsal/stock", self._stock, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        del request
        at = self._estate.now()
        inventory, supply = self._estate.inventory, self._estate.supply
        body: Values = {
            "datastores": [self._store(each) for each in inventory.datastores.values()],
            "hosts": [_host(each) for each in inventory.hosts.values()],
            "machines": [_machine(each) for each in inventory.machines.values()],
            "filers": [
                {"id": each.id, "name": each.name, "profile": each.profile, "state": each.state}
                | {"billing": each.billing, "datastore": each.datastore}
                for each in supply.filers.values()
            ],
            "tasks": [
                {"id": each.id, "name": each.name, "state": each.state(at)}
                | {"filer": each.filer_id, "host": each.host_id}
                for each in supply.tasks.values()
            ],
            "stock": supply.stock,
        }
        return json(body)

    def _store(self, store: SimulatedDatastore) -> Values:
        return {
            "id": store.id,
            "name": store.name,
            "kind": store.kind,
            "capacity": store.capacity,
            "accessible": store.accessible,
            "maintenance": store.maintenance,
            "folder": self._estate.inventory.folders[store.folder].name,
            "mounts": {
                host: mount.mounted and mount.accessible for host, mount in store.mounts.items()
            },
        }

    async def _datastore(self, request: Request) -> Response:
        """No host reaches it any more, or all do again."""
        self._estate.now()
        store = self._estate.inventory.datastore_named(request.path_params["name"])
        body = await _body(request, DatastoreBody)
        if isinstance(body, Response):
            return body
        if store is None:
            return json({"error": "There is no such datastore."}, 404)
        self._estate.storage.set_reachable(store, reachable=body.reachable)
        return json(self._store(store))

    async def _host(self, request: Request) -> Response:
        """A host stops answering, or goes into maintenance, or comes back."""
        self._estate.now()
        hosts = self._estate.inventory.hosts.values()
        found = next((each for each in hosts if each.name == request.path_params["name"]), None)
        body = await _body(request, HostBody)
        if isinstance(body, Response):
            return body
        if found is None:
            return json({"error": "There is no such host."}, 404)
        if body.connected is not None:
            self._connect(found, connected=body.connected)
        if body.maintenance is not None:
            found.in_maintenance = body.maintenance
        self._estate.inventory.touch(found)
        return json(_host(found))

    def _connect(self, host: SimulatedHost, *, connected: bool) -> None:
        """A host that stops answering has failed: vSphere HA sees to what ran there."""
        lost = host.connection == "connected" and not connected
        host.connection = "connected" if connected else "notResponding"
        if lost:
            self._estate.machines.fail_over(host)

    async def _befall(self, request: Request) -> Response:
        """What befalls a machine."""
        self._estate.now()
        machines = self._estate.inventory.machines.values()
        found = next((each for each in machines if each.name == request.path_params["name"]), None)
        body = await _body(request, MachineBody)
        if isinstance(body, Response):
            return body
        if found is None:
            return json({"error": "There is no such machine."}, 404)
        found.connection = body.connection or found.connection
        found.hangs = found.hangs if body.hangs is msgspec.UNSET else body.hangs
        if body.crashes:
            self._estate.machines.crash(found)
        self._estate.inventory.touch(found)
        return json(_machine(found))

    async def _stock(self, request: Request) -> Response:
        """Other stock of some profiles."""
        self._estate.now()
        body = await _body(request, dict[str, NotNegative])
        if isinstance(body, Response):
            return body
        stock = self._estate.supply.stock
        if body.keys() - stock.keys():
            return json({"error": "There is no such profile."}, 404)
        stock.update(body)
        return json(stock)


async def _body(request: Request, shape: type[T]) -> T | Response:
    try:
        return decode(await request.body(), shape)
    except msgspec.MsgspecError as error:
        return json({"error": str(error)}, 400)


def _host(host: SimulatedHost) -> Values:
    return {
        "id": host.id,
        "name": host.name,
        "connection": host.connection,
        "maintenance": host.in_maintenance,
    }


def _machine(machine: Machine) -> Values:
    return {
        "id": machine.id,
        "name": machine.name,
        "vcpus": machine.vcpus,
        "memory": machine.memory,
        "power": machine.power,
        "guest": machine.guest,
        "host": machine.host,
        "datastore": machine.datastore,
        "snapshots": [each.name for each in machine.snapshots],
    }
