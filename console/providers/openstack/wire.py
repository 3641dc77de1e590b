"""What is read of OpenStack's JSON, typed; the model's types are made here.

Unknown fields are ignored, and so is what Vigie does not use.
"""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from console.model.instance import Flavor, Instance, InstanceAction, InstanceStatus

STATUSES = {status.value: status for status in InstanceStatus} | {
    "HARD_REBOOT": InstanceStatus.REBOOT,
    "SOFT_DELETED": InstanceStatus.DELETED,
}
Id = Annotated[str, Meta(min_length=1)]


class Address(Struct, gc=False):
    """One fixed or floating address of a server."""

    addr: str


class FlavorRef(Struct, gc=False):
    """A server's flavor: an id up to microversion 2.46, a name from 2.47."""

    id: str | None = None
    original_name: str | None = None


class Fault(Struct, gc=False):
    """Why a server is in ERROR."""

    message: str = ""


class Server(Struct, gc=False):
    """GET /servers/detail, one record."""

    id: Id
    name: str
    status: str
    created: datetime
    updated: datetime | None = None
    task_state: str | None = field(default=None, name="OS-EXT-STS:task_state")
    flavor: FlavorRef | None = None
    addresses: dict[str, list[Address]] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    launched: datetime | None = field(default=None, name="OS-SRV-USG:launched_at")
    terminated: datetime | None = field(default=None, name="OS-SRV-USG:terminated_at")
    locked: bool | None = None


class Link(Struct, gc=False):
    """A link; `next` leads to the following page."""

    rel: str
    href: str


class OneServer(Struct):
    """GET /servers/{id}."""

    server: Server


class ServerPage(Struct):
    """GET /servers/detail."""

    servers: list[Server]
    servers_links: list[Link] = field(default_factory=list)


class RawServerPage(Struct):
    """The same, its records not looked at yet: for a page with a bad record."""

    servers: list[msgspec.Raw]
    servers_links: list[Link] = field(default_factory=list)


class Identified(Struct):
    """As much of a bad record as can be told: which server it is."""

    id: Id


class FlavorRecord(Struct):
    """GET /flavors/detail, one record."""

    id: Id
    name: str
    vcpus: int
    ram: int
    disk: int = 0
    disabled: bool = field(default=False, name="OS-FLV-DISABLED:disabled")


class FlavorPage(Struct):
    """GET /flavors/detail."""

    flavors: list[FlavorRecord]
    flavors_links: list[Link] = field(default_factory=list)


class ActionRecord(Struct):
    """GET /servers/{id}/os-instance-actions, one record."""

    action: str
    start_time: datetime
    request_id: str | None = None
    message: str | None = None
    user_id: str | None = None


class ActionPage(Struct):
    """GET /servers/{id}/os-instance-actions."""

    actions: list[ActionRecord] = field(name="instanceActions")


class ConsoleOutput(Struct):
    """POST /servers/{id}/action, ``os-getConsoleOutput``."""

    output: str | None = None


class UserRecord(Struct):
    """A user, by name."""

    name: str


class OneUser(Struct):
    """GET /v3/users/{id}."""

    user: UserRecord


class CreatedServer(Struct):
    """The server of a creation's answer: the first one of a batch."""

    id: Id


class Created(Struct):
    """POST /servers."""

    server: CreatedServer


def instance(record: Server, region: str, flavors: dict[str, str]) -> Instance:
    """Make the model's instance; `flavors` is id → name."""
    flavor = record.flavor
    name = ""
    if flavor is not None:
        name = flavor.original_name or flavors.get(flavor.id or "", flavor.id or "")
    created = aware(record.created)
    return Instance(
        record.id,
        record.name,
        region,
        STATUSES.get(record.status, InstanceStatus.OTHER),
        created,
        aware(record.updated) if record.updated is not None else created,
        record.task_state,
        name,
        tuple([a.addr for group in record.addresses.values() for a in group]),
        record.metadata,
        record.fault.message or None if record.fault is not None else None,
        None if record.launched is None else aware(record.launched),
        bool(record.locked),
    )


def flavor(record: FlavorRecord) -> Flavor:
    """Make the model's flavor."""
    return Flavor(record.id, record.name, record.vcpus, record.ram, record.disk, record.disabled)


def action(record: ActionRecord) -> InstanceAction:
    """Make the model's action. Nova's action times are UTC without saying so."""
    return InstanceAction(
        action=record.action,
        started_at=aware(record.start_time),
        request_id=record.request_id or "",
        message=record.message,
        user=record.user_id,
    )


def aware(at: datetime) -> datetime:
    """Nova's times are UTC, also where they carry no offset."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
