"""Buoys, as planning sees them: counted by what the journal knows of them."""

from collections.abc import Iterable
from dataclasses import replace

from buoys.verbs import BUOY, COLOUR, COUNT, LIT, NAME
from console.kinds.draft import Draft, Facts, Standing, additions
from console.kinds.planner import Planner
from console.kinds.rights import by_role
from console.model.estate import Estate
from console.model.notice import notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired, Plan, PlannedChange, PlanRow, RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.verb import Verb

MOST = 5
HARBOUR = "harbour"


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> Facts:
    return Facts(request, estate, policy, record, operation_id)


def draft(facts: Facts) -> Draft:
    request = facts.request
    wanted = {
        "colour": COLOUR.of(request) or "red",
        "lit": int(bool(LIT.of(request))),
        "name": NAME.of(request) or "–",
    }
    return _laid(facts, COUNT.of(request) or 0, wanted)


def standing(facts: Facts, target: Operation, verb: Verb) -> Standing:
    made, asked = additions(facts.record, target, verb)
    ashore = {
        change.resource_id
        for change in facts.record.target_changes
        if change.desired is Desired.ABSENT and change.phase is Phase.GONE
    }
    floating = [
        change
        for change in made
        if change.phase is Phase.IN_SERVICE and change.resource_id not in ashore
    ]
    n = len(floating)
    return Standing(
        inverse=tuple(
            PlannedChange(
                datacenter=change.datacenter,
                region=change.region,
                name=change.name,
                desired=Desired.ABSENT,
                resource_id=change.resource_id,
                made_by=change.operation_id,
                resource=BUOY,
            )
            for change in floating
        ),
        missing=len(asked) - n,
        complete=RefusalReason("nothing", notice("buoys.none_missing", n=n)),
        first=asked[0] if asked else None,
    )


def weigh(facts: Facts, changes: tuple[PlannedChange, ...]) -> Draft:
    return _draft(facts, changes, -len(changes))


def renew(facts: Facts, family: Standing) -> Draft:
    return _laid(facts, family.missing, dict(family.first.wanted) if family.first else {})


def guards(plan: Plan, facts: Facts) -> Iterable[RefusalReason]:
    del facts
    new = sum(change.desired is Desired.PRESENT for change in plan.changes)
    if new > MOST:
        why = notice("buoys.too_many", n=new, most=MOST)
        yield RefusalReason("buoys.too_many", why, notice("buoys.fewer"))


def _laid(facts: Facts, count: int, wanted: dict[str, str | int]) -> Draft:
    where = facts.policy.datacenters[0].code
    changes = tuple(
        PlannedChange(
            datacenter=where,
            region=HARBOUR,
            name=f"buoy-{facts.operation_id}-{n}",
            desired=Desired.PRESENT,
            resource=BUOY,
            wanted=wanted,
        )
        for n in range(1, count + 1)
    )
    return _draft(facts, changes, count)


def _draft(facts: Facts, changes: tuple[PlannedChange, ...], more: int) -> Draft:
    now = 0 if more > 0 else -more
    row = PlanRow(facts.policy.datacenters[0].code, now, more, now + more, None, None)
    made = Draft(BUOY, "buoys", changes=changes, rows=(row,), size_now=now, size_after=now + more)
    return replace(made, calls=len(changes), details=(notice("buoys.free"),))


PLANNER = Planner(
    author=lambda who, _estate, _changes: by_role(who),
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    guards=guards,
)
