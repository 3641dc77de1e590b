"""Every disagreement between raw settings and their declared types, key by key.

Used only after decoding has failed: the decoder stops at its first error and
names no table key, people need all of them, with what would be right.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any

import msgspec
from msgspec import NODEFAULT, inspect

from console.settings.position import Key
from console.settings.problem import Finding

TOML_NAMES = {
    bool: "boolean",
    int: "integer",
    float: "float",
    str: "string",
    list: "array",
    dict: "table",
}
EXPECTED = {
    inspect.BoolType: "boolean",
    inspect.IntType: "integer",
    inspect.FloatType: "float",
    inspect.DecimalType: "float",
    inspect.StrType: "string",
    inspect.VarTupleType: "array",
    inspect.DictType: "table",
    inspect.StructType: "table",
}


def diagnose(raw: object, kind: inspect.Type, key: Key = ()) -> Iterator[Finding]:
    """Yield what is wrong with `raw` and all below it."""
    kind = settle(kind, raw)
    if isinstance(kind, inspect.StructType) and isinstance(raw, dict):
        yield from _table(raw, kind, key)
    elif isinstance(kind, inspect.DictType) and isinstance(raw, dict):
        for name, value in raw.items():
            yield from diagnose(value, kind.value_type, (*key, name))
    elif isinstance(kind, inspect.VarTupleType) and isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from diagnose(value, kind.item_type, (*key, index))
    else:
        yield from _leaf(raw, kind, key)


def settle(kind: inspect.Type, raw: object = None) -> inspect.Type:
    """Look through optional types, TOML has no null; of a value or a table, what `raw` is."""
    if isinstance(kind, inspect.UnionType):
        kinds = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
        tables = [t for t in kinds if isinstance(t, inspect.StructType)]
        return tables[0] if tables and isinstance(raw, dict) else kinds[0]
    return kind


def _table(raw: Mapping[str, Any], kind: inspect.StructType, key: Key) -> Iterator[Finding]:
    fields = {field.encode_name: field for field in kind.fields}
    for name, value in raw.items():
        if name in fields:
            yield from diagnose(value, fields[name].type, (*key, name))
            continue
        near = get_close_matches(name, fields, n=1, cutoff=0.6)
        if near:
            yield Finding((*key, name), "settings.unknown_key_near", {"near": near[0]})
        else:
            known = ", ".join(sorted(fields))
            yield Finding((*key, name), "settings.unknown_key", {"allowed": known})
    for name, field in fields.items():
        if name not in raw and field.default is NODEFAULT and field.default_factory is NODEFAULT:
            yield Finding((*key, name), "settings.missing", {"expected": _expected(field.type)})


def _leaf(raw: object, kind: inspect.Type, key: Key) -> Iterator[Finding]:
    got = TOML_NAMES.get(type(raw), type(raw).__name__)
    if isinstance(kind, inspect.LiteralType):
        if raw not in kind.values:
            allowed = ", ".join(str(value) for value in kind.values)
            yield Finding(key, "settings.choice", {"value": str(raw), "allowed": allowed})
        return
    expected = _expected(kind)
    if got != expected and not _readable(raw, kind):
        yield Finding(key, "settings.wrong_type", {"expected": expected, "got": got})
        return
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        allowed = bounds(kind)
        if allowed and not _inside(raw, kind):
            yield Finding(key, "settings.out_of_range", {"value": str(raw), "allowed": allowed})
    elif isinstance(kind, inspect.StrType) and not _accepted(raw, kind):
        yield Finding(key, "settings.pattern", {"value": str(raw), "allowed": _pattern(kind)})


def _readable(raw: object, kind: inspect.Type) -> bool:
    """Say whether the decoder takes this value for another type's: ``"0.82"`` for a price."""
    types: dict[type[inspect.Type], type] = {
        inspect.BoolType: bool,
        inspect.IntType: int,
        inspect.FloatType: float,
        inspect.DecimalType: Decimal,
    }
    try:
        msgspec.convert(raw, types[type(kind)])
    except (KeyError, msgspec.ValidationError):
        return False
    return True


def _expected(kind: inspect.Type) -> str:
    kind = settle(kind)
    if isinstance(kind, inspect.LiteralType):
        return " | ".join(str(value) for value in kind.values)
    return EXPECTED[type(kind)]


def bounds(kind: inspect.IntType | inspect.FloatType) -> str:
    """What a number may be: ``≥ 1, ≤ 64``."""
    parts = []
    if kind.ge is not None:
        parts.append(f"≥ {kind.ge:g}")
    if kind.gt is not None:
        parts.append(f"> {kind.gt:g}")
    if kind.le is not None:
        parts.append(f"≤ {kind.le:g}")
    return ", ".join(parts)


def _inside(raw: Any, kind: inspect.IntType | inspect.FloatType) -> bool:  # noqa: ANN401 - a number of either kind
    return (
        (kind.ge is None or raw >= kind.ge)
        and (kind.gt is None or raw > kind.gt)
        and (kind.le is None or raw <= kind.le)
    )


def _accepted(raw: object, kind: inspect.StrType) -> bool:
    meta = msgspec.Meta(
        pattern=kind.pattern, min_length=kind.min_length, max_length=kind.max_length
    )
    try:
        msgspec.convert(raw, Annotated[str, meta])
    except msgspec.ValidationError:
        return False
    return True


def _pattern(kind: inspect.StrType) -> str:
    return kind.pattern or f"{kind.min_length or 0}–{kind.max_length or '∞'}"
