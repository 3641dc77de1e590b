"""Neutron v2: networks, subnets, ports, floating addresses, security groups, quotas."""

from collections.abc import Callable

from starlette.routing import Route

from console.rehearsal.door import Door
from console.rehearsal.error_bodies import identity_error
from console.rehearsal.exchange import (
    EVERY_METHOD,
    Answer,
    ApiError,
    Handler,
    ServedCall,
    Values,
    missing,
)
from console.rehearsal.front import Front
from console.rehearsal.network import bodies as written
from console.rehearsal.network import floating, ports, security

ROOT = "/network/{region}"
EXTENSIONS = (
    ("quotas", "Quota management support"),
    ("quota_details", "Quota details management support"),
    ("network-ip-availability", "Network IP Availability"),
    ("security-group", "security-group"),
    ("external-net", "Neutron external network"),
    ("provider", "Provider Network"),
    ("pagination", "Pagination support"),
    ("sorting", "Sorting support"),
    ("project-id", "project_id field enabled"),
    ("router", "Neutron L3 Router"),
    ("standard-attr-tag", "Tag support for resources with standard attribute"),
)
_KINDS = {400: "BadRequest", 403: "PolicyNotAuthorized", 404: "HTTPNotFound"}
_NOT_FILTERS = {"fields", "tags", "limit", "marker", "page_reverse", "sort_key", "sort_dir"}
Bodies = Callable[[ServedCall], list[Values]]


def neutron_error(error: ApiError) -> Answer:
    """Neutron's error body; what the identity middleware answers has Keystone's."""
    if error.status in {401, 429} or error.status >= 500:  # noqa: PLR2004 - answered before Neutron is reached
        return identity_error(error)
    kind = error.kind or _KINDS.get(error.status, "HTTPError")
    body = {"type": kind, "message": error.message, "detail": ""}
    return Answer({"NeutronError": body}, error.status, error.headers)


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    public = Door(front, "network", {"GET": _versions}, errors=neutron_error, public=True)
    return [
        *(Route(f"{ROOT}{path}", public) for path in ("", "/")),
        *(
            Route(f"{ROOT}/v2.0{path}", Door(front, "network", methods, errors=neutron_error))
            for path, methods in _paths().items()
        ),
    ]


def _paths() -> dict[str, dict[str, Handler]]:
    read_only = {
        "network": written.networks,
        "subnet": written.subnets,
    }
    paths: dict[str, dict[str, Handler]] = {}
    for kind, bodies in read_only.items():
        path = f"/{kind.replace('_', '-')}s"
        paths[path] = {"GET": _listing(f"{kind}s", bodies), "POST": _refused(f"create_{kind}")}
        paths[f"{path}/{{id}}"] = {
            "GET": _single(kind, bodies),
            "PUT": _refused(f"update_{kind}"),
            "DELETE": _refused(f"delete_{kind}"),
        }
    changed = {
        "security_group": (written.security_groups, security.GROUPS),
        "security_group_rule": (written.security_rules, security.RULES),
    }
    for kind, (bodies, changes) in changed.items():
        path = f"/{kind.replace('_', '-')}s"
        paths[path] = {"GET": _listing(f"{kind}s", bodies), "POST": changes.create}
        paths[f"{path}/{{id}}"] = {
            "GET": _single(kind, bodies),
            "DELETE": changes.delete,
            **({"PUT": changes.update} if changes.update else {}),
        }
    paths["/ports"] = {"GET": _listing("ports", written.ports), "POST": ports.create}
    paths["/ports/{id}"] = {
        "GET": _single("port", written.ports),
        "PUT": _refused("update_port"),
        "DELETE": ports.delete,
    }
    paths["/floatingips"] = {
        "GET": _listing("floatingips", floating.listed),
        "POST": floating.create,
    }
    paths["/floatingips/{id}"] = {
        "GET": _single("floatingip", floating.listed),
        "PUT": floating.update,
        "DELETE": floating.delete,
    }
    paths["/floatingips/{id}/tags"] = {"PUT": floating.tags}
    availabilities = _listing("network_ip_availabilities", written.availabilities)
    return paths | {
        "/": {"GET": _resources},
        "/extensions": {"GET": _extensions},
        "/extensions/{alias}": {"GET": _extension},
        "/quotas/{project}": {"GET": _quotas},
        "/quotas/{project}.json": {"GET": _quotas},
        "/quotas/{project}/details": {"GET": _quota_details},
        "/quotas/{project}/details.json": {"GET": _quota_details},
        "/network-ip-availabilities": {"GET": availabilities},
        "/network-ip-availabilities/{id}": {"GET": _availability},
        "/{rest:path}": dict.fromkeys(EVERY_METHOD, missing),
    }


