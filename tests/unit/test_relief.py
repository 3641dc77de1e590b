"""What would help where a plan is refused: offered only where it would be planned."""

import shlex
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from asking import asking
from modelled import AUTHOR, POLICY, World

from console import planning
from console.cli import shapes
from console.desk.relief import Plight, lightened, relieved, requested, told
from console.desk.remedies import Remedy, spelled
from console.kinds import registry
from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.screen import ScreenName
from console.kinds.verb import VerbSpec
from console.locale import Locale
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Plan, Refusal, Request
from console.model.policy import Record
from console.model.pool import Share
from console.model.verb import HEAL, Verb

ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))


class Trial:
    """A refused request, what would help it, and what became of each that is planned."""

    def __init__(
        self, world: World, verb: Verb, record: Record | None = None, **asked: object
    ) -> None:
        self.world, self.record, self.tried = world, record or Record(), list[Request]()
        self.request = asking(verb, **{"author": AUTHOR, "pool": "api", **asked})
        refused = self.plan(self.request)
        assert isinstance(refused, Refusal), refused
        self.reasons = refused.reasons
        self.found = relieved(
            Plight(self.request, refused.reasons, world.estate(), world.policy, self.plan)
        )

    def plan(self, request: Request) -> Plan | Refusal:
        self.tried.append(request)
        estate, policy = self.world.estate(), self.world.policy
        return planning.plan(request, estate, policy, self.record, operation_id="k3v9x0ab")

    @property
    def commands(self) -> list[str]:
        return [one.command or ".".join(one.setting) for one in self.found]

    def planned(self, remedy: Remedy) -> Plan:
        plan = self.plan(requested(remedy, self.request, self.world.policy))
        assert isinstance(plan, Plan)
        return plan


@pytest.fixture
def world() -> World:
    """Thirty instances, a ceiling that is out of the way, quotas of 150, 130 and 100."""
    world = World.steady()
    world.pool(ceiling=1000, burst_to=1000)
    return world


def test_the_size_that_fits_is_the_largest_that_would_be_planned_and_the_ticket_follows(
    world: World,
) -> None:
    trial = Trial(world, BURST, to=500, duration_h=Decimal(4))
    assert trial.commands == [
        "vigie burst api --to 380 --hours 4",
        "vigie scout api --to 500 --ticket",
    ]
    assert trial.planned(trial.found[0]).size_after == 380
    assert isinstance(trial.plan(replace(trial.request, parameters={"to": 381})), Refusal)
    assert len(trial.tried) < 20


def test_what_does_not_fit_in_one_place_is_placed_in_the_others_or_is_less(world: World) -> None:
    trial = Trial(world, BURST, by=150, datacenters=("RBX",))
    assert trial.commands == [
        "vigie burst api --by 138 --datacenter RBX",
        "vigie burst api --by 150 --datacenter GRA --datacenter SBG",
        "vigie scout api --ticket",
    ]
    placed = {change.datacenter for change in trial.planned(trial.found[1]).changes}
    assert placed == {"GRA", "SBG"}


def test_where_the_others_alone_do_not_do_all_of_them_may(world: World) -> None:
    trial = Trial(world, BURST, by=300, datacenters=("RBX",))
    assert trial.commands[1] == (
        "vigie burst api --by 300 --datacenter RBX --datacenter GRA --datacenter SBG"
    )


def test_a_ceiling_is_a_line_of_the_settings_and_a_cap_is_too(world: World) -> None:
    world.pool(ceiling=100)
    trial = Trial(world, BURST, to=120)
    assert trial.commands == ["vigie burst api --to 100", "pools.api.ceiling"]
    world.pool(shares=tuple(Share(s.datacenter, s.weight, 20) for s in POLICY.pools["api"].shares))
    capped = Trial(world, BURST, by=30, datacenters=("GRA",))
    assert "pools.api.shares.GRA.cap" in capped.commands
    assert capped.commands[0] == "vigie burst api --by 10 --datacenter GRA"


