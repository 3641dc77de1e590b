"""The kinds that a plan's changes are of, each asked with its own facts about its own changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from console.kinds import registry
from console.kinds.draft import Draft, Facts
from console.kinds.planner import Planner
from console.model.estate import Estate
from console.model.operation import Change
from console.model.plan import Plan, RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.resource import Resource
from console.planning import guards

Surveyed = tuple[Planner | None, Facts | tuple[RefusalReason, ...]]
"""A kind with what it knows of a request; why it knows nothing."""


class Sorted(Protocol):
    """What is of a sort of resource."""

    @property
    def resource(self) -> Resource:
        """Which sort."""
        ...


T = TypeVar("T", bound=Sorted)


def shares(first: Resource, found: Iterable[T]) -> Mapping[Resource, tuple[T, ...]]:
    """What is of each kind, by a resource of that kind; the kind of `first` comes first.

    A kind may have several sorts of resource; a sort that nobody here knows is alone.
    """
    homes = registry.homes()
    names: dict[str, Resource] = {homes.get(first, first): first}
    mine: dict[str, list[T]] = {}
    for one in found:
        home = homes.get(one.resource, one.resource)
        names.setdefault(home, one.resource)
        mine.setdefault(home, []).append(one)
    return {name: tuple(mine[home]) for home, name in names.items() if home in mine}


@dataclass(frozen=True, slots=True)
class Hearing:
    """Whoever is to be asked about a request. Each kind is surveyed once, when it is needed."""

    request: Request
    estate: Estate
    policy: Policy
    record: Record
    operation_id: str
    surveyed: dict[Resource, Surveyed] = field(default_factory=dict)

    def survey(self, resource: Resource) -> Surveyed:
        """A kind and its facts of the request, be it its own or another kind's.

        Of the record it is given the changes that are of its own kind.
        """
        found = self.surveyed.get(resource)
        if found is None:
            found = self.surveyed[resource] = self._survey(resource)
        return found

    def followed(self, draft: Draft) -> Draft:
        """A draft with what goes with its changes, by every kind that follows others."""
        for resource, kind in registry.followers().items():
            facts = self.survey(resource)[1]
            if kind.follow is not None and isinstance(facts, Facts):
                draft = kind.follow(facts, draft)
        return draft

    def author(self, plan: Plan) -> Iterable[RefusalReason]:
        """Why who asks may not make a plan's changes."""
        for resource, part in self.parts(plan):
            kind = self.survey(resource)[0]
            if kind is None:
                yield guards.unknown(resource)
            else:
                yield from kind.author(self.request.author, self.estate, part.changes)

    def against(self, plan: Plan) -> Iterable[RefusalReason]:
        """What each kind says against its own changes of a plan."""
        for resource, part in self.parts(plan):
            kind, facts = self.survey(resource)
            if kind is not None and isinstance(facts, Facts):
                yield from kind.guards(part, facts)
            elif not isinstance(facts, Facts):
                yield from facts

    def parts(self, plan: Plan) -> Iterable[tuple[Resource, Plan]]:
        """A plan as each of its kinds is asked about it; one without changes is its own kind's."""
        found = shares(plan.resource, plan.changes) or {plan.resource: ()}
        for resource, changes in found.items():
            yield resource, plan if len(found) == 1 else replace(plan, changes=changes)

    def _survey(self, resource: Resource) -> Surveyed:
        kind = registry.planner(resource)
        if kind is None:
            return None, (guards.unknown(resource),)
        asked = _own(resource, self.record.asked)
        changes = _own(resource, self.record.target_changes)
        record = replace(self.record, asked=asked, target_changes=changes)
        return kind, kind.facts(self.request, self.estate, self.policy, record, self.operation_id)


def _own(resource: Resource, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return shares(resource, changes).get(resource, ())
