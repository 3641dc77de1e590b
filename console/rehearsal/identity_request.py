"""What POST /v3/auth/tokens takes."""

from typing import Literal

from msgspec import Struct

from console.rehearsal import tokens as people
from console.rehearsal.tokens import User


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
