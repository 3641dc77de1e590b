"""Heal a cluster: by one thing, of which its mechanism, its hooks or vCenter are asked.

Nothing is killed or created, whatever is sick. What nobody knows is not sick, unless its
machine says so: it is off, or its guest's heartbeat is missed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from console.kinds import quorum
from console.kinds.clusters.facts import ClusterFacts
from console.kinds.draft import Draft
from console.kinds.power import powered
from console.model.cluster import ClusterAction, ClusterMember
from console.model.naming import natural
from console.model.notice import Notice, notice
from console.model.plan import RefusalReason
from console.model.private import Power, VirtualMachine
from console.model.resource import CLUSTER

Restart = Callable[[ClusterMember], Draft]


@dataclass(frozen=True, slots=True)
class Patient:
    """A member that is sick, unknown or silent, with its machine; either may be missing."""

    member: ClusterMember | None
    machine: VirtualMachine | None

    @property
    def name(self) -> str:
        """As people know it."""
        one = self.member or self.machine
        return "" if one is None else one.name

    @property
    def off(self) -> bool:
        """Whether its machine is."""
        return self.machine is not None and self.machine.power is Power.OFF

    @property
    def hangs(self) -> bool:
        """Whether its guest does."""
        return self.machine is not None and self.machine.hangs

    @property
    def sick(self) -> bool:
        """Whether the cluster says that it does not do its work."""
        return self.member is not None and self.member.well is False


def draft(facts: ClusterFacts, switch_over: Callable[[], Draft], restart: Restart) -> Draft:
    """Away from a sick leader; else what cures one member, the mildest first.

    A power-on takes nothing away; then a guest that hangs reboots; then the cluster, or the
    hook, restarts a server; and where neither can, the guest reboots.
    """
    view, leader = facts.view, facts.view.leader
    nothing = Draft(CLUSTER, facts.cluster.pool, facts.cluster.name)
    if leader is None and view.led:  # which the guards say
        return nothing
    patients = sorted(_patients(facts), key=lambda one: natural(one.name))
    told = tuple(map(_told, patients))
    head = notice("detail.heal_data", pool=facts.cluster.pool)
    if leader is not None and leader.well is False:
        drafted = switch_over()
    else:
        found = _cured(facts, patients, restart)
        if found is None and not any(one.sick for one in patients):
            return replace(nothing, reasons=tuple(_well(facts)))
        drafted = found or replace(nothing, reasons=tuple(_helpless(facts)))
    return replace(drafted, details=(head, *told, *drafted.details))


def _cured(facts: ClusterFacts, patients: list[Patient], restart: Restart) -> Draft | None:
    """What the first of them that something can be done for needs."""
    private = facts.policy.private
    asks = facts.cluster.asks(ClusterAction.RESTART_MEMBER)
    for fits, reboots in ((_is_off, False), (_hangs, True)):
        for machine in (one.machine for one in patients if fits(one)):
            if machine is not None and private is not None:
                return _with_cluster(facts, powered(machine, private, reboots=reboots))
    for one in (one for one in patients if one.sick):
        if asks and one.member is not None:
            return restart(one.member)
        if not asks and one.machine is not None and one.machine.guest_running and private:
            return _with_cluster(facts, powered(one.machine, private, reboots=True))
    return None


def _is_off(patient: Patient) -> bool:
    return patient.off


def _hangs(patient: Patient) -> bool:
    return patient.hangs


def _with_cluster(facts: ClusterFacts, drafted: Draft) -> Draft:
    view = facts.view
    said = notice("detail.cluster", well=view.well, size=view.size)
    return replace(drafted, details=(*drafted.details, said))


def _patients(facts: ClusterFacts) -> Iterable[Patient]:
    """Members that are not known to be well, and machines of members that are not told of."""
    view, names = facts.view, [machine.name for machine in facts.machines]
    seats = {m.name: quorum.seat(view, m.name, names) for m in facts.machines}
    held = {
        place.member.name: machine
        for machine in facts.machines
        if (place := seats[machine.name]).member is not None
    }
    for member in view.members:
        if member.well is not True:
            yield Patient(member, held.get(member.name))
    if view.size > len(view.members):
        for machine in facts.machines:
            place = seats[machine.name]
            if place.member is None and place.known:
                yield Patient(None, machine)


def _told(patient: Patient) -> Notice:
    """What speaks of a member being sick: its machine before its cluster."""
    name = patient.name
    if patient.off:
        return notice("detail.member_off", member=name)
    if patient.hangs:
        return notice("detail.member_hangs", member=name)
    if patient.sick and patient.member is not None:
        return notice("detail.member_sick", member=name, state=patient.member.state or "–")
    return notice("detail.member_unknown", member=name)


def _helpless(facts: ClusterFacts) -> Iterable[RefusalReason]:
    """Why nothing can be asked for a sick member; of what is read alone the guards say it."""
    cluster = facts.cluster
    if cluster.hooks:
        action = ClusterAction.RESTART_MEMBER.value
        said = {"cluster": cluster.name, "kind": cluster.kind.value, "action": action}
        why, remedy = notice("guard.cluster_no_hook", **said), notice("remedy.cluster_hook", **said)
        yield RefusalReason("cluster.kind", why, remedy)


def _well(facts: ClusterFacts) -> Iterable[RefusalReason]:
    """Why there is nothing to heal: all are well, some are not known to be, or are not there."""
    view, name = facts.view, facts.cluster.name
    unknown = view.size - view.well
    if unknown:
        why = notice("guard.members_unknown", cluster=name, n=unknown, well=view.well)
        yield RefusalReason("members.unknown", why, notice("remedy.members_unknown"))
    else:
        yield RefusalReason("nothing", notice("guard.cluster_well", cluster=name, n=view.size))
