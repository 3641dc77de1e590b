"""Sessions of vCenter: logins, cookies, idleness, eviction. Everything here is wall time."""

import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from console.rehearsal.private.accounts import Accounts, VcenterUser
from console.rehearsal.private.scenario import SessionLimits as Limits
from console.rehearsal.vcenter.values import Managed

COOKIE = "vmware_soap_session"
_COOKIE = re.compile(rf'{COOKIE}="?([^";,\s]+)"?')
READING = frozenset({"System.Anonymous", "System.View", "System.Read"})


@dataclass(slots=True, eq=False)
class Login:
    """A login. `own` holds the views, collectors and filters it made, by id: they die with it."""

    user: VcenterUser
    address: str
    agent: str
    began_at: float
    used_at: float
    key: str = field(default_factory=lambda: str(uuid4()))
    token: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)
    own: dict[str, Managed] = field(default_factory=dict)
    calls: int = 0
    ended: bool = False

    def new_id(self) -> str:
        """An id for something the session makes."""
        return f"session[{self.key}]{uuid4()}"

    def may(self, privilege: str) -> bool:
        """Say whether its user holds a privilege; the roles are Administrator and ReadOnly."""
        return self.user.may_write or privilege in READING


class Sessions:
    """All sessions, by their cookie."""

    def __init__(
        self, accounts: Accounts, limits: Limits, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._accounts = accounts
        self._limits = limits
        self._now = now
        self._started = now()
        self._evictions = sorted(limits.evicted_at_wall_s)
        self._sessions: dict[str, Login] = {}

    def login(self, user: str, password: str, address: str, agent: str) -> Login | None:
        """A new session; None when the name or the password is wrong.

        Above the limit of sessions, those longest idle are ended.
        """
        found = self._accounts.users.get(user)
        if found is None or not hmac.compare_digest(found.password.encode(), password.encode()):
            return None
        self._sweep()
        mine = sorted(self._of(found), key=lambda each: each.used_at)
        for each in mine[: max(0, len(mine) - self._limits.at_most + 1)]:
            self.end(each)
        at = self._now()
        session = Login(found, address, agent, time.time(), at)
        self._sessions[session.token] = session
        return session

    def find(self, cookie: str) -> Login | None:
        """The session of a Cookie header, which is in use from now on."""
        self._sweep()
        told = _COOKIE.search(cookie)
        session = self._sessions.get(told.group(1)) if told is not None else None
        if session is not None:
            session.used_at = self._now()
            session.calls += 1
        return session

    def all(self) -> tuple[Login, ...]:
        """Those that live."""
        self._sweep()
        return tuple(self._sessions.values())

    def by_key(self, key: str) -> Login | None:
        """A session by the key that others may know."""
        return next((each for each in self.all() if each.key == key), None)

    def end(self, session: Login) -> None:
        """End a session, and all it made."""
        session.ended = True
        session.own.clear()
        self._sessions.pop(session.token, None)

    def end_all(self) -> None:
        """Evict everybody, as a restart does."""
        for session in tuple(self._sessions.values()):
            self.end(session)

    def idle_s(self, session: Login) -> float:
        """Seconds since its last call."""
        return self._now() - session.used_at

    def _of(self, user: VcenterUser) -> tuple[Login, ...]:
        return tuple(each for each in self._sessions.values() if each.user is user)

    def _sweep(self) -> None:
        now = self._now()
        while self._evictions and now - self._started >= self._evictions[0]:
            self._evictions.pop(0)
            self.end_all()
        for session in tuple(self._sessions.values()):
            if now - session.used_at > self._limits.idle_wall_s:
                self.end(session)
