"""Any thing of the estate by a part of its name or id: which row of which screen it is. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from console.kinds.screen import ScreenName
from console.model.estate import Estate
from console.model.policy import Policy

MOST = 40
"""How many are found at most: who finds more types more."""
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of a screen. `about` says where it is or what state it is in; `pool` whose it is."""

    place: ScreenName
    key: str
    name: str
    about: str
    pool: str | None = None


def find(estate: Estate, policy: Policy, needle: str) -> tuple[Hit, ...]:
    """What bears all words of `needle` in its name or id, the operations first."""
    words = needle.lower().split()
    if len(needle.strip()) < SHORTEST:
        return ()

    def bears(*names: str) -> bool:
        hay = " ".join(names).lower()
        return all(word in hay for word in words)

    found = (
        *islice(_operations(estate, bears), MOST),
        *islice(_alerts(estate, bears), MOST),
        *islice(_private(estate, bears), MOST),
        *islice(_instances(estate, policy, bears), MOST),
    )
    return found[:MOST]


Bears = Callable[..., bool]


def _operations(estate: Estate, bears: Bears) -> Iterator[Hit]:
    for one in (*estate.activity.live, *estate.activity.recent):
        plan = one.plan
        if bears(one.id, plan.request.verb, plan.pool, plan.subject):
            about = f"{plan.request.verb} {plan.subject or plan.pool}"
            yield Hit(ScreenName.OPERATIONS, one.id, one.id, about)


def _alerts(estate: Estate, bears: Bears) -> Iterator[Hit]:
    for one in () if estate.alerts is None else estate.alerts.alerts:
        if bears(one.name, one.summary):
            about = " ".join(filter(None, (one.severity, one.datacenter, one.summary)))
            yield Hit(ScreenName.ALERTS, one.fingerprint, one.name, about)


def _private(estate: Estate, bears: Bears) -> Iterator[Hit]:
    view = estate.private
    if view is None:
        return
    for store in view.datastores:
        if bears(store.name, store.id):
            yield Hit(ScreenName.STORAGE, store.id, store.name, store.kind.value)
    for machine in view.virtual_machines:
        if bears(machine.name, machine.id):
            yield Hit(ScreenName.PRIVATE, machine.id, machine.name, machine.id)
    for host in view.hosts:
        if bears(host.name, host.id):
            yield Hit(ScreenName.PRIVATE, host.id, host.name, host.id)


def _instances(estate: Estate, policy: Policy, bears: Bears) -> Iterator[Hit]:
    """Those of pools alone: others have no row."""
    for one in estate.instances():
        if not bears(one.name, one.id, *one.addresses):
            continue
        owner = next((pool.name for pool in policy.pools.values() if pool.owns(one)), None)
        if owner is not None:
            about = f"{one.region} {one.status.value}"
            yield Hit(ScreenName.INSTANCES, one.id, one.name, about, owner)
