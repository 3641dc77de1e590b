"""Nova's paths, and which handler answers each."""

from starlette.routing import Route

from console.rehearsal.compute import attachments, capacity, groups, listing, orders, versions
from console.rehearsal.compute.creation import CreationHandler
from console.rehearsal.compute.keys import KeyPairs
from console.rehearsal.door import Door
from console.rehearsal.error_bodies import named_error
from console.rehearsal.exchange import EVERY_METHOD, Handler, missing
from console.rehearsal.front import Front

ROOT = "/compute/{region}"


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    public = {
        f"{ROOT}": versions.documents,
        f"{ROOT}/": versions.documents,
        f"{ROOT}/v2.1": versions.document,
        f"{ROOT}/v2.1/": versions.document,
    }
    return [
        *(
            Route(path, Door(front, "compute", {"GET": handler}, errors=named_error, public=True))
            for path, handler in public.items()
        ),
        *(
            Route(
                f"{ROOT}/v2.1{path}",
                Door(
                    front,
                    "compute",
                    handlers,
                    errors=named_error,
                    prepare=versions.MICROVERSIONS.negotiate,
                    finish=versions.MICROVERSIONS.say,
                ),
            )
            for path, handlers in _paths().items()
        ),
    ]


def _paths() -> dict[str, dict[str, Handler]]:
    keys = KeyPairs()
    creation = CreationHandler(keys)
    return {
        "/servers": {"GET": listing.short, "POST": creation.create},
        "/servers/detail": {"GET": listing.detailed},
        "/servers/{id}": {"GET": orders.show, "PUT": orders.update, "DELETE": orders.delete},
        "/servers/{id}/action": {"POST": orders.act},
        "/servers/{id}/os-instance-actions": {"GET": orders.actions},
        "/servers/{id}/os-instance-actions/{request_id}": {"GET": orders.action},
        "/servers/{id}/metadata": {
            "GET": orders.metadata,
            "PUT": orders.replace_metadata,
            "POST": orders.update_metadata,
        },
        "/servers/{id}/metadata/{key}": {
            "GET": orders.item,
            "PUT": orders.put_item,
            "DELETE": orders.delete_item,
        },
        "/servers/{id}/os-volume_attachments": {"GET": attachments.listed},
        "/servers/{id}/os-volume_attachments/{volume}": {"GET": attachments.shown},
        "/flavors": {"GET": capacity.flavors},
        "/flavors/detail": {"GET": capacity.flavors_in_full},
        "/flavors/{id}": {"GET": capacity.flavor},
        "/flavors/{id}/os-extra_specs": {"GET": capacity.extra_specs},
        "/limits": {"GET": capacity.limits},
        "/os-quota-sets/{project}": {"GET": capacity.quota_set},
        "/os-quota-sets/{project}/detail": {"GET": capacity.quota_details},
        "/os-server-groups": {"GET": groups.listed, "POST": groups.made},
        "/os-server-groups/{id}": {"GET": groups.shown, "DELETE": groups.deleted},
        "/os-keypairs": {"GET": keys.keys, "POST": keys.import_key},
        "/os-keypairs/{name}": {"GET": keys.key, "DELETE": keys.delete_key},
        "/os-availability-zone": {"GET": capacity.zones},
        "/{rest:path}": dict.fromkeys(EVERY_METHOD, missing),
    }