def _listing(key: str, bodies: Bodies) -> Handler:
    def handler(call: ServedCall) -> Answer:
        kept = _filtered(bodies(call), call)
        marker, limit = call.query.get("marker"), call.query.get("limit")
        if marker is not None:
            ids = [body.get("id") for body in kept]
            kept = kept[ids.index(marker) + 1 :] if marker in ids else []
        content: Values = {key: kept}
        if limit is not None and limit.isdecimal() and 0 < int(limit) < len(kept):
            content[key] = kept[: int(limit)]
            href = f"{call.base}/network/{call.region.name}/v2.0{call.path}"
            href += f"?limit={limit}&marker={kept[int(limit) - 1].get('id')}"
            content[f"{key}_links"] = [{"rel": "next", "href": href}]
        return Answer(content)

    return handler


def _filtered(bodies: list[Values], call: ServedCall) -> list[Values]:
    """Neutron filters by equality on any field, several values meaning any of them.

    Of tags, with commas between, all must be there.
    """
    tagged = set(filter(None, call.query.get("tags", "").split(",")))
    bodies = [body for body in bodies if tagged <= set(body.get("tags", ()))]
    for field in set(call.query) - _NOT_FILTERS:
        wanted = set(call.query.getlist(field))
        bodies = [body for body in bodies if field not in body or _text(body[field]) in wanted]
    fields = call.query.getlist("fields")
    if not fields:
        return bodies
    return [{field: body[field] for field in fields if field in body} for body in bodies]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _single(kind: str, bodies: Bodies) -> Handler:
    def handler(call: ServedCall) -> Answer:
        for body in bodies(call):
            if body["id"] == call.params["id"]:
                return Answer({kind: body})
        name = "".join(part.capitalize() for part in kind.split("_"))
        message = f"{name} {call.params['id']} could not be found."
        raise ApiError(404, message, f"{name}NotFound")

    return handler


def _refused(rule: str) -> Handler:
    """The rehearsal's network is somebody else's to change."""

    def handler(call: ServedCall) -> Answer:
        del call
        raise ApiError(403, f"(rule:{rule}) is disallowed by policy", "PolicyNotAuthorized")

    return handler


def _versions(call: ServedCall) -> Answer:
    href = f"{call.base}/network/{call.region.name}/v2.0/"
    version = {"id": "v2.0", "status": "CURRENT", "links": [{"rel": "self", "href": href}]}
    return Answer({"versions": [version]})


def _resources(call: ServedCall) -> Answer:
    root = f"{call.base}/network/{call.region.name}/v2.0"
    names = ("networks", "subnets", "ports", "quotas")
    bodies = [
        {
            "name": name[:-1],
            "collection": name,
            "links": [{"rel": "self", "href": f"{root}/{name}"}],
        }
        for name in names
    ]
    return Answer({"resources": bodies})


def _extension_body(alias: str, name: str) -> Values:
    updated = "2012-07-29T10:00:00-00:00"
    return {"alias": alias, "name": name, "description": name, "updated": updated, "links": []}


def _extensions(call: ServedCall) -> Answer:
    del call
    return Answer({"extensions": [_extension_body(alias, name) for alias, name in EXTENSIONS]})


def _extension(call: ServedCall) -> Answer:
    alias = call.params["alias"]
    for known, name in EXTENSIONS:
        if known == alias:
            return Answer({"extension": _extension_body(alias, name)})
    message = f"Extension with alias {alias} does not exist."
    raise ApiError(404, message, "ExtensionNotFound")


def _quotas(call: ServedCall) -> Answer:
    return Answer({"quota": {name: limit for name, (limit, _) in written.amounts(call).items()}})


def _quota_details(call: ServedCall) -> Answer:
    bodies = {
        name: {"limit": limit, "used": used, "reserved": 0}
        for name, (limit, used) in written.amounts(call).items()
    }
    return Answer({"quota": bodies})


def _availability(call: ServedCall) -> Answer:
    for body in written.availabilities(call):
        if body["network_id"] == call.params["id"]:
            return Answer({"network_ip_availability": body})
    message = f"Network {call.params['id']} could not be found."
    raise ApiError(404, message, "NetworkNotFound")
