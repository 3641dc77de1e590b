"""A pool whose settings say `auto` is healed by the worker, until two heals did not help."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kept import Kept
from modelled import AUTHOR, World

from console.desk.keeping.asker import LONGEST_S, LOOK_S
from console.desk.keeping.healing import Healer
from console.desk.keeping.keeper import SOON_S, PoolKeeper
from console.desk.proposals import proposals
from console.kinds.instances.verbs import BURST
from console.model.freeze import Scope
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.operation import OperationState
from console.model.plan import Author, Origin, Plan
from console.model.policy import Approval, Record
from console.model.pool import HealingMode
from console.model.resource import REBOOT
from console.model.verb import HEAL
from console.operations.worker.letters import letter, locale_of, wanted
from console.settings.notifications import NotificationSettings

MINUTES = timedelta(minutes=1)
ITSELF = "heal:api"


@pytest.fixture
def world() -> World:
    """Thirty that have run for a day, and are healed by themselves."""
    world = World.steady()
    world.now += timedelta(days=1)
    world.pool(healing=HealingMode.AUTO)
    return world


@pytest.fixture
def kept(tmp_path: Path, world: World) -> Iterator[Kept]:
    opened = Kept.open(tmp_path, world)
    yield opened
    opened.ledger.close()


@pytest.fixture
def keeping(kept: Kept) -> PoolKeeper:
    return PoolKeeper(kept.session, (Healer(kept.session),))


def look(keeping: PoolKeeper, kept: Kept) -> float:
    [pool] = keeping.askers[0].pools()
    return keeping.look(pool, kept.ledger)


def error(world: World, *names: str) -> None:
    for number in [i.id for i in world.standing.values() if i.name in names]:
        world.change(number, status=InstanceStatus.ERROR, fault="No valid host")


def newest_name(world: World) -> str:
    return max(world.standing.values(), key=lambda one: one.created_at).name


def heals(kept: Kept) -> list[str]:
    return [o.plan.request.author.user for o in kept.ledger.operations() if o.plan.pool == "api"]


def fail(keeping: PoolKeeper, kept: Kept) -> None:
    """Let a heal be asked for whose replacements come up in ERROR, and go again."""
    before = len(heals(kept))
    while len(heals(kept)) == before:
        kept.world.now += 10 * MINUTES
        assert look(keeping, kept) <= LONGEST_S
        assert kept.ledger.freezes() == ()
    made = [c.name for c in kept.newest().plan.changes if c.made_by is None and not c.resource_id]
    outcomes = dict.fromkeys(made, "refused")
    outcomes |= {c.name: "never" for c in kept.newest().plan.changes if c.resource_id}
    kept.carry_out(outcomes, OperationState.FAILED)


def test_what_is_sick_is_healed_as_a_person_would(keeping: PoolKeeper, kept: Kept) -> None:
    assert look(keeping, kept) == LOOK_S
    assert heals(kept) == []
    error(kept.world, "api-gra-002")
    by_hand = kept.world.ask(HEAL)
    assert isinstance(by_hand, Plan)
    assert look(keeping, kept) == SOON_S
    plan = kept.newest().plan
    assert (plan.request.verb, plan.request.author.user) == (HEAL, ITSELF)
    assert plan.request.author.origin is Origin.SCHEDULE
    assert plan.request.reason == "api-gra-002"
    said = [(c.desired, c.resource, c.region, c.resource_id) for c in plan.changes]
    assert said == [(c.desired, c.resource, c.region, c.resource_id) for c in by_hand.changes]
    kept.carry_out()
    kept.world.now += 30 * MINUTES
    assert look(keeping, kept) == LOOK_S
    assert heals(kept) == [ITSELF]
    assert "api-gra-002" not in {one.name for one in kept.world.standing.values()}


@pytest.mark.parametrize("mode", [HealingMode.MANUAL, HealingMode.PROPOSE])
def test_any_other_pool_is_left_to_people(kept: Kept, mode: HealingMode) -> None:
    kept.world.pool(healing=mode)
    kept.session.policy = kept.world.policy
    assert Healer(kept.session).pools() == ()
    assert not kept.world.policy.kept


def test_a_suspicion_is_not_enough(keeping: PoolKeeper, kept: Kept) -> None:
    kept.world.sick |= {next(iter(kept.world.standing))}
    assert look(keeping, kept) == LOOK_S, "its target is down, for a time that nobody knows"
    assert heals(kept) == []


def test_a_health_source_that_lies_heals_nobody_and_is_told_once(
    keeping: PoolKeeper, kept: Kept
) -> None:
    error(kept.world, "api-gra-002")
    kept.world.sick |= set(kept.world.standing)
    for _ in range(3):
        assert look(keeping, kept) == LOOK_S
    assert heals(kept) == []
    told = [(e.notice.code, e.actor) for e in kept.ledger.events() if e.kind == "heal.refused"]
    assert told == [("guard.health_source", ITSELF)]


@pytest.mark.parametrize("scope", [Scope.EVERYTHING, Scope.HEALING])
def test_nothing_is_even_looked_at_while_healing_is_held(
    keeping: PoolKeeper, kept: Kept, scope: Scope
) -> None:
    error(kept.world, "api-gra-002")
    kept.ledger.freeze("api", "incident", AUTHOR, scope)
    assert look(keeping, kept) == LONGEST_S
    assert kept.watch.reads == 0
    kept.ledger.thaw("api", AUTHOR, scope)
    assert look(keeping, kept) == SOON_S
    assert heals(kept) == [ITSELF]


def test_suspended_windows_do_not_hold_healing_nor_removals_without_being_told(
    keeping: PoolKeeper, kept: Kept
) -> None:
    error(kept.world, "api-gra-002")
    kept.ledger.freeze("api", "audit", AUTHOR, Scope.SHRINKING)
    for _ in range(3):
        assert look(keeping, kept) == LOOK_S
    assert [e.kind for e in kept.ledger.events()] == ["pool.frozen"], "who froze it knows"
    kept.ledger.thaw("api", AUTHOR, Scope.SHRINKING)
    kept.ledger.freeze("api", "exam", AUTHOR, Scope.WINDOWS)
    assert look(keeping, kept) == SOON_S


def test_what_needs_a_second_person_is_left_to_people(keeping: PoolKeeper, kept: Kept) -> None:
    kept.world.policy = replace(kept.world.policy, approval=Approval(above_changes=1))
    kept.session.policy = kept.world.policy
    error(kept.world, "api-gra-002")
    for _ in range(3):
        assert look(keeping, kept) == LOOK_S
    assert heals(kept) == []
    [told] = [e.notice.code for e in kept.ledger.events() if e.kind == "heal.refused"]
    assert told == "guard.not_alone"


def test_an_account_that_only_reads_heals_nobody(keeping: PoolKeeper, kept: Kept) -> None:
    kept.watch.roles = ("reader",)
    error(kept.world, "api-gra-002")
    assert look(keeping, kept) == LOOK_S
    assert heals(kept) == []


def test_two_heals_in_a_row_that_failed_end_it(keeping: PoolKeeper, kept: Kept) -> None:
    error(kept.world, "api-gra-002", "api-rbx-003")
    fail(keeping, kept)
    fail(keeping, kept)
    newer, older = (one.id for one in kept.ledger.operations())
    kept.world.now += 10 * MINUTES
    assert look(keeping, kept) == LONGEST_S
    [freeze] = kept.ledger.freezes()
    assert (freeze.author, freeze.scope, freeze.reason) == (
        ITSELF, Scope.HEALING, f"{older}, {newer}",
    )  # fmt: skip
    said = notice("pool.healing_stopped", pool="api", operations=f"{older}, {newer}")
    assert freeze.notice == said
    assert look(keeping, kept) == LONGEST_S
    assert len(heals(kept)) == 2
    [event] = [e for e in kept.ledger.events() if e.kind == "heal.stopped"]
    assert event.notice == said
    settings = NotificationSettings()
    assert event.kind in wanted(settings)
    told = letter(event, None, (), "prod", locale_of(settings))
    assert told.grave
    assert older in told.title
    assert "vigie pool thaw api --only healing" in told.body


def test_a_thaw_lets_it_try_twice_again(keeping: PoolKeeper, kept: Kept) -> None:
    error(kept.world, "api-gra-002", "api-rbx-003")
    fail(keeping, kept)
    fail(keeping, kept)
    kept.world.now += 10 * MINUTES
    look(keeping, kept)
    kept.ledger.thaw("api", AUTHOR, Scope.HEALING)
    # Another region heals: the replacements of these two never served, and that is remembered.
    error(kept.world, "api-sbg-001")
    fail(keeping, kept)
    assert kept.ledger.freezes() == ()
    assert len(heals(kept)) == 3


def test_a_replacement_that_falls_sick_again_is_a_heal_that_did_not_help(
    keeping: PoolKeeper, kept: Kept
) -> None:
    error(kept.world, "api-gra-002")
    for _ in range(2):
        assert look(keeping, kept) == SOON_S
        assert kept.carry_out().state is OperationState.SUCCEEDED
        kept.world.now += 30 * MINUTES
        error(kept.world, newest_name(kept.world))
    assert look(keeping, kept) == LONGEST_S
    assert kept.ledger.freezes()[0].itself
    assert len(heals(kept)) == 2


def test_a_heal_that_helped_begins_the_count_anew(keeping: PoolKeeper, kept: Kept) -> None:
    for n in range(4):
        error(kept.world, f"api-rbx-00{n + 1}")
        assert look(keeping, kept) == SOON_S
        kept.carry_out()
        kept.world.now += 61 * MINUTES
        if n == 1:
            error(kept.world, newest_name(kept.world))
    assert kept.ledger.freezes() == ()
    assert len(heals(kept)) == 4


def test_a_persons_heal_that_helps_lets_it_go_on(keeping: PoolKeeper, kept: Kept) -> None:
    error(kept.world, "api-gra-002")
    fail(keeping, kept)
    plan = kept.world.ask(HEAL, operation_id="person01", author=AUTHOR)
    assert isinstance(plan, Plan)
    kept.ledger.accept(plan)
    kept.carry_out()
    error(kept.world, "api-gra-003")
    fail(keeping, kept)
    kept.world.now += 10 * MINUTES
    assert look(keeping, kept) == SOON_S
    assert kept.ledger.freezes() == ()


def test_what_began_nothing_says_nothing(keeping: PoolKeeper, kept: Kept) -> None:
    error(kept.world, "api-gra-002")
    for _ in range(3):
        while look(keeping, kept) != SOON_S:
            kept.world.now += MINUTES
        spared = dict.fromkeys((c.name for c in kept.newest().plan.changes), "never")
        kept.carry_out(spared, OperationState.FAILED)
    kept.world.now += 20 * MINUTES
    assert look(keeping, kept) == SOON_S
    assert kept.ledger.freezes() == ()


def test_what_is_longer_ago_than_a_day_says_nothing(keeping: PoolKeeper, kept: Kept) -> None:
    error(kept.world, "api-gra-002")
    fail(keeping, kept)
    kept.world.now += timedelta(days=1)
    fail(keeping, kept)
    kept.world.now += 10 * MINUTES
    assert look(keeping, kept) == SOON_S


def test_a_pool_that_somebody_works_on_is_left_until_that_is_over(
    keeping: PoolKeeper, kept: Kept
) -> None:
    error(kept.world, "api-gra-002")
    plan = kept.world.ask(BURST, to=40)
    assert isinstance(plan, Plan)
    kept.ledger.accept(plan)
    assert look(keeping, kept) == SOON_S
    assert heals(kept) == [AUTHOR.user]
    assert not kept.newest().stop_requested


def test_a_hang_is_rebooted_and_if_that_does_not_help_replaced(
    keeping: PoolKeeper, kept: Kept
) -> None:
    name = "api-gra-002"
    number = next(i.id for i in kept.world.standing.values() if i.name == name)
    kept.world.sick.add(number)
    kept.watch.down_since = {"api": {name: kept.world.now - 10 * MINUTES}}
    assert look(keeping, kept) == SOON_S
    assert [c.resource for c in kept.newest().plan.changes] == [REBOOT]
    kept.carry_out()
    kept.world.now += 10 * MINUTES
    assert look(keeping, kept) == SOON_S
    assert len(kept.newest().plan.changes) == 2
    assert kept.ledger.freezes() == ()


def test_the_overview_says_that_it_heals_by_itself_and_when_not(
    keeping: PoolKeeper, kept: Kept
) -> None:
    error(kept.world, "api-gra-002")

    def proposed() -> tuple[str, bool]:
        [one] = proposals(kept.watch.refresh(), kept.world.policy)
        return one.said.code, one.hindered

    assert proposed() == ("proposal.heal_auto", False)
    fail(keeping, kept)
    fail(keeping, kept)
    assert proposed() == ("guard.heal_failing", True)
    kept.world.now += 10 * MINUTES
    look(keeping, kept)
    error(kept.world, "api-sbg-001")
    assert proposed() == ("proposal.heal", True)


def test_a_person_is_refused_with_the_way_on_while_it_has_stopped_itself(kept: Kept) -> None:
    itself = Author(ITSELF, "bastion", Origin.SCHEDULE, "vigie", ())
    kept.ledger.freeze("api", "aaaa1111, bbbb2222", itself, Scope.HEALING)
    error(kept.world, "api-gra-002")
    refused = kept.world.ask(HEAL, record=Record(freezes=kept.ledger.freezes()))
    assert not isinstance(refused, Plan)
    [reason] = refused.reasons
    assert (reason.guard, reason.why.code) == ("pool.suspended", "pool.healing_stopped")
    assert reason.remedy == notice("remedy.pool_resume", pool="api", scope="healing")
