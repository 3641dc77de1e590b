"""One method call, as its handler sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.things import By
from console.rehearsal.vcenter import fault, tree
from console.rehearsal.vcenter.envelope import SoapRequest
from console.rehearsal.vcenter.fragments import Fragments
from console.rehearsal.vcenter.sessions import Login, Sessions
from console.rehearsal.vcenter.values import Look, Made, Managed


@dataclass(frozen=True, slots=True)
class Written:
    """An answer whose content is written already."""

    text: str


@dataclass(frozen=True, slots=True)
class Vcenter:
    """What all calls share."""

    estate: PrivateEstate
    sessions: Sessions
    fragments: Fragments

    def look(self, session: Login | None) -> Look:
        """Look at the estate as it is now."""
        at = self.estate.now()
        return Look(self.estate.inventory, at, self.estate.alarms(), session)


@dataclass(slots=True)
class MethodCall:
    """A call that was read, on an object that exists. `cookie` is one to set in the answer."""

    vcenter: Vcenter
    request: SoapRequest
    version: str
    look: Look
    this: Managed
    address: str
    agent: str
    found_session: Login | None = None
    cookie: str | None = None

    @property
    def session(self) -> Login:
        """The session; NotAuthenticated without one."""
        if self.found_session is None:
            raise fault.not_authenticated(self.request.this)
        return self.found_session

    def by(self) -> By:
        """Who asks, for the estate's record."""
        return By(self.session.user.name, self.request.operation)

    def argument(self, name: str) -> Made:
        """A parameter; None where it was left out."""
        return self.request.arguments.get(name)

    def required(self, name: str) -> Made:
        """A parameter that must be there."""
        value = self.argument(name)
        if value is None:
            raise fault.bad_argument(name)
        return value

    def need(self, privilege: str, on: Made | None = None) -> None:
        """Fault NoPermission unless the session's user holds a privilege."""
        if not self.session.may(privilege):
            raise fault.no_permission(on if on is not None else self.request.this, privilege)

    def known(self, value: Made) -> Managed:
        """The object a reference names; ManagedObjectNotFound when it is gone."""
        found = tree.find(self.look, value._moId)  # noqa: SLF001 - pyVmomi documents it as public
        if found is None or not isinstance(value, found.kind.type):
            raise fault.gone(value)
        return found


Handler = Callable[[MethodCall], "Made | Written | Awaitable[Made | Written]"]


@dataclass(frozen=True, slots=True)
class Method:
    """How a method is carried out on objects of some kinds.

    `privilege` None takes the protocol's own; `anybody` needs no session.
    """

    kinds: tuple[str, ...]
    handle: Handler
    privilege: str | None = None
    anybody: bool = False
