"""Asking for instances and for their removal. Nothing here is sent twice."""

import msgspec

from console.decoding import decode
from console.model.build import Build
from console.model.error import CallRefused, QuotaExceeded
from console.model.instance import POOL_KEY
from console.model.notice import notice
from console.ports import CreateOrder, Receipt
from console.providers.openstack import errors, servers, userdata, wire
from console.providers.openstack.calls import OpenStackCall, OpenStackCalls
from console.providers.openstack.catalogue import Catalogue
from console.providers.openstack.fixtures import TYPED_VOLUMES, Stock

REASONED = "2.73"
"""The microversion from which on a lock has a reason."""


class ServerCalls:
    """POST and DELETE under /servers: instances, and words of their metadata."""

    def __init__(self, calls: OpenStackCalls, catalogue: Catalogue, stock: Stock) -> None:
        """Write through `calls`; names without an id are looked up in the stock."""
        self._calls = calls
        self._catalogue = catalogue
        self._stock = stock
        self._looked_up: dict[str, tuple[Build, Build]] = {}

    def create(self, order: CreateOrder) -> Receipt:
        """Ask for the instances of an order. See `console.ports.ComputeCloud.create`."""
        call = self._call(order)
        try:
            answer = self._calls.send(call)
        except QuotaExceeded:
            raise
        except CallRefused:
            self._catalogue.forget(order.region)
            self._looked_up.pop(order.region, None)
            raise
        try:
            created = decode(answer.body, wire.Created)
        except (msgspec.DecodeError, UnicodeDecodeError) as e:
            text = f"HTTP {answer.status} {errors.message(answer.body)}"
            raise errors.unknown_outcome(f"compute {order.region}", text, answer.request_id) from e
        return Receipt(request_id=answer.request_id, resource_id=created.server.id)

    def delete(self, region: str, instance_id: str) -> Receipt:
        """Ask for a removal; NotFound when the instance does not exist (any more)."""
        answer = self._calls.write("DELETE", "compute", region, f"servers/{instance_id}")
        return Receipt(request_id=answer.request_id, resource_id=instance_id)

    def mark(self, region: str, instance_id: str, key: str, value: str) -> Receipt:
        """Set one word of metadata. A PUT of all of it would lose what others wrote meanwhile."""
        body = {"metadata": {key: value}}
        path = f"servers/{instance_id}/metadata"
        answer = self._calls.write("POST", "compute", region, path, body)
        return Receipt(request_id=answer.request_id, resource_id=instance_id)

    def unmark(self, region: str, instance_id: str, key: str) -> Receipt:
        """Take one word of metadata away."""
        path = f"servers/{instance_id}/metadata/{key}"
        answer = self._calls.write("DELETE", "compute", region, path)
        return Receipt(request_id=answer.request_id, resource_id=instance_id)

    def reboot(self, region: str, instance_id: str) -> Receipt:
        """Off and on again; refused with 409 while it is locked or another task runs."""
        return self._action(region, instance_id, {"reboot": {"type": "HARD"}})

    def lock(self, region: str, instance_id: str, reason: str) -> Receipt:
        """Locked for all but administrators; the reason is told from 2.73 on."""
        if not reason:
            return self._action(region, instance_id, {"lock": None})
        body = {"lock": {"locked_reason": reason}}
        return self._action(region, instance_id, body, microversion=REASONED)

    def unlock(self, region: str, instance_id: str) -> Receipt:
        """Free again."""
        return self._action(region, instance_id, {"unlock": None})

    def _action(
        self, region: str, instance_id: str, body: object, microversion: str | None = None
    ) -> Receipt:
        path = f"servers/{instance_id}/action"
        call = OpenStackCall("POST", "compute", region, path, body=body, microversion=microversion)
        answer = self._calls.send(call)
        return Receipt(request_id=answer.request_id, resource_id=instance_id)

    def _call(self, order: CreateOrder) -> OpenStackCall:
        """The one call of an order; what it says of user data no answer may repeat."""
        count = len(order.names)
        expected = tuple(f"{order.batch}-{n}" for n in range(1, count + 1))
        if not order.names or not (count == 1 or order.names == expected):
            raise CallRefused(notice("openstack.batch_names", batch=order.batch, count=count))
        build, region = self._settled(order), order.region
        body = servers.body(build, order)
        secret = ""
        if build.user_data is not None:
            pool = order.metadata.get(POOL_KEY, "")
            where = {"pool": pool, "datacenter": order.datacenter}
            secret = userdata.rendered(build.user_data, names=order.names, **where)
            body["server"]["user_data"] = secret
        volume = build.boot_volume
        typed = volume is not None and volume.type is not None
        return OpenStackCall(
            "POST",
            "compute",
            region,
            "servers",
            body=body,
            microversion=TYPED_VOLUMES if typed else None,
            secret=secret.encode(),
        )

    def _settled(self, order: CreateOrder) -> Build:
        """A build whose parts all have ids; what a plan of an earlier version lacks is looked up.

        Raises CallRefused where a name says nothing, or too little.
        """
        said = order.build
        if all(part.id for part in servers.needed(said)):
            return said
        before, build = self._looked_up.get(order.region, (None, said))
        if before == said:
            return build
        build = self._stock.fixtures(order.region, (said,)).settled(said)
        for part in servers.needed(build):
            if not part.id:
                values = {"name": part.said, "region": order.region}
                raise CallRefused(notice("openstack.not_one", **values))
        self._looked_up[order.region] = (said, build)
        return build
