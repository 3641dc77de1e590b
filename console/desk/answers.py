"""Which action answers an alert, and what it would be about."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.kinds import registry
from console.kinds.instances.verbs import BURST
from console.kinds.parameter import DatacentersParameter, PoolParameter
from console.kinds.verb import VerbSpec
from console.model.alert import Alert
from console.model.policy import Policy
from console.model.verb import Verb

SIZING = "sizing"
"""The form of a pool's size: its shares say where, so a burst is never of one datacenter alone."""


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """What is asked: a verb, of which pool, where. Empty: the verb needs none, or all of them."""

    spec: VerbSpec
    pool: str = ""
    datacenters: tuple[str, ...] = ()


def answer(alert: Alert, policy: Policy, chosen: Mapping[str, str]) -> AlertAnswer | None:
    """What the settings name for an alert (`chosen`: verbs by its name), else a burst of its pool.

    None where that is no verb, or is about a pool and the alert names none of ours.
    """
    pool = policy.pools.get(alert.pool)
    named = chosen.get(alert.name, BURST if pool is not None else "")
    spec = registry.find(Verb(named))
    if spec is None or spec.target is not None:
        return None
    if not any(isinstance(one, PoolParameter) for one in spec.parameters):
        return AlertAnswer(spec)
    if pool is None:
        return None
    placed = any(isinstance(one, DatacentersParameter) for one in spec.parameters)
    here = alert.datacenter in {share.datacenter for share in pool.shares}
    there = (alert.datacenter,) if placed and here and spec.form != SIZING else ()
    return AlertAnswer(spec, pool.name, there)


def unknown(chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Names in `chosen` that are no verb an alert could be answered by."""
    found = {name: registry.find(Verb(name)) for name in chosen.values()}
    return tuple(name for name, spec in found.items() if spec is None or spec.target is not None)
