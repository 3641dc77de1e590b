"""While an operation holds a pool, no key is offered that could only be refused for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fakes
import lively
import pytest
from test_views import EN, FR, scene, tallies
from waiting import until

from console.desk.foresight import foreseen
from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.screen import ScreenName
from console.locale import Locale
from console.model.estate import Activity
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.proposal import Proposal
from console.model.verb import HEAL
from console.tui.actions import Circumstances, by_id
from console.tui.circumstances import held
from console.tui.keymap import resolve
from console.tui.lines import text_of
from console.tui.view import advice, proposals
from console.tui.view.keybar import keybar

RUNNING = lively.burst()
POOLS = {"api": lively.pool(), "web": lively.pool(name="web")}
SIZES = ("burst.start", "scale.start", "advice.take")


def circumstances(*live: Operation, pool: str = "api") -> Circumstances:
    """An estate of two pools, of which `pool` is looked at."""
    policy = lively.policy(pools=POOLS)
    return Circumstances(held=held(policy, pool, live), live=live)


def why(action: str, now: Circumstances) -> str:
    found = by_id()[action].why_not(now)
    return "" if found is None else found.code


@pytest.mark.parametrize("action", SIZES)
def test_what_is_asked_of_the_pool_that_is_held_says_who_holds_it(action: str) -> None:
    assert why(action, circumstances()) == ""
    assert why(action, circumstances(RUNNING)) == "guard.pool_held"
    assert why(action, circumstances(RUNNING, pool="web")) == ""
    stopping = replace(RUNNING, state=OperationState.STOPPING)
    assert why(action, circumstances(stopping)) == "guard.pool_stopping"
    ended = replace(RUNNING, state=OperationState.SUCCEEDED)
    assert why(action, circumstances(ended)) == ""


def test_a_form_that_asks_for_the_pool_is_opened_while_one_is_free() -> None:
    assert why("heal.start", circumstances(RUNNING)) == ""
    other = replace(RUNNING, id="web00001", plan=replace(RUNNING.plan, pool="web"))
    assert why("heal.start", circumstances(RUNNING, other)) == "guard.pool_held"


def test_what_holds_no_pool_of_instances_is_not_held_by_one() -> None:
    now = circumstances(RUNNING)
    for action in ("datastore.add", "target.open", "target.close", "machine.resize"):
        assert why(action, now) == ""


def test_an_operation_is_taken_back_once_nothing_holds_its_pool_and_stopped_before() -> None:
    ended = replace(RUNNING, id="0ther000", state=OperationState.PARTIAL)
    assert why("rollback.start", circumstances(RUNNING).about(RUNNING)) == "guard.pool_held"
    assert why("rollback.start", circumstances(RUNNING).about(ended)) == "guard.pool_held"
    assert why("topup.start", circumstances(RUNNING).about(ended)) == "guard.pool_held"
    assert why("operation.stop", circumstances(RUNNING).about(RUNNING)) == ""
    for action in ("rollback.start", "topup.start"):
        assert why(action, circumstances().about(ended)) == ""


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
def test_neither_the_bar_nor_the_advice_nor_a_proposal_offers_it(locale: Locale) -> None:
    calm = lively.foretold()
    seen = scene(calm, locale)
    working = replace(seen, estate=replace(calm, activity=Activity(live=(RUNNING,))))
    found = foreseen(seen.estate, seen.policy, seen.pool, tallies(seen))
    sick = Proposal(HEAL, "api", notice("proposal.heal", pool="api", n=1, names="api-gra-002"))
    keys = resolve({})
    for now, offered in ((seen, True), (working, False)):
        able = circumstances(*now.live)
        bar = text_of(keybar(now, able, keys, ScreenName.OVERVIEW, 120))
        assert (f" b {locale.verb(BURST, 'title')} " in bar) is offered
        assert (f" s {locale.verb(SCALE, 'title')} " in bar) is offered
        [advised] = advice.lines(now, found, able, keys, 120, low=True)
        assert (f" n {locale.text('action.advice.take')} " in text_of(advised)) is offered
        [healed] = proposals.lines(now, [sick], able, keys, 120)
        assert (f" h {locale.verb(HEAL, 'title')} " in text_of(healed)) is offered


async def test_pressed_all_the_same_it_says_who_holds_the_pool_and_opens_nothing(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.bursting())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.on_top is not None)
        await pilot.press("b")
        await until(pilot, lambda: any(RUNNING.id in note.message for note in app._notifications))
        assert app.screen is app.on_top
