"""One session with vCenter: login, keep-alive, login again, farewell.

Everything here runs on the vSphere thread. What a session made (views,
collectors, filters) dies with it, so it hangs on the `Link` and is made anew.
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from pyVmomi import vim

from console.model.error import CredentialsRefused, SourceError, VigieError
from console.model.notice import notice
from console.ports import Clock
from console.providers import skews
from console.providers.vsphere.connection import Line, Untrusted, trust_of
from console.providers.vsphere.discovery import version_of
from console.providers.vsphere.errors import FAILURES, failure, fault_text
from console.providers.vsphere.stub import OK, Nonsense, Stub
from console.settings.private import VsphereSettings

T = TypeVar("T")

REFUSED_AGAIN_S = 90.0
"""How long a refused password is not sent again: five failures in three minutes lock an account."""
FAREWELL_S = 1.5


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A live session. `user` is who vCenter says is logged in."""

    stub: Stub
    content: Any
    key: str
    user: str


class VcenterSession:
    """Keeps one `Link` alive. Not thread-safe: the vSphere thread's alone."""

    def __init__(
        self,
        settings: VsphereSettings,
        user: str,
        password: Callable[[], str | None],
        clock: Clock | None = None,
    ) -> None:
        """With a clock, vCenter's own time is compared with it at each login."""
        self._settings = settings
        self._clock = clock
        self._user = user
        self._password = password
        self._line: Line | None = None
        self._link: LiveSession | None = None
        self._refused: tuple[str, float, SourceError] | None = None

    def run(self, work: Callable[[LiveSession], T], deadline: float) -> T:
        """Give what `work` gives, once more after a new login if the session was gone.

        `work` may make one call that changes something, in a block of
        `Stub.writing`; only what fails in there can be OutcomeUnknown.
        """
        try:
            try:
                return work(self._linked(deadline))
            except vim.fault.NotAuthenticated:
                self._link = None
                return work(self._linked(deadline))
        except FAILURES as cause:
            stub = self._link.stub if self._link is not None else None
            if isinstance(cause, Untrusted):
                self._line = self._link = None  # the settings' files are read anew
            raise failure(
                cause,
                self._settings.place,
                request_id=stub.operation_id if stub is not None else None,
                writing=stub is not None and stub.in_doubt,
            ) from cause

    def keep_alive(self) -> None:
        """Let the server see that the session is in use (CurrentTime)."""
        link = self._link
        if link is None:
            return
        link.stub.line.deadline = time.monotonic() + self._settings.read_timeout_s
        try:
            self._compare_clocks(link.stub)
        except vim.fault.NotAuthenticated:
            self._link = None
        except FAILURES:  # the next call says so, to someone who asked
            link.stub.line.hang_up()

    def _compare_clocks(self, stub: Stub) -> None:
        """CurrentTime: vCenter's own, which also shows it that the session is in use."""
        there = vim.ServiceInstance("ServiceInstance", stub).CurrentTime()
        if self._clock is not None:
            aware = there if there.tzinfo else there.replace(tzinfo=UTC)
            now, ahead = datetime.now(UTC), (self._clock.now() - aware) / self._clock.speed
            skews.heard("vcenter", now - ahead, now)

    def farewell(self) -> None:
        """Log out, if that is quick: sessions are counted."""
        link, self._link = self._link, None
        if link is None:
            return
        link.stub.line.deadline = time.monotonic() + FAREWELL_S
        with contextlib.suppress(*FAILURES):
            link.content.sessionManager.Logout()
        link.stub.line.hang_up()

    def _linked(self, deadline: float) -> LiveSession:
        if self._line is None:
            self._line = Line(self._settings, trust_of(self._settings))
        self._line.deadline = deadline
        if self._link is None:
            self._link = self._login(self._line)
        self._link.stub.in_doubt = False
        return self._link

    def _login(self, line: Line) -> LiveSession:
        try:
            password = self._password()
        except VigieError as failed:
            raise CredentialsRefused(failed.notice) from failed
        if not password:
            said = notice("vsphere.no_password", user=self._user, secret=self._secret)
            raise CredentialsRefused(said)
        self._stop_if_refused(password)
        stub = Stub(line, version_of(line))
        content = vim.ServiceInstance("ServiceInstance", stub).RetrieveContent()
        manager = content.sessionManager
        if manager is None:
            raise Nonsense("it has no session manager", OK)
        try:
            session = manager.Login(self._user, password, None)
        except vim.fault.InvalidLogin as fault:
            said = notice(
                "vsphere.login",
                host=self._settings.host,
                user=self._user,
                secret=self._secret,
                text=fault_text(fault),
            )
            error = CredentialsRefused(said, request_id=stub.operation_id)
            self._refused = (password, time.monotonic(), error)
            raise error from fault
        self._refused = None
        if self._clock is not None:
            with contextlib.suppress(*FAILURES):  # what fails again says so to who asked
                self._compare_clocks(stub)
        return LiveSession(stub, content, session.key, session.userName)

    def _stop_if_refused(self, password: str) -> None:
        if self._refused is None:
            return
        refused, at, error = self._refused
        if password == refused and time.monotonic() - at < REFUSED_AGAIN_S:
            raise CredentialsRefused(error.notice, request_id=error.request_id)

    @property
    def _secret(self) -> str:
        reading = self._settings.read_user is not None and self._user == self._settings.read_user
        return "vsphere-read" if reading else "vsphere"
