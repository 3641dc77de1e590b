"""What operations made in a region counts, though its list is from before."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from modelled import REGIONS, World

from console.desk.repairs import proposal
from console.desk.unlisted import last_sizes, unlisted
from console.kinds.instances.facts import OUTCOME_UNKNOWN
from console.kinds.instances.verbs import BURST
from console.kinds.step import LEFT_UNSEEN
from console.model.estate import Activity, SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Plan, Refusal
from console.model.policy import Record
from console.model.verb import REPAIR
from console.ports import JournalReader


@dataclass
class Told:
    """A journal of one operation that is over."""

    done: Operation
    made: tuple[Change, ...]

    def operations(self, **_asked: object) -> tuple[Operation, ...]:
        return (self.done,)

    def changes(self, _operation: str) -> tuple[Change, ...]:
        return self.made


@pytest.mark.parametrize("code", [OUTCOME_UNKNOWN, LEFT_UNSEEN])
def test_what_was_given_up_unseen_counts_until_a_later_list_lacks_it(code: str) -> None:
    """The region fell silent in the middle: what was asked for there may stand."""
    world = World.steady()
    world.pool(ceiling=40)
    old = world.estate().regions
    plan = world.ask(BURST, by=6, datacenters=("GRA",), operation_id="burst001")
    assert isinstance(plan, Plan)
    done, changes = world.apply(plan)
    given_up = tuple(replace(c, phase=Phase.FAILED, why=notice(code)) for c in changes)
    seen = replace(world.estate(), regions={**world.estate().regions, REGIONS["GRA"]: old["GRA11"]})
    told: JournalReader = Told(done, given_up)  # type: ignore[assignment]
    found = unlisted(told, seen, "api")
    assert found == given_up
    more = world.ask(BURST, by=5, datacenters=("RBX",), estate=seen, record=Record(asked=found))
    assert isinstance(more, Refusal)
    assert [reason.guard for reason in more.reasons] == ["ceiling"]

    world.now += timedelta(minutes=1)
    assert unlisted(told, world.estate(), "api") == ()


def test_what_was_refused_counts_for_nobody() -> None:
    world = World.steady()
    old = world.estate()
    plan = world.ask(BURST, by=2, datacenters=("GRA",), operation_id="burst001")
    assert isinstance(plan, Plan)
    done, changes = world.apply(plan, outcomes={c.name: "refused" for c in plan.changes})
    told: JournalReader = Told(done, changes)  # type: ignore[assignment]
    assert unlisted(told, old, "api") == ()


def test_what_the_newest_plan_left_in_a_datacenter_is_there_where_nobody_has_listed_it() -> None:
    """A command begins while a region is dark: it goes by the journal, not by the baseline."""
    world = World.steady()
    plan = world.ask(BURST, by=20, datacenters=("SBG",), operation_id="burst001")
    assert isinstance(plan, Plan)
    done, changes = world.apply(plan, outcomes={plan.changes[0].name: "refused"})
    seen = world.estate()
    region = REGIONS["SBG"]
    state = SourceState(f"nova:{region}", Freshness.UNKNOWN, failure=notice("test.cut"))
    dark = replace(
        seen,
        regions={name: view for name, view in seen.regions.items() if name != region},
        sources={**seen.sources, state.name: state},
    )
    told: JournalReader = Told(done, changes)  # type: ignore[assignment]
    pool = world.policy.pools["api"]
    assert last_sizes(told, seen, world.policy, pool) == {}
    last = last_sizes(told, dark, world.policy, pool)
    assert last == {"SBG": 8 + 19}
    whole = replace(done, state=OperationState.SUCCEEDED)
    lately = replace(dark, activity=Activity(recent=(whole,)))
    found = proposal(lately, world.policy, pool)
    assert found is not None
    assert found.said.values["n"] == 8 + 20, "it proposes what it would plan"
    repair = world.ask(REPAIR, estate=dark, record=Record(last=last))
    assert isinstance(repair, Plan)
    assert (repair.size_now, len(repair.changes)) == (49, 27)
    more = world.ask(BURST, to=60, datacenters=("RBX",), estate=dark, record=Record(last=last))
    assert isinstance(more, Plan)
    assert len(more.changes) == 11
