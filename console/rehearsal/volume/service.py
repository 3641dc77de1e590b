"""Cinder v3: volume types, quotas, limits, and which handler answers each path."""

from dataclasses import replace

from starlette.routing import Route

from console.rehearsal.door import Door
from console.rehearsal.error_bodies import named_error
from console.rehearsal.exchange import (
    EVERY_METHOD,
    Answer,
    ApiError,
    Handler,
    ServedCall,
    Values,
    missing,
    true,
)
from console.rehearsal.front import Front
from console.rehearsal.microversions import Microversions, text
from console.rehearsal.reference import VOLUME_TYPES, ZONE
from console.rehearsal.tokens import PROJECT_ID
from console.rehearsal.volume import backups, bodies, snapshots, volumes

ROOT = "/volume/{region}"
MICROVERSIONS = Microversions("volume", (3, 0), (3, 71))


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    root = Door(front, "volume", {"GET": _choices}, errors=named_error, public=True)
    version = Door(front, "volume", {"GET": _versions}, errors=named_error, public=True)
    return [
        *(Route(f"{ROOT}{path}", root) for path in ("", "/")),
        *(Route(f"{ROOT}/v3{path}", version) for path in ("", "/")),
        *(
            Route(
                f"{ROOT}/v3/{{project}}{path}",
                Door(
                    front,
                    "volume",
                    handlers,
                    errors=named_error,
                    prepare=_prepare,
                    finish=MICROVERSIONS.say,
                ),
            )
            for path, handlers in _paths().items()
        ),
    ]


def _paths() -> dict[str, dict[str, Handler]]:
    return {
        "/types": {"GET": _types},
        "/types/{id}": {"GET": _type},
        "/volumes": {"GET": volumes.short, "POST": volumes.create},
        "/volumes/detail": {"GET": volumes.detailed},
        "/volumes/{id}": {"GET": volumes.show, "PUT": volumes.update, "DELETE": volumes.delete},
        "/snapshots": {"GET": snapshots.short, "POST": snapshots.create},
        "/snapshots/detail": {"GET": snapshots.detailed},
        "/snapshots/{id}": {
            "GET": snapshots.show,
            "PUT": snapshots.update,
            "DELETE": snapshots.delete,
        },
        "/snapshots/{id}/metadata": {"POST": snapshots.mark},
        "/backups/detail": {"GET": backups.listed},
        "/os-quota-sets/{whose}": {"GET": _quota_set},
        "/limits": {"GET": _limits},
        "/os-availability-zone": {"GET": _zones},
        "/extensions": {"GET": _extensions},
        "/{rest:path}": dict.fromkeys(EVERY_METHOD, missing),
    }


def _prepare(call: ServedCall) -> None:
    """The project of the path is the token's; faults are matched behind it."""
    MICROVERSIONS.negotiate(call)
    if call.params["project"] != call.token.project_id:
        raise ApiError(400, "Malformed request url")


def _choices(call: ServedCall) -> Answer:
    """GET on the endpoint's root: one is to be chosen."""
    return replace(_versions(call), status=300)


def _versions(call: ServedCall) -> Answer:
    document: Values = {
        "id": "v3.0",
        "status": "CURRENT",
        "version": text(MICROVERSIONS.highest),
        "min_version": text(MICROVERSIONS.lowest),
        "updated": "2024-08-01T00:00:00Z",
        "links": [
            {"rel": "self", "href": f"{call.base}/volume/{call.region.name}/v3/"},
        ],
        "media-types": [
            {"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}
        ],
    }
    return Answer({"versions": [document]})


def _types(call: ServedCall) -> Answer:
    del call
    return Answer({"volume_types": [bodies.volume_type(each) for each in VOLUME_TYPES]})


def _type(call: ServedCall) -> Answer:
    """By its id; `default` is the one a volume is of that names none."""
    wanted = call.params["id"]
    for each in VOLUME_TYPES:
        if wanted in {each.id, "default"}:
            return Answer({"volume_type": bodies.volume_type(each)})
    raise ApiError(404, f"Volume type {wanted} could not be found.")


def _quota_set(call: ServedCall) -> Answer:
    """GET /os-quota-sets/{project}; with `usage` what is in use as well."""
    whose = call.params["whose"]
    if whose != PROJECT_ID:
        raise ApiError(403, "Policy doesn't allow volume_extension:quotas:show to be performed.")
    told = bodies.quotas(call)
    if "usage" in call.query and true(call.query["usage"]):
        body: Values = {
            name: {"limit": limit, "in_use": used, "reserved": 0}
            for name, (limit, used) in told.items()
        }
    else:
        body = {name: limit for name, (limit, _) in told.items()}
    return Answer({"quota_set": {"id": whose, **body}})


def _limits(call: ServedCall) -> Answer:
    told = bodies.quotas(call)
    named = {
        "volumes": ("maxTotalVolumes", "totalVolumesUsed"),
        "gigabytes": ("maxTotalVolumeGigabytes", "totalGigabytesUsed"),
        "snapshots": ("maxTotalSnapshots", "totalSnapshotsUsed"),
        "backups": ("maxTotalBackups", "totalBackupsUsed"),
        "backup_gigabytes": ("maxTotalBackupGigabytes", "totalBackupGigabytesUsed"),
    }
    absolute: Values = {}
    for name, words in named.items():
        absolute |= dict(zip(words, told[name], strict=True))
    return Answer({"limits": {"rate": [], "absolute": absolute}})


def _zones(call: ServedCall) -> Answer:
    del call
    zone = {"zoneName": ZONE, "zoneState": {"available": True}}
    return Answer({"availabilityZoneInfo": [zone]})


def _extensions(call: ServedCall) -> Answer:
    del call
    return Answer({"extensions": []})
