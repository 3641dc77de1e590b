"""What the service does with a petition: rights are its own findings, never the asker's word."""

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import msgspec

from console.kinds import registry
from console.kinds.sources import Systems
from console.kinds.verb import Side
from console.model.error import Refused, SourceError, UsageError
from console.model.keep import Keep
from console.model.notice import notice
from console.model.plan import Author, Origin, Plan
from console.model.policy import Policy
from console.operations.journal.writer import SqlJournal
from console.operations.service.frames import VERSION, Petition, Powers, Reply
from console.operations.service.peers import Peer
from console.planning.approval import awaits_s
from console.planning.digest import intact, seal
from console.planning.guards import age
from console.settings.running import ServiceSettings

KNOWN_FOR_S = 300.0
SWEEP_S = 5.0
"""How long one petition may archive; the rest is asked for again."""

AHEAD_S = 60.0
Found = TypeVar("Found")
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Clerk:
    """Answers petitions of one journal. Safe in several threads."""

    journal: SqlJournal
    systems: Systems
    policy: Policy
    keep: Keep
    settings: ServiceSettings
    executor: str
    _powers: tuple[float, Powers] | None = field(default=None)

    def admit(self, peer: Peer) -> None:
        """Refuse who belongs neither to those who may ask nor to those who may look."""
        if not peer.groups & {self.settings.operators, self.settings.readers}:
            raise Refused(notice("service.stranger", user=peer.user, group=self.settings.readers))

    def answer(self, petition: Petition, peer: Peer) -> Reply:
        """Do what is asked, in the name of who asks. Raises VigieError."""
        if petition.version != VERSION:
            raise UsageError(notice("service.not_understood", version=VERSION))
        asks = self.settings.operators in peer.groups
        if petition.want == "who":
            return Reply(powers=msgspec.structs.replace(self._known(), asks=asks))
        if not asks:
            raise Refused(notice("service.reader", user=peer.user, group=self.settings.operators))
        if petition.want == "submit":
            return self._submit(petition, peer)
        if petition.want in {"stop", "freeze", "thaw", "suspend", "resume", "approve"}:
            return self._hold(petition, self._author(peer, petition.origin))
        if petition.want == "restore":
            return Reply(families=(self.journal.archive.restore(petition.operation),))
        if petition.want == "due":
            return Reply(families=tuple(self.journal.archive.due(self.keep)))
        return self._sweep()

    def _submit(self, petition: Petition, peer: Peer) -> Reply:
        plan = intact(petition.plan)
        self._timely(plan)
        claimed = plan.request.author
        author = self._author(peer, claimed.origin, plan)
        if claimed.user != author.user:
            log.warning("%s asks as %s: recorded as %s", peer.user, claimed.user, author.user)
        request = replace(plan.request, author=author)
        waits = awaits_s(plan, self.policy)
        ours = seal(replace(plan, request=request, awaits_s=waits))
        return Reply(operation=self.journal.accept(ours).id)

    def _hold(self, petition: Petition, author: Author) -> Reply:
        """Stop or approve an operation, freeze or thaw a pool, wholly or in part."""
        if petition.want == "stop":
            return Reply(operation=self.journal.request_stop(petition.operation, author).id)
        if petition.want == "approve":
            found = self.journal.approve(petition.operation, petition.reason, author)
            return Reply(operation=found.id)
        if petition.pool not in self.policy.pools:
            known = ", ".join(sorted(self.policy.pools))
            raise UsageError(notice("guard.pool_unknown", pool=petition.pool, known=known))
        if petition.want in {"freeze", "suspend"}:
            self.journal.freeze(petition.pool, petition.reason, author, petition.scope)
        else:
            self.journal.thaw(petition.pool, author, petition.scope)
        return Reply()

    def _timely(self, plan: Plan) -> None:
        """The limit on a plan's age is the service's to hold, also against a later date."""
        clock = self.journal.clock
        passed_s = (clock.now() - plan.planned_at).total_seconds() / clock.speed
        old = age(passed_s, self.policy)
        if old is not None:
            raise Refused(old.why)
        if passed_s < -AHEAD_S:
            raise Refused(notice("service.ahead", seconds=round(-passed_s)))

    def _author(self, peer: Peer, origin: Origin, plan: Plan | None = None) -> Author:
        """Who asks by the kernel's word, with what the service's own accounts may do."""
        powers = self._known()
        side = Side.PUBLIC if plan is None else registry.sides().get(plan.resource)
        who = powers.identity if side is Side.PUBLIC else powers.account
        if side is Side.CLUSTER:
            who = powers.identity or powers.account
        if plan is not None and who is None:
            raise SourceError(notice("service.powers_unknown"))
        accounts = (powers.account, powers.orderer)
        rights = {right.value for one in accounts if one for right in one.rights}
        return Author(
            user=peer.user,
            host=socket.gethostname(),
            origin=origin,
            cloud_user=who.user if who else "",
            roles=powers.identity.roles if powers.identity else (),
            rights=tuple(sorted(rights)),
        )

    def _sweep(self) -> Reply:
        until = time.monotonic() + SWEEP_S
        moved = []
        for family in self.journal.archive.sweep(self.keep):
            moved.append(family)
            if time.monotonic() > until:
                return Reply(families=tuple(moved), more=True)
        return Reply(families=tuple(moved))

    def _known(self) -> Powers:
        """What the service's own accounts may do; asked again after a while."""
        if self._powers is not None and time.monotonic() - self._powers[0] < KNOWN_FOR_S:
            return self._powers[1]
        systems = self.systems
        compute, private, supply = systems.compute, systems.private, systems.supply
        powers = Powers(
            executor=self.executor,
            asks=False,
            identity=_if_known(compute.identity) if compute is not None else None,
            account=_if_known(private.account) if private is not None else None,
            orderer=_if_known(lambda: supply.view().account) if supply is not None else None,
        )
        complete = powers.identity and (powers.account or private is None)
        if complete:
            self._powers = (time.monotonic(), powers)
        return powers


def _if_known(ask: Callable[[], Found | None]) -> Found | None:
    try:
        return ask()
    except SourceError as error:
        log.warning("own rights: %s", error)
        return None
