"""Properties of managed objects as text, written once for each raw value.

A property is made and written only when its raw value differs from the one
its text was written for, so a second read of a large inventory costs
comparisons alone.
"""

from collections.abc import Hashable

from pyVmomi import SoapAdapter, VmomiSupport

from console.rehearsal.vcenter import envelope
from console.rehearsal.vcenter.values import Look, Made, Managed

MOST = 400_000
"""Texts kept; with more, all are forgotten."""
PLAIN: dict[type, str] = {
    str: "xsd:string",
    bool: "xsd:boolean",
    int: "xsd:int",
    VmomiSupport.long: "xsd:long",
}
TAG = "val"


class ObjectReading:
    """One object at one look: each property is read and made at most once."""

    __slots__ = ("_look", "_made", "_raw", "managed")

    def __init__(self, look: Look, managed: Managed) -> None:
        self.managed = managed
        self._look = look
        self._raw: dict[str, Hashable] = {}
        self._made: dict[str, Made] = {}

    def raw(self, path: str) -> Hashable:
        """The raw value of the property that carries a path; None when it is unset."""
        found = self.managed.kind.resolve(path)
        if found is None:
            return None
        name = found[0]
        if name not in self._raw:
            self._raw[name] = self.managed.raw(self._look, name)
        return self._raw[name]

    def made(self, path: str) -> Made:
        """The value at a path; None when it is unset."""
        found = self.managed.kind.resolve(path)
        if found is None:
            return None
        name, rest = found
        raw = self.raw(name)
        if raw is None:
            return None
        if name not in self._made:
            self._made[name] = self.managed.kind.properties[name].make(raw)
        return _within(self._made[name], rest)


def _within(value: Made, path: str) -> Made:
    """Follow a path into a data object; enumerations and long integers keep their types."""
    for name in path.split(".") if path else ():
        if not isinstance(value, VmomiSupport.DataObject):
            return None
        info = value._GetPropertyInfo(name)  # noqa: SLF001 - pyVmomi documents it as public
        value = getattr(value, name)
        if value is not None and not isinstance(value, info.type):
            value = info.type(value)
    return value


class Fragments:
    """Texts of properties, by version, kind, id and path."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str, str], tuple[Hashable, str]] = {}

    def value(self, reading: ObjectReading, path: str, version: str) -> str:
        """`<val>…</val>`, or nothing when the property is unset."""
        managed = reading.managed
        key = (version, managed.kind.name, managed.id, path)
        raw = reading.raw(path)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == raw:
            return kept[1]
        text = _text(reading.made(path), version)
        if len(self._kept) > MOST:
            self._kept.clear()
        self._kept[key] = (raw, text)
        return text


def _text(value: Made, version: str) -> str:
    if value is None:
        return ""
    kind = PLAIN.get(type(value))
    if kind is None:
        return envelope.value(TAG, value, version)
    if kind == "xsd:boolean":
        text = "true" if value else "false"
    else:
        text = SoapAdapter.XmlEscape(value) if kind == "xsd:string" else str(value)
    return f'<{TAG} xsi:type="{kind}">{text}</{TAG}>'


def reference_text(tag: str, managed: Managed) -> str:
    """An object's reference as an element."""
    return f'<{tag} type="{managed.kind.name}">{SoapAdapter.XmlEscape(managed.id)}</{tag}>'