def test_a_shrink_is_less_and_goes_nowhere_else(world: World) -> None:
    world.pool(baseline=10)
    trial = Trial(world, SCALE, to=5)
    fits = int(shlex.split(trial.commands[0])[-1])
    assert 5 < fits < 30
    assert trial.planned(trial.found[0]).size_after == fits
    assert not any("--datacenter" in one for one in trial.commands)
    assert "pools.api.baseline" in trial.commands


def test_a_pool_that_is_frozen_or_held_has_no_other_size(world: World) -> None:
    world.policy = replace(world.policy, frozen={"api": "inventory"})
    frozen = Trial(world, BURST, to=60)
    assert frozen.commands == ["pools.api.frozen"]
    assert len(frozen.tried) <= 3  # one number is tried, and not every one
    world.policy = replace(world.policy, frozen={})
    plan = world.ask(BURST, to=40, operation_id="aaaa1111")
    assert isinstance(plan, Plan)
    running = Operation("aaaa1111", plan, OperationState.RUNNING, world.now)
    held = Trial(world, BURST, Record(live=(running,)), to=60)
    assert held.commands == ["vigie operations show aaaa1111"]
    assert held.found[0].look
    assert held.found[0].look.place is ScreenName.OPERATIONS


def test_what_heals_nothing_offers_nothing(world: World) -> None:
    assert Trial(world, HEAL).found == ()


def test_programs_get_the_same(world: World) -> None:
    world.pool(ceiling=100)
    trial = Trial(world, BURST, to=120)
    shape = shapes.refusal(trial.reasons, ENGLISH, trial.found)
    assert shape["remedies"] == [
        {
            "what": "Ask for a size of 100, which fits now",
            "command": "vigie burst api --to 100",
            "setting": None,
        },
        {
            "what": "Change its line in the settings: pools.api.ceiling",
            "command": None,
            "setting": "pools.api.ceiling",
        },
    ]


@pytest.mark.parametrize("verb", registry.verbs(), ids=lambda one: one.id)
def test_what_a_request_was_told_is_read_again_as_it_was(verb: VerbSpec) -> None:
    """Whatever a verb takes: written as it is typed, and read back."""
    samples = {
        "int": 7,
        "str": "some",
        "bool": True,
        "Decimal": Decimal(4),
        "tuple": ("RBX", "GRA"),
    }
    taken: set[str] = set()
    values = {}
    for one in verb.parameters:
        if one.CARRIED in taken:
            continue
        taken |= {one.CARRIED} - {""}
        choices = getattr(one, "choices", None)
        values[one.name] = choices[0] if choices else samples[one.TYPE.__name__]
    request = verb.request(AUTHOR, values)
    if request.verb != verb.id:  # with all of its values another verb is meant
        return
    said = told(request)
    assert {n: p.read(said[n]) for p in verb.parameters if (n := p.name) in said} == values
    assert spelled(verb, said).startswith("vigie ")


def test_a_command_carries_the_reason_that_was_given(world: World) -> None:
    why = "l’examen, à 18 h & après"
    trial = Trial(world, BURST, to=500, reason=why)
    commands = [one.command for one in trial.found if one.verb is not None]
    assert commands
    assert all(shlex.split(one)[-2:] == ["--reason", why] for one in commands)


def test_what_would_overload_is_offered_smaller_later_or_all_the_same(world: World) -> None:
    world.pool(baseline=5)
    heavy = notice("warning.overload", percent=395, n=30)

    def plan(request: Request) -> Plan | Refusal:
        found = planning.plan(
            request, world.estate(), world.policy, Record(), operation_id="k3v9x0ab"
        )
        light = isinstance(found, Refusal) or found.size_after >= 20
        return found if light else replace(found, warnings=(heavy,))

    asked = asking(SCALE, author=AUTHOR, pool="api", to=10, reason="it is over")
    planned = plan(asked)
    assert isinstance(planned, Plan)
    found = lightened(Plight(asked, (), world.estate(), world.policy, plan), planned)
    assert [one.command for one in found] == [
        "vigie scale api --to 20 --reason 'it is over'",
        "vigie forecast api",
        "vigie scale api --to 10 --yes --overload --reason 'it is over'",
    ]
