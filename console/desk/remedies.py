"""What would help where changes failed: a verb to plan, a look, a line of the settings.

Where a plan is refused, `console.desk.relief` offers the same things.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from console.desk.failures import FailureGroup
from console.kinds import registry
from console.kinds.instances.verbs import ADOPT, BURST, DATACENTERS, POOL, TO
from console.kinds.machines.verbs import NAME, VM_RESIZE, VM_START
from console.kinds.operations import NAMED
from console.kinds.parameter import DatacentersParameter, FlagParameter, WordsParameter
from console.kinds.screen import ScreenName
from console.kinds.supplies.verbs import HOST_ADD
from console.kinds.verb import VerbSpec
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE, Resource
from console.model.verb import HEAL, REPAIR, ROLLBACK, TOPUP, Verb
from console.model.wanted import REPLACES


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where something is looked for, and by which words; `command` does it without a screen."""

    place: ScreenName
    words: str
    command: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would help, as a person reads it in `said`: one of the four that follow.

    A verb is planned with what it is `told`, by parameter name and as it is typed; `setting`
    is the key of a limit in the settings; `ticket` the pool whose quota ticket is drafted, for
    the size `to` that is `told`, if any.
    """

    said: Notice
    verb: Verb | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    look: Whereabouts | None = None
    setting: tuple[str, ...] = ()
    ticket: str = ""
    reason: str = ""
    """Why it is asked for, which the command says as well."""
    overload: bool = False
    """It goes on also where what stays would carry more than it can."""

    @property
    def command(self) -> str:
        """The same on the command line; empty where the settings are to be changed."""
        if self.look is not None:
            return self.look.command
        if self.ticket:
            level = ["--to", self.told[TO.name]] if TO.name in self.told else []
            return shlex.join(["vigie", "scout", self.ticket, *level, "--ticket"])
        if self.verb is None:
            return ""
        more = ["--yes", "--overload"] if self.overload else []
        more += ["--reason", self.reason] if self.reason else []
        words = spelled(registry.spec(self.verb), self.told)
        return f"{words} {shlex.join(more)}" if more else words

    @property
    def places(self) -> tuple[str, ...]:
        """The datacenters that it is about; none named: all of them."""
        return DATACENTERS.read(self.told.get(DATACENTERS.name, ""))


def spelled(spec: VerbSpec, told: Mapping[str, str]) -> str:
    """A verb with its values, as it is typed on the command line."""
    words = ["vigie", *spec.command]
    given = [one for one in spec.parameters if one.name in told]
    for one in given:
        if isinstance(one, WordsParameter):
            words += one.parts(told[one.name])
        elif one.argument:
            words.append(told[one.name])
    for one in given:
        if isinstance(one, DatacentersParameter):
            words += [word for code in one.read(told[one.name]) for word in (one.spelling, code)]
        elif isinstance(one, FlagParameter):
            no = f"--no-{one.spelling.removeprefix('--')}"
            words.append(one.spelling if one.read(told[one.name]) else no)
        elif not one.argument:
            words += [one.spelling, told[one.name]]
    return shlex.join(words)


def remedied(
    operation: Operation, groups: Iterable[FailureGroup]
) -> tuple[tuple[FailureGroup, tuple[Remedy, ...]], ...]:
    """What would help each group; what helps several stands with the first alone."""
    seen: list[Remedy] = []
    found = []
    for group in groups:
        fresh = [one for one in _of(operation, group) if one not in seen]
        seen += fresh
        found.append((group, tuple(fresh)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be helped, as far as it is known; empty where nobody says."""

    pool: str = ""
    operation: str = ""
    name: str = ""
    datacenter: str = ""


Make = Callable[[Case, Mapping[str, str]], Remedy | None]
"""A remedy for a case, by the values of the notice; None where too little is known for it."""


def _asks(verb: Verb, *names: str) -> Make:
    """A verb that is told some values of the notice; what those lack the case says."""

    def made(case: Case, values: Mapping[str, str]) -> Remedy | None:
        known = {
            POOL.name: case.pool,
            NAME.name: values.get("name", case.name),
            NAMED.name: case.operation,
            DATACENTERS.name: values.get("datacenter", case.datacenter),
        }
        told = {name: values.get(name, known.get(name, "")) for name in names}
        if not all(told.values()):
            return None
        return Remedy(notice(f"remedy.do.{verb}", **told), verb, told)

    return made


def _raises(*key: str) -> Make:
    """A line of the settings; ``POOL`` and ``PLACE`` stand for the pool and the datacenter."""

    def made(case: Case, values: Mapping[str, str]) -> Remedy | None:
        place = values.get("datacenter", case.datacenter)
        stands = {"POOL": values.get("pool", case.pool), "PLACE": place}
        found = tuple(stands.get(part, part) for part in key)
        if not all(found):
            return None
        return Remedy(notice("remedy.do.setting", key=".".join(found)), setting=found)

    return made


