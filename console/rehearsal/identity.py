"""Keystone v3: tokens by password, application credential or token, catalog, and who one is."""

from typing import Literal

from msgspec import Struct
from starlette.routing import Route

from console.rehearsal import tokens as people
from console.rehearsal.door import UNAUTHORIZED
from console.rehearsal.error_bodies import identity_error
from console.rehearsal.exchange import Answer, ApiError, Call, Handler, Values, iso_fraction
from console.rehearsal.front import Front
from console.rehearsal.reference import REGIONS, stable_id
from console.rehearsal.tokens import ApplicationCredential, Token, User

SERVICES = (
    ("identity", "keystone", "/identity/v3"),
    ("compute", "nova", "/compute/{region}/v2.1"),
    ("network", "neutron", "/network/{region}"),
    ("image", "glance", "/image/{region}"),
)


class Domain(Struct):
    """A domain by id or name."""

    id: str | None = None
    name: str | None = None

    def is_ours(self) -> bool:
        """There is only one domain."""
        return self.id == people.DOMAIN_ID or self.name == people.DOMAIN


class UserRef(Struct):
    """A user by id, or by name in a domain."""

    id: str | None = None
    name: str | None = None
    domain: Domain | None = None
    password: str | None = None

    def means(self, user: User) -> bool:
        """Whether this user is meant."""
        if self.id is not None:
            return self.id == user.id
        return self.name == user.name and self.domain is not None and self.domain.is_ours()


class Password(Struct):
    """The method `password`."""

    user: UserRef


class TokenRef(Struct):
    """The method `token`."""

    id: str


class CredentialRef(Struct):
    """The method `application_credential`."""

    secret: str
    id: str | None = None
    name: str | None = None
    user: UserRef | None = None


class IdentityRef(Struct):
    """How the caller says who it is."""

    methods: list[str]
    password: Password | None = None
    token: TokenRef | None = None
    application_credential: CredentialRef | None = None


class ProjectRef(Struct):
    """A project by id, or by name in a domain."""

    id: str | None = None
    name: str | None = None
    domain: Domain | None = None


class ScopeRef(Struct):
    """What the token is for."""

    project: ProjectRef | None = None
    domain: Domain | None = None


class Auth(Struct):
    """A request for a token."""

    identity: IdentityRef
    scope: ScopeRef | Literal["unscoped"] | None = None


class AuthRequest(Struct):
    """The body of POST /v3/auth/tokens."""

    auth: Auth


