"""A pool that has run for a day, and what makes instances of it sick, by their names."""

from dataclasses import replace
from datetime import timedelta

from modelled import World

from console.model.estate import Estate
from console.model.instance import InstanceStatus


def standing() -> World:
    """Thirty that have run for a day."""
    world = World.steady()
    world.now += timedelta(days=1)
    return world


def named(world: World, name: str) -> str:
    """The id of an instance."""
    return next(i.id for i in world.standing.values() if i.name == name)


def error(world: World, *names: str) -> None:
    """They are in ERROR."""
    for name in names:
        world.change(named(world, name), status=InstanceStatus.ERROR, fault="No valid host")


def down(world: World, *names: str, minutes: float | None = 10.0) -> Estate:
    """The estate once the targets of some are down, and for how long."""
    world.sick |= {named(world, name) for name in names}
    since = {} if minutes is None else dict.fromkeys(names, world.now - timedelta(minutes=minutes))
    return replace(world.estate(), down_since={"api": since})
