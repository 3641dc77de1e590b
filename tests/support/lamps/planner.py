"""Lamps, as planning sees them: a few at once, and none in fog."""

from collections.abc import Iterable
from dataclasses import replace

from buoys import planner as buoys

from console.kinds.draft import Draft, Facts, Standing
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason
from console.model.verb import Verb
from lamps.verbs import LAMP

MOST = 2
FOG = "fog"


def standing(facts: Facts, target: Operation, verb: Verb) -> Standing:
    found = buoys.standing(facts, target, verb)
    return replace(found, inverse=tuple(replace(c, resource=LAMP) for c in found.inverse))


def weigh(facts: Facts, changes: tuple[PlannedChange, ...]) -> Draft:
    return replace(buoys.weigh(facts, changes), resource=LAMP, pool="lamps", details=())


def guards(plan: Plan, facts: Facts) -> Iterable[RefusalReason]:
    new = [change for change in plan.changes if change.desired is Desired.PRESENT]
    if len(new) > MOST:
        yield RefusalReason("lamps.too_many", notice("lamps.too_many", n=len(new), most=MOST))
    if new and FOG in facts.estate.sources:
        yield RefusalReason("lamps.fog", notice("lamps.fog"))


PLANNER = replace(buoys.PLANNER, standing=standing, weigh=weigh, guards=guards)
