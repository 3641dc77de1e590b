"""What a cloud already has, for who describes an estate for the first time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from console.model.notice import Notice

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A server that stands, and what it was made with, by names; "" or empty where none is told."""

    name: str
    pool: str
    flavor: str
    image: str
    networks: tuple[str, ...]
    key_name: str
    security_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionSurvey:
    """What one region has; `unread` says of which list it is not known, and why."""

    region: str
    specimens: tuple[Specimen, ...] = ()
    flavors: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    unread: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyedProject:
    """The project that an access is of: its id, and the host of its identity service."""

    id: str
    host: str


def commonest(values: Iterable[Value]) -> Value | None:
    """What most of them are; the first of several; None of none."""
    found = Counter(values).most_common(1)
    return found[0][0] if found else None
