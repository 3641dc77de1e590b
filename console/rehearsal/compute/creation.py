"""POST /servers: one instance, or many under one name."""

import secrets
from base64 import b64decode
from binascii import Error as BadBase64

from msgspec import UNSET

from console.rehearsal.compute import groups, views
from console.rehearsal.compute.keys import KeyPairs
from console.rehearsal.compute.request import CreateRequest, ServerRequest
from console.rehearsal.compute.sources import sources
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, true
from console.rehearsal.nic import SimulatedNetwork
from console.rehearsal.orders import AcceptedCreation
from console.rehearsal.quota import OverQuota
from console.rehearsal.reference import FLAVORS, ZONE, FlavorFacts

NETWORKS_NEEDED = (2, 37)
TAGS_TAKEN = (2, 52)
METADATA_ITEMS = 128
USER_DATA_CHARACTERS = 65_535


class CreationHandler:
    """The handler, with the key pairs it refers to."""

    def __init__(self, keys: KeyPairs) -> None:
        self._keys = keys

    def create(self, call: ServedCall) -> Answer:
        """POST /servers."""
        call.may_write("os_compute_api:servers:create")
        body = call.decode(CreateRequest)
        asked = body.server
        least, most = _counts(asked)
        flavor, networks = _flavor(asked, call), _networks(asked, call)
        image, disks = sources(asked, flavor, call)
        if most > 1 and any(disk.volume for disk in disks):
            raise ApiError(400, "Cannot attach one or more volumes to multiple instances")
        self._check(asked, call)
        try:
            count = call.region.admit(flavor, least, most, len(networks))
        except OverQuota as error:
            raise ApiError(403, str(error)) from error
        order = AcceptedCreation(
            names=_names(asked.name, count, most),
            flavor=flavor,
            image=image,
            networks=networks,
            reservation_id=f"r-{secrets.token_hex(4)}",
            metadata=asked.metadata,
            key_name=asked.key_name,
            tags=tuple(asked.tags),
            description=asked.description,
            security_groups=_security_groups(asked, call),
            group=groups.with_room(call, body.group, count),
            zone=asked.availability_zone or "",
            config_drive=_config_drive(asked),
            user_data=asked.user_data,
            disks=disks,
            access=(asked.access_ipv4 or "", asked.access_ipv6 or ""),
            stuck="stuck" in call.fates,
            leaves="leaves" in call.fates,
        )
        made = call.region.create(order, call.caller())
        if asked.return_reservation_id:
            return Answer({"reservation_id": order.reservation_id}, 202)
        return _accepted(call, made[0].id, asked)

    def _check(self, asked: ServerRequest, call: ServedCall) -> None:
        if len(asked.metadata) > METADATA_ITEMS:
            raise ApiError(403, f"Maximum number of metadata items exceeds {METADATA_ITEMS}")
        if asked.key_name is not None and not self._keys.has_key(call, asked.key_name):
            raise ApiError(400, "Invalid key_name provided.")
        if asked.tags and call.microversion < TAGS_TAKEN:
            raise ApiError(
                400,
                "Invalid input for field/attribute server. Additional properties are "
                "not allowed ('tags' was unexpected)",
            )
        if asked.availability_zone not in {None, "", ZONE}:
            raise ApiError(400, "The requested availability zone is not available")
        _check_user_data(asked.user_data)


def _accepted(call: ServedCall, instance_id: str, asked: ServerRequest) -> Answer:
    links = views.links(call, "servers", instance_id)
    server: Values = {
        "id": instance_id,
        "links": links,
        "OS-DCF:diskConfig": asked.disk_config or "MANUAL",
        "security_groups": [{"name": each.name} for each in asked.security_groups]
        or [{"name": "default"}],
        "adminPass": asked.admin_pass or secrets.token_urlsafe(9),
    }
    return Answer({"server": server}, 202, {"Location": links[0]["href"]})


def _check_user_data(given: str | None) -> None:
    """Base64, as leniently as Nova reads it, and not more than its column holds."""
    if given is None:
        return
    refused = "Invalid input for field/attribute user_data."
    if len(given) > USER_DATA_CHARACTERS:
        raise ApiError(400, f"{refused} Value: {given[:64]}…. It is too long")
    try:
        b64decode(given)
    except (BadBase64, ValueError) as error:
        raise ApiError(400, f"{refused} Value: {given}. '{given}' is not a 'base64'") from error


def _config_drive(asked: ServerRequest) -> bool:
    given = str(asked.config_drive or "").lower()
    if given not in {"", "0", "1", "false", "true", "no", "yes", "off", "on"}:
        raise ApiError(400, f"Invalid input for field/attribute config_drive. Value: {given}.")
    return bool(given) and true(given)


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


def _networks(asked: ServerRequest, call: ServedCall) -> tuple[SimulatedNetwork, ...]:
    """The networks in the order of the interfaces."""
    networks = asked.networks
    if networks is UNSET and call.microversion >= NETWORKS_NEEDED:
        raise ApiError(
            400,
            "Invalid input for field/attribute server. 'networks' is a required property",
        )
    if networks == "none":
        return ()
    if networks is UNSET or networks == "auto" or not networks:
        raise ApiError(
            409,
            "Multiple possible networks found, use a Network ID to be more specific.",
        )
    found: list[SimulatedNetwork] = []
    for wanted in networks:
        if wanted.port is not None:
            raise ApiError(400, f"Port id {wanted.port} could not be found.")
        if wanted.fixed_ip is not None:
            raise ApiError(400, "The rehearsal gives addresses: one cannot be chosen.")
        network = call.region.networks.get(wanted.uuid or "")
        if network is None:
            raise ApiError(400, f"Network {wanted.uuid} could not be found.")
        found.append(network)
    return tuple(found)


def _security_groups(asked: ServerRequest, call: ServedCall) -> tuple[str, ...]:
    """Their ids, each once."""
    ids: dict[str, None] = {}
    for each in asked.security_groups:
        found = call.region.firewall.found(each.name)
        if not found:
            project = call.token.project_id
            message = f"Security group {each.name} not found for project {project}."
            raise ApiError(400, message)
        if len(found) > 1:
            raise ApiError(
                409,
                f"Multiple security groups found matching '{each.name}'. "
                "Use an ID to be more specific.",
            )
        ids[found[0].id] = None
    return tuple(ids)
