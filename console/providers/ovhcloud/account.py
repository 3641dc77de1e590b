"""Who the consumer key is, and what its rules let it do."""

import re

from console.model.error import CallRefused
from console.model.private import PrivateAccount, Right
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.place import ServicePlace
from console.providers.ovhcloud.wire import Credential, Person, RuleRecord


def read(calls: OvhcloudCalls, place: ServicePlace, server: str, deadline: float) -> PrivateAccount:
    """Ask who the key is. A key with GET rules only has no right to order."""
    needed = place.writes(deadline)
    try:
        path = "/auth/currentCredential"
        credential = calls.get(path, Credential, deadline=deadline)
    except CallRefused:
        # What the key may do cannot be told: it counts as one that only reads.
        lacking = tuple(f"POST {path}" for path in needed)
        return PrivateAccount(_name(calls, None, deadline), lacking=lacking, server=server)
    rules = credential.rules or []
    refused = tuple(path for path in needed if not granted(rules, "POST", path))
    may_order = needed[0] not in refused
    return PrivateAccount(
        user=_name(calls, credential.id, deadline),
        rights=frozenset({Right.ORDER}) if may_order else frozenset(),
        lacking=tuple(f"POST {path}" for path in refused),
        server=server,
    )


def granted(rules: list[RuleRecord], method: str, path: str) -> bool:
    """Say whether a rule of the key covers a call; ``*`` stands for anything."""
    return any(
        rule.method.upper() == method
        and re.fullmatch(".*".join(map(re.escape, rule.path.split("*"))), path) is not None
        for rule in rules
    )


def _name(calls: OvhcloudCalls, credential: int | None, deadline: float) -> str:
    try:
        return calls.get("/me", Person, deadline=deadline).name
    except CallRefused:
        return "" if credential is None else f"credential {credential}"
