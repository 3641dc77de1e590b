"""What stands in a region that instances are made with: images, networks, groups, keys, volumes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from console.model.build import Build, Part, UserData
from console.model.instance import Flavor
from console.model.notice import Notice
from console.model.quota import Allowance

ACTIVE = "active"
UNREAD = "unread."
"""How the guards begin of what could not be read: its source's silence is the reason."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Stocked(Protocol):
    """Anything that has an id, and a name that others may have, too."""

    @property
    def id(self) -> str:
        """Unique in its region."""
        ...

    @property
    def name(self) -> str:
        """Often not unique."""
        ...


Some = TypeVar("Some", bound=Stocked)


@dataclass(frozen=True, slots=True)
class Fixture:
    """A network or a security group; `bare` is a network that has no addresses to give."""

    id: str
    name: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """An image. `disk_gib` and `ram_mib` are what it needs at least, 0 where it says nothing."""

    id: str
    name: str
    status: str
    disk_gib: int = 0
    ram_mib: int = 0
    created_at: datetime = EPOCH
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AffinityGroup:
    """A server group and how many instances are in it; None where that is not told."""

    id: str
    name: str
    policy: str = ""
    members: int | None = None


@dataclass(frozen=True, slots=True)
class UserDataFile:
    """A file of user data as it is now; its content stays where it is read.

    `bytes` is what it comes to in base64 with the longest names filled in. `strange`
    are placeholders that nobody fills in, `why` says why it cannot be read.
    """

    sha256: str = ""
    singly: bool = False
    bytes: int = 0
    strange: tuple[str, ...] = ()
    why: Notice | None = None


@dataclass(frozen=True, slots=True)
class VolumeRoom:
    """What is left of block storage: volumes, GiB, GiB in one volume; None is unknown."""

    volumes: Allowance | None = None
    gib: Allowance | None = None
    largest_gib: int | None = None


@dataclass(frozen=True, slots=True)
class Fixtures:
    """What a region has of what builds name, and what else is there by those sorts.

    A sort that nothing names, or that could not be read, is None; `unread` says why, by
    the sort, and `untold` where the cloud does not tell it to these credentials. `zones`
    are available or not; `rooms` of block storage by volume type, ``""`` for all of them
    together; `in_group` is how many may be in one server group.
    """

    region: str
    flavors: tuple[Flavor, ...] | None = None
    images: tuple[Image, ...] | None = None
    networks: tuple[Fixture, ...] | None = None
    security_groups: tuple[Fixture, ...] | None = None
    server_groups: tuple[AffinityGroup, ...] | None = None
    in_group: int | None = None
    keys: tuple[str, ...] | None = None
    zones: dict[str, bool] | None = None
    volume_types: tuple[str, ...] | None = None
    rooms: dict[str, VolumeRoom] = field(default_factory=dict)
    user_data: dict[str, UserDataFile] = field(default_factory=dict)
    unread: dict[str, Notice] = field(default_factory=dict)
    untold: dict[str, Notice] = field(default_factory=dict)

    def settled(self, build: Build) -> Build:
        """The build with the ids of its parts; what cannot be told stays without."""
        group = build.server_group
        return replace(
            build,
            flavor=_settled(build.flavor, chosen(build.flavor, self.flavors or ())),
            image=self._image(build.image),
            networks=_all(build.networks, self.networks),
            security_groups=_all(build.security_groups, self.security_groups),
            server_group=group and _settled(group, chosen(group, self.server_groups or ())),
            user_data=self._user_data(build.user_data),
        )

    def means(self, said: Build, planned: Build) -> bool:
        """Say whether a planned build is one that the settings say, by things that are there.

        Of a tag any image that bears it will do: a newer one may have come since.
        """
        group = planned.server_group is None
        return (
            _plain(said) == _plain(planned)
            and (said.server_group is None) == group
            and _mean((said.flavor,), (planned.flavor,), self.flavors)
            and _mean((said.image,), (planned.image,), self.images)
            and _mean(said.networks, planned.networks, self.networks)
            and _mean(said.security_groups, planned.security_groups, self.security_groups)
            and (group or _mean((said.server_group,), (planned.server_group,), self.server_groups))
        )

    def places_in(self, group: Part) -> Allowance | None:
        """The places of a server group by its quota; None: nobody knows."""
        found = chosen(group, self.server_groups or ())
        if self.in_group is None or len(found) != 1 or found[0].members is None:
            return None
        return Allowance(self.in_group, found[0].members)

    def images_of(self, part: Part) -> list[Image]:
        """What images a part may be: those that are active, if any; by a tag the newest."""
        every = self.images or ()
        if part.tag and not part.id:
            found = [each for each in every if part.tag in each.tags]
        else:
            found = chosen(part, every)
        able = [each for each in found if each.status == ACTIVE] or found
        newest = sorted(able, key=lambda each: (each.created_at, each.id), reverse=True)
        return newest[:1] if part.tag else newest

    def _image(self, part: Part) -> Part:
        found = self.images_of(part)
        settled = _settled(part, found)
        if part.id or not settled.id or not part.tag:
            return settled
        return replace(settled, made_on=found[0].created_at.date().isoformat())

    def _user_data(self, file: UserData | None) -> UserData | None:
        found = None if file is None else self.user_data.get(file.path)
        if file is None or found is None or file.sha256:
            return file
        return replace(file, sha256=found.sha256, singly=found.singly)


def chosen(part: Part, offered: Iterable[Some]) -> list[Some]:
    """What a part may be of what is offered: by its id, else by what it is said to be."""
    every = list(offered)
    if part.id:
        return [each for each in every if each.id == part.id]
    exact = [each for each in every if each.id == part.name]
    return exact or [each for each in every if each.name == part.name]


def _settled(part: Part, found: list[Some]) -> Part:
    """The part with its id and its present name, where there is only one that it may be."""
    if part.id or len(found) != 1:
        return part
    return replace(part, id=found[0].id, name=found[0].name)


def _all(parts: tuple[Part, ...], offered: tuple[Fixture, ...] | None) -> tuple[Part, ...]:
    return tuple(_settled(part, chosen(part, offered or ())) for part in parts)


def _plain(build: Build) -> tuple[object, ...]:
    """What of a build has no ids: it is as it is said, or it is something else."""
    plain = (build.availability_zone, build.config_drive, build.key_name, build.metadata)
    return (*plain, build.boot_volume)


def _mean(
    said: Sequence[Part | None], planned: Sequence[Part | None], offered: Iterable[Stocked] | None
) -> bool:
    """Say whether each planned part is what is said; one that is not there is told elsewhere."""
    there = {each.id: each for each in offered or ()}
    return len(said) == len(planned) and all(
        one is not None and other is not None and _means(one, other, there.get(other.id))
        for one, other in zip(said, planned, strict=True)
    )


def _means(said: Part, planned: Part, found: Stocked | None) -> bool:
    if not planned.id:
        return said == planned
    if found is None:
        return True
    if said.tag:
        return said.tag in getattr(found, "tags", ())
    return said.name in {found.id, found.name}
