"""The kinds there are: each is a package, found by its name, imported when it is needed.

A kind's package holds one module for each question that is asked of it: `verbs`
(`VERBS`, `SIDES`), `words` (`WORDS`) and those of planning and the worker. A kind
of somebody else's is named by the entry-point group ``vigie.kinds`` of its
distribution, or by `register`.
"""

import os
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from console.model.resource import Resource
from console.model.verb import Verb

if TYPE_CHECKING:  # whoever wants but words must not wait for the rest
    from console.kinds.actuator import Actuator
    from console.kinds.planner import Planner
    from console.kinds.verb import Side, VerbSpec

BUILT_IN = (
    "console.kinds.instances",
    "console.kinds.members",
    "console.kinds.machines",
    "console.kinds.supplies",
    "console.kinds.leftovers",
    "console.kinds.silences",
    "console.kinds.clusters",
)
GROUP = "vigie.kinds"

_registered: list[str] = []


def register(package: str) -> Callable[[], None]:
    """Take in a kind by the name of its package; what is given back takes it out again."""

    def withdraw() -> None:
        _registered.remove(package)
        _forget()

    _registered.append(package)
    _forget()
    return withdraw


@lru_cache(maxsize=1)
def packages() -> tuple[str, ...]:
    """The kinds' packages by name: ours, those that are installed, those that were registered."""
    return tuple(dict.fromkeys((*BUILT_IN, *_installed(), *_registered)))


def part(package: str, name: str) -> ModuleType:
    """A kind's module for one question: ``part("console.kinds.instances", "verbs")``."""
    return import_module(f"{package}.{name}")


@lru_cache(maxsize=1)
def verbs() -> "tuple[VerbSpec, ...]":
    """Every verb there is, in the order in which they are listed."""
    from console.kinds.operations import VERBS  # noqa: PLC0415 - words are wanted before verbs

    found = [*VERBS]
    for package in packages():
        found += part(package, "verbs").VERBS
    return tuple(sorted(found, key=lambda one: one.rank))


def spec(verb: Verb) -> "VerbSpec":
    """The declaration of a verb. Raises KeyError for one that nobody declared."""
    return _by_id()[verb]


def find(verb: Verb) -> "VerbSpec | None":
    """The declaration of a verb; None where its kind is not installed (any more)."""
    return _by_id().get(verb)


def planner(resource: Resource) -> "Planner | None":
    """The planning half of a resource's kind; None where it is not installed (any more)."""
    home = homes().get(resource)
    found: Planner | None = None if home is None else part(home, "planner").PLANNER
    return found


@lru_cache(maxsize=1)
def followers() -> "dict[Resource, Planner]":
    """The kinds whose changes go with those of others, by a resource of each."""
    found = {home: resource for resource, home in homes().items()}
    kinds = {resource: part(home, "planner").PLANNER for home, resource in found.items()}
    return {resource: kind for resource, kind in kinds.items() if kind.follow is not None}


@lru_cache(maxsize=1)
def homes() -> dict[Resource, str]:
    """The package of each sort of resource, in the order of the kinds."""
    return {resource: package for package in packages() for resource in _sides(package)}


@lru_cache(maxsize=1)
def sides() -> "dict[Resource, Side]":
    """Whose accounts change each sort of resource."""
    return {resource: side for package in packages() for resource, side in _sides(package).items()}


def words(package: str, language: str) -> dict[str, str]:
    """A kind's own texts in one language."""
    texts: dict[str, dict[str, str]] = part(package, "words").WORDS
    return texts[language]


def actuators() -> "tuple[Actuator, ...]":
    """What acts for each kind, as the worker's passes use it.

    A kind has one, `ACTUATOR`, or several, `ACTUATORS`, where its sorts of resource are not
    looked at together.
    """
    rooms = (part(package, "actuator") for package in packages())
    return tuple(one for room in rooms for one in getattr(room, "ACTUATORS", (room.ACTUATOR,)))


@lru_cache(maxsize=1)
def _by_id() -> "dict[Verb, VerbSpec]":
    return {one.id: one for one in verbs()}


def _sides(package: str) -> "dict[Resource, Side]":
    found: dict[Resource, Side] = part(package, "verbs").SIDES
    return found


def _forget() -> None:
    for kept in (packages, verbs, followers, homes, sides, _by_id):
        kept.cache_clear()


def _installed() -> list[str]:
    """The packages that installed distributions name.

    `importlib.metadata` is costly to import and slow to look through everything
    that is installed: it is asked only where some distribution names the group.
    """
    if not any(_names_group(Path(folder or os.curdir)) for folder in sys.path):
        return []
    from importlib.metadata import entry_points  # noqa: PLC0415 - as said above

    return [entry.value for entry in entry_points(group=GROUP)]


def _names_group(folder: Path) -> bool:
    """Say whether a distribution in a folder of the path names the group."""
    wanted = f"[{GROUP}]".encode()
    try:
        found = [
            each.path
            for each in os.scandir(folder)
            if each.name.endswith((".dist-info", ".egg-info"))
        ]
    except OSError:
        return False
    for path in found:
        try:
            if wanted in (Path(path) / "entry_points.txt").read_bytes():
                return True
        except OSError:
            continue
    return False
