"""What can be asked of a pool of instances: more of them, a size, others for the sick, old ones."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from console.kinds.parameter import (
    Asked,
    DatacentersParameter,
    DurationParameter,
    FlagParameter,
    HoursParameter,
    IntegerParameter,
    PoolParameter,
    TextParameter,
    WordsParameter,
)
from console.kinds.screen import ScreenName
from console.kinds.verb import Among, Danger, Side, VerbSpec
from console.model.error import UsageError
from console.model.notice import notice
from console.model.plan import Request
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.resource import (
    CLUSTER,
    INSTANCE,
    LOCK,
    MEMBERSHIP,
    QUARANTINE,
    REBOOT,
    Resource,
)
from console.model.resource import TARGET as TARGET_SIZE
from console.model.silence import ALONG
from console.model.verb import HEAL, REPAIR, Verb

BURST = Verb("burst")
SCALE = Verb("scale")
ADOPT = Verb("adopt")
POOL = PoolParameter(name="pool", metavar="POOL", argument=True, required=True)
TO = IntegerParameter(name="to", metavar="N", minimum=0)
BY = IntegerParameter(name="by", metavar="N")
DATACENTERS = DatacentersParameter(name="datacenters", option="--datacenter", metavar="D")
HOURS = HoursParameter(name="hours", metavar="H", proposal="4")
MATCHING = TextParameter(name="matching", metavar="PATTERN")
PROTECT = Verb("protect")
UNPROTECT = Verb("unprotect")
INSTANCES = WordsParameter(name="instances", metavar="INSTANCE", argument=True, required=True)
PATIENTS = WordsParameter(
    name=INSTANCES.name, words="patients", metavar=INSTANCES.metavar, argument=True
)
ASIDE = FlagParameter(name="quarantine", default=False)
KEEPING = DurationParameter(name="keeping", option="--for", metavar="TIME")
KEPT_H = Decimal(72)
"""Hours of a quarantine, where nobody says for how long."""
ANY_FLAVOR = FlagParameter(name="any_flavor", default=False)
SIZING = (POOL, TO, BY, DATACENTERS, HOURS)
SILENTLY = FlagParameter(name=ALONG, words="silently", default=False)
TARGETING = Verb("target")
UNTARGETING = Verb("untarget")
OPEN_FOR = DurationParameter(name="open_for", option="--open-for", metavar="TIME", proposal="72h")
KEEP = FlagParameter(name="keep", default=False)
NUMBER = TextParameter(name="target", option="--target", metavar="ID")
SCREENS = frozenset({ScreenName.OVERVIEW, ScreenName.INSTANCES, ScreenName.OPERATIONS})


def resized(request: Request, size: int) -> Request:
    """The same request for another size."""
    others = {k: v for k, v in request.parameters.items() if k not in {TO.name, BY.name}}
    return replace(request, parameters={**others, TO.name: size})


def _heal(asked: Asked, policy: Policy) -> Asked:
    """A pool that keeps data may be one of virtual machines. Raises UsageError."""
    asked = _without_no(asked, SILENTLY)
    keeps, data = bool(asked.get(ASIDE.name)), asked.get(POOL.name) in policy.data_pools
    if KEEPING.name in asked and not keeps:
        why = notice("cli.keeping_alone", name=KEEPING.spelling, other=ASIDE.spelling)
        raise UsageError(why)
    if keeps and data:
        raise UsageError(notice("cli.quarantine_data", pool=str(asked[POOL.name])))
    if data and PATIENTS.name in asked:
        raise UsageError(notice("cli.patients_data", pool=str(asked[POOL.name])))
    if keeps:
        asked = {KEEPING.name: KEPT_H, **asked}
    return asked if data else _scale(asked, policy)


def _healed(pool: str, policy: Policy) -> Resource | None:
    """What keeps data is healed by its cluster's own mechanism."""
    return CLUSTER if pool in policy.data_pools else None


def _pool(asked: Asked, policy: Policy) -> Pool:
    """The pool that is named; UsageError names those there are, and of a datacenter its own."""
    name = str(asked.get(POOL.name, ""))
    pool = policy.pools.get(name)
    if pool is None:
        known = ", ".join(policy.pools) or "–"
        raise UsageError(notice("cli.pool_unknown", pool=name, known=known))
    demand_places(asked.get(DATACENTERS.name, ()), pool, policy)
    return pool


def demand_places(codes: Iterable[str], pool: Pool, policy: Policy) -> None:
    """Raise UsageError for a datacenter that does not share the pool."""
    places = [place.code for place in policy.places_of(pool)]
    mine = {code.casefold() for code in places}
    for code in codes:
        if code.casefold() not in mine:
            told = {"datacenter": code, "pool": pool.name, "known": ", ".join(places) or "–"}
            raise UsageError(notice("guard.datacenter_unknown", **told))


