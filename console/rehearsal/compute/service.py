"""Nova's paths, and which handler answers each."""

from starlette.routing import Route

from console.rehearsal.compute import capacity, listing, orders, versions
from console.rehearsal.compute.capacity import QuotaHandlers
from console.rehearsal.compute.creation import CreationHandler
from console.rehearsal.compute.sundries import Sundries
from console.rehearsal.door import Door
from console.rehearsal.exchange import EVERY_METHOD, Handler, missing
from console.rehearsal.front import Front

ROOT = "/compute/{region}"


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    errors = versions.compute_error
    public = {
        f"{ROOT}": versions.documents,
        f"{ROOT}/": versions.documents,
        f"{ROOT}/v2.1": versions.document,
        f"{ROOT}/v2.1/": versions.document,
    }
    return [
        *(
            Route(path, Door(front, "compute", {"GET": handler}, errors=errors, public=True))
            for path, handler in public.items()
        ),
        *(
            Route(
                f"{ROOT}/v2.1{path}",
                Door(
                    front,
                    "compute",
                    handlers,
                    errors=errors,
                    prepare=versions.negotiate,
                    finish=versions.say_version,
                ),
            )
            for path, handlers in _paths().items()
        ),
    ]


def _paths() -> dict[str, dict[str, Handler]]:
    sundries = Sundries()
    creation, quotas = CreationHandler(sundries), QuotaHandlers(sundries)
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
        "/flavors": {"GET": capacity.flavors},
        "/flavors/detail": {"GET": capacity.flavors_in_full},
        "/flavors/{id}": {"GET": capacity.flavor},
        "/flavors/{id}/os-extra_specs": {"GET": capacity.extra_specs},
        "/limits": {"GET": quotas.limits},
        "/os-quota-sets/{project}": {"GET": quotas.quota_set},
        "/os-quota-sets/{project}/detail": {"GET": quotas.quota_details},
        "/os-server-groups": {"GET": sundries.groups, "POST": sundries.create_group},
        "/os-server-groups/{id}": {"GET": sundries.group, "DELETE": sundries.delete_group},
        "/os-keypairs": {"GET": sundries.keys, "POST": sundries.import_key},
        "/os-keypairs/{name}": {"GET": sundries.key, "DELETE": sundries.delete_key},
        "/os-availability-zone": {"GET": sundries.zones},
        "/{rest:path}": dict.fromkeys(EVERY_METHOD, missing),
    }
