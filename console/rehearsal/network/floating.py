"""Floating addresses: taken of a public network, given to ports, tagged and given back.

No router is looked at: the rehearsal's networks all lead outside.
"""

from msgspec import UNSET, Struct, UnsetType

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, iso
from console.rehearsal.network import bodies
from console.rehearsal.network.security import may
from console.rehearsal.nic import FloatingAddress, NicMaker, NoAddress, first_version
from console.rehearsal.tokens import PROJECT_ID

MOST = 10
"""The quota of them."""


class FloatingFields(Struct):
    """An address to take; which one cannot be chosen."""

    floating_network_id: str
    port_id: str | None = None
    description: str | None = None


class FloatingBody(Struct):
    """The body of POST /floatingips."""

    floatingip: FloatingFields


class FloatingChange(Struct):
    """What PUT /floatingips/{id} may change."""

    port_id: str | UnsetType | None = UNSET
    description: str | UnsetType = UNSET


class FloatingChangeBody(Struct):
    """The body of PUT /floatingips/{id}."""

    floatingip: FloatingChange


class Tags(Struct):
    """The body of PUT /floatingips/{id}/tags."""

    tags: list[str]


def listed(call: ServedCall) -> list[Values]:
    """Every one of the project."""
    return [_body(each, call) for each in call.region.floating.values()]


def create(call: ServedCall) -> Answer:
    """POST /floatingips."""
    may(call, "create_floatingip")
    asked, region = call.decode(FloatingBody).floatingip, call.region
    at = region.clock.now()
    network = region.networks.get(asked.floating_network_id)
    if network is None or not network.public:
        message = f"Network {asked.floating_network_id} is not a valid external network"
        raise ApiError(400, message, "BadRequest")
    if len(region.floating) >= MOST:
        raise ApiError(409, "Quota exceeded for resources: ['floatingip'].", "OverQuota")
    _port(asked.port_id, call)
    maker = NicMaker(region.nics(at), region.fresh_id, region.new_mac)
    try:
        (nic,) = maker.connect((first_version(network),))
    except NoAddress as error:
        message = f"No more IP addresses available on network {network.id}."
        raise ApiError(409, message, "IpAddressGenerationFailure") from error
    made = FloatingAddress(
        id=region.fresh_id(),
        nic=nic,
        created_at=at,
        port_id=asked.port_id,
        description=asked.description or "",
    )
    region.floating[made.id] = made
    return Answer({"floatingip": _body(made, call)}, 201)


def update(call: ServedCall) -> Answer:
    """PUT /floatingips/{id}: give it to a port, or to none."""
    may(call, "update_floatingip")
    held, asked = _found(call), call.decode(FloatingChangeBody).floatingip
    if asked.port_id is not UNSET:
        _port(asked.port_id, call)
        held.port_id = asked.port_id
    if asked.description is not UNSET:
        held.description = asked.description
    return Answer({"floatingip": _body(held, call)})


def tags(call: ServedCall) -> Answer:
    """PUT /floatingips/{id}/tags: these and no others."""
    may(call, "update_floatingips_tags")
    held = _found(call)
    held.tags = list(dict.fromkeys(call.decode(Tags).tags))
    return Answer({"tags": held.tags})


def delete(call: ServedCall) -> Answer:
    """DELETE /floatingips/{id}: also while a port has it, as Neutron does."""
    may(call, "delete_floatingip")
    del call.region.floating[_found(call).id]
    return Answer(None, 204)


def _found(call: ServedCall) -> FloatingAddress:
    held = call.region.floating.get(call.params["id"])
    if held is None:
        message = f"Floating IP {call.params['id']} could not be found."
        raise ApiError(404, message, "FloatingIPNotFound")
    return held


def _port(wanted: str | None, call: ServedCall) -> Values | None:
    """The port that an address is given to; of one that is not there, Neutron's words."""
    if wanted is None:
        return None
    for port in bodies.ports(call):
        if port["id"] == wanted:
            return port
    raise ApiError(404, f"Port {wanted} could not be found.", "PortNotFound")


def _body(held: FloatingAddress, call: ServedCall) -> Values:
    """A port that is gone has given it back."""
    there = {port["id"]: port for port in bodies.ports(call)}
    port = there.get(held.port_id)
    fixed = [] if port is None else port["fixed_ips"]
    return {
        "id": held.id,
        "project_id": PROJECT_ID,
        "tenant_id": PROJECT_ID,
        "floating_ip_address": held.nic.fixed[0].address,
        "floating_network_id": held.nic.network.id,
        "fixed_ip_address": fixed[0]["ip_address"] if fixed else None,
        "port_id": None if port is None else held.port_id,
        "router_id": None,
        "status": "DOWN" if port is None else "ACTIVE",
        "description": held.description,
        "tags": list(held.tags),
        "port_details": None,
        "qos_policy_id": None,
        "dns_domain": "",
        "dns_name": "",
        "revision_number": 1,
        "created_at": iso(held.created_at),
        "updated_at": iso(held.created_at),
    }
