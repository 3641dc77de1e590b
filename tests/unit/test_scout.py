"""What could be had where: which quota binds, what is unknown, what hosts refused, the stock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from modelled import POOL, World

from console.desk import scouted, ticketed
from console.desk.raising import without
from console.desk.scout import Hearsay, Scouting, Stock, stocked
from console.desk.scout import scouted as reckoned
from console.desk.ticket import QuotaTicket, ticket
from console.locale import Locale
from console.model.build import BootVolume, Part
from console.model.error import SourceUnreachable
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.fixtures import AffinityGroup, VolumeRoom
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.quota import Allowance
from console.model.stock import QuotaProfile
from console.model.target import PoolTarget
from console.model.trial import RegionAsk, refusals, trials_of
from console.ports import StockReader

PARIS = ZoneInfo("Europe/Paris")
ENGLISH, FRENCH = Locale("en", PARIS), Locale("fr", PARIS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLAVOR = "win-b2-60"


@dataclass
class Provider:
    """What OVHcloud says; `silent` are the regions where it says nothing."""

    there: dict[str, bool] = field(default_factory=dict)
    sets: tuple[QuotaProfile, ...] = ()
    silent: frozenset[str] = frozenset()
    hand: bool | None = False

    def in_stock(self, region: str) -> Mapping[str, bool]:
        if region in self.silent:
            raise SourceUnreachable(notice("ovhcloud.refused", call="GET", status=403, text="no"))
        return {FLAVOR: self.there[region]} if region in self.there else {}

    def profiles(self, region: str) -> tuple[QuotaProfile, ...]:
        self.in_stock(region)
        return self.sets

    def by_hand(self) -> bool | None:
        return self.hand


def scouting(
    world: World,
    *,
    to: int = 300,
    estate: Estate | None = None,
    asked: Mapping[str, Mapping[str, RegionAsk]] | None = None,
    stock: Stock | None = None,
    datacenters: tuple[str, ...] = (),
) -> Scouting:
    heard = Hearsay(world.now, PARIS, asked or {}, stock or {})
    seen = world.estate() if estate is None else estate
    return reckoned(seen, world.policy, ("api", to, datacenters), heard)


def by_region(found: Scouting) -> dict[str, tuple[int, int | None]]:
    return {one.region: (one.least, one.most) for one in found.prospects}


# Quotas ----------------------------------------------------------------------


def test_each_quota_is_told_in_instances_and_the_tightest_binds() -> None:
    world = World.steady()
    estate = world.estate()
    tight = replace(estate.quotas["GRA11"], cores=Allowance(2080, 2080 - 16 * 7 - 15))
    found = scouting(world, estate=replace(estate, quotas={**estate.quotas, "GRA11": tight}))
    gra = found.prospects[1]
    assert gra.binding is not None
    assert (gra.binding.resource, gra.binding.fits, gra.most) == ("cores", 7, 7)
    room = {name: limit.fits for name, limit in scouted.limits(gra).items()}
    assert room == {"instances": 120, "cores": 7, "memory": 120, "ports": 990, "addresses": 990}
    assert scouted.fits(gra, "cores", ENGLISH) == f"7{scouted.BINDS}"
    assert scouted.fits(gra, "instances", ENGLISH) == "120"
    assert (gra.standing, gra.serving) == (10, 10)


def test_what_builds_use_besides_is_told_and_what_has_no_limit_binds_nothing() -> None:
    world = World.steady()
    build = replace(POOL.build, server_group=Part("spread"), boot_volume=BootVolume(100, "fast"))
    pool = replace(POOL, build=build)
    world.policy = replace(world.policy, pools={"api": pool})
    stock = {
        region: replace(
            one,
            server_groups=(AffinityGroup("1", "spread", members=6),),
            in_group=10,
            rooms={
                "": VolumeRoom(Allowance(-1, 5), Allowance(5000, 1000)),
                "fast": VolumeRoom(Allowance(20, 5), None),
            },
        )
        for region, one in world.stock().items()
    }
    world.fixtures = stock
    [rbx, *_] = scouting(world).prospects
    shown = {name: scouted.fits(rbx, name, ENGLISH) for name in scouted.limits(rbx)}
    assert shown["group"] == f"4{scouted.BINDS}"
    assert shown["volumes"] == "15"
    assert shown["gigabytes"] == scouted.UNKNOWN, "of one type nobody knows: unknown, and no 40"
    assert rbx.most == 4


def test_the_ceiling_and_the_caps_bound_what_could_be_had() -> None:
    world = World.steady()
    pool = replace(POOL, ceiling=100, shares=(replace(POOL.shares[0], cap=15), *POOL.shares[1:]))
    world.policy = replace(world.policy, pools={"api": pool})
    found = scouting(world, to=300)
    assert found.rest.number == 70
    assert found.prospects[0].most == 3
    assert "guard.ceiling" in {one.code for one in found.short}


# What is unknown --------------------------------------------------------------


def test_a_dark_region_is_unknown_and_never_zero() -> None:
    world = World.steady()
    world.limits = {"RBX-A": 20, "GRA11": 130, "SBG5": 30}
    estate = world.estate()
    state = SourceState("nova:GRA11", Freshness.STALE)
    found = scouting(world, estate=replace(estate, sources={**estate.sources, "nova:GRA11": state}))
    assert found.dark == ("GRA11",)
    assert found.most is None
    gra = found.prospects[1]
    assert (gra.most, scouted.span(gra, ENGLISH)) == (None, "unknown")
    said = scouted.could(found, ENGLISH)
    assert "at most 30 (RBX 8, SBG 22)" in said
    assert "Unknown: GRA11." in said
    assert found.size == 30, "its last list still counts"


def test_a_region_that_was_never_listed_or_whose_quota_was_not_read() -> None:
    world = World.steady()
    estate = world.estate()
    views = {region: view for region, view in estate.regions.items() if region != "SBG5"}
    quotas = {region: one for region, one in estate.quotas.items() if region != "RBX-A"}
    found = scouting(world, estate=replace(estate, regions=views, quotas=quotas))
    rbx, gra, sbg = found.prospects
    assert (rbx.dark, gra.dark, sbg.dark) == (True, False, True)
    assert (sbg.standing, sbg.serving, found.size, found.missing) == (None, None, None, None)
    assert scouted.serving(sbg, ENGLISH) == "–/–"
    assert scouted.fits(rbx, "cores", ENGLISH) == scouted.UNKNOWN
    assert "not known" in scouted.headline(found, ENGLISH)
    assert "270" not in scouted.headline(found, ENGLISH)


def test_what_is_in_service_is_unknown_where_metrics_are_silent() -> None:
    world = World.steady()
    estate = world.estate()
    dark = SourceState("prometheus", Freshness.STALE)
    found = scouting(world, estate=replace(estate, sources={**estate.sources, "prometheus": dark}))
    assert [one.serving for one in found.prospects] == [None, None, None]
    assert scouted.serving(found.prospects[0], ENGLISH) == "–/12"


# Hosts ------------------------------------------------------------------------


def ask(world: World, ago: timedelta, made: int, hostless: int, others: int = 0) -> RegionAsk:
    return RegionAsk(made, hostless + others, world.now - ago, None, hostless)


def test_refusals_older_than_a_success_stand_no_more() -> None:
    world = World.steady()
    asked = {
        "op3": {"GRA11": ask(world, HOUR, 5, 0), "SBG5": ask(world, HOUR, 0, 3)},
        "op2": {"GRA11": ask(world, 30 * HOUR, 0, 4, 1), "SBG5": ask(world, 50 * HOUR, 7, 2)},
        "op1": {"RBX-A": ask(world, 80 * HOUR, 0, 9)},
    }
    rbx, gra, sbg = scouting(world, asked=asked).prospects
    assert rbx.refusals is None, "four days ago says nothing of now"
    assert gra.refusals is not None
    assert sbg.refusals is not None
    assert (gra.refusals.hostless, gra.refusals.others, gra.refusals.made_since) == (4, 1, 5)
    assert gra.refusals.last_at == world.now - 30 * HOUR
    assert not gra.refusals.stands
    assert (sbg.refusals.hostless, sbg.refusals.made_since) == (5, 0)
    assert sbg.refusals.stands
    assert "5 came since" in scouted.hosts(gra, ENGLISH)
    assert "nothing came since" in scouted.hosts(sbg, ENGLISH)
    assert "not asked within 3 days" in scouted.hosts(rbx, ENGLISH)


def test_hosts_that_refused_and_gave_nothing_since_are_what_is_short() -> None:
    world = World.steady()
    asked = {"op1": {"SBG5": ask(world, HOUR / 2, 0, 6)}}
    world.limits = {"RBX-A": 20, "GRA11": 12, "SBG5": 90}
    found = scouting(world, asked=asked, stock={"SBG5": {FLAVOR: True}})
    assert found.prospects[2].least == 0, "in stock, says OVHcloud, and hosts have refused since"
    told = [one for one in found.short if one.code == "scout.refused"]
    assert [one.values["region"] for one in told] == ["SBG5"]
    at = (world.now - HOUR / 2).astimezone(PARIS)
    assert told[0].values["at"] == f"{at:%Y-%m-%d %H:%M}"
    assert "guard.hosts_refused" not in {one.code for one in found.short}, "said once"


def test_no_host_is_told_by_the_clouds_words_and_another_fault_is_none() -> None:
    at = datetime(2020, 3, 16, tzinfo=UTC)

    def failed(seq: int, message: str) -> Change:
        why = notice("change.build_failed", message=message)
        base = Change("op", seq, "GRA", "GRA11", f"a{seq}", Desired.PRESENT, Phase.FAILED, at)
        return replace(base, attempts=1, why=why)

    words = (
        "No valid host was found. There are not enough hosts available.",
        "Exceeded maximum number of retries. Exhausted all hosts available for retrying",
        "Failed to allocate the network(s), not rescheduling.",
    )
    found = trials_of([failed(n, said) for n, said in enumerate(words)], at)
    assert (found["GRA11"].failed, found["GRA11"].hostless) == (3, 2)
    [known] = refusals([found], at + HOUR, DAY).values()
    assert (known.hostless, known.others) == (2, 1)


# The provider's stock ----------------------------------------------------------


def test_the_stock_is_the_providers_word_and_a_region_that_is_silent_is_unknown() -> None:
    world = World.steady()
    world.limits = {"RBX-A": 20, "GRA11": 20, "SBG5": 20}
    provider = Provider({"RBX-A": True, "GRA11": False}, silent=frozenset({"SBG5"}))
    found = scouting(world, stock=stocked(provider, world.limits))
    rbx, gra, sbg = found.prospects
    assert (rbx.stock, gra.stock, sbg.stock) == (True, False, None)
    assert by_region(found) == {"RBX-A": (1, 8), "GRA11": (0, 10), "SBG5": (0, 12)}
    assert (found.least, found.most) == (1, 30)
    assert [one.code for one in found.short if one.code == "scout.no_stock"] == ["scout.no_stock"]
    assert scouted.stock(sbg, ENGLISH).startswith("OVHcloud: stock unknown (")
    assert stocked(None, world.limits) == {}
    assert scouting(world).prospects[0].stock is None


def test_nothing_is_short_of_a_size_that_stands() -> None:
    world = World.steady()
    found = scouting(world, to=30, stock={"RBX-A": {FLAVOR: False}})
    assert (found.missing, found.short, found.rest.number) == (0, (), 0)
    assert "30 stand, of 30" in scouted.headline(found, ENGLISH)
    assert scouted.could(found, ENGLISH) == "Nothing more is wanted now."


def test_without_a_target_nothing_is_said_to_be_wanted() -> None:
    found = replace(scouting(World.steady()), usual=True)
    said = [
        scouted.headline(one, locale)
        for one in (found, replace(found, level=30), replace(found, size=None))
        for locale in (ENGLISH, FRENCH)
    ]
    assert "A burst to 300 would take 270 more" in said[0]
    assert all(("no target is open" in one) or ("aucun objectif" in one) for one in said)
    assert not any("wanted" in one or "voulu" in one or "il en faut" in one for one in said)


# The ticket -------------------------------------------------------------------


def drafted(found: Scouting, **more: object) -> QuotaTicket:
    return ticket(found, "66dcb94a", **more)  # type: ignore[arg-type]


def test_the_ticket_wants_what_the_size_takes_with_its_head_room() -> None:
    world = World.steady()
    world.limits = {"RBX-A": 40, "GRA11": 30, "SBG5": 200}
    one = drafted(scouting(world))
    assert [(n.prospect.region, n.size, n.more) for n in one.regions] == [
        ("RBX-A", 120, 108),
        ("GRA11", 105, 95),
        ("SBG5", 75, 67),
    ]
    assert [need.prospect.region for need in one.lacking] == ["RBX-A", "GRA11"]
    rbx = {q.resource: (q.limit, q.used, q.wanted) for q in one.regions[0].quotas}
    assert rbx["instances"] == (40, 12, 12 + 108 + 12)
    assert rbx["cores"] == (640, 192, 192 + 120 * 16)
    assert rbx["memory"] == (40 * 60000, 12 * 60000, 132 * 60000)
    assert "addresses" not in rbx, "that is no quota of the provider's"
    assert {q.resource for q in one.regions[0].short} == {"instances", "cores", "memory"}


def test_what_is_unknown_is_asked_for_by_what_it_is_to_grow_by() -> None:
    world = World.steady()
    estate = world.estate()
    unread = {region: one for region, one in estate.quotas.items() if region != "GRA11"}
    one = drafted(scouting(world, estate=replace(estate, quotas=unread)))
    gra = next(need for need in one.lacking if need.prospect.region == "GRA11")
    instances = gra.quotas[0]
    assert (instances.limit, instances.wanted, instances.more) == (None, None, 95 + 11)
    assert "limit not known to us, 106 more wanted" in ticketed.text(one, ENGLISH)


def test_an_open_target_says_until_when_and_why() -> None:
    world = World.steady()
    world.limits = {"RBX-A": 40, "GRA11": 30, "SBG5": 20}
    until = world.now + 3 * DAY
    target = PoolTarget("t1", "api", 300, world.now, until, "marie", "cli", "schools closed")
    found = replace(scouting(world), target=target)
    one = drafted(found)
    assert (one.until, one.reason) == (until, "schools closed")
    assert drafted(found, reason="other").reason == "other"
    bare = ticketed.text(drafted(replace(found, target=None)), ENGLISH)
    assert "[what for]" in bare
    assert "[date]" in bare


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (ENGLISH, ("higher quotas in RBX-A, GRA11, SBG5", "limit 40, in use 12, wanted 132")),
        (
            FRENCH,
            ("relèvement des quotas à RBX-A, GRA11, SBG5", "limite 40, utilisé 12, voulu 132"),
        ),
    ],
    ids=["en", "fr"],
)
def test_its_text_in_both_languages(locale: Locale, words: tuple[str, ...]) -> None:
    world = World.steady()
    world.limits = {"RBX-A": 40, "GRA11": 30, "SBG5": 20}
    asked = {"op1": {"SBG5": ask(world, HOUR, 0, 6)}}
    stock: Stock = {"GRA11": {FLAVOR: False}}
    found = scouting(world, asked=asked, stock=stock)
    text = ticketed.text(drafted(found, until=world.now + 3 * DAY, reason="covid"), locale)
    for said in (*words, "66dcb94a", "covid", "SBG5", "No valid host was found"):
        assert said in text
    assert "None" not in text
    assert scouted.UNKNOWN not in text


def test_hosts_alone_are_a_ticket_too_and_nothing_is_none() -> None:
    world = World.steady()
    world.limits = dict.fromkeys(world.limits, 1000)
    one = drafted(scouting(world))
    assert not one.needed
    asked = {"op1": {"SBG5": ask(world, HOUR, 0, 6)}}
    one = drafted(scouting(world, asked=asked))
    assert one.needed
    assert one.lacking == ()
    assert "capacity in SBG5" in ticketed.subject(one, ENGLISH)


# Without a ticket -------------------------------------------------------------


def calls(provider: StockReader | None, world: World) -> list[str]:
    return list(without(drafted(scouting(world)), provider, ENGLISH))


def test_the_smallest_quotas_that_do_are_named_and_none_is_asked_for() -> None:
    world = World.steady()
    world.limits = {"RBX-A": 40, "GRA11": 1000, "SBG5": 1000}
    sets = (QuotaProfile("50vms", 50, 800), QuotaProfile("200vms", 200, 3200))
    [said] = calls(Provider(sets=sets), world)
    assert "the quotas 200vms (200 instances" in said
    assert "POST /cloud/project/66dcb94a/region/RBX-A/quota" in said
    [said] = calls(Provider(sets=sets[:1]), world)
    assert "50vms at most" in said
    [said] = calls(Provider(sets=(QuotaProfile("20vms", 20, 320),)), world)
    assert "no larger quotas" in said
    said, by_hand = calls(Provider(sets=sets, hand=True), world)
    assert "manualQuota" in by_hand


def test_who_cannot_be_asked_is_said() -> None:
    world = World.steady()
    world.limits = {"RBX-A": 40, "GRA11": 1000, "SBG5": 1000}
    [said] = calls(None, world)
    assert "[ovhcloud]" in said
    [said] = calls(Provider(silent=frozenset({"RBX-A"})), world)
    assert "is not known" in said
