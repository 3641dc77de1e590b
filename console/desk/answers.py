"""Which action answers an alert, by the evidence about its pool, and what it would be about."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.desk.census import tallies
from console.desk.muster import Muster
from console.desk.proposals import looked_over
from console.desk.verdict import verdict
from console.kinds import registry
from console.kinds.instances.healing import lying
from console.kinds.instances.sickness import examine
from console.kinds.instances.verbs import BURST
from console.kinds.parameter import DatacentersParameter, PoolParameter
from console.kinds.verb import VerbSpec
from console.model.alert import Alert
from console.model.estate import Estate
from console.model.policy import Policy
from console.model.pool import PoolKind
from console.model.verb import HEAL, Verb

SIZING = "sizing"
"""The form of a pool's size: its shares say where, so a burst is never of one datacenter alone."""


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """What is asked: a verb, of which pool, where. Empty: the verb needs none, or all of them."""

    spec: VerbSpec
    pool: str = ""
    datacenters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks about a pool now. Nothing, while nobody knows.

    `sick` names its instances that are; none where the witnesses cannot be believed.
    `loaded`: there is more load than those in service should carry.
    """

    sick: frozenset[str] = frozenset()
    loaded: bool = False


def weigh(estate: Estate, policy: Policy, name: str, muster: Muster) -> Evidence:
    """The evidence about a pool. Pool by pool, in a thread: one may have ten thousand instances."""
    pool = policy.pools[name]
    found = verdict(estate, pool, tallies(estate, policy, pool, muster))
    facts = looked_over(estate, policy, name) if pool.kind is PoolKind.STATELESS else None
    sick: frozenset[str] = frozenset()
    if facts is not None:
        seen = examine(facts)
        believed = next(lying(facts, seen), None) is None
        sick = frozenset(one.instance.name for one in seen.sick if believed)
    return Evidence(sick, found.loaded)


def answer(
    alert: Alert, policy: Policy, chosen: Mapping[str, str], evidence: Mapping[str, Evidence]
) -> AlertAnswer | None:
    """What the settings name for an alert (`chosen`: verbs by its name), else what its pool needs.

    None where that is no verb, or is about a pool and the alert names none of ours.
    """
    pool = policy.pools.get(alert.pool)
    fitting = "" if pool is None else _fitting(alert, evidence.get(pool.name, Evidence()))
    spec = registry.find(Verb(chosen.get(alert.name, fitting)))
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


def needed(pool: str, evidence: Evidence) -> AlertAnswer | None:
    """What a pool needs without any alert: more of it, or its sick ones healed; None: nothing."""
    if not (evidence.loaded or evidence.sick):
        return None
    return AlertAnswer(registry.spec(BURST if evidence.loaded else HEAL), pool)


def _fitting(alert: Alert, evidence: Evidence) -> Verb:
    """A heal of who is sick, above all where the alert is about one; else a burst."""
    about = {value.partition(":")[0] for value in alert.labels.values()}
    if evidence.sick & about or (evidence.sick and not evidence.loaded):
        return HEAL
    return BURST


def unknown(chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Names in `chosen` that are no verb an alert could be answered by."""
    found = {name: registry.find(Verb(name)) for name in chosen.values()}
    return tuple(name for name, spec in found.items() if spec is None or spec.target is not None)