HEALS = _asks(HEAL, POOL.name, DATACENTERS.name)
CURES: Mapping[str, Make] = {
    "change.unhealthy": HEALS,
    "change.reboot_in_vain": HEALS,
    "change.needs_restart": _asks(VM_RESIZE, NAME.name),
    "guard.datastores_at_most": _raises("private_cloud", "storage", "at_most"),
    "guard.hosts_at_most": _raises("private_cloud", "hosts_at_most"),
    "remedy.adopt_again": _asks(ADOPT, POOL.name),
    "remedy.allow_restart": _asks(VM_RESIZE, NAME.name),
    "remedy.at_least": _raises("pools", "POOL", "baseline"),
    "remedy.at_most": _raises("pools", "POOL", "ceiling"),
    "remedy.budget": _raises("budgets"),
    "remedy.burst_again": _asks(BURST, POOL.name),
    "remedy.cap": _raises("pools", "POOL", "shares", "PLACE", "cap"),
    "remedy.heal_again": HEALS,
    "remedy.heal_budget": _raises("healing", "per_hour"),
    "remedy.heal_burst": _asks(BURST, POOL.name),
    "remedy.heal_failing": HEALS,
    "remedy.heal_place": _raises("pools", "POOL", "ceiling"),
    "remedy.headroom": _asks(HOST_ADD),
    "remedy.private_thaw": _raises("private_cloud", "frozen"),
    "remedy.repair_again": _asks(REPAIR, POOL.name),
    "remedy.resize_again": _asks(VM_RESIZE, NAME.name),
    "remedy.roll_back": _asks(ROLLBACK, NAMED.name),
    "remedy.shrink": _raises("guards", "shrink_at_most"),
    "remedy.thaw": _raises("pools", "POOL", "frozen"),
    "remedy.vm_start": _asks(VM_START, NAME.name),
}
"""By the code of a change's reason, and of what would lift it."""
SHORT = frozenset({"openstack.quota", "remedy.quota", "remedy.room"})
"""Where a larger quota would help."""
MAY_STAND = frozenset(
    {
        "change.left",
        "change.left_unseen",
        "change.never_seen_gone",
        "change.outcome_unknown",
        "change.still_there",
        "change.delete_error",
        "change.delete_failed",
    }
)
"""Reasons after which something may stand that nobody looks after."""
RUNS = frozenset({"change.health_unknown", "change.reboot_unseen", "change.unhealthy"})
SHOWN: Mapping[Resource, tuple[ScreenName, str]] = {
    DATASTORE: (ScreenName.STORAGE, "vigie datastore list"),
    HOST: (ScreenName.PRIVATE, "vigie host list"),
    MACHINE: (ScreenName.PRIVATE, "vigie vm list"),
}
"""Where what changes are about is shown, and which command lists it."""


def cures(case: Case, said: Iterable[Notice | None]) -> list[Remedy]:
    """What reasons, and what would lift them, name by their codes."""
    known = ((CURES.get(one.code), one) for one in said if one is not None)
    found = [
        make(case, {name: str(value) for name, value in one.values.items()})
        for make, one in known
        if make is not None
    ]
    return [one for one in found if one is not None]


def _of(operation: Operation, group: FailureGroup) -> Sequence[Remedy]:
    change = group.changes[0]
    case = Case(operation.plan.pool, operation.id, group.names[0], group.datacenter)
    found = cures(case, (change.remedy, change.why))
    others = (*_elsewhere(operation, group), *_looks(operation, group))
    return [*found, *others, *_ticket(operation, group)]


def _ticket(operation: Operation, group: FailureGroup) -> Iterable[Remedy]:
    """Where a quota is too small, the draft of the ticket that asks for a larger one."""
    change = group.changes[0]
    codes = {one.code for one in (change.why, change.remedy) if one is not None}
    if change.resource == INSTANCE and codes & SHORT:
        pool = operation.plan.pool
        yield Remedy(notice("remedy.do.ticket", pool=pool), ticket=pool)


def _elsewhere(operation: Operation, group: FailureGroup) -> Iterable[Remedy]:
    """What was not made is made where nothing failed, or asked for again."""
    plan, change = operation.plan, group.changes[0]
    makes = change.resource == INSTANCE and change.desired is Desired.PRESENT
    if not makes or plan.request.verb in {HEAL, ROLLBACK}:
        return
    if REPLACES in change.wanted:  # what is made in another's place is asked for with that
        yield Remedy(notice("remedy.do.repair", pool=plan.pool), REPAIR, {POOL.name: plan.pool})
        return
    failed = [code for code, counts in operation.phases.items() if counts.get(Phase.FAILED)]
    others = {row.datacenter for row in plan.rows} - set(failed)
    code = "remedy.do.elsewhere" if others and failed else "remedy.do.again"
    said = notice(code, datacenters=", ".join(failed or [group.datacenter]))
    yield Remedy(said, TOPUP, {NAMED.name: operation.id})


def _looks(operation: Operation, group: FailureGroup) -> Iterable[Remedy]:
    """Where it is to be seen: among what is left over, or in its own table."""
    change = group.changes[0]
    code = "" if change.why is None else change.why.code
    if change.resource in SHOWN:
        place, listing = SHOWN[change.resource]
        look = Whereabouts(place, change.name, listing)
        yield Remedy(notice("remedy.do.look", name=change.name), look=look)
    elif change.resource == INSTANCE and code in MAY_STAND | RUNS:
        words = change.name if len(group.names) == 1 else f"{operation.id} {group.datacenter}"
        look = Whereabouts(ScreenName.INSTANCES, words, "vigie sweep")
        yield Remedy(notice("remedy.do.look", name=words), look=look)
