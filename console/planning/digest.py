"""A plan's fingerprint: what was previewed is what is executed.

The content is reduced to plain JSON values with one spelling each, so that a
plan read back from the journal has the digest it was stored with. A stored plan
is judged by what is stored, not by what this version of the program makes of it:
an older one lacks fields of today, a newer one has others.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from console.model.error import Refused
from console.model.notice import notice
from console.model.plan import Plan

DECIMAL = re.compile(r"-?\d+(\.\d+)?(E[+-]?\d+)?", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", re.ASCII)
AMOUNTS = ("euro_", "duration_")
"""How the names of decimal fields begin."""
TIMES = "_at"
"""How the names of fields that are a moment end."""
SPELT = frozenset({str, int, bool, type(None)})
"""What is in one spelling already: most of a plan."""


def digest(plan: Plan) -> str:
    """SHA-256, in hexadecimal, of everything the plan says except its `digest`."""
    return _hash(_plain(dataclasses.replace(plan, digest="")))


def intact(plan: Plan | None) -> Plan:
    """The plan, if it says what its digest was taken of. Raises Refused."""
    if plan is None or plan.digest != digest(plan):
        operation = "–" if plan is None else plan.operation_id
        raise Refused(notice("operation.changed", operation=operation))
    return plan


def verify(stored: str) -> bool:
    """Say whether a plan's JSON text, as the journal has it, is what was sealed.

    Every field that is there counts, also one that this version does not know. The
    spelling of a value is told by its field's name; where a version has decimals
    under other names, by what it looks like.
    """
    content = json.loads(stored)
    sealed = content.get("digest")
    content["digest"] = ""
    return any(_hash(_stored(content, "", every)) == sealed for every in (False, True))


def seal(plan: Plan) -> Plan:
    """The plan with its digest filled in."""
    return dataclasses.replace(plan, digest=digest(plan))


def _hash(content: Any) -> str:  # noqa: ANN401 - plain JSON values
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _stored(value: Any, name: str, every: bool) -> Any:  # noqa: ANN401, FBT001 - walks any JSON
    """A stored value in the spelling it was sealed in; `every` decimal, whatever its name."""
    if isinstance(value, dict):
        return {key: _stored(item, key, every) for key, item in value.items()}
    if isinstance(value, list):
        return [_stored(item, name, every) for item in value]
    if isinstance(value, str):
        if DECIMAL.fullmatch(value) and (every or name.startswith(AMOUNTS)):
            return _plain(Decimal(value))
        if name.endswith(TIMES) and MOMENT.match(value):
            return _plain(datetime.fromisoformat(value))
    return _plain(value)


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields; None of what is none."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(field.name for field in dataclasses.fields(kind))


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one case a type; walks any field of the plan
    kind: Any = type(value)
    if kind in SPELT:
        return value
    names = _fields(kind)
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
