"""The asking half where the worker is a service: everything goes over its socket.

Who asks is not said here: the service learns it from the kernel.
"""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from console.model.error import SourceUnreachable, UsageError, VigieError
from console.model.estate import Identity
from console.model.freeze import Scope
from console.model.keep import Family, Keep
from console.model.notice import Notice, notice
from console.model.operation import Accepted, Heard, Unattended, unheard
from console.model.plan import Author, Plan
from console.model.private import PrivateAccount
from console.model.supply import SupplyView
from console.operations.service.frames import SORTS, Petition, Powers, Reply, receive, send
from console.operations.service.peers import myself
from console.planning.digest import intact
from console.ports import JournalReader, SupplyReader
from console.settings.running import ServiceSettings

PATIENCE_S = 30.0
KNOWN_FOR_S = 30.0


class Dropped(SourceUnreachable):
    """The service went away after it was asked: what it did the journal tells."""


@dataclass(slots=True)
class ServiceLine:
    """Asks the service at a socket, a connection a petition."""

    path: Path
    patience_s: float = PATIENCE_S
    _powers: tuple[float, Powers] | None = None

    def ask(self, petition: Petition) -> Reply:
        """Ask and give the answer. Raises what the service did, SourceUnreachable without one."""
        deadline = time.monotonic() + self.patience_s
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(self.patience_s)
            try:
                connection.connect(os.fspath(self.path))
            except OSError as error:
                raise SourceUnreachable(self._absent(error)) from error
            try:
                reply = self._exchange(connection, petition, deadline)
            except (OSError, ValueError) as error:
                raise Dropped(notice("service.dropped", path=str(self.path))) from error
        if reply.fault is not None:
            raise SORTS[reply.fault.sort](reply.fault.notice)
        return reply

    def _exchange(self, connection: socket.socket, petition: Petition, deadline: float) -> Reply:
        with suppress(BrokenPipeError):  # a stranger is refused unheard: the answer is there
            send(connection, petition, deadline)
        return receive(connection, Reply, deadline)

    def powers(self) -> Powers:
        """Who serves, and what the accounts it acts with may do."""
        if self._powers is not None and time.monotonic() - self._powers[0] < KNOWN_FOR_S:
            return self._powers[1]
        found = self.ask(Petition(want="who")).powers
        if found is None:
            raise SourceUnreachable(notice("service.powers_unknown"))
        self._powers = (time.monotonic(), found)
        return found

    def identity(self) -> Identity:
        """Who acts on the public cloud: the service's account."""
        found = self.powers().identity
        if found is None:
            raise SourceUnreachable(notice("service.powers_unknown"))
        return found

    def account(self) -> PrivateAccount:
        """Who acts on the private cloud: the service's account."""
        found = self.powers().account
        if found is None:
            raise SourceUnreachable(notice("service.powers_unknown"))
        return found

    def _absent(self, error: OSError) -> Notice:
        if isinstance(error, PermissionError):
            return notice("service.closed", path=str(self.path))
        return notice("service.absent", path=str(self.path))


@dataclass(frozen=True, slots=True)
class OrderedBy:
    """Reads the supply by one's own account, and says of the service's what it may order."""

    reader: SupplyReader
    line: ServiceLine

    def view(self) -> SupplyView:
        """What there is, with the account that would order."""
        return replace(self.reader.view(), account=self.line.powers().orderer)


class RemoteOperator:
    """Implements `console.desk.session.Operator` over the service's socket."""

    def __init__(self, line: ServiceLine, journal: JournalReader) -> None:
        self._line = line
        self._journal = journal

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:
        """Hand a plan over as it was previewed; the service accepts it in its sender's name."""
        try:
            self._line.ask(Petition(want="submit", plan=intact(plan)))
        except Dropped as lost:
            accepted = self._found(plan.operation_id, lost)
        else:
            accepted = self._accepted(plan.operation_id)
        heard(accepted.operation)
        return accepted

    def stop(self, operation_id: str, author: Author) -> Accepted:
        """Ask an operation to stop after what is in flight."""
        petition = Petition(want="stop", operation=operation_id, origin=author.origin)
        return self._accepted(self._line.ask(petition).operation)

    def approve(self, operation_id: str, reason: str, author: Author) -> Accepted:
        """Let workers begin an operation that awaits a second person; Refused to who asked it."""
        petition = Petition(
            want="approve", operation=operation_id, reason=reason, origin=author.origin
        )
        return self._accepted(self._line.ask(petition).operation)

    def freeze(
        self, pool: str, reason: str, author: Author, scope: Scope = Scope.EVERYTHING
    ) -> None:
        """Hold all of a pool, or what a scope names, until it is thawed."""
        petition = Petition(
            want="freeze" if scope is Scope.EVERYTHING else "suspend",
            pool=pool,
            reason=reason,
            scope=scope,
            origin=author.origin,
        )
        self._line.ask(petition)

    def thaw(self, pool: str, author: Author, scope: Scope = Scope.EVERYTHING) -> None:
        """Let a pool be worked on again."""
        petition = Petition(
            want="thaw" if scope is Scope.EVERYTHING else "resume",
            pool=pool,
            scope=scope,
            origin=author.origin,
        )
        self._line.ask(petition)

    def ensure_worker(self) -> None:
        """Nobody is started here: raises SourceError where the service is not there."""
        self._line.ask(Petition(want="who"))

    def attend(self, within_s: float = 0.0) -> Unattended | None:  # noqa: ARG002 - the port's
        """Why nobody works while an operation is live, if so: the service is not there."""
        waited_s = self._journal.unattended_s()
        if waited_s is None:
            return None
        try:
            self.ensure_worker()
        except VigieError as error:
            return Unattended(error.notice, waited_s)
        trouble = self._journal.trouble()
        return None if trouble is None else Unattended(trouble, waited_s, hindered=True)

    @property
    def archive(self) -> "RemoteArchives":
        """The journal's archive, by the service."""
        return RemoteArchives(self._line)

    def _accepted(self, operation_id: str) -> Accepted:
        return Accepted(self._journal.operation(operation_id), self.attend())

    def _found(self, operation_id: str, lost: Dropped) -> Accepted:
        """What the journal says of a plan whose answer was lost: what is there is accepted."""
        try:
            return self._accepted(operation_id)
        except UsageError:
            raise lost from None


@dataclass(frozen=True, slots=True)
class RemoteArchives:
    """Implements `console.ports.Archives`; what is due the service's own settings say."""

    line: ServiceLine

    def due(self, keep: Keep) -> Iterator[Family]:  # noqa: ARG002 - the port's
        """The families that are over for long enough."""
        yield from self.line.ask(Petition(want="due")).families

    def sweep(self, keep: Keep) -> Iterator[Family]:  # noqa: ARG002 - the port's
        """Have them moved."""
        more = True
        while more:
            reply = self.line.ask(Petition(want="sweep"))
            yield from reply.families
            more = reply.more

    def restore(self, operation_id: str) -> Family:
        """Have the family of an archived operation brought back."""
        return self.line.ask(Petition(want="restore", operation=operation_id)).families[0]


def barred(settings: ServiceSettings) -> Notice | None:
    """Why this account may not ask, if so: courtesy, for the service asks the system itself."""
    me = myself()
    if settings.operators in me.groups:
        return None
    return notice("service.reader", user=me.user, group=settings.operators)
