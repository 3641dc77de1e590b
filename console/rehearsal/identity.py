"""Keystone v3: tokens by password, application credential or token, catalog, and who one is."""

from functools import partial

from starlette.routing import Route

from console.rehearsal import tokens as people
from console.rehearsal.door import UNAUTHORIZED, Door
from console.rehearsal.error_bodies import identity_error
from console.rehearsal.exchange import Answer, ApiError, Handler, ServedCall
from console.rehearsal.front import Front
from console.rehearsal.identity_bodies import (
    catalog_body,
    project_body,
    token_body,
    version_document,
)
from console.rehearsal.identity_request import Auth, AuthRequest, CredentialRef, IdentityRef
from console.rehearsal.tokens import ApplicationCredential, IssuedToken, User


class KeystoneHandlers:
    """Keystone's handlers."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._tokens = front.tokens

    def routes(self) -> list[Route]:
        """Every path of the service."""
        door, errors = partial(Door, self._front), identity_error
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

    def _versions(self, call: ServedCall) -> Answer:
        return Answer({"versions": {"values": [version_document(call)]}}, 300)

    def _version(self, call: ServedCall) -> Answer:
        return Answer({"version": version_document(call)})

    def _authenticate(self, call: ServedCall) -> Answer:
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
        return Answer({"token": token_body(token, call, catalog=catalog)}, 201, headers)

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

    def _caller(self, call: ServedCall) -> IssuedToken:
        token = self._tokens.valid(call.headers.get("x-auth-token", ""))
        if token is None:
            raise ApiError(401, UNAUTHORIZED)
        return token

    def _subject(self, call: ServedCall) -> IssuedToken:
        self._caller(call)
        token = self._tokens.valid(call.headers.get("x-subject-token", ""))
        if token is None:
            raise ApiError(404, "Could not find token.")
        return token

    def _show(self, call: ServedCall) -> Answer:
        token = self._subject(call)
        headers = {"X-Subject-Token": token.id, "Vary": "X-Auth-Token"}
        if call.method == "HEAD":
            return Answer(None, 200, headers)
        return Answer({"token": token_body(token, call, catalog=True)}, 200, headers)

    def _revoke(self, call: ServedCall) -> Answer:
        self._tokens.revoke(self._subject(call).id)
        return Answer(None, 204)

    def _catalog_only(self, call: ServedCall) -> Answer:
        self._caller(call)
        return Answer({"catalog": catalog_body(call.base), "links": {}})

    def _projects(self, call: ServedCall) -> Answer:
        self._caller(call)
        name = call.query.get("name", people.PROJECT)
        found = [project_body(call)] if name == people.PROJECT else []
        return Answer({"projects": found, "links": {"next": None, "previous": None}})

    def _project(self, call: ServedCall) -> Answer:
        self._caller(call)
        if call.params["id"] != people.PROJECT_ID:
            raise ApiError(404, f"Could not find project: {call.params['id']}.")
        return Answer({"project": project_body(call)})

    def _user(self, call: ServedCall) -> Answer:
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
