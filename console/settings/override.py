"""Overrides from the environment and the command line: ``VIGIE_POOLS__API__CEILING=400``.

A name is matched without regard to case, and ``_`` also stands for ``-``, so
that every key can be written as a variable. A value is read as its key's type;
a list is written with commas.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import msgspec
from msgspec import inspect

from console.settings.diagnosis import diagnose, settle
from console.settings.model import Settings
from console.settings.position import Key
from console.settings.problem import Finding


class Overrides:
    """Raw settings with overrides laid over them, and where each came from."""

    def __init__(self, raw: dict[str, Any]) -> None:
        """Start from a copy: the file's own content stays as it was read."""
        self.raw = deepcopy(raw)
        self.places: dict[Key, str] = {}
        self.findings: list[tuple[str, Finding]] = []

    def put(self, place: str, names: tuple[str, ...], text: str) -> None:
        """Lay one override; an unknown key or a wrong value becomes a finding."""
        kind: inspect.Type = inspect.type_info(Settings)
        node: dict[str, Any] = self.raw
        key: Key = ()
        for position, written in enumerate(names):
            kind = settle(kind, node)
            name, below = _step(kind, node, written)
            if below is None:
                unknown = Finding((*key, written.lower()), "settings.no_such_key", {})
                self.findings.append((place, unknown))
                return
            key = (*key, name)
            kind = below
            if position < len(names) - 1:
                node = node.setdefault(name, {})
        kind = settle(kind)
        value = _read(text, kind)
        wrong = list(diagnose(value, kind, key))
        self.findings.extend((place, finding) for finding in wrong)
        if not wrong:
            node[str(key[-1])] = value
            self.places[key] = place


def _step(kind: inspect.Type, node: object, written: str) -> tuple[str, inspect.Type | None]:
    if not isinstance(node, dict):
        return written, None
    if isinstance(kind, inspect.StructType):
        fields = {field.encode_name: field.type for field in kind.fields}
        name = _match(written, fields)
        return (name, fields[name]) if name is not None else (written, None)
    if isinstance(kind, inspect.DictType):
        return _match(written, node) or written.lower(), kind.value_type
    return written, None


def _match(written: str, names: Mapping[str, object]) -> str | None:
    def plain(name: str) -> str:
        return name.lower().replace("-", "_")

    return next((name for name in names if plain(name) == plain(written)), None)


def _read(text: str, kind: inspect.Type) -> object:
    if isinstance(kind, inspect.VarTupleType) and isinstance(kind.item_type, inspect.StrType):
        return [part.strip() for part in text.split(",") if part.strip()]
    target = {
        inspect.IntType: int,
        inspect.FloatType: float,
        inspect.DecimalType: float,
        inspect.BoolType: bool,
    }.get(type(kind))
    if target is None:
        return text
    try:
        return msgspec.convert(text, target, strict=False)
    except msgspec.ValidationError:
        return text
