"""POST /servers: one instance, or many under one name."""

import secrets
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from console.rehearsal import reference
from console.rehearsal.compute import views
from console.rehearsal.compute.sundries import Sundries
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.quota import OverQuota
from console.rehearsal.reference import FLAVORS, IMAGES, FlavorFacts
from console.rehearsal.region import AcceptedCreation

NETWORKS_NEEDED = (2, 37)
TAGS_TAKEN = (2, 52)
METADATA_ITEMS = 128
Text255 = Annotated[str, Meta(min_length=1, max_length=255)]
MetadataValue = Annotated[str, Meta(max_length=255)]


class NetworkRef(Struct):
    """A network, or a port made before."""

    uuid: str | None = None
    port: str | None = None


class SecurityGroupRef(Struct):
    """A security group by name."""

    name: str


class BlockDevice(Struct):
    """A disk; only the image's own local disk is offered."""

    uuid: str | None = None
    source_type: str = "image"
    destination_type: str = "local"
    boot_index: int | str | None = None


class ServerRequest(Struct, forbid_unknown_fields=True):
    """What POST /servers takes. Fields that change nothing here are taken and not used."""

    name: Text255
    flavor_ref: str | int = field(name="flavorRef")
    image_ref: str | UnsetType = field(name="imageRef", default=UNSET)
    networks: list[NetworkRef] | Literal["auto", "none"] | UnsetType = UNSET
    metadata: dict[Text255, MetadataValue] = field(default_factory=dict)
    min_count: int | str | UnsetType = UNSET
    max_count: int | str | UnsetType = UNSET
    key_name: str | None = None
    security_groups: list[SecurityGroupRef] = field(default_factory=list)
    return_reservation_id: bool = False
    tags: list[Annotated[str, Meta(min_length=1, max_length=60)]] = field(default_factory=list)
    description: str | None = None
    block_device_mapping_v2: list[BlockDevice] = field(default_factory=list)
    availability_zone: str | None = None
    user_data: str | None = None
    config_drive: bool | str | None = None
    personality: object = None
    hostname: str | None = None
    admin_pass: str | None = field(name="adminPass", default=None)
    disk_config: str | None = field(name="OS-DCF:diskConfig", default=None)
    access_ipv4: str | None = field(name="accessIPv4", default=None)
    access_ipv6: str | None = field(name="accessIPv6", default=None)
    trusted_image_certificates: object = None


class Hints(Struct):
    """Scheduler hints; only the server group counts."""

    group: str | None = None


class CreateRequest(Struct):
    """The body of POST /servers."""

    server: ServerRequest
    hints: Hints | None = field(name="os:scheduler_hints", default=None)
    other_hints: Hints | None = field(name="OS-SCH-HNT:scheduler_hints", default=None)


