"""The private side, pure: unknown is never zero, and what needs a person comes first."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import lively
import pytest
import roubaix
from asking import asking
from roubaix import GIB, NOW, TB

from console.desk.datastores import StoreTally, paces, stores, totals, urgent_first
from console.desk.machines import clusters, machines, natural
from console.desk.urgency import Level
from console.desk.wording import phase_word
from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.supplies.storage import media
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.locale import Locale
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Event, Phase
from console.model.plan import (
    Plan,
)
from console.model.private import Alarm, Maintenance, Power, PrivateView, Severity
from console.model.resource import DATASTORE, INSTANCE, MACHINE
from console.tui.columns import Column, layout
from console.tui.kept import Kept
from console.tui.lines import Lines, text_of, width
from console.tui.scene import Scene
from console.tui.stored import Stored
from console.tui.view import (
    banner,
    datastore,
    events,
    hosts,
    plan,
    private,
    running,
    storage,
    subject,
    supply,
)
from console.tui.view import machines as machine_views

EN = Locale("en", ZoneInfo("Europe/Paris"))
FR = Locale("fr", ZoneInfo("Europe/Paris"))


def scene(estate: Estate | None = None, locale: Locale = EN, **changes: object) -> Scene:
    fields: dict[str, object] = {
        "estate": estate or roubaix.steady(),
        "policy": roubaix.policy(),
        "locale": locale,
        "estate_name": "ecoledirecte",
        "environment": "production",
        "now": NOW,
        "speed": 1.0,
        "pool_name": "api",
    }
    return Scene(**(fields | changes))  # type: ignore[arg-type]


def tallies(estate: Estate | None = None) -> dict[str, StoreTally]:
    seen = estate or roubaix.steady()
    policy = roubaix.policy().private
    assert seen.private is not None
    assert policy is not None
    found = stores(seen.private, paces(seen.growth), policy, media(seen.supply))
    return {tally.datastore.name: tally for tally in found}


def text(lines: Lines) -> str:
    return "\n".join(text_of(item) for item in lines)


def test_inaccessible_datastore_is_not_available_and_never_zero() -> None:
    tally = tallies()["ssd-000108"]
    shown = text_of(storage.row_line(scene(), tally, 110))
    assert "n/a" in shown
    assert "0 %" not in shown
    assert "0 B" not in shown
    assert storage.bar(tally, 20) == ()
    assert tally.level is Level.ACT
    seen = roubaix.view()
    page = text(datastore.details(scene(), seen, tally, 60))
    assert "cannot be reached" in page
    assert "0 %" not in page


def test_the_sums_leave_out_what_cannot_be_reached_and_say_so() -> None:
    found = totals(tuple(tallies().values()))
    assert found.count == 12
    assert found.unknown == 1
    assert found.capacity_bytes == (7 * 3 + 2 * 6 + 2 * 3) * TB
    assert (
        storage.title(scene(), found) == "12 datastores · 24.2\u00a0TB of 39\u00a0TB · 1 n/a · ✖ 3"
    )


def test_a_host_that_lacks_a_datastore_is_an_alarm_with_its_name() -> None:
    tally = tallies()["ssd-000106"]
    assert tally.level is Level.ACT
    assert "✖ 2/3" in text_of(storage.row_line(scene(), tally, 80))
    page = text(datastore.details(scene(), roubaix.view(), tally, 60))
    assert "esx-3.roubaix.example: not mounted (permission denied)" in page


def test_host_in_maintenance_is_not_missed() -> None:
    resting = tuple(replace(h, in_maintenance=h.id == "host-3") for h in roubaix.HOSTS)
    tally = tallies(roubaix.steady(view=roubaix.view(hosts=resting)))["ssd-000106"]
    assert tally.missing == ()
    assert "2/2" in text_of(storage.row_line(scene(), tally, 80))


def test_days_until_full_come_from_the_samples_and_are_unknown_without_them() -> None:
    found = tallies()
    assert found["ssd-000103"].days_left == pytest.approx(120e9 / (0.018 * 3e12), rel=0.01)
    assert "2 d" in text_of(storage.row_line(scene(), found["ssd-000103"], 80))
    shrinking = storage.row_line(scene(), found["nfs-000203"], 80)
    assert " — " in text_of(shrinking)
    blind = tallies(roubaix.steady(growth={}))["ssd-000103"]
    assert blind.days_left is None
    assert "n/a" in text_of(storage.row_line(scene(), blind, 80))


def test_what_needs_a_person_comes_before_what_is_merely_full() -> None:
    found = tuple(tallies().values())
    assert [t.datastore.name for t in found][:3] == ["ssd-000108", "ssd-000103", "ssd-000106"]
    few = roubaix.view(
        datastores=(roubaix.store(1, 0.85), roubaix.store(6, 0.2), roubaix.store(2, 0.5))
    )
    ordered = urgent_first(tuple(tallies(roubaix.steady(view=few, growth={})).values()))
    assert ordered[0].datastore.name == "ssd-000106"


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("full", "ssd-000108"),
        ("days", "ssd-000103"),
        ("free", "ssd-000108"),
        ("name", "nfs-000201"),
    ],
)
def test_sorts(sort: str, first: str) -> None:
    found = storage.listed(scene(), tuple(tallies().values()), "", sort, reverse=False)
    assert found[0].datastore.name == first
    turned = storage.listed(scene(), tuple(tallies().values()), "", sort, reverse=True)
    assert turned == tuple(reversed(found))


def test_filter_finds_by_kind_and_by_what_is_wrong() -> None:
    found = tuple(tallies().values())
    assert len(storage.listed(scene(), found, "hdd", "full", reverse=False)) == 4
    broken = storage.listed(scene(), found, "reached", "full", reverse=False)
    assert [t.datastore.name for t in broken] == ["ssd-000108"]


def test_panel_counts_what_it_cannot_show_and_marks_the_worst_of_it() -> None:
    found = tuple(tallies().values())
    shown = storage.panel(scene(), found, 76, 3)
    assert len(shown) == 3
    assert text_of(shown[-1]).strip() == "✖ and 10 more"
    assert len(storage.panel(scene(), found, 76, 1)) == 1


def test_maintenance_and_alarms_are_watched() -> None:
    seen = roubaix.view(
        datastores=(roubaix.store(3, 0.2, maintenance=Maintenance.IN), roubaix.store(4, 0.2)),
        alarms=(Alarm("Datastore usage on disk", "datastore-4", Severity.CRITICAL),),
    )
    found = tallies(roubaix.steady(view=seen, growth={}))
    assert found["ssd-000103"].level is Level.WATCH
    assert found["ssd-000104"].level is Level.ACT
    page = text(datastore.details(scene(), seen, found["ssd-000104"], 60))
    assert "Datastore usage on disk" in page


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("cells", [40, 60, 76, 100, 116, 190])
def test_nothing_private_is_wider_than_its_room(locale: Locale, cells: int) -> None:
    now = scene(locale=locale)
    policy, seen = roubaix.policy().private, now.estate.private
    assert policy is not None
    assert seen is not None
    found, places = tuple(tallies().values()), clusters(seen)
    guests = machines(seen, policy, NOW)
    drawn = [
        storage.header(now, "full", cells, reverse=False),
        *(storage.row_line(now, t, cells) for t in found),
        *storage.panel(now, found, cells, 8),
        *datastore.details(now, seen, found[1], cells),
        machine_views.header(now, "name", cells, reverse=True),
        *(machine_views.row_line(now, t, cells) for t in guests),
        *machine_views.details(now, seen, guests[0], cells),
        *(hosts.row_line(now, h, cells) for h in places[0].hosts),
        *hosts.details(now, seen, places, places[0].hosts[0], cells, stores=found),
    ]
    # Below the least widths a line is cut by the table, which pads every line to its own.
    assert max(width(item) for item in drawn) <= max(cells, 76)


def guests(**changes: object) -> PrivateView:
    return roubaix.view(**changes)


def test_machines_that_need_a_person_come_first_and_old_snapshots_are_pointed_at() -> None:
    policy = roubaix.policy().private
    assert policy is not None
    found = machines(guests(), policy, NOW)
    assert found[0].machine.name == "db-2"
    assert found[0].old
    assert "▲ 1 · 9 d" in text_of(machine_views.row_line(scene(), found[0], 100))
    page = text(machine_views.details(scene(), guests(), found[0], 60))
    assert "9 d old" in page
    assert "before upgrade" in page
    assert "stateful: holds data" in page


def test_stateful_machine_that_is_off_is_an_alarm_and_a_site_is_not() -> None:
    policy = roubaix.policy().private
    assert policy is not None
    down = tuple(
        replace(m, power=Power.OFF) if m.name == "db-1" else m for m in guests().virtual_machines
    )
    found = {t.machine.name: t for t in machines(guests(virtual_machines=down), policy, NOW)}
    assert found["db-1"].level is Level.ACT
    assert found["site-4"].level is Level.FINE
    assert machine_views.mark(found["site-4"])[0] == "○"


def test_load_of_a_machine_is_of_what_its_vcpus_can_take() -> None:
    policy = roubaix.policy().private
    assert policy is not None
    found = {t.machine.name: t for t in machines(guests(), policy, NOW)}
    assert found["db-1"].cpu == pytest.approx(0.45)
    lost = replace(guests().virtual_machines[0], host_id=None)
    alone = machines(guests(virtual_machines=(lost,)), policy, NOW)[0]
    assert alone.cpu is None
    assert "n/a" in text_of(machine_views.row_line(scene(), alone, 100))


def test_cluster_use_counts_hosts_in_service_and_is_unknown_when_one_is() -> None:
    whole = clusters(guests())[0]
    assert whole.memory == pytest.approx((300 + 270 + 170) / (3 * 512))
    blind = tuple(replace(h, cpu_used_mhz=None) for h in roubaix.HOSTS)
    assert clusters(guests(hosts=blind))[0].cpu is None
    gone = tuple(replace(h, connected=h.id != "host-2") for h in roubaix.HOSTS)
    found = clusters(guests(hosts=gone))[0]
    assert hosts.listed((found,))[0].host.id == "host-2"
    assert "disconnected" in text_of(hosts.row_line(scene(), found.hosts[1], 80))


def test_host_says_which_datastores_it_lacks() -> None:
    places, found = clusters(guests()), tuple(tallies().values())
    page = text(hosts.details(scene(), guests(), places, places[0].hosts[2], 60, stores=found))
    assert "cannot use 2 datastores: ssd-000108, ssd-000106" in page


def test_numbers_in_names_sort_as_numbers() -> None:
    assert sorted(["db-10", "db-2", "7", "db"], key=natural) == ["7", "db", "db-2", "db-10"]


def test_unknown_private_cloud_says_why_there_is_nothing() -> None:
    said = text(private.absence(scene(lively.steady()), 70))
    assert "has not answered yet" in said
    failing = lively.steady(sources=roubaix.sources(vcenter=Freshness.UNKNOWN))
    said = text(private.absence(scene(failing), 70))
    assert "never answered" in said
    assert "vcenter does not answer" in said
    none = text(private.absence(scene(lively.steady(), policy=lively.policy()), 70))
    assert "No private cloud is configured" in none


def test_stale_figures_stay_and_say_since_when() -> None:
    stale = roubaix.steady(sources=roubaix.sources(vcenter=Freshness.STALE))
    assert private.titled(scene(stale), "12 datastores").endswith("▲ stale since 16:31, 11 min")
    assert private.absence(scene(stale), 70) == ()
    assert private.titled(scene(), "12 datastores") == "12 datastores"


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
def test_titles_say_what_an_operation_does(locale: Locale) -> None:
    now = scene(locale=locale)
    adding, sizing = roubaix.busy().activity.live
    added, sized = subject.title(now, adding.plan), subject.title(now, sizing.plan)
    if locale is EN:
        assert (added, sized) == (
            "add datastores 12 → 22",
            "resize db-1 8 → 16 vCPU · 64 → 128\u00a0GB",
        )
    else:
        assert (added, sized) == (
            "ajout datastores 12 → 22",
            "taille de db-1 8 → 16 vCPU · 64 → 128\u00a0Go",
        )


def test_phases_are_in_the_words_of_what_they_are_about() -> None:
    adding, sizing = roubaix.busy().activity.live
    shown = text(running.block(scene(), adding, 60))
    assert "failed 1 · mounting 3 · ordered 2" in shown
    assert "reconfiguring" in text(running.block(scene(), sizing, 60))
    assert phase_word(INSTANCE, Phase.BUILDING, scene().locale) == "building"


def test_preview_of_a_resize_shows_sizes_and_what_undoing_takes() -> None:
    request = asking(VM_RESIZE, roubaix.AUTHOR, machine="db-1", vcpus=16)
    made = roubaix.planned(request, roubaix.steady())
    assert isinstance(made, Plan)
    shown = text(plan.preview(scene(), made, 70))
    assert "vCPU" in shown
    assert "16" in shown
    assert "price unknown" not in shown
    assert "↺" in shown


def test_preview_of_an_addition_shows_month_stock_and_what_is_irreversible() -> None:
    request = asking(DATASTORE_ADD, roubaix.AUTHOR, count=10, offer="ssd-3000-GB")
    made = roubaix.planned(request, roubaix.steady())
    assert isinstance(made, Plan)
    shown = text(plan.preview(scene(), made, 70))
    assert "/month" in shown
    assert "stock" in shown
    assert "✖" in shown


def test_offers_are_proposed_as_they_are_held_and_can_be_had() -> None:
    estate = roubaix.steady()
    found = supply.offered(estate, DATASTORE, ssd=True)
    assert found[supply.proposed(estate, found)].name == "ssd-3000-GB"
    assert "14 in stock" in text_of(supply.offer_line(scene(), found[0]))
    assert supply.offered(lively.steady(), DATASTORE) == ()


def test_banner_says_what_the_private_accounts_may_not() -> None:
    blocked = {MACHINE: notice("test.reader"), DATASTORE: notice("test.reader")}
    shown = text_of(banner.banner(scene(blocked=blocked), 140))
    assert " PRIVATE CLOUD READ-ONLY " in shown
    orders = {DATASTORE: notice("test.reader")}
    assert " NO ORDERS " in text_of(banner.banner(scene(blocked=orders), 140))
    unread = scene(lively.steady(), blocked=blocked)
    assert "READ-ONLY" not in text_of(banner.banner(unread, 140))
    stale = roubaix.steady(sources=roubaix.sources(vcenter=Freshness.STALE))
    assert "▲ vcenter 11 min" in text_of(banner.banner(scene(stale), 80))


def removal(seq: int, name: str) -> Event:
    said = notice("test.removal", name=name)
    return Event(seq, NOW, "9c4d2abc", "delete.asked", said, "worker")


def test_removals_of_a_rollback_are_one_line_and_failures_are_not_folded() -> None:
    many = tuple(removal(n, f"api-{n}") for n in range(1, 41))
    failed = tuple(
        Event(50 + n, NOW, "9c4d2abc", "change.failed", notice("test.quota"), "worker")
        for n in range(2)
    )
    now = scene(lively.steady(activity=lively.Activity(events=(*many, *failed))))
    shown = [text_of(item) for item in events.panel(now, 70, 10)]
    assert sum("api-" in item for item in shown) == 1
    assert any("40 × Removal of api-…" in item for item in shown), "none stands for all"
    assert sum("Gravelines has room" in item for item in shown) == 2


def test_nothing_is_computed_again_for_the_same_objects() -> None:
    kept, now = Stored(), scene()
    first = kept.of(now)
    assert kept.of(replace(now, estate=replace(now.estate, loads={}))) is first
    moved = replace(now.estate, private=roubaix.view())
    assert kept.of(replace(now, estate=moved)) is not first
    values: Kept[int] = Kept()
    assert values.of("a", compute=lambda: 1) == 1
    assert values.of("a", compute=lambda: 2) == 1


def test_columns_that_do_not_fit_are_left_out_the_least_telling_first() -> None:
    wanted = (Column("name", 10, most=20), Column("more", 8, rank=2), Column("kind", 6, rank=1))
    assert [c.name for c, _ in layout(wanted, 40)] == ["name", "more", "kind"]
    assert [c.name for c, _ in layout(wanted, 22)] == ["name", "kind"]
    assert [(c.name, n) for c, n in layout(wanted, 14)] == [("name", 12)]


@pytest.mark.parametrize(("count", "said"), [(0.3, "7 h"), (2.9, "2 d"), (400.0, "> 1 y")])
def test_days_are_rounded_down(count: float, said: str) -> None:
    assert EN.days(count) == said


def test_memory_is_binary_and_storage_decimal() -> None:
    assert EN.memory(64 * GIB) == "64\u00a0GB"
    assert EN.size(3 * TB) == "3\u00a0TB"
    assert FR.size(2_880_000_000_000) == "2,88\u00a0To"
