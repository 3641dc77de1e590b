"""What Keystone answers: tokens, the catalog, the project, its version."""

from console.rehearsal import tokens as people
from console.rehearsal.exchange import ServedCall, Values, iso_fraction
from console.rehearsal.reference import REGIONS, stable_id
from console.rehearsal.tokens import IssuedToken

VOLUMES = f"/volume/{{region}}/v3/{people.PROJECT_ID}"
SERVICES = (
    ("identity", "keystone", "/identity/v3"),
    ("compute", "nova", "/compute/{region}/v2.1"),
    ("network", "neutron", "/network/{region}"),
    ("image", "glance", "/image/{region}"),
    ("load-balancer", "octavia", "/load-balancer/{region}"),
    ("block-storage", "cinder", VOLUMES),
    ("volumev3", "cinderv3", VOLUMES),
    ("object-store", "swift", f"/object-store/{{region}}/v1/AUTH_{people.PROJECT_ID}"),
)


def _wall(at: float) -> str:
    return f"{iso_fraction(at)}Z"


def version_document(call: ServedCall) -> Values:
    """The one version there is."""
    return {
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": f"{call.base}/identity/v3/"}],
        "media-types": [
            {"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}
        ],
    }


def token_body(token: IssuedToken, call: ServedCall, *, catalog: bool) -> Values:
    """A token as it is issued and shown."""
    domain = {"id": people.DOMAIN_ID, "name": people.DOMAIN}
    user = {"id": token.user.id, "name": token.user.name, "domain": domain}
    body: Values = {
        "methods": list(token.methods),
        "user": {**user, "password_expires_at": None},
        "audit_ids": [token.audit_id],
        "issued_at": _wall(token.issued_at),
        "expires_at": _wall(token.expires_at),
    }
    if token.project_id is None:
        return body
    body["project"] = {"id": token.project_id, "name": people.PROJECT, "domain": domain}
    body["is_domain"] = False
    body["roles"] = [{"id": stable_id("role", role).hex, "name": role} for role in token.roles]
    if token.credential is not None:
        body["application_credential"] = {
            "id": token.credential.id,
            "name": token.credential.name,
            "restricted": True,
        }
    if catalog:
        body["catalog"] = catalog_body(call.base)
    return body


def project_body(call: ServedCall) -> Values:
    """The one project there is."""
    return {
        "id": people.PROJECT_ID,
        "name": people.PROJECT,
        "description": "",
        "domain_id": people.DOMAIN_ID,
        "parent_id": people.DOMAIN_ID,
        "enabled": True,
        "is_domain": False,
        "tags": [],
        "options": {},
        "links": {"self": f"{call.base}/identity/v3/projects/{people.PROJECT_ID}"},
    }


def catalog_body(base: str) -> list[Values]:
    """Where each service listens, by region."""
    return [
        {
            "id": stable_id("service", kind).hex,
            "type": kind,
            "name": name,
            "endpoints": [
                {
                    "id": stable_id("endpoint", kind, site.region, interface).hex,
                    "interface": interface,
                    "region": site.region,
                    "region_id": site.region,
                    "url": base + url.format(region=site.region),
                }
                for site in REGIONS
                for interface in ("public", "internal")
            ],
        }
        for kind, name, url in SERVICES
    ]