class Identity:
    """Keystone's handlers."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._tokens = front.tokens

    def routes(self) -> list[Route]:
        """Every path of the service."""
        door, errors = self._front.door, identity_error
        root = door("identity", {"GET": self._versions}, errors=errors, public=True)
        version = door("identity", {"GET": self._version}, errors=errors, public=True)
        token_methods: dict[str, Handler] = {
            "POST": self._authenticate,
            "GET": self._show,
            "HEAD": self._show,
            "DELETE": self._revoke,
        }
        paths: dict[str, dict[str, Handler]] = {
            "/auth/tokens": token_methods,
            "/auth/catalog": {"GET": self._catalog_only},
            "/auth/projects": {"GET": self._projects},
            "/projects": {"GET": self._projects},
            "/projects/{id}": {"GET": self._project},
            "/users/{id}": {"GET": self._user},
            "/users/{id}/projects": {"GET": self._projects},
        }
        return [
            *(Route(path, root) for path in ("/identity", "/identity/")),
            *(Route(path, version) for path in ("/identity/v3", "/identity/v3/")),
            *(
                Route(f"/identity/v3{path}", door("identity", handlers, errors=errors))
                for path, handlers in paths.items()
            ),
        ]

    def _versions(self, call: Call) -> Answer:
        return Answer({"versions": {"values": [_version_document(call)]}}, 300)

    def _version(self, call: Call) -> Answer:
        return Answer({"version": _version_document(call)})

    def _authenticate(self, call: Call) -> Answer:
        auth = call.decode(AuthRequest).auth
        user, credential, expires_at = self._who(auth.identity)
        self._front.limit("identity", user.id)
        project_id = people.PROJECT_ID if credential else _scope(auth)
        token = self._tokens.issue(
            user,
            project_id,
            tuple(auth.identity.methods),
            credential=credential,
            expires_at=expires_at,
        )
        headers = {"X-Subject-Token": token.id, "Vary": "X-Auth-Token"}
        catalog = "nocatalog" not in call.query
        return Answer({"token": _token_body(token, call, catalog=catalog)}, 201, headers)

    def _who(
        self, identity: IdentityRef
    ) -> tuple[User, ApplicationCredential | None, float | None]:
        if identity.application_credential is not None:
            return self._by_credential(identity.application_credential)
        if identity.token is not None:
            token = self._tokens.valid(identity.token.id)
            if token is not None and token.credential is None:
                return token.user, None, token.expires_at
        if identity.password is not None:
            given = identity.password.user
            for user in self._tokens.users:
                if given.means(user) and given.password == user.password:
                    return user, None, None
        raise ApiError(401, UNAUTHORIZED)

    def _by_credential(self, given: CredentialRef) -> tuple[User, ApplicationCredential, None]:
        known = self._tokens.credential
        named = given.name == known.name and given.user is not None and given.user.means(known.user)
        if (given.id == known.id or named) and given.secret == known.secret:
            return known.user, known, None
        raise ApiError(401, UNAUTHORIZED)

    def _caller(self, call: Call) -> Token:
        token = self._tokens.valid(call.headers.get("x-auth-token", ""))
        if token is None:
            raise ApiError(401, UNAUTHORIZED)
        return token

    def _subject(self, call: Call) -> Token:
        self._caller(call)
        token = self._tokens.valid(call.headers.get("x-subject-token", ""))
        if token is None:
            raise ApiError(404, "Could not find token.")
        return token

    def _show(self, call: Call) -> Answer:
        token = self._subject(call)
        headers = {"X-Subject-Token": token.id, "Vary": "X-Auth-Token"}
        if call.method == "HEAD":
            return Answer(None, 200, headers)
        return Answer({"token": _token_body(token, call, catalog=True)}, 200, headers)

    def _revoke(self, call: Call) -> Answer:
        self._tokens.revoke(self._subject(call).id)
        return Answer(None, 204)

    def _catalog_only(self, call: Call) -> Answer:
        self._caller(call)
        return Answer({"catalog": _catalog(call.base), "links": {}})

    def _projects(self, call: Call) -> Answer:
        self._caller(call)
        name = call.query.get("name", people.PROJECT)
        found = [_project_body(call)] if name == people.PROJECT else []
        return Answer({"projects": found, "links": {"next": None, "previous": None}})

    def _project(self, call: Call) -> Answer:
        self._caller(call)
        if call.params["id"] != people.PROJECT_ID:
            raise ApiError(404, f"Could not find project: {call.params['id']}.")
        return Answer({"project": _project_body(call)})

    def _user(self, call: Call) -> Answer:
        token = self._caller(call)
        if call.params["id"] != token.user.id:
            raise ApiError(
                403, "You are not authorized to perform the requested action: identity:get_user."
            )
        body = {"id": token.user.id, "name": token.user.name, "domain_id": people.DOMAIN_ID}
        return Answer({"user": {**body, "enabled": True, "password_expires_at": None}})


def _scope(auth: Auth) -> str | None:
    if auth.scope is None or auth.scope == "unscoped":
        return None
    project = auth.scope.project
    if project is not None:
        in_domain = project.domain is not None and project.domain.is_ours()
        if project.id == people.PROJECT_ID or (project.name == people.PROJECT and in_domain):
            return people.PROJECT_ID
    raise ApiError(401, UNAUTHORIZED)


def _wall(at: float) -> str:
    return f"{iso_fraction(at)}Z"


def _version_document(call: Call) -> Values:
    return {
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": f"{call.base}/identity/v3/"}],
        "media-types": [
            {"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}
        ],
    }


def _token_body(token: Token, call: Call, *, catalog: bool) -> Values:
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
        body["catalog"] = _catalog(call.base)
    return body


def _project_body(call: Call) -> Values:
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


def _catalog(base: str) -> list[Values]:
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
