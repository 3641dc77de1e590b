"""Ports, made by people and taken away."""

from msgspec import Struct

from console.rehearsal.exchange import Answer, ApiError, ServedCall
from console.rehearsal.network import bodies
from console.rehearsal.network.security import may
from console.rehearsal.nic import NicMaker, NoAddress, ServicePort

OF_SERVICES = ("network:", "Octavia")
"""How the owner of a port begins that only its service may take away."""


class PortFields(Struct):
    """A port to make; addresses are given, none can be chosen."""

    network_id: str
    name: str | None = None
    device_id: str | None = None
    device_owner: str | None = None


class PortBody(Struct):
    """The body of POST /ports."""

    port: PortFields


def create(call: ServedCall) -> Answer:
    """POST /ports."""
    may(call, "create_port")
    asked, region = call.decode(PortBody).port, call.region
    at = region.clock.now()
    network = region.networks.get(asked.network_id)
    if network is None:
        message = f"Network {asked.network_id} could not be found."
        raise ApiError(404, message, "NetworkNotFound")
    if region.ports(at) >= region.quota.ports:
        raise ApiError(409, "Quota exceeded for resources: ['port'].", "OverQuota")
    try:
        (nic,) = NicMaker(region.nics(at), region.fresh_id, region.new_mac).connect((network,))
    except NoAddress as error:
        message = f"No more IP addresses available on network {network.id}."
        raise ApiError(409, message, "IpAddressGenerationFailure") from error
    made = ServicePort(
        nic=nic,
        name=asked.name or "",
        device_id=asked.device_id or "",
        device_owner=asked.device_owner or "",
        created_at=at,
    )
    region.service_ports[nic.port_id] = made
    return Answer({"port": bodies.service_port(made, call)}, 201)


def delete(call: ServedCall) -> Answer:
    """DELETE /ports/{id}: a server's, too, as Neutron does."""
    may(call, "delete_port")
    region, wanted = call.region, call.params["id"]
    at = region.clock.now()
    held = region.service_ports.get(wanted)
    if held is not None:
        if held.device_owner.startswith(OF_SERVICES):
            message = f"Port {wanted} cannot be deleted directly via the port API: "
            message += f"has device owner {held.device_owner}."
            raise ApiError(409, message, "ServicePortInUse")
        del region.service_ports[wanted]
        return Answer(None, 204)
    for instance in (*region.connected(at), *region.unplugged(at)):
        kept = tuple(nic for nic in instance.nics if nic.port_id != wanted)
        if len(kept) < len(instance.nics):
            instance.nics = kept
            instance.touch(at)
            region.generation += 1
            return Answer(None, 204)
    raise ApiError(404, f"Port {wanted} could not be found.", "PortNotFound")
