"""The pure side: keys, keymaps, themes, figures, and what is said when nothing is known."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import fakes
import lively
import pytest
from asking import asking
from textual.binding import Binding

from console.desk import census
from console.desk.foresight import foreseen
from console.desk.muster import Muster, Mustered
from console.kinds import registry
from console.kinds.instances.verbs import BURST
from console.kinds.screen import ScreenName
from console.kinds.verb import Danger
from console.locale import Locale
from console.model.build import BootVolume, Part, UserData
from console.model.estate import Activity, Estate, PoolService, SourceState
from console.model.figure import Freshness, Sample
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.operation import LastPass, OperationState, Phase
from console.model.place import Datacenter
from console.model.pool import PoolBalancer
from console.model.tally import Tally
from console.tui.actions import Circumstances, actions, by_id
from console.tui.chart import Plot, draw, scale_top
from console.tui.formatting import stacked
from console.tui.keymap import resolve
from console.tui.lines import Lines, Role, fit, line, text_of, width
from console.tui.roster import Listed, Roster, Wish, state_of
from console.tui.scene import Scene
from console.tui.spelling import plain_ascii
from console.tui.theme import Palette, read_theme, read_themes, shipped_folder
from console.tui.view import (
    advice,
    banner,
    datacenters,
    events,
    history,
    instances,
    load,
    operations,
    running,
)
from console.tui.view.keybar import keybar
from console.tui.view.plan import preview
from console.tui.widgets.rows import Rows

EN = Locale("en", ZoneInfo("Europe/Paris"))
FR = Locale("fr", ZoneInfo("Europe/Paris"))


def scene(estate: Estate, locale: Locale = EN, **changes: object) -> Scene:
    fields: dict[str, object] = {
        "estate": estate,
        "policy": lively.policy(),
        "locale": locale,
        "estate_name": "ecoledirecte",
        "environment": "production",
        "now": lively.NOW,
        "speed": 1.0,
        "pool_name": "api",
    }
    return Scene(**(fields | changes))  # type: ignore[arg-type]


def tallies(seen: Scene) -> tuple[census.Tally, ...]:
    return census.tallies(seen.estate, seen.policy, seen.pool)


def capacity(seen: Scene, counted: tuple[census.Tally, ...]) -> float | None:
    return census.capacity(seen.estate, seen.pool, counted)


@pytest.mark.parametrize("locale", [EN, FR])
def test_a_preview_shows_what_is_made_within_its_cells(locale: Locale) -> None:
    build = replace(
        lively.pool().build,
        networks=(Part("Ext-Net", id="n1"), Part("vigie-private", id="n2")),
        user_data=UserData("/etc/vigie/api.ps1", "3fa9c01bdeadbeef"),
        server_group=Part("api-apart", id="g1"),
        boot_volume=BootVolume(80, "high-speed"),
    )
    request = asking(BURST, lively.AUTHOR, pool="api", to=300)
    plan = lively.plan("5n6p7q8r", BURST, request=request)
    plan = replace(plan, builds=dict.fromkeys(lively.REGIONS.values(), build))
    seen = scene(lively.steady(), locale)
    shown = preview(seen, plan, 70)
    said = " ".join(text_of(row).strip() for row in shown)
    assert "win-b2-60 · windows-server-2022-api · Ext-Net + vigie-private · " in said
    assert "3fa9c01b" in said
    assert all(width(row) <= 70 for row in shown)
    bare = preview(seen, replace(plan, builds={}), 70)
    assert len(shown) - len(bare) <= 3


def test_nothing_that_changes_the_estate_is_on_a_ctrl_key() -> None:
    assert not [a.id for a in actions() if a.danger is not Danger.NONE and "ctrl" in a.key]


def test_default_keys_do_not_clash() -> None:
    assert resolve({}).problems == ()


def test_no_action_has_a_key_that_the_tables_keep_for_their_cursor() -> None:
    kept = {key for one in Rows.BINDINGS if isinstance(one, Binding) for key in one.key.split(",")}
    assert kept >= {"j", "k"}
    assert not {a.id for a in actions() if set(a.key.split(",")) & kept}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"burst.start": "ctrl+b"}, "tui.keymap.ctrl"),
        ({"burst.start": "enter"}, "tui.keymap.held"),
        ({"burst.start": " "}, "tui.keymap.empty"),
        ({"nope": "z"}, "tui.keymap.unknown"),
        ({"burst.start": "u", "scale.start": "u"}, "tui.keymap.clash"),
        ({"burst.start": "s"}, "tui.keymap.clash"),
    ],
)
def test_keymap_reports_what_it_cannot_grant(wish: dict[str, str], code: str) -> None:
    assert [p.code for p in resolve(wish).problems] == [code]


def test_two_keys_can_be_swapped() -> None:
    keys = resolve({"burst.start": "s", "scale.start": "b"})
    assert keys.problems == ()
    assert (keys.first("burst.start"), keys.first("scale.start")) == ("s", "b")


def test_every_dangerous_action_says_why_it_is_blocked() -> None:
    blocked = Circumstances(blocked=dict.fromkeys(registry.homes(), notice("test.reader")))
    for action in actions():
        why = action.why_not(blocked)
        if action.danger is not Danger.NONE:
            assert why == notice("test.reader")


def test_six_themes_are_shipped_and_whole() -> None:
    themes = read_themes(shipped_folder())
    assert themes.problems == ()
    assert len(themes.found) == 6


def test_bad_theme_is_a_notice_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('name = "broken"\n')
    colours = "\n".join(f'{n} = "#123456"' for n in Palette.__struct_fields__)
    (tmp_path / "mine.toml").write_text(f'name = "mine"\n[colors]\n{colours}\n')
    (tmp_path / "odd.toml").write_text(
        f'name = "odd"\n[colors]\n{colours}\n'.replace('ink = "#123456"', 'ink = "reddish"', 1)
    )
    themes = read_themes(tmp_path)
    assert set(themes.found) == {"mine"}
    assert [p.values["file"] for p in themes.problems] == ["broken.toml", "odd.toml"]
    with pytest.raises(ValueError, match="colors"):
        read_theme(tmp_path / "odd.toml")


def test_unknown_is_never_zero() -> None:
    empty = scene(Estate(at=lively.NOW))
    counted = tallies(empty)
    assert capacity(empty, counted) is None
    assert "Unknown" in text_of(load.sentence(empty, counted, 100))
    assert "not listed yet" in text_of(datacenters.row(empty, counted[0], 76))
    blind = scene(lively.steady(health={}))
    assert all(t.serving is None for t in tallies(blind))
    assert capacity(blind, tallies(blind)) is None


def test_partly_listed_estate_has_no_capacity() -> None:
    regions = dict(lively.steady().regions)
    del regions["SBG5"]
    partly = scene(lively.steady(regions=regions))
    assert capacity(partly, tallies(partly)) is None


def test_capacity_counts_what_is_in_service() -> None:
    now = scene(lively.steady())
    assert capacity(now, tallies(now)) == 30 * 21000


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SourceState("journal", Freshness.FRESH, succeeded_at=lively.NOW), "Nothing"),
        (SourceState("journal", Freshness.STALE, succeeded_at=lively.NOW), "last answered at"),
        (SourceState("journal", Freshness.UNKNOWN, failure=notice("test.lost")), "does not answer"),
        (SourceState("journal", Freshness.UNKNOWN), "is being read"),
    ],
)
def test_that_nothing_runs_is_said_only_where_the_journal_says_so(
    state: SourceState, said: str
) -> None:
    empty = lively.steady(sources={"journal": state}, activity=Activity())
    now = scene(empty)
    for shown in (running.panel(now, 60, 6), running.compact(now, 60, 2), events.panel(now, 60, 4)):
        text = " ".join(text_of(each) for each in shown)
        assert said in text
        assert ("Nothing" in text) is (said == "Nothing")
        assert "worker" not in text or said == "Nothing"


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("cells", [40, 60, 80, 100, 120, 200])
def test_nothing_is_wider_than_its_room(locale: Locale, cells: int) -> None:
    now = scene(lively.bursting(), locale)
    counted = tallies(now)
    drawn = [
        banner.banner(now, cells),
        load.sentence(now, counted, cells),
        *running.panel(now, cells, 12),
        *(datacenters.row(now, t, cells) for t in counted),
        *history.chart(now, cells, 12),
    ]
    assert max(width(item) for item in drawn) <= cells


@pytest.mark.parametrize("cells", [60, 100])
def test_an_operation_that_stands_still_says_why_instead_of_when_it_ends(cells: int) -> None:
    full = notice("worker.no_pass_full", lasting="40 s", path="/var/lib/vigie")
    late = (LastPass("7k3m9qwd", "GRA", 40.0),)
    still = replace(lively.worker(), passes=late, stalled=full)
    found = lively.bursting()
    (operation,) = found.activity.live
    assert operation.id in still.operations
    stopped = scene(replace(found, activity=replace(found.activity, workers=(still,))))
    for drawn in (
        running.block(stopped, operation, cells),
        (running.one_line(stopped, operation, 3 * cells),),
    ):
        said = " ".join(text_of(item) for item in drawn)
        assert "No pass for 40 s: the journal's disk is full" in said
    going = scene(found)
    assert "No pass" not in " ".join(text_of(i) for i in running.block(going, operation, cells))


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
def test_banner_at_80_columns_keeps_place_role_and_freshness(locale: Locale) -> None:
    stale = lively.sources(**{"nova:GRA11": lively.Freshness.STALE})
    shown = text_of(banner.banner(scene(lively.steady(sources=stale), locale), 80))
    assert " PRODUCTION " in shown
    assert "member" in shown
    assert "▲ nova 2 min" in shown


@pytest.mark.parametrize("cells", [74, 96, 116])
@pytest.mark.parametrize("locale", [EN, FR])
def test_a_running_operation_on_one_line_says_when_it_ends_and_cuts_no_phase(
    locale: Locale, cells: int
) -> None:
    seen = scene(lively.bursting(), locale)
    shown = text_of(running.one_line(seen, seen.live[0], cells))
    assert "16:44" in shown
    assert "…" not in shown


@pytest.mark.parametrize("cells", range(80, 141))
@pytest.mark.parametrize("locale", [EN, FR])
def test_the_banner_never_cuts_a_source(locale: Locale, cells: int) -> None:
    shown = text_of(banner.banner(scene(lively.steady(), locale), cells))
    assert "…" not in shown


def test_a_number_is_never_cut() -> None:
    shown = text_of(fit(line("errors 0.0213 %"), 11))
    assert shown == "errors…"


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("roll back 300 → 30 done", 20, "roll back 300 → 30 …"),
        ("roll back 300 → 30 done", 19, "roll back 300 → …"),
        ("66/120 in service", 7, "…"),
        ("api-gra-4a5b6c7d-1-2", 19, "api-gra-4a5b6c7d-…"),
    ],
)
def test_a_whole_number_is_told_from_one_that_goes_on(text: str, cells: int, shown: str) -> None:
    assert text_of(fit(line(text), cells)) == shown


def test_ascii_keeps_the_layout() -> None:
    text = "● api 30 → 300 · 61,20 € ▰ é ████"
    assert plain_ascii(text).isascii()
    assert len(plain_ascii(text)) == len(text)


def test_bar_shows_even_one_of_many() -> None:
    parts = ((299, "█", Role.GOOD), (1, "✖", Role.BAD))
    assert "✖" in text_of(stacked(parts, 300, 20))


def test_chart_has_the_asked_size_and_marks_what_is_over_capacity() -> None:
    samples = lively.history().samples
    limit = tuple(Sample(s.at, 630_000.0) for s in samples)
    drawn = draw(Plot(samples, limit), EN, 70, 12)
    assert len(drawn) == 12
    assert any(role is Role.BAD for item in drawn for _, role in item)
    assert scale_top([1_312_000.0]) == 1_500_000.0
    assert scale_top([0.0]) is None


def test_what_is_foreseen_follows_what_was_with_its_limit_and_the_last_moment() -> None:
    seen = scene(lively.foretold())
    counted = tallies(seen)
    advised = foreseen(seen.estate, seen.policy, seen.pool, counted)
    assert advised is not None
    assert advised.advice is not None
    assert advised.advice.late_by is not None
    drawn = history.chart(seen, 98, 12, advised=advised)
    assert [width(item) for item in drawn] == [98] * 12
    rows = [text_of(item)[8:] for item in drawn]
    done = rows.pop()
    assert done.strip("+b ") == ""
    assert {len(row.rpartition("█")[0]) for row in rows[:-1] if "█" in row} == {29}
    assert all(row[30:].count("▏") == 1 for row in rows[:-1])
    assert "▒" in rows[4]
    assert "░" in rows[-2]
    assert any("capacity" in row[30:] and row[40:].count("─") > 20 for row in rows[:-1])
    assert f"▲{EN.clock(advised.advice.late_by)}" in rows[-1]
    assert plain_ascii(text_of(drawn[5])).isascii()


def test_a_last_moment_beyond_the_chart_is_not_marked() -> None:
    seen = scene(lively.foretold(*[460e3] * 12, 900e3))
    advised = foreseen(seen.estate, seen.policy, seen.pool, tallies(seen))
    assert advised is not None
    assert advised.advice is not None
    assert advised.advice.late_by is not None
    assert not any("▲" in text_of(each) for each in history.chart(seen, 98, 12, advised=advised))


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("cells", [80, 130, 220])
def test_the_advice_says_what_to_do_first_and_its_key(locale: Locale, cells: int) -> None:
    seen = scene(lively.foretold(), locale)
    found = foreseen(seen.estate, seen.policy, seen.pool, tallies(seen))
    [said] = advice.lines(seen, found, Circumstances(), resolve({}), cells, low=False)
    text = text_of(said)
    assert width(said) <= cells
    assert text.startswith(" ▲ RBX +")
    assert "GRA +" in text
    assert text.rstrip().endswith(locale.text("action.advice.take"))
    assert any(word in text for word in ("weeks", "semaines")) is (cells == 220)


def test_what_stands_in_the_way_has_a_line_where_there_is_room() -> None:
    seen = scene(lively.foretold(*[9e6] * 4))
    found = foreseen(seen.estate, seen.policy, seen.pool, tallies(seen))
    [_, below] = advice.lines(seen, found, Circumstances(), resolve({}), 200, low=False)
    assert "late: " in text_of(below)
    assert "the pool’s ceiling of 330" in text_of(below)
    assert len(advice.lines(seen, found, Circumstances(), resolve({}), 200, low=True)) == 1


def test_no_advice_is_told_with_its_reason_and_enough_with_nothing() -> None:
    seen = scene(lively.foretold(*[450e3] * 6))
    found = foreseen(seen.estate, seen.policy, seen.pool, tallies(seen))
    assert advice.lines(seen, found, Circumstances(), resolve({}), 120, low=False) == ()
    blind = scene(lively.foretold(loads={}))
    unknown = foreseen(blind.estate, blind.policy, blind.pool, tallies(blind))
    [said] = advice.lines(blind, unknown, Circumstances(), resolve({}), 120, low=False)
    assert "no advice: " in text_of(said)
    unasked = scene(lively.steady(loads={}))
    assert advice.lines(unasked, unknown, Circumstances(), resolve({}), 120, low=False) == ()


def limit_cells(drawn: Lines) -> list[int]:
    """Columns of the plot that show the limit."""
    found = set()
    for item in drawn[:-1]:
        x = 0
        for text, role in item:
            found |= {x + n for n in range(len(text)) if role is Role.LIMIT}
            x += len(text)
    return sorted(n - 8 for n in found)


def test_past_capacity_is_what_was_measured_and_a_gap_stays_one() -> None:
    samples = tuple(replace(s, value=1000.0) for s in lively.history().samples)
    limit = tuple(Sample(s.at, None if 40 <= n < 80 else 630_000.0) for n, s in enumerate(samples))
    shown = limit_cells(draw(Plot(samples, limit), EN, 8 + 121, 12))
    assert shown == [*range(40), *range(80, 121)]
    assert limit_cells(draw(Plot(samples), EN, 8 + 121, 12)) == []


def test_half_listed_estate_does_not_rewrite_the_past() -> None:
    whole, half = scene(lively.bursting()), lively.bursting()
    regions = {"RBX-A": half.regions["RBX-A"]}
    partly = scene(lively.replace(half, regions=regions))
    assert capacity(partly, tallies(partly)) is None
    assert history.chart(partly, 100, 12) == history.chart(whole, 100, 12)


def test_datacenter_of_two_regions_is_unknown_until_both_are_listed() -> None:
    places = (Datacenter("RBX", "Roubaix", "FR", ("RBX-A", "RBX-B")),)
    now = scene(lively.steady(), policy=lively.policy(datacenters=places))
    assert not tallies(now)[0].known
    assert capacity(now, tallies(now)) is None


def test_a_list_with_records_that_could_not_be_read_is_said_to_be_at_least_so_long() -> None:
    estate = lively.bursting()
    regions = dict(estate.regions)
    assert instances.summary(scene(estate), Listed((), 300), "") == "300 instances of api"
    regions["GRA11"] = lively.replace(regions["GRA11"], unreadable=3)
    doubtful = scene(lively.replace(estate, regions=regions))
    assert (
        instances.summary(doubtful, Listed((), 300), "") == "≥300 instances of api · ▲ 3 unreadable"
    )


def test_column_and_instance_behind_a_load_balancer_say_so() -> None:
    named = PoolBalancer("web", 443, ("GRA11",))
    pool = lively.replace(lively.policy().pools["api"], balancers={"GRA": named})
    why = notice("balancer.unread", region="GRA11")
    judged = PoolService({}, {"GRA11": why})
    estate = lively.replace(lively.steady(), service={"api": judged})
    now = scene(estate, policy=lively.policy(pools={"api": pool}))
    titles = {tally.datacenter: datacenters.title(now, tally) for tally in tallies(now)}
    assert titles == {"RBX": "Roubaix", "GRA": "Gravelines · LB", "SBG": "Strasbourg"}
    one = next(i for i in estate.regions["GRA11"].instances if i.status is InstanceStatus.ACTIVE)
    row = Mustered(one, None, one.condition(None))
    shown = "\n".join(text_of(each) for each in instances.details(now, row, (), 90))
    assert "member    unknown" in shown
    assert EN.notice(why) in shown
    assert state_of(now, row) == EN.text("condition.unmeasured")


@pytest.mark.parametrize(
    ("locale", "title", "state"),
    [
        (EN, "29 instances of api · 1 in quarantine", "in quarantine"),
        (FR, "29 instances d’api · 1 en quarantaine", "en quarantaine"),
    ],
)
def test_what_is_in_quarantine_is_a_row_that_counts_nowhere(
    locale: Locale, title: str, state: str
) -> None:
    estate = lively.steady()
    view = estate.regions["GRA11"]
    word = "7k3m9qwd 2026-11-29T16:00:00+00:00"
    kept = replace(view.instances[2], metadata={"vigie.pool": "api", "vigie.quarantine": word})
    some = tuple(kept if one.id == kept.id else one for one in view.instances)
    estate = replace(estate, regions={**estate.regions, "GRA11": replace(view, instances=some)})
    now = scene(estate, locale)
    listed = Roster(Muster(600.0)).listed(Wish(now, "", "state", reverse=False))
    assert instances.summary(now, listed, "") == title
    [row] = [one for one in listed.rows if one.instance is kept]
    assert listed.rows[0] is row  # whoever has a post-mortem to do finds it at once
    assert state in text_of(instances.row_line(now, row, 90))
    said = " ".join(text_of(each).strip() for each in instances.details(now, row, (), 44))
    assert "7k3m9qwd" in said
    assert locale.day(kept.quarantine.until) in said
    whole = census.total(tallies(now))
    assert whole is not None
    assert whole.size == 29


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("cells", [80, 100, 120, 200])
def test_the_footer_names_the_help_whatever_has_no_room(cells: int, locale: Locale) -> None:
    now, keys = scene(lively.bursting(), locale), resolve({})
    for here in ScreenName:
        told = text_of(keybar(now, Circumstances(), keys, here, cells))
        assert f"? {locale.text('action.help.open')}" in told, here
        assert len(told) <= cells, here


@pytest.mark.parametrize("locale", [EN, FR])
def test_what_is_left_of_a_quota_is_whole_however_narrow(locale: Locale) -> None:
    tally = Tally("RBX", "Roubaix", known=True, room=1380, euro_per_hour=Decimal("98.40"))
    for cells in range(22, 60):
        shown = text_of(datacenters.column(scene(lively.steady(), locale), tally, cells)[-1])
        assert "380" in shown
        assert "98" in shown
        assert "…" not in shown


@pytest.mark.parametrize("locale", [EN, FR])
def test_neighbours_say_what_their_quota_leaves_in_the_same_words(locale: Locale) -> None:
    few = Tally("SBG", "Strasbourg", known=True, room=92, euro_per_hour=Decimal("6.56"))
    many = replace(few, room=138, euro_per_hour=Decimal("98.40"))
    for cells in range(22, 60):
        columns = (
            text_of(datacenters.column(scene(lively.steady(), locale), one, cells)[-1])
            for one in (few, many)
        )
        words = {re.sub(r"[\d., €]+", " ", shown).strip() for shown in columns}
        assert len(words) == 1


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
def test_in_the_smallest_window_an_operation_can_be_stopped_and_taken_back(locale: Locale) -> None:
    now, keys = scene(lively.bursting(), locale), resolve({})
    one = now.live[0]
    ended = replace(one, state=OperationState.STOPPED)
    for about, live, action in ((one, (one,), "operation.stop"), (ended, (), "rollback.start")):
        able = Circumstances(live=live).about(about)
        told = text_of(keybar(now, able, keys, ScreenName.OVERVIEW, cells=80))
        assert f" {locale.text(by_id()[action].title_key)} " in told


def test_why_something_failed_is_seen_before_all_else_of_an_operation() -> None:
    now = scene(lively.bursting())
    failing = next(o for o in now.live if o.phases)
    why = notice("test.quota")
    (made, *_) = fakes.FakeJournal((failing,)).changes(failing.id)
    change = replace(made, phase=Phase.FAILED, why=why)
    told = [text_of(each) for each in operations.details(now, failing, (change,), (), 76)]
    at = next(n for n, row in enumerate(told) if "Gravelines has room for 25 more" in row)
    assert at < 6
    assert at < next(n for n, row in enumerate(told) if row.startswith("asked by"))
