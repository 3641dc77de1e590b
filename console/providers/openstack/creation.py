"""Asking for instances and for their removal. Nothing here is sent twice."""

from typing import Any

import msgspec

from console.model.error import CallRefused, QuotaExceeded
from console.model.notice import notice
from console.ports import CreateOrder, Receipt
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import Catalogue


class ServerCalls:
    """POST and DELETE under /servers: instances, and words of their metadata."""

    def __init__(self, calls: OpenStackCalls, catalogue: Catalogue) -> None:
        """Write through `calls`; names are resolved by the catalogue first."""
        self._calls = calls
        self._catalogue = catalogue

    def create(self, order: CreateOrder) -> Receipt:
        """Ask for the instances of an order. See `console.ports.ComputeCloud.create`."""
        body = self._body(order)
        try:
            answer = self._calls.write("POST", "compute", order.region, "servers", body)
        except QuotaExceeded:
            raise
        except CallRefused:
            self._catalogue.forget(order.region)
            raise
        try:
            created = msgspec.json.decode(answer.body, type=wire.Created)
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

    def _body(self, order: CreateOrder) -> dict[str, Any]:
        build, region, count = order.build, order.region, len(order.names)
        single = count == 1
        expected = tuple(f"{order.batch}-{n}" for n in range(1, count + 1))
        if not order.names or not (single or order.names == expected):
            raise CallRefused(notice("openstack.batch_names", batch=order.batch, count=count))
        server: dict[str, Any] = {
            "name": order.names[0] if single else order.batch,
            "flavorRef": self._catalogue.flavor(region, build.flavor.name),
            "imageRef": self._catalogue.image(region, build.image.name),
            "networks": [
                {"uuid": self._catalogue.network(region, each.name)} for each in build.networks
            ],
            "metadata": build.metadata | order.metadata,
        }
        if not single:
            server |= {"min_count": count, "max_count": count}
        if build.key_name is not None:
            server["key_name"] = build.key_name
        if build.security_groups:
            server["security_groups"] = [{"name": each.name} for each in build.security_groups]
        if build.availability_zone is not None:
            server["availability_zone"] = build.availability_zone
        if build.config_drive:
            server["config_drive"] = True
        return {"server": server}