class CreationHandler:
    """The handler, with the key pairs and server groups it refers to."""

    def __init__(self, sundries: Sundries) -> None:
        self._sundries = sundries

    def create(self, call: ServedCall) -> Answer:
        """POST /servers."""
        call.may_write("os_compute_api:servers:create")
        body = call.decode(CreateRequest)
        asked = body.server
        least, most = _counts(asked)
        flavor, image = _flavor(asked, call), _image(asked, call)
        network = _network(asked, call)
        self._check(asked, call)
        try:
            count = call.region.admit(flavor, least, most)
        except OverQuota as error:
            raise ApiError(403, str(error)) from error
        order = AcceptedCreation(
            names=_names(asked.name, count, most),
            flavor=flavor,
            image=image,
            network=network,
            reservation_id=f"r-{secrets.token_hex(4)}",
            metadata=asked.metadata,
            key_name=asked.key_name,
            tags=tuple(asked.tags),
            description=asked.description,
            stuck="stuck" in call.fates,
            security_groups=tuple(group.name for group in asked.security_groups) or ("default",),
        )
        hints = body.hints or body.other_hints
        group = self._sundries.group_with_room(call, hints.group if hints else None, count)
        made = call.region.create(order, call.caller())
        if group is not None:
            group.members.extend(instance.id for instance in made)
        if asked.return_reservation_id:
            return Answer({"reservation_id": order.reservation_id}, 202)
        return self._accepted(call, made[0].id, order, asked)

    def _accepted(
        self, call: ServedCall, instance_id: str, order: AcceptedCreation, asked: ServerRequest
    ) -> Answer:
        links = views.links(call, "servers", instance_id)
        server: Values = {
            "id": instance_id,
            "links": links,
            "OS-DCF:diskConfig": asked.disk_config or "MANUAL",
            "security_groups": [{"name": name} for name in order.security_groups],
            "adminPass": asked.admin_pass or secrets.token_urlsafe(9),
        }
        return Answer({"server": server}, 202, {"Location": links[0]["href"]})

    def _check(self, asked: ServerRequest, call: ServedCall) -> None:
        if len(asked.metadata) > METADATA_ITEMS:
            raise ApiError(403, f"Maximum number of metadata items exceeds {METADATA_ITEMS}")
        if asked.key_name is not None and not self._sundries.has_key(call, asked.key_name):
            raise ApiError(400, "Invalid key_name provided.")
        if asked.tags and call.microversion < TAGS_TAKEN:
            raise ApiError(
                400,
                "Invalid input for field/attribute server. Additional properties are "
                "not allowed ('tags' was unexpected)",
            )


def _counts(asked: ServerRequest) -> tuple[int, int]:
    try:
        least = 1 if asked.min_count is UNSET else int(asked.min_count)
        most = least if asked.max_count is UNSET else int(asked.max_count)
    except ValueError as error:
        raise ApiError(400, "Invalid input for field/attribute min_count.") from error
    if least < 1 or most < 1:
        raise ApiError(400, "Invalid input for field/attribute min_count. It must be at least 1.")
    if least > most:
        raise ApiError(400, "min_count must be <= max_count")
    return least, most


def _names(name: str, count: int, asked: int) -> tuple[str, ...]:
    if asked == 1:
        return (name,)
    return tuple(f"{name}-{number}" for number in range(1, count + 1))


def _flavor(asked: ServerRequest, call: ServedCall) -> FlavorFacts:
    reference_id = str(asked.flavor_ref).rsplit("/", 1)[-1]
    for flavor in FLAVORS:
        if flavor.id(call.region.name) == reference_id:
            return flavor
    raise ApiError(400, f"Flavor {reference_id} could not be found.")


def _image(asked: ServerRequest, call: ServedCall) -> str:
    given = asked.image_ref if asked.image_ref is not UNSET else ""
    boots = [disk for disk in asked.block_device_mapping_v2 if disk.source_type == "image"]
    image_id = given.rsplit("/", 1)[-1] or (boots[0].uuid or "" if boots else "")
    if any(image.id(call.region.name) == image_id for image in IMAGES):
        return image_id
    if not image_id:
        raise ApiError(400, "Block Device Mapping is Invalid: You specified no boot device.")
    raise ApiError(400, "Can not find requested image")


def _network(asked: ServerRequest, call: ServedCall) -> str:
    """Only the private network may carry instances; the public one is a provider's."""
    networks = asked.networks
    private = str(reference.stable_id("network", reference.NETWORK))
    if networks is UNSET and call.microversion >= NETWORKS_NEEDED:
        raise ApiError(
            400,
            "Invalid input for field/attribute server. 'networks' is a required property",
        )
    if networks == "none":
        return ""
    if networks is UNSET or networks == "auto" or not networks:
        raise ApiError(
            409,
            "Multiple possible networks found, use a Network ID to be more specific.",
        )
    wanted = networks[0].uuid or ""
    if wanted != private:
        raise ApiError(400, f"Network {wanted} could not be found.")
    return reference.NETWORK
