"""A plan's fingerprint: what was previewed is what is executed.

The content is reduced to plain JSON values with one spelling each, so that a
plan read back from the journal has the digest it was stored with.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from console.model.plan import (
    Plan,
)


def digest(plan: Plan) -> str:
    """SHA-256, in hexadecimal, of everything the plan says except its `digest`."""
    content = _plain(dataclasses.replace(plan, digest=""))
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def seal(plan: Plan) -> Plan:
    """The plan with its digest filled in."""
    return dataclasses.replace(plan, digest=digest(plan))


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one case a type; walks any field of the plan
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
