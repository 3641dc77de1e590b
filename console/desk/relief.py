"""What would help where a plan is refused: a size that fits, other places, a ticket, a limit.

Whatever is to be planned was planned before it is offered: it would not be refused as well.
Only where no source was asked the ceiling itself is named, which may be more than fits now.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from console.desk.plans import overload
from console.desk.remedies import Case, Remedy, Whereabouts, cures
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.verbs import BY, DATACENTERS, POOL, SCALE, TO
from console.kinds.machines.verbs import NAME
from console.kinds.operations import NAMED
from console.kinds.parameter import FlagParameter, IntegerParameter
from console.kinds.screen import ScreenName
from console.kinds.supplies.verbs import COUNT
from console.kinds.verb import VerbSpec
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.notice import each_once, notice
from console.model.plan import Plan, Refusal, RefusalReason, Request
from console.model.policy import Policy, Record

Planner = Callable[[Request], Plan | Refusal]
QUOTA, UNREAD, HELD = "quota.", "quota.unread", "pool.held"
"""Guards: a quota is too small, or nobody knows it; another operation holds the pool."""


@dataclass(frozen=True, slots=True)
class Plight:
    """A request that is refused, with what it takes to try others in its place."""

    request: Request
    reasons: Sequence[RefusalReason]
    estate: Estate
    policy: Policy
    planner: Planner

    @property
    def spec(self) -> VerbSpec:
        """The verb that was asked for."""
        return registry.spec(self.request.verb)

    def plans(self, remedy: Remedy, well: Callable[[Plan], bool] = lambda _: True) -> bool:
        """Say whether what it offers would be planned now, and `well`."""
        try:
            planned = self.planner(requested(remedy, self.request, self.policy))
        except VigieError:
            return False
        return isinstance(planned, Plan) and well(planned)


def relief(session: Session, request: Request, refusal: Refusal) -> tuple[Remedy, ...]:
    """What would help a refused request, by the estate as it was last seen."""
    return relieved(_plight(session, request, refusal.reasons))


def foretold(refusal: Refusal) -> tuple[Remedy, ...]:
    """What would help where the settings or the journal alone refuse: nothing is planned for it."""
    request, found = refusal.request, list[Remedy]()
    for reason in refusal.reasons:
        most = reason.why.values.get("ceiling")
        if most is not None:
            asked = {**told(request), TO.name: str(most)}
            found.append(Remedy(notice("remedy.do.ceiling", n=most), request.verb, asked))
        found += cures(Case(pool=request.pool or ""), (reason.remedy, reason.why))
    return _reasoned(each_once(found), request)


def lighter(session: Session, request: Request, planned: Plan) -> tuple[Remedy, ...]:
    """What would help where a plan leaves less than carries the load."""
    return lightened(_plight(session, request), planned)


def _plight(session: Session, request: Request, reasons: Sequence[RefusalReason] = ()) -> Plight:
    return Plight(request, reasons, session.watch.snapshot(), session.policy, session.plan)


def relieved(plight: Plight) -> tuple[Remedy, ...]:
    """The same; the nearest to what was asked for comes first."""
    found = (*_fitting(plight), *_elsewhere(plight), *_cured(plight), *_held(plight))
    return (*_reasoned(each_once(found), plight.request), *_ticket(plight))


def lightened(plight: Plight, planned: Plan) -> tuple[Remedy, ...]:
    """What would help where a plan leaves less than carries the load, which `--yes` needs told.

    The largest part of it that does not, a look at when the load falls, and all of it anyway.
    """
    found = [*_lighter(plight, planned)]
    if planned.pool in plight.policy.pools:
        look = Whereabouts(ScreenName.OVERVIEW, planned.pool, f"vigie forecast {planned.pool}")
        found.append(Remedy(notice("remedy.do.later", pool=planned.pool), look=look))
    asked = told(plight.request)
    if plight.request.operation is not None:
        asked = {NAMED.name: plight.request.operation}
    whole = Remedy(notice("remedy.do.overload"), plight.request.verb, asked, overload=True)
    return _reasoned((*found, whole), plight.request)


def _lighter(plight: Plight, planned: Plan) -> Iterator[Remedy]:
    """The smallest size of the pool that still carries its load, if one would be planned."""
    if planned.pool not in plight.policy.pools:
        return
    where = told(plight.request).get(DATACENTERS.name, "")

    def made(n: int) -> Remedy:
        asked = {POOL.name: planned.pool, TO.name: str(n)}
        asked |= {DATACENTERS.name: where} if where else {}
        return Remedy(notice("remedy.do.carries", n=n), SCALE, asked)

    def carries(plan: Plan) -> bool:
        return overload(plan) is None

    now, wanted = planned.size_now, planned.size_after
    n = _nearest(now, wanted, lambda size: plight.plans(made(size), carries))
    if n is not None:
        yield made(n)


def _reasoned(found: Iterable[Remedy], request: Request) -> tuple[Remedy, ...]:
    """Each verb with the reason that was given: its command is run as it stands."""
    return tuple(
        replace(one, reason=request.reason) if one.verb is not None else one for one in found
    )


def requested(remedy: Remedy, refused: Request, policy: Policy) -> Request:
    """What a remedy asks for, by whom and why the refused one was. Raises UsageError."""
    spec = registry.spec(remedy.verb or refused.verb)
    known = {one.name: one for one in spec.parameters}
    values = {name: known[name].read(text) for name, text in remedy.told.items()}
    return spec.request(refused.author, spec.settled(values, policy), reason=refused.reason)


def told(request: Request) -> dict[str, str]:
    """What a request was told, by the names of its parameters, as it is typed."""
    found: dict[str, str] = {}
    carried: set[str] = set()
    for one in registry.spec(request.verb).parameters:
        value = one.of(request)
        said_no = isinstance(one, FlagParameter) and not one.either and not value
        if value is None or value == () or said_no or one.CARRIED in carried:
            continue
        found[one.name] = one.written(value)
        carried |= {one.CARRIED} - {""}
    return found


def _fitting(plight: Plight) -> Iterator[Remedy]:
    """The number nearest to the one that was asked for that would be planned, if there is one."""
    number, now = _number(plight.spec, plight.request), _now(plight)
    wanted = None if number is None else number.of(plight.request)
    if number is None or wanted is None or now is None:
        return
    code = "remedy.do.size" if number is TO else "remedy.do.number"

    def made(n: int) -> Remedy:
        asked = {**told(plight.request), number.name: str(n)}
        return Remedy(notice(code, n=n), plight.request.verb, asked)

    n = _nearest(now, wanted, lambda size: plight.plans(made(size)))
    if n is not None:
        yield made(n)


def _number(spec: VerbSpec, request: Request) -> IntegerParameter | None:
    """The parameter that says how many."""
    given = (one for one in (TO, BY, COUNT) if one in spec.parameters)
    return next((one for one in given if one.of(request) is not None), None)


def _now(plight: Plight) -> int | None:
    """What would be no change at all: of a size that of now, of a number none."""
    if TO.of(plight.request) is None:
        return 0
    facts = survey(plight.request, plight.estate, plight.policy, Record(), "")
    return facts.size if isinstance(facts, PoolFacts) else None


def _grows(plight: Plight) -> bool:
    """Say whether more is asked for than there is."""
    number, now = _number(plight.spec, plight.request), _now(plight)
    wanted = None if number is None else number.of(plight.request)
    return wanted is not None and now is not None and wanted > now


def _nearest(now: int, wanted: int, fits: Callable[[int], bool]) -> int | None:
    """The number between, nearest to the wanted, that fits; what is smaller than it does, too."""
    step = 1 if wanted > now else -1
    low, high = 1, abs(wanted - now)
    if high <= low or not fits(now + step):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(now + step * middle) else (low, middle)
    return now + step * low


def _elsewhere(plight: Plight) -> Iterator[Remedy]:
    """The same number in the datacenters that nothing speaks against, else in all of them."""
    request, pool = plight.request, plight.policy.pools.get(plight.request.pool or "")
    if pool is None or DATACENTERS not in plight.spec.parameters or not _grows(plight):
        return
    codes = [place.code for place in plight.policy.places_of(pool)]
    blamed = _blamed(plight)
    asked = {code.casefold() for code in request.datacenters or codes}
    others = [code for code in codes if code not in blamed]
    for some in (others, codes):
        if not some or {code.casefold() for code in some} == asked:
            continue
        said = ", ".join(some)
        where = told(request) | {DATACENTERS.name: said}
        one = Remedy(notice("remedy.do.places", datacenters=said), request.verb, where)
        if plight.plans(one):
            yield one
            return


def _blamed(plight: Plight) -> set[str]:
    """The datacenters that reasons speak of, by themselves or by their regions."""
    found = set()
    for reason in plight.reasons:
        values = {name: str(value) for name, value in reason.why.values.items()}
        words = ", ".join(values.get(name, "") for name in ("datacenter", "region", "regions"))
        for part in words.split(", "):
            word = part.rpartition(" ")[2]  # a region may stand behind its datacenter's code
            found.add(plight.policy.place(word) if word else "")
    return found


def _cured(plight: Plight) -> Iterator[Remedy]:
    """What the reasons name; the same verb only where it would be planned so."""
    request = plight.request
    for reason in plight.reasons:
        place = str(reason.why.values.get("datacenter", ""))
        about = (request.pool or "", request.operation or "", NAME.of(request) or "", place)
        for one in cures(Case(*about), (reason.remedy, reason.why)):
            if one.verb != request.verb:
                yield one
                continue
            again = Remedy(one.said, one.verb, {**told(request), **one.told})
            if plight.plans(again):
                yield again


def _held(plight: Plight) -> Iterable[Remedy]:
    """The operation that holds the pool is looked at."""
    for reason in plight.reasons:
        number = str(reason.why.values.get("operation", ""))
        if reason.guard == HELD and number:
            command = f"vigie operations show {number}"
            look = Whereabouts(ScreenName.OPERATIONS, number, command)
            yield Remedy(notice("remedy.do.look", name=number), look=look)


def _ticket(plight: Plight) -> Iterator[Remedy]:
    """Where a quota is too small, the draft of the ticket that asks for a larger one."""
    guards = {reason.guard for reason in plight.reasons}
    pool, to = plight.request.pool or "", TO.of(plight.request)
    short = any(one.startswith(QUOTA) and one != UNREAD for one in guards)
    if short and pool in plight.policy.pools:
        level = {} if to is None else {TO.name: str(to)}
        yield Remedy(notice("remedy.do.ticket", pool=pool), told=level, ticket=pool)
