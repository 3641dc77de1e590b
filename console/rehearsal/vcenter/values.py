"""Managed objects as the front sees them: kinds, their properties, raw values.

A property is read as a raw value, plain and hashable, and made into a pyVmomi
value only when its raw value has changed since it was last sent. So a large
inventory costs comparisons, not serialisation, and a change is a difference
between raw values.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pyVmomi import VmomiSupport, vim

from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.things import SimulatedAlarm
from console.rehearsal.vcenter import fault

Made = Any
"""A value of pyVmomi's types, which type checkers do not see."""


class Ref(NamedTuple):
    """A reference: the kind's name on the wire (``Datastore``) and the object's id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the estate: at one instant, everything that is due has happened.

    `session` is the one that looks, if it is logged in; `alarms` all triggered ones.
    """

    estate: SimulatedInventory
    at: float
    alarms: tuple[SimulatedAlarm, ...] = ()
    session: Any = None


Read = Callable[[Look, Any], Hashable]
Make = Callable[[Any], Made]


def made(raw: Hashable) -> Made:
    """A raw value that needs no shape of its own: references, and what is plain already."""
    if isinstance(raw, Ref):
        return reference(raw)
    if isinstance(raw, tuple):
        return VmomiSupport.ManagedObject.Array([reference(each) for each in raw])
    return raw


def reference(ref: Ref) -> Made:
    """A reference as pyVmomi has it."""
    return VmomiSupport.GetWsdlType("urn:vim25", ref.kind)(ref.id)


def named(value: Made) -> Ref:
    """A reference that came from outside."""
    return Ref(VmomiSupport.GetWsdlName(type(value)), value._moId)  # noqa: SLF001 - pyVmomi documents it as public


def instant(at: float | None) -> datetime | None:
    """Seconds since 1970 as an aware time."""
    return None if at is None else datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class Property:
    """How one property is read and made."""

    read: Read
    make: Make = made


@dataclass(frozen=True, slots=True)
class ManagedKind:
    """A kind of managed objects. `properties` by path; a path may have dots."""

    name: str
    properties: Mapping[str, Property]
    type: Made = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look its type up."""
        object.__setattr__(self, "type", VmomiSupport.GetWsdlType("urn:vim25", self.name))

    def resolve(self, path: str) -> tuple[str, str] | None:
        """The property that carries a path, and what of the path lies within its value.

        None when the real type has the property and this estate leaves it
        unset; InvalidProperty when the type has no such property.
        """
        known, rest = path, ""
        while known not in self.properties:
            known, dot, last = known.rpartition(".")
            if not dot:
                break
            rest = f"{last}.{rest}" if rest else last
        if known:
            return known, rest
        try:
            self.type._GetPropertyInfo(path.partition(".")[0])  # noqa: SLF001 - documented as public
        except AttributeError:
            raise fault.bad_property(path) from None
        return None


@dataclass(frozen=True, slots=True)
class Managed:
    """One managed object: its kind, its id, and what it stands for."""

    kind: ManagedKind
    id: str
    subject: Any

    @property
    def ref(self) -> Ref:
        """Its reference."""
        return Ref(self.kind.name, self.id)

    def raw(self, look: Look, name: str) -> Hashable:
        """The raw value of a property of its kind; None when it is unset."""
        return self.kind.properties[name].read(look, self.subject)


def constant(value: Hashable) -> Property:
    """A property that never changes."""
    return Property(lambda _look, _subject: value)


def alarms_of(entity_id: str, look: Look) -> Hashable:
    """Raw triggered alarms of an object."""
    return tuple(
        (each.id, each.entity, each.status, each.at)
        for each in look.alarms
        if each.entity == entity_id
    )


KINDS_BY_ID = {"host": "HostSystem", "datastore": "Datastore", "vm": "VirtualMachine"}


def entity_ref(entity_id: str) -> Ref:
    """The reference of an inventory object by its id alone."""
    prefix = entity_id.partition("-")[0]
    return Ref(KINDS_BY_ID.get(prefix, "ManagedEntity"), entity_id)


def alarm_states(raw: tuple[tuple[str, str, str, float], ...]) -> Made:
    """`triggeredAlarmState`."""
    states = [
        vim.alarm.AlarmState(
            key=alarm_id,
            entity=reference(entity_ref(entity)),
            alarm=vim.alarm.Alarm(alarm_id.partition(".")[0]),
            overallStatus=status,
            time=instant(at),
            acknowledged=False,
        )
        for alarm_id, entity, status, at in raw
    ]
    return VmomiSupport.GetVmodlType("vim.alarm.AlarmState[]")(states)


def array(name: str, values: list[Made]) -> Made:
    """A typed array, which an `anyType` needs."""
    return VmomiSupport.GetVmodlType(f"{name}[]")(values)


def long(value: int) -> Made:
    """A 64-bit integer, which an `anyType` tells apart from a 32-bit one."""
    return VmomiSupport.long(value)
