"""Who may call: two users of one project, an application credential, and tokens.

Everything here is wall time: credentials do not age faster in a fast rehearsal.
"""

import secrets
import time
from dataclasses import dataclass, field

from console.rehearsal.reference import stable_id

PROJECT = "ecoledirecte"
PROJECT_ID = stable_id("project").hex
DOMAIN = "Default"
DOMAIN_ID = "default"


@dataclass(frozen=True, slots=True)
class User:
    """A user, with a password of this run alone."""

    name: str
    roles: tuple[str, ...]
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    @property
    def id(self) -> str:
        """Its id, the same in every run."""
        return stable_id("user", self.name).hex


@dataclass(frozen=True, slots=True)
class ApplicationCredential:
    """An application credential of a user in the project."""

    name: str
    user: User
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def id(self) -> str:
        """Its id, the same in every run."""
        return stable_id("application_credential", self.name).hex


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token. `project_id` is None in an unscoped one. Times are wall seconds since 1970."""

    id: str
    user: User
    project_id: str | None
    methods: tuple[str, ...]
    issued_at: float
    expires_at: float
    audit_id: str
    credential: ApplicationCredential | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """Names of the roles it carries; none when unscoped."""
        return self.user.roles if self.project_id else ()


class Tokens:
    """The users of a rehearsal, and the tokens they hold."""

    def __init__(self, token_wall_s: float) -> None:
        self.member = User("vigie", ("member", "reader"))
        self.reader = User("vigie-reader", ("reader",))
        self.credential = ApplicationCredential("vigie-console", self.member)
        self.users = (self.member, self.reader)
        self._life_s = token_wall_s
        self._tokens: dict[str, IssuedToken] = {}

    def issue(
        self,
        user: User,
        project_id: str | None,
        methods: tuple[str, ...],
        *,
        credential: ApplicationCredential | None = None,
        expires_at: float | None = None,
    ) -> IssuedToken:
        """Make a token; one made from a token does not outlive it."""
        now = time.time()
        token = IssuedToken(
            id=f"gAAAA{secrets.token_urlsafe(96)}",
            user=user,
            project_id=project_id,
            methods=methods,
            issued_at=now,
            expires_at=expires_at or now + self._life_s,
            audit_id=secrets.token_urlsafe(16),
            credential=credential,
        )
        self._forget_old(now)
        self._tokens[token.id] = token
        return token

    def valid(self, token_id: str) -> IssuedToken | None:
        """The token, if it exists and has not expired."""
        token = self._tokens.get(token_id)
        return token if token is not None and token.expires_at > time.time() else None

    def revoke(self, token_id: str) -> None:
        """Make one token worthless."""
        self._tokens.pop(token_id, None)

    def revoke_all(self) -> None:
        """Make every token worthless, as a restart of Keystone with new keys does."""
        self._tokens.clear()

    def _forget_old(self, now: float) -> None:
        for token in [token for token in self._tokens.values() if token.expires_at <= now]:
            del self._tokens[token.id]
