"""The rows of the instances' table: those of a pool that a filter lets through, in order.

Ordering thirty thousand takes longer than a key may: a roster is asked in a thread.
"""

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from console.desk import vitals
from console.desk.muster import Muster, Mustered, Roll
from console.desk.wording import instance_word
from console.model.instance import InstanceCondition
from console.model.naming import natural
from console.tui.scene import Scene

C = InstanceCondition
URGENCY = (
    C.ERROR,
    C.STOPPED,
    C.OUT_OF_SERVICE,
    C.DRAINING,
    C.QUARANTINED,
    C.BUILDING,
    C.READY,
    C.IN_SERVICE,
    C.GONE,
)
SEVERITY = {condition: at for at, condition in enumerate(URGENCY)}
SORTS = ("state", "name", "age", "datacenter")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to see: a pool of an estate, filtered by words, in an order."""

    scene: Scene
    needle: str
    sort: str
    reverse: bool

    def same(self, other: "Wish | None") -> bool:
        """Say whether it leads to the same rows: an estate is asked by its objects, not values."""
        if other is None:
            return False
        mine, its = self.scene, other.scene
        return (
            mine.estate.regions is its.estate.regions
            and _health(mine) is _health(its)
            and mine.pool is its.pool
            and mine.half_minute == its.half_minute
            and (self.needle, self.sort, self.reverse) == (other.needle, other.sort, other.reverse)
        )


class Listed(NamedTuple):
    """The rows, how many there are without the filter, and how many of those are in quarantine."""

    rows: tuple[Mustered, ...]
    total: int
    aside: int = 0


NOTHING = Listed((), 0)


class Roster:
    """Lists one pool, and remembers what is the same the next time. One thread at a time."""

    def __init__(self, muster: Muster) -> None:
        self._muster = muster
        self._ordered: dict[str, tuple[Roll, list[Mustered]]] = {}
        self._rolls: tuple[Roll, ...] = ()
        self._rows: list[Mustered] = []
        self._hay: dict[str, tuple[Mustered, str]] = {}
        self._hays: list[str] = []

    def listed(self, wish: Wish) -> Listed:
        """The rows that match, in order; every sort ends with the name."""
        scene = wish.scene
        rows = self._by_name(scene)
        words = wish.needle.lower().split()
        found = self._matching(words) if words else list(rows)
        if wish.sort == "state":
            found.sort(key=lambda row: SEVERITY[row.condition])
        elif wish.sort == "age":
            found.sort(key=lambda row: row.instance.created_at, reverse=True)
        elif wish.sort == "datacenter":
            places = {region: place_of(scene, region) for region in scene.estate.regions}
            found.sort(key=lambda row: places[row.instance.region])
        if wish.reverse:
            found.reverse()
        return Listed(tuple(found), len(rows), sum(len(roll.aside) for roll in self._rolls))

    def _by_name(self, scene: Scene) -> list[Mustered]:
        """Every instance of the pool, and what is in quarantine of it.

        Each region is ordered when it changed, then all are merged.
        """
        estate, pool = scene.estate, scene.pool
        rolls = tuple(
            roll for region in estate.regions if (roll := self._muster.roll(estate, pool, region))
        )
        if len(rolls) == len(self._rolls) and all(map(_is, rolls, self._rolls)):
            return self._rows
        fresh = _fresh(self._rolls, rolls)
        if fresh is not None:
            self._renew(scene, rolls, fresh)
            return self._rows
        parts = {roll.region: self._part(roll) for roll in rolls}
        self._ordered = {roll.region: (roll, parts[roll.region]) for roll in rolls}
        self._rows = sorted(chain.from_iterable(parts.values()), key=_name)
        self._rolls = rolls
        self._gather(scene)
        return self._rows

    def _renew(self, scene: Scene, rolls: tuple[Roll, ...], fresh: dict[str, Mustered]) -> None:
        """Put rows in the place of those they were: the order is the same."""
        self._rows = [fresh.get(row.instance.id, row) for row in self._rows]
        self._rolls = rolls
        said = {number: _hay(scene, row) for number, row in fresh.items()}
        known = self._hay
        moved = any(known[number][1] != hay for number, hay in said.items())
        known |= {number: (row, said[number]) for number, row in fresh.items()}
        if moved:
            self._hays = [known[row.instance.id][1] for row in self._rows]

    def _part(self, roll: Roll) -> list[Mustered]:
        kept = self._ordered.get(roll.region)
        if kept is not None and kept[0] is roll:
            return kept[1]
        return sorted((*roll.members.values(), *roll.aside.values()), key=_name)

    def _matching(self, words: list[str]) -> list[Mustered]:
        """Every word is somewhere in the name, place, state, operation or address."""
        hays = self._hays
        found = [row for row, hay in zip(self._rows, hays, strict=True) if words[0] in hay]
        if len(words) > 1:
            known = self._hay
            found = [row for row in found if all(w in known[row.instance.id][1] for w in words)]
        return found

    def _gather(self, scene: Scene) -> None:
        """What is searched of each row, made before anybody types, and anew where it differs."""
        known, hay = self._hay, {}
        for row in self._rows:
            kept = known.get(row.instance.id)
            if kept is None or kept[0] is not row:
                kept = row, _hay(scene, row)
            hay[row.instance.id] = kept
        self._hay = hay
        self._hays = [hay[row.instance.id][1] for row in self._rows]


def place_of(scene: Scene, region: str) -> str:
    """The code of a region's datacenter; the region's own name where the settings know none."""
    return scene.policy.place(region)


def _health(scene: Scene) -> dict[str, bool]:
    return vitals.health(scene.estate, scene.pool_name)


def state_of(scene: Scene, row: Mustered) -> str:
    """What an instance does, in words."""
    return instance_word(row, scene.estate, scene.pool_name, scene.locale)


def _hay(scene: Scene, row: Mustered) -> str:
    instance = row.instance
    parts = (
        instance.name,
        instance.id,
        place_of(scene, instance.region),
        instance.region,
        instance.status,
        state_of(scene, row),
        instance.operation or "",
        *instance.addresses,
    )
    return " ".join(parts).lower()


def _fresh(before: tuple[Roll, ...], now: tuple[Roll, ...]) -> dict[str, Mustered] | None:
    """The rows by id that are others than before; None where any came, went, or has another name.

    Most of what a source tells is of instances that are listed: to order all of them anew for
    one that went from building to active takes four times as long as to put it in its place.
    """
    if [roll.region for roll in before] != [roll.region for roll in now]:
        return None
    found: dict[str, Mustered] = {}
    for old, new in zip(before, now, strict=True):
        for was, rows in ((old.members, new.members), (old.aside, new.aside)):
            if old is new:
                continue
            if was.keys() != rows.keys():
                return None
            others = {number: row for number, row in rows.items() if was[number] is not row}
            if any(_name(was[number]) != _name(row) for number, row in others.items()):
                return None
            found |= others
    return found


def _name(row: Mustered) -> str:
    return natural(row.instance.name)


def _is(one: object, other: object) -> bool:
    return one is other
