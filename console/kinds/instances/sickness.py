"""Which instances of a pool are sick, by sources that know nothing of each other. Pure.

Sick is what two sources say at once, or one that needs no second: an instance in ERROR, a
state that it is stuck in, a target that has been down for long. What nobody tells is
never held against an instance, nor what its people mean by a state.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from console.kinds.instances.facts import PoolFacts
from console.model.balancer import BalancerPool, Operating
from console.model.estate import Estate
from console.model.instance import QUARANTINE_KEY, Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.model.serving import members_of, named_pool, silence

CAN_BE_SICK = frozenset(
    {InstanceStatus.ACTIVE, InstanceStatus.BUILD, InstanceStatus.ERROR, InstanceStatus.REBOOT}
)
"""Any other status is somebody's intent: shelved, paused, suspended, rescued, shut off."""
WELL = (InstanceStatus.ACTIVE, None)
"""The status and the task of what runs and does nothing else."""
SEVERAL = 2
"""From so many on, members that fail while their targets are up are a fault of the network."""


class Witness(StrEnum):
    """Who says that an instance is sick."""

    CLOUD = "cloud"
    METRICS = "metrics"
    BALANCER = "balancer"


@dataclass(frozen=True, slots=True)
class Symptom:
    """What one source says; `enough` where it needs no second one."""

    witness: Witness
    said: Notice
    enough: bool = False


@dataclass(frozen=True, slots=True)
class Suspect:
    """An instance with what is said against it."""

    instance: Instance
    symptoms: tuple[Symptom, ...]

    @property
    def sick(self) -> bool:
        """Say whether this is evidence, and no mere suspicion."""
        witnesses = {one.witness for one in self.symptoms}
        return len(witnesses) > 1 or any(one.enough for one in self.symptoms)

    @property
    def hung(self) -> bool:
        """Say whether the cloud holds that it runs: a hard reboot may be all that it needs."""
        return self.instance.status is InstanceStatus.ACTIVE and self.instance.task_state is None


@dataclass(frozen=True, slots=True)
class Examination:
    """A pool looked over.

    `down` of `watched` running instances have a target that is down; `severed` are those
    that their load balancer does not reach while their targets are up. `unheard` says
    which sources tell nothing, and why; `balanced` whether any load balancer was read.
    """

    suspects: tuple[Suspect, ...]
    down: int
    watched: int
    severed: tuple[Instance, ...]
    unheard: tuple[Notice, ...]
    balanced: bool

    @property
    def sick(self) -> tuple[Suspect, ...]:
        """Those that are sick."""
        return tuple(one for one in self.suspects if one.sick)


def at_ease(estate: Estate, pool: Pool) -> bool:
    """Say whether nothing speaks against any instance, so that none need be looked at alone.

    Ten thousand are passed over in about a millisecond, by loops in C; what is another
    pool's counts as well, and is told apart by whoever then looks.
    """
    health = estate.health.get(pool.name, {})
    if False in health.values():
        listed = (i for view in estate.regions.values() for i in view.instances)
        aside = {i.name for i in listed if QUARANTINE_KEY in i.metadata}
        if any(not up and name not in aside for name, up in health.items()):
            return False
    states = {(i.status, i.task_state) for v in estate.regions.values() for i in v.instances}
    if any(status in CAN_BE_SICK and (status, task) != WELL for status, task in states):
        return False
    views = (estate.balancers[r] for r in pool.balanced if r in estate.balancers)
    members = (one for view in views for each in view.pools for one in each.members or ())
    return Operating.ERROR not in {one.state.operating for one in members}


def examine(facts: PoolFacts) -> Examination:
    """Look over every instance of the pool that stays."""
    silent = silence(facts.estate)
    pools = {
        region: named_pool(facts.estate, region, named)
        for region, named in facts.pool.balanced.items()
        if region in facts.by_region
    }
    known = {region: one for region, one in pools.items() if isinstance(one, BalancerPool)}
    running = [i for i in facts.staying if _judged(facts, i) and _runs(i)]
    targets = [up for i in running if (up := target(facts, i)) is not None]
    failing = [i for i in running if _fails(known, i)]
    suspects = (Suspect(i, tuple(_symptoms(facts, known, i))) for i in facts.staying)
    return Examination(
        suspects=tuple(one for one in suspects if one.symptoms),
        down=targets.count(False),
        watched=len(targets),
        severed=tuple(i for i in failing if target(facts, i) is True),
        unheard=tuple(
            one for one in (silent, *pools.values()) if one is not None and isinstance(one, Notice)
        ),
        balanced=bool(known),
    )