def _burst(asked: Asked, policy: Policy) -> Asked:
    """A burst without a size goes to the pool's burst size, at once or as the cloud allows.

    Raises UsageError where something is to stay that nothing would take back.
    """
    pool, asked = _pool(asked, policy), _without_no(asked, SILENTLY)
    if OPEN_FOR.name in asked and SILENTLY.name in asked:
        names = {"name": SILENTLY.spelling, "other": OPEN_FOR.spelling}
        raise UsageError(notice("cli.silence_open", **names))
    if OPEN_FOR.name not in asked:
        if asked.get(KEEP.name):
            raise UsageError(notice("cli.keep_alone"))
        asked = _without_no(asked, KEEP)
    sized = any(name in asked for name in (TO.name, BY.name))
    return asked if sized else {**asked, TO.name: pool.burst_to}


def _without_no(asked: Asked, flag: FlagParameter) -> Asked:
    """What is asked for, without a flag that says no: as if nobody had named it."""
    return {name: value for name, value in asked.items() if name != flag.name or value}


def _stays_open(asked: Mapping[str, Any]) -> VerbSpec | None:
    """A burst that is to stay open is a target."""
    return TARGET if OPEN_FOR.name in asked else None


def _scale(asked: Asked, policy: Policy) -> Asked:
    _pool(asked, policy)
    return asked


TARGET = VerbSpec(
    id=TARGETING,
    action="target.open",
    key="B",
    danger=Danger.CHANGES,
    command=("target", "open"),
    rank=12,
    resource=TARGET_SIZE,
    parameters=(POOL, TO, BY, DATACENTERS, OPEN_FOR, KEEP),
    rules=(Among((TO.name, BY.name), "cli.to_or_by"), Among((OPEN_FOR.name,), "cli.open_for")),
    footer=frozenset(),  # the form of a burst asks for it, too
    complete=_burst,
)
VERBS = (
    VerbSpec(
        id=BURST,
        action="burst.start",
        key="b",
        danger=Danger.CHANGES,
        command=("burst",),
        rank=10,
        resource=INSTANCE,
        parameters=(*SIZING, OPEN_FOR, KEEP, SILENTLY),
        rules=(
            Among((TO.name, BY.name), "cli.to_or_by"),
            Among((HOURS.name, OPEN_FOR.name), "cli.hours_or_open", least=0),
        ),
        footer=SCREENS,
        form="sizing",
        complete=_burst,
        becomes=_stays_open,
    ),
    TARGET,
    VerbSpec(
        id=UNTARGETING,
        action="target.close",
        key="X",
        danger=Danger.REMOVES,
        command=("target", "close"),
        rank=13,
        resource=TARGET_SIZE,
        parameters=(POOL, NUMBER, KEEP),
        footer=frozenset(),  # while one is open
        complete=_scale,
    ),
    VerbSpec(
        id=SCALE,
        action="scale.start",
        key="s",
        danger=Danger.REMOVES,
        command=("scale",),
        rank=20,
        resource=INSTANCE,
        parameters=SIZING,
        sheds=True,
        rules=(Among((TO.name, BY.name), "cli.to_or_by"),),
        footer=SCREENS,
        form="sizing",
        complete=_scale,
    ),
    VerbSpec(
        id=HEAL,
        action="heal.start",
        key="h",
        danger=Danger.REMOVES,
        command=("heal",),
        rank=22,
        resource=INSTANCE,
        parameters=(POOL, PATIENTS, DATACENTERS, ASIDE, KEEPING, SILENTLY),
        footer=frozenset(),  # when something is sick
        complete=_heal,
        turns=_healed,
    ),
    VerbSpec(
        id=REPAIR,
        action="repair.start",
        key="D",
        danger=Danger.REMOVES,
        command=("repair",),
        rank=23,
        resource=INSTANCE,
        parameters=(POOL, DATACENTERS),
        footer=frozenset(),  # when a datacenter is lost
        complete=_scale,
        sheds=True,
    ),
    VerbSpec(
        id=ADOPT,
        action="pool.adopt",
        key="m",
        danger=Danger.CHANGES,
        command=("pool", "adopt"),
        rank=25,
        resource=INSTANCE,
        parameters=(POOL, MATCHING, DATACENTERS, ANY_FLAVOR),
        footer=frozenset(),  # done once, when one arrives
        complete=_scale,
    ),
    VerbSpec(
        id=PROTECT,
        action="instance.protect",
        key="P",
        danger=Danger.CHANGES,
        command=("protect",),
        rank=26,
        resource=INSTANCE,
        parameters=(POOL, INSTANCES),
        screens=frozenset({ScreenName.INSTANCES}),
        footer=frozenset(),  # for a post-mortem, not every day
        complete=_scale,
    ),
    VerbSpec(
        id=UNPROTECT,
        action="instance.unprotect",
        key="U",
        danger=Danger.CHANGES,
        command=("unprotect",),
        rank=27,
        resource=INSTANCE,
        parameters=(POOL, INSTANCES),
        screens=frozenset({ScreenName.INSTANCES}),
        footer=frozenset(),
        complete=_scale,
    ),
)
SIDES: dict[Resource, Side] = dict.fromkeys(
    (INSTANCE, MEMBERSHIP, REBOOT, LOCK, QUARANTINE, TARGET_SIZE), Side.PUBLIC
)
