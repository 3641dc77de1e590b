"""A list that is not whole counts as the worst that it could be."""

from dataclasses import replace

import pytest
from modelled import World

from console.kinds.instances.verbs import ADOPT, BURST, SCALE
from console.model.estate import Estate
from console.model.plan import Plan, Refusal
from console.model.verb import Verb


def cell_down(world: World, region: str, hidden: int, *, nameless: bool) -> Estate:
    """What a region tells whose cell is down: records missing from a 200, or without a name."""
    estate = world.estate()
    view = estate.regions[region]
    less = replace(view, instances=view.instances[:-hidden], unreadable=hidden if nameless else 0)
    return replace(estate, regions={**estate.regions, region: less})


def guards(outcome: Plan | Refusal) -> list[str]:
    return [] if isinstance(outcome, Plan) else [reason.guard for reason in outcome.reasons]


@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.parametrize(
    ("verb", "asked"),
    [(BURST, {"to": 31}), (BURST, {"by": 1, "datacenters": ("RBX",)}), (SCALE, {"to": 31})],
)
def test_growth_is_refused_where_a_cell_is_down(
    verb: Verb, asked: dict[str, object], nameless: bool
) -> None:
    world = World.steady()
    estate = cell_down(world, "RBX-A", 10, nameless=nameless)
    outcome = world.ask(verb, estate=estate, **asked)
    assert isinstance(outcome, Refusal)
    [reason] = [one for one in outcome.reasons if one.guard == "instances.uncounted"]
    assert (reason.why.values["region"], reason.why.values["n"]) == ("RBX-A", 10)
    assert reason.passing


def test_so_many_more_elsewhere_are_still_planned_within_the_ceiling() -> None:
    world = World.steady()
    estate = cell_down(world, "RBX-A", 10, nameless=False)
    assert isinstance(world.ask(BURST, estate=estate, by=1, datacenters=("GRA",)), Plan)
    world.pool(ceiling=30)
    outcome = world.ask(BURST, estate=estate, by=1, datacenters=("GRA",))
    assert guards(outcome) == ["ceiling"]


def test_a_size_is_a_number_of_all_wherever_it_goes() -> None:
    world = World.steady()
    estate = cell_down(world, "RBX-A", 10, nameless=False)
    outcome = world.ask(BURST, estate=estate, to=31, datacenters=("GRA",))
    assert "instances.uncounted" in guards(outcome)


def test_a_shrink_that_the_floor_speaks_against_says_what_is_not_known() -> None:
    world = World.steady()
    for n in range(5):
        world.add(f"api-gra-op-{n}", "GRA11", operation="burst001")
    estate = cell_down(world, "RBX-A", 10, nameless=False)
    outcome = world.ask(SCALE, estate=estate, by=-1, datacenters=("GRA",))
    assert isinstance(outcome, Refusal)
    assert "instances.uncounted" in guards(outcome)


def test_what_others_have_in_use_and_list_contradicts_nothing() -> None:
    world = World.steady()
    for n in range(7):
        made = world.add(f"db-{n}", "RBX-A")
        world.change(made.id, metadata={})
    assert isinstance(world.ask(BURST, by=1), Plan)


def test_what_was_listed_when_the_quota_was_read_and_is_deleted_since_is_not_missed() -> None:
    world = World.steady()
    estate = world.estate()
    view, quota = estate.regions["RBX-A"], estate.quotas["RBX-A"]
    read = replace(quota, listed=len(view.instances))
    less = replace(view, instances=view.instances[:-3])
    estate = replace(
        estate,
        regions={**estate.regions, "RBX-A": less},
        quotas={**estate.quotas, "RBX-A": read},
    )
    assert estate.unseen("RBX-A") == 0


def test_what_is_marked_already_is_not_what_a_list_lacks() -> None:
    world = World.steady()
    estate = cell_down(world, "RBX-A", 10, nameless=False)
    assert estate.unseen("RBX-A") == 10
    assert isinstance(world.ask(ADOPT, estate=estate), Refusal), "nothing new to mark among them"