def target(facts: PoolFacts, instance: Instance) -> bool | None:
    """Whether its target is up, by the metrics alone; None where they tell nothing now."""
    if silence(facts.estate) is not None:
        return None
    return facts.estate.health.get(facts.pool.name, {}).get(instance.name)


def _runs(instance: Instance) -> bool:
    return (instance.status, instance.task_state) == WELL


def unjudged(facts: PoolFacts, instance: Instance) -> Notice | None:
    """Why nothing may be held against it: its people mean it so, or it has only just begun."""
    if instance.locked:
        return notice("guard.heal_locked", name=instance.name)
    if instance.status not in CAN_BE_SICK:
        return notice("guard.heal_meant", name=instance.name, state=instance.status.value)
    since = instance.running_since
    age_s = None if since is None else (facts.estate.at - since).total_seconds()
    if age_s is None or age_s >= facts.policy.healing.grace_s:
        return None
    return notice("guard.heal_young", name=instance.name, minutes=int(age_s // 60))


def _judged(facts: PoolFacts, instance: Instance) -> bool:
    return unjudged(facts, instance) is None


def _symptoms(
    facts: PoolFacts, pools: dict[str, BalancerPool], instance: Instance
) -> Iterator[Symptom]:
    if not _judged(facts, instance):
        return
    stuck = tuple(_stuck(facts, instance))
    yield from stuck
    if instance.task_state is not None and not stuck:
        return  # something is under way: what checks say meanwhile is no evidence
    if instance.status is InstanceStatus.ERROR:
        yield Symptom(Witness.CLOUD, _fault(instance), enough=True)
    elif instance.status is not InstanceStatus.ACTIVE:
        return
    if target(facts, instance) is False:
        yield _down(facts, instance)
    if _fails(pools, instance):
        said = notice("symptom.member", name=instance.name)
        yield Symptom(Witness.BALANCER, said)


def _stuck(facts: PoolFacts, instance: Instance) -> Iterable[Symptom]:
    """A state that passes by itself, and did not."""
    since, limit_s = instance.updated_at, facts.policy.healing.stuck_s
    if instance.status is InstanceStatus.BUILD:
        since, limit_s = instance.created_at, max(limit_s, facts.pool.boot_deadline_s)
    elif instance.task_state is None and instance.status is not InstanceStatus.REBOOT:
        return
    lasts_s = (facts.estate.at - since).total_seconds()
    if lasts_s < limit_s:
        return
    state = "/".join(filter(None, (instance.status.value, instance.task_state)))
    minutes = int(lasts_s // 60)
    said = notice("symptom.stuck", name=instance.name, state=state, minutes=minutes)
    yield Symptom(Witness.CLOUD, said, enough=True)


def _fault(instance: Instance) -> Notice:
    if instance.fault:
        return notice("symptom.error", name=instance.name, fault=instance.fault)
    return notice("symptom.error_silent", name=instance.name)


def _down(facts: PoolFacts, instance: Instance) -> Symptom:
    """Its target is down: evidence by itself once that has lasted."""
    since = facts.estate.down_since.get(facts.pool.name, {}).get(instance.name)
    if since is None:
        return Symptom(Witness.METRICS, notice("symptom.down", name=instance.name))
    lasts_s = (facts.estate.at - since).total_seconds()
    said = notice("symptom.down_since", name=instance.name, minutes=int(lasts_s // 60))
    return Symptom(Witness.METRICS, said, enough=lasts_s >= facts.policy.healing.down_s)


def _fails(pools: dict[str, BalancerPool], instance: Instance) -> bool:
    """Whether its load balancer finds it broken. OFFLINE is an intent, or a new member."""
    pool = pools.get(instance.region)
    members = () if pool is None else members_of(pool, instance)
    return bool(members) and all(one.state.operating is Operating.ERROR for one in members)
