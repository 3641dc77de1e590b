"""GET /servers/{id}/os-volume_attachments: a server's volumes as Nova tells them."""

from console.rehearsal.compute.orders import found
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.volumes import Attachment, SimulatedVolume


def listed(call: ServedCall) -> Answer:
    """GET /servers/{id}/os-volume_attachments."""
    bodies = [_body(volume, tie, call) for volume, tie in _standing(call)]
    return Answer({"volumeAttachments": bodies})


def shown(call: ServedCall) -> Answer:
    """GET /servers/{id}/os-volume_attachments/{volume}."""
    for volume, tie in _standing(call):
        if volume.id == call.params["volume"]:
            return Answer({"volumeAttachment": _body(volume, tie, call)})
    server, wanted = call.params["id"], call.params["volume"]
    raise ApiError(404, f"Instance {server} is not attached to volume {wanted}")


def _standing(call: ServedCall) -> list[tuple[SimulatedVolume, Attachment]]:
    volumes = found(call).volumes
    return [(each, each.attachment) for each in volumes if each.attachment is not None]


def _body(volume: SimulatedVolume, tie: Attachment, call: ServedCall) -> Values:
    body: Values = {"volumeId": volume.id, "serverId": tie.server_id, "device": tie.device}
    version = call.microversion
    if version < (2, 89):
        body["id"] = volume.id
    else:
        body |= {"attachment_id": tie.id, "bdm_uuid": tie.id}
    if version >= (2, 70):
        body["tag"] = tie.tag
    if version >= (2, 79):
        body["delete_on_termination"] = tie.with_server
    return body
