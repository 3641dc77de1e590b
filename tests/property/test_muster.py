"""A muster that is kept from one estate to the next says what one that begins anew says."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelled import POLICY, POOL

from console.desk.muster import Muster, Roll
from console.locale import Locale
from console.model.estate import Estate, RegionView
from console.model.instance import POOL_KEY, QUARANTINE_KEY, Instance, InstanceStatus
from console.tui.roster import SEVERITY, SORTS, Roster, Wish
from console.tui.scene import Scene

AT = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
REGION = "GRA11"
EMPTY = Estate(AT, regions={REGION: RegionView(REGION, (), AT)})
numbers = st.integers(0, 11)
statuses = st.sampled_from(InstanceStatus)
edits = st.one_of(
    st.tuples(st.just("put"), numbers, statuses, st.sampled_from(["api", "web"])),
    st.tuples(st.just("aside"), numbers, st.sampled_from(["aaaa1111 soon", None])),
    st.tuples(st.just("drop"), numbers),
    st.tuples(st.just("named"), numbers, st.sampled_from(["api", "other"])),
    st.tuples(st.just("health"), numbers, st.sampled_from([True, False, None])),
    st.tuples(st.just("copy"), numbers),
    st.tuples(st.just("later"), st.integers(0, 700)),
)


def edited(before: Estate, edit: tuple[object, ...]) -> Estate:
    """The estate after one thing has changed in it."""
    view = before.regions[REGION]
    kind, number = edit[0], edit[1]
    if kind == "health":
        health = dict(before.health.get("api", {}))
        health.pop(f"api-{number}", None)
        if edit[2] is not None:
            health[f"api-{number}"] = bool(edit[2])
        return replace(before, health={"api": health})
    if kind == "later":
        return replace(before, at=before.at + timedelta(seconds=edit[1]))  # type: ignore[arg-type]
    kept = [i for i in view.instances if i.id != f"id-{number}"]
    if kind == "put":
        kept.append(
            Instance(
                f"id-{number}", f"api-{number}", REGION, edit[2], AT, AT, flavor=f"b2-{number % 3}",
                metadata={POOL_KEY: str(edit[3])},
            )
        )  # fmt: skip
    elif kind == "aside":
        kept = [marked(i, edit[2]) if i.id == f"id-{number}" else i for i in view.instances]
    elif kind == "named":
        name = f"{edit[2]}-{number}"
        kept = [replace(i, name=name) if i.id == f"id-{number}" else i for i in view.instances]
    elif kind == "copy":
        kept = [replace(i, updated_at=i.updated_at + timedelta(1)) for i in view.instances]
    return replace(before, regions={REGION: RegionView(REGION, tuple(kept), AT)})


def marked(one: Instance, word: object) -> Instance:
    """An instance that is put in quarantine, or taken out of it."""
    words = {key: value for key, value in one.metadata.items() if key != QUARANTINE_KEY}
    return replace(one, metadata=words if word is None else {**words, QUARANTINE_KEY: str(word)})


def told(roll: Roll | None) -> tuple[object, ...] | None:
    if roll is None:
        return None
    members = {number: tuple(member) for number, member in roll.members.items()}
    aside = {number: tuple(member) for number, member in roll.aside.items()}
    return members, dict(roll.by), dict(roll.flavors), aside


@given(st.lists(edits, max_size=40))
def test_what_is_kept_equals_what_is_counted_anew(changes: list[tuple[object, ...]]) -> None:
    muster, now = Muster(600.0), EMPTY
    for change in changes:
        now = edited(now, change)
        roll = muster.roll(now, POOL, REGION)
        assert roll is not None
        assert told(roll) == told(Muster(600.0).roll(now, POOL, REGION))
        assert roll.by == Counter(member.condition for member in roll.members.values())
        there = {i.id for i in now.regions[REGION].instances if i.billed and POOL.claims(i)}
        assert roll.members.keys() | roll.aside.keys() == there
        assert all(POOL.owns(row.instance) for row in roll.members.values())
        assert all(row.instance.quarantine is not None for row in roll.aside.values())
        assert muster.roll(replace(now, at=now.at), POOL, REGION) is roll


def test_a_silent_region_has_no_roll() -> None:
    assert Muster(600.0).roll(Estate(AT), POOL, REGION) is None


def wish(now: Estate, needle: str, sort: str, *, reverse: bool) -> Wish:
    locale = Locale("en", ZoneInfo("Europe/Paris"))
    return Wish(Scene(now, POLICY, locale, "e", "staging", AT, 1.0, "api"), needle, sort, reverse)


@given(
    st.lists(edits, max_size=20),
    st.sampled_from(["", "api", "1", "error", "gra 2", "nowhere"]),
    st.sampled_from(SORTS),
    st.booleans(),
)
def test_a_roster_lists_what_matches_in_order(
    changes: list[tuple[object, ...]], needle: str, sort: str, reverse: bool
) -> None:
    roster, now = Roster(Muster(600.0)), EMPTY
    for change in changes:
        now = edited(now, change)
        roster.listed(wish(now, needle, sort, reverse=reverse))
    listed = roster.listed(wish(now, needle, sort, reverse=reverse))
    rows, total, aside = listed
    mine = [i for i in now.regions[REGION].instances if i.billed and POOL.claims(i)]
    assert total == len(mine)
    assert total - aside == sum(map(POOL.owns, mine))
    assert listed == Roster(Muster(600.0)).listed(wish(now, needle, sort, reverse=reverse))
    in_order = list(reversed(rows)) if reverse else list(rows)
    if sort == "state":
        assert in_order == sorted(in_order, key=lambda r: (SEVERITY[r.condition], r.instance.name))
    elif sort in {"name", "datacenter"}:
        assert in_order == sorted(in_order, key=lambda r: r.instance.name)
    if needle in {"", "api"}:
        assert len(rows) == total
    if needle == "error":
        ill = {i.id for i in mine if i.status is InstanceStatus.ERROR and not i.quarantine}
        assert {row.instance.id for row in rows} >= ill
    if needle == "nowhere":
        assert not rows


@pytest.mark.parametrize(
    ("change", "needle"),
    [
        (("named", 1, "zebra"), ""),
        (("put", 1, InstanceStatus.ERROR, "api"), "error"),
        (("copy", 1), "api"),
        (("aside", 2, "aaaa1111 soon"), ""),
        (("drop", 2), ""),
    ],
)
def test_what_changes_among_many_is_found_and_stands_in_its_place(
    change: tuple[object, ...], needle: str
) -> None:
    roster, now = Roster(Muster(600.0)), EMPTY
    for number in range(5):
        now = edited(now, ("put", number, InstanceStatus.ACTIVE, "api"))
    roster.listed(wish(now, "", "name", reverse=False))
    moved = wish(edited(now, change), needle, "name", reverse=False)
    listed = roster.listed(moved)
    assert listed == Roster(Muster(600.0)).listed(moved)
    names = [row.instance.name for row in listed.rows]
    assert names == sorted(names)
    assert names
