"""What stands beside servers, behind its port: ports and volumes, some of which stay behind.

Neutron deletes a port whoever has it; Cinder deletes no volume that it holds to be attached,
to a server that is gone neither.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from clouds import Server, when
from moments import Moments
from weather import CARRIED_OUT, FOREVER, UNANSWERED, Weather, error

from console.model.error import CallRefused, NotFound, SourceError
from console.model.leftover import Belonging, BelongingsView, LeftoverSort
from console.model.notice import Notice, notice
from console.ports import Receipt

SERVICES = {
    LeftoverSort.PORT: "neutron",
    LeftoverSort.VOLUME: "cinder",
    LeftoverSort.ADDRESS: "neutron",
    LeftoverSort.SNAPSHOT: "cinder",
    LeftoverSort.IMAGE: "glance",
}


@dataclass(slots=True, eq=False)
class Thing:
    """A port or a volume as it is.

    `server` is the one that it was made for, or that somebody has given it to since;
    `operation` made that; `foreign`: it is no operation's.
    """

    id: str
    sort: LeftoverSort
    region: str
    made_at: float
    server: Server | None = None
    operation: str | None = None
    foreign: bool = False
    name: str = ""
    address: str = ""
    image_id: str | None = None
    size_gib: int | None = None
    marked: str | None = None
    stays: bool = True
    """Whether it is there when its server is gone."""
    tied: bool = False
    """Whether it then still names that server."""
    given_at: float = FOREVER
    """Since when it is somebody else's."""
    deleted_at: float = FOREVER
    gone_at: float = FOREVER

    @property
    def source(self) -> str:
        return f"{SERVICES[self.sort]}:{self.region}"

    def stands(self, t: float) -> bool:
        if not self.made_at <= t < self.gone_at:
            return False
        if self.server is None:
            return True
        return not self.server.scheduling and (self.stays or self.held(t))

    def held(self, t: float) -> bool:
        """Whether its server is there."""
        return self.server is not None and self.server.stands(t)

    def seen(self, t: float) -> Belonging:
        """As its list tells of it."""
        names = self.server is not None and (self.held(t) or self.tied)
        status = "active" if self.sort is LeftoverSort.IMAGE else "available"
        if self.sort is LeftoverSort.PORT:
            status = "ACTIVE" if self.held(t) else "DOWN"
        elif self.sort is LeftoverSort.VOLUME:
            status = "deleting" if self.deleted_at <= t else "in-use" if names else "available"
        return Belonging(
            sort=self.sort,
            id=self.id,
            name=self.name,
            region=self.region,
            status=status,
            created_at=when(self.made_at),
            servers=(self.server.id,) if self.server is not None and names else (),
            marked=self.marked,
            image_id=self.image_id,
            size_gib=self.size_gib,
            addresses=(self.address,) if self.address else (),
        )


@dataclass(frozen=True, slots=True)
class Discard:
    """A removal of a port or volume that reached the cloud; `asked_at`: when its call began."""

    t: float
    asked_at: float
    process: str
    thing: Thing
    outcome: str

    @property
    def heard(self) -> bool:
        return self.outcome not in UNANSWERED


@dataclass(slots=True)
class Belongings:
    """The port `BelongingsCloud`. A part of what is made `stay`s behind, by luck of its own."""

    moments: Moments
    weather: Weather
    luck: Random
    point: Callable[[str], None]
    process: Callable[[], str]
    staying: float = 0.0
    tying: float = 0.2
    """Which share of volumes Cinder goes on holding to be attached."""
    image: tuple[str, int] | None = None
    """The image, and the size, of the volumes that servers boot from; None where none do."""
    removal_s: float = 4.0
    late_s: float = 12.0
    things: dict[str, Thing] = field(default_factory=dict)
    discards: list[Discard] = field(default_factory=list)
    read_at: dict[tuple[str, str], float] = field(default_factory=dict)
    """When each process last listed a region."""
    looked_at: dict[tuple[str, str], float] = field(default_factory=dict)
    """When each process last read a thing by its id."""
    on_discard: Callable[[Discard], None] = lambda _discard: None
    serial: int = 0

    # The truth

    def born(self, server: Server) -> None:
        """Each server has a port, and one that boots from a volume that."""
        foreign = server.by != "vigie"
        port = self._new(LeftoverSort.PORT, server.region, server.made_at, foreign=foreign)
        port.server, port.operation, port.address = server, server.operation, server.address
        port.stays, port.tied = self.luck.random() < self.staying, True
        if self.image is None:
            return
        volume = self._new(LeftoverSort.VOLUME, server.region, server.made_at, foreign=foreign)
        volume.server, volume.operation = server, server.operation
        volume.image_id, volume.size_gib = self.image
        volume.stays = self.luck.random() < self.staying
        volume.tied = self.luck.random() < self.tying
        if not (volume.tied or foreign) and self.luck.random() < 0.5:
            volume.marked = server.operation

    def furnish(self, region: str) -> None:
        """What is nobody's that Vigie knows: of routers, loose ones, and what servers left."""
        gone = Server(f"id-gone-{region}", "kiosk", region, {}, 0.0, 0.0, 0.0, gone_at=0.0)
        for sort in (LeftoverSort.PORT, LeftoverSort.VOLUME):
            thing = self._new(sort, region, -7200.0, foreign=True)
            thing.server, thing.tied = gone, True
        for sort in SERVICES:
            for name, marked in (("", None), ("theirs", None), ("", "zz999999")):
                thing = self._new(sort, region, -7200.0, foreign=True)
                thing.name = name
                thing.marked = None if sort is LeftoverSort.PORT else marked
        alike = self._new(LeftoverSort.VOLUME, region, 5.0, foreign=True)
        alike.image_id, alike.size_gib = self.image or ("i-other", 40)

    def standing(self) -> list[Thing]:
        """What is there now."""
        return [thing for thing in self.things.values() if thing.stands(self.moments.t)]

    def left(self) -> list[Thing]:
        """What stands though its server is gone."""
        t = self.moments.t
        return [one for one in self.standing() if one.server is not None and not one.held(t)]

    def give(self, thing: Thing, server: Server) -> None:
        """Somebody takes what was left for a server of theirs."""
        thing.server, thing.foreign, thing.given_at = server, True, self.moments.t

    def occupy(self, region: str, address: str) -> None:
        """Somebody's port has an address that was another's."""
        self._new(LeftoverSort.PORT, region, self.moments.t, foreign=True).address = address

    # The port

    def belongings(self, region: str) -> BelongingsView:
        self.point(f"belongings {region}")
        self.read_at[self.process(), region] = self.moments.t
        found: list[Belonging] = []
        unread: dict[LeftoverSort, Notice] = {}
        unreadable: dict[LeftoverSort, int] = {}
        for sort, service in SERVICES.items():
            try:
                self.weather.read(f"{service}:{region}", "belongings")
            except SourceError as lost:
                unread[sort] = lost.notice
                continue
            t = self.moments.t
            seen = [o.seen(t) for o in self.standing() if (o.sort, o.region) == (sort, region)]
            if seen and self.weather.spell(f"{service}:{region}", "unreadable"):
                seen, unreadable[sort] = seen[:-1], 1
            found += seen
        return BelongingsView(region, tuple(found), unread, unreadable)

    def belonging(self, region: str, sort: LeftoverSort, number: str) -> Belonging:
        self.weather.read(f"{SERVICES[sort]}:{region}", "belongings")
        self.looked_at[self.process(), number] = self.moments.t
        return self._found(number).seen(self.moments.t)

    def discard(self, region: str, sort: LeftoverSort, number: str) -> Receipt:
        source, asked_at = f"{SERVICES[sort]}:{region}", self.moments.t
        self.point(f"DELETE {number}")
        outcome = self.weather.outcome("discard", source)
        if self.weather.spell(source, "silent"):
            outcome = "down"
        thing, t = self._found(number), self.moments.t
        if sort is LeftoverSort.VOLUME and thing.seen(t).servers:
            raise CallRefused(notice("test.in_use", id=number), request_id="req-400")
        self.discards.append(Discard(t, asked_at, self.process(), thing, outcome))
        self.on_discard(self.discards[-1])
        if outcome in CARRIED_OUT and thing.deleted_at > t:
            begins = t + (self.late_s if outcome == "late" else 0.0)
            thing.deleted_at = begins
            thing.gone_at = begins + (self.removal_s if sort is LeftoverSort.VOLUME else 0.0)
        self.point(f"DELETE {number} answered")
        if outcome not in {"ok", "fails"}:
            raise error(outcome, source)
        return Receipt(f"req-del-{number}")

    # How

    def _new(self, sort: LeftoverSort, region: str, at: float, *, foreign: bool) -> Thing:
        self.serial += 1
        made = Thing(f"{sort.value}-{self.serial:03}", sort, region, at, foreign=foreign)
        self.things[made.id] = made
        return made

    def _found(self, number: str) -> Thing:
        found = self.things.get(number)
        if found is None or not found.stands(self.moments.t):
            raise NotFound(notice("test.gone", id=number), request_id="req-404")
        return found
