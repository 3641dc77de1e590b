"""A lively estate for the console's tests: a burst of 30 → 300 in flight, at a fixed time."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from stocked import stocked

from console.kinds.instances.verbs import BURST
from console.model.build import Build, Part
from console.model.estate import Activity, Estate, Identity, PoolLoad, RegionView, SourceState
from console.model.figure import Figure, Freshness, Load, Sample, Series
from console.model.forecast import FORECAST, Expected, Forecast, PoolForecast
from console.model.freeze import Freeze, Scope
from console.model.instance import Flavor, Instance, InstanceStatus
from console.model.money import Price
from console.model.notice import notice
from console.model.operation import Event, Operation, OperationState, Phase, WorkerPresence
from console.model.place import Datacenter
from console.model.plan import (
    Author,
    Desired,
    Origin,
    Plan,
    PlannedChange,
    PlanRow,
    Request,
)
from console.model.policy import Limits, Policy
from console.model.pool import Pool, PoolKind, Share
from console.model.quota import Allowance, Quota
from console.model.verb import ROLLBACK, Verb

__all__ = ["replace"]
NOW = datetime(2026, 11, 23, 15, 42, 10, tzinfo=UTC)
REGIONS = {"RBX": "RBX-A", "GRA": "GRA11", "SBG": "SBG5"}
BASE = {"RBX": 12, "GRA": 10, "SBG": 8}
AFTER = {"RBX": 120, "GRA": 105, "SBG": 75}
QUOTA = {"RBX": 150, "GRA": 130, "SBG": 100}
FLAVOR = Flavor("win-b2-60", "win-b2-60", 16, 60000, 400)
AUTHOR = Author("oncall", "bastion", Origin.CONSOLE, "oncall", ("member",))


def pool(**changes: object) -> Pool:
    fields: dict[str, object] = {
        "name": "api",
        "kind": PoolKind.STATELESS,
        "baseline": 30,
        "ceiling": 330,
        "burst_to": 300,
        "build": Build(
            Part("win-b2-60"), Part("windows-server-2022-api"), (Part("vigie-private"),)
        ),
        "shares": (Share("RBX", 40), Share("GRA", 35), Share("SBG", 25)),
        "name_pattern": r"^api-",
        "connections_per_instance": 21000,
        "confirm_above": 50,
        "boot_deadline_s": 1800.0,
    }
    return Pool(**(fields | changes))  # type: ignore[arg-type]


def policy(**changes: object) -> Policy:
    names = {"RBX": "Roubaix", "GRA": "Gravelines", "SBG": "Strasbourg"}
    fields: dict[str, object] = {
        "datacenters": tuple(
            Datacenter(code, names[code], "FR", (region,)) for code, region in REGIONS.items()
        ),
        "pools": {"api": pool()},
        "limits": Limits(("FR",), 300, 1.0, 120.0, 50, 10.0),
        "prices": {"win-b2-60": Price("win-b2-60", Decimal("0.82"), "settings", "2026-11-01")},
    }
    return Policy(**(fields | changes))  # type: ignore[arg-type]


def instance(name: str, region: str, status: InstanceStatus, **extra: object) -> Instance:
    made = extra.pop("created_at", NOW - timedelta(days=12))
    return Instance(
        id=f"id-{name}",
        name=name,
        region=region,
        status=status,
        created_at=made,  # type: ignore[arg-type]
        updated_at=NOW - timedelta(minutes=2),
        flavor="win-b2-60",
        addresses=("10.1.4.17",),
        **extra,  # type: ignore[arg-type]
    )


def base_instances(code: str) -> list[Instance]:
    return [
        instance(
            f"api-{code.lower()}-{n:03}",
            REGIONS[code],
            InstanceStatus.ACTIVE,
            metadata={"vigie.pool": "api"},
        )
        for n in range(1, BASE[code] + 1)
    ]


def burst_instances(code: str, operation_id: str, count: int, active: int) -> list[Instance]:
    batch = f"api-{code.lower()}-{operation_id}-1"
    meta = {"vigie.pool": "api", "vigie.operation": operation_id, "vigie.batch": batch}
    return [
        instance(
            f"{batch}-{n}",
            REGIONS[code],
            InstanceStatus.ACTIVE if n <= active else InstanceStatus.BUILD,
            created_at=NOW - timedelta(minutes=6),
            metadata=meta,
        )
        for n in range(1, count + 1)
    ]


def rows() -> tuple[PlanRow, ...]:
    price = Decimal("0.82")
    return tuple(
        PlanRow(c, BASE[c], AFTER[c] - BASE[c], AFTER[c], QUOTA[c] - AFTER[c], AFTER[c] * price)
        for c in REGIONS
    )


def plan(operation_id: str = "7k3m9qwd", verb: Verb = BURST, **changes: object) -> Plan:
    planned = tuple(
        PlannedChange(
            code,
            REGIONS[code],
            f"api-{code.lower()}-{operation_id}-1-{n}",
            Desired.PRESENT,
            batch=f"api-{code.lower()}-{operation_id}-1",
        )
        for code in REGIONS
        for n in range(1, AFTER[code] - BASE[code] + 1)
    )
    fields: dict[str, object] = {
        "operation_id": operation_id,
        "request": Request(verb, AUTHOR, "api", reason="evening peak", parameters={"to": 300}),
        "pool": "api",
        "planned_at": NOW - timedelta(minutes=7),
        "changes": planned,
        "rows": rows(),
        "size_now": 30,
        "size_after": 300,
        "ceiling": 330,
        "euro_per_hour": Decimal("221.40"),
        "euro_for_duration": Decimal("885.60"),
        "api_calls": 6,
        "api_time_s": 5.0,
        "eta_s": 540.0,
        "warnings": (),
        "typed_name": "api",
        "digest": "4f" * 32,
    }
    return Plan(**(fields | changes))  # type: ignore[arg-type]


def burst(state: OperationState = OperationState.RUNNING, **changes: object) -> Operation:
    fields: dict[str, object] = {
        "id": "7k3m9qwd",
        "plan": plan(),
        "state": state,
        "created_at": NOW - timedelta(minutes=7),
        "started_at": NOW - timedelta(minutes=6, seconds=50),
        "executor": "bastion-4121",
        "phases": {
            "RBX": {Phase.IN_SERVICE: 61, Phase.BUILDING: 40, Phase.READY: 7},
            "GRA": {Phase.IN_SERVICE: 44, Phase.BUILDING: 50, Phase.FAILED: 1},
            "SBG": {Phase.IN_SERVICE: 30, Phase.BUILDING: 37},
        },
    }
    return Operation(**(fields | changes))  # type: ignore[arg-type]


def ended() -> tuple[Operation, ...]:
    first = burst(
        OperationState.ROLLED_BACK,
        id="2f8a1xyz",
        plan=plan("2f8a1xyz"),
        created_at=NOW - timedelta(hours=26),
        ended_at=NOW - timedelta(hours=25),
        phases={"RBX": {Phase.IN_SERVICE: 108}},
    )
    back = burst(
        OperationState.SUCCEEDED,
        id="9c4d2abc",
        plan=plan(
            "9c4d2abc", ROLLBACK, size_now=300, size_after=30, target="2f8a1xyz",
            request=Request(ROLLBACK, AUTHOR, "api", operation="2f8a1xyz"),
        ),
        created_at=NOW - timedelta(hours=19),
        ended_at=NOW - timedelta(hours=18),
        phases={"RBX": {Phase.GONE: 108}},
    )  # fmt: skip
    return (back, first)


def events() -> tuple[Event, ...]:
    texts = (
        ("test.accepted", 7.0),
        ("test.started", 6.8),
        ("test.batch", 6.5),
        ("test.failed", 3.0),
    )
    return tuple(
        Event(n, NOW - timedelta(minutes=m), "7k3m9qwd", code, notice(code), "oncall", f"req-{n}")
        for n, (code, m) in enumerate(texts, 1)
    )


def history() -> Series:
    start = NOW - timedelta(hours=1)
    samples = tuple(
        Sample(
            start + timedelta(seconds=30 * n),
            420_000 + 900_000 * (n / 120) ** 3 + 20_000 * math.sin(n / 3),
        )
        for n in range(121)
    )
    return Series("connections", samples, 30.0)


def serving(burst_from: int = 121) -> Series:
    """Instances in service: thirty, and six more each half minute from a sample on."""
    samples = tuple(
        Sample(s.at, float(30 + 6 * max(0, n - burst_from)))
        for n, s in enumerate(history().samples)
    )
    return Series("serving", samples, 30.0)


def past(burst_from: int = 121) -> dict[str, Series]:
    return {"connections": history(), "serving": serving(burst_from)}


def sources(**stale: Freshness) -> dict[str, SourceState]:
    names = ("identity", "journal", "prometheus", *(f"nova:{r}" for r in REGIONS.values()))
    found = {n: SourceState(n, Freshness.FRESH, NOW - timedelta(seconds=2)) for n in names}
    for name, freshness in stale.items():
        found[name] = SourceState(
            name,
            freshness,
            NOW - timedelta(seconds=140),
            NOW,
            notice("test.source_down", source=name),
        )
    return found


def quotas(used: dict[str, int]) -> dict[str, Quota]:
    return {
        REGIONS[c]: Quota(
            REGIONS[c],
            Allowance(QUOTA[c], used[c]),
            Allowance(QUOTA[c] * 16, used[c] * 16),
            Allowance(QUOTA[c] * 60000, used[c] * 60000),
            Allowance(2000, used[c]),
            free_addresses={"vigie-private": 900},
        )
        for c in REGIONS
    }


def worker() -> WorkerPresence:
    return WorkerPresence(
        "bastion-4121", 4121, "bastion", NOW, NOW, alive=True, operations=("7k3m9qwd",)
    )


def estate(found: dict[str, list[Instance]], **changes: object) -> Estate:
    """An estate of these instances by datacenter; all that is ACTIVE and not named `sick` is up."""
    now = Figure(1_312_000.0, NOW)
    load = Load(
        now, Figure(8200.0, NOW), Figure(0.0002, NOW), Figure(0.212, NOW), Figure(0.61, NOW)
    )
    up = (i.name for many in found.values() for i in many if i.status is InstanceStatus.ACTIVE)
    health = dict.fromkeys(up, True)
    fields: dict[str, object] = {
        "at": NOW,
        "identity": Identity("oncall", "ecoledirecte", ("member",)),
        "regions": {REGIONS[c]: RegionView(REGIONS[c], tuple(f), NOW) for c, f in found.items()},
        "quotas": quotas({c: len(f) for c, f in found.items()}),
        "flavors": dict.fromkeys(REGIONS.values(), (FLAVOR,)),
        "fixtures": {region: stocked(region, [pool().build]) for region in REGIONS.values()},
        "loads": {"api": PoolLoad(load, {}, past(100))},
        "health": {"api": health},
        "sources": sources(),
    }
    return Estate(**(fields | changes))  # type: ignore[arg-type]


def steady(**changes: object) -> Estate:
    """Thirty instances, nothing running, one old burst rolled back."""
    load = Load(Figure(432_000.0, NOW), Figure(2600.0), Figure(0.0001), Figure(0.148), Figure(0.44))
    fields: dict[str, object] = {
        "activity": Activity(recent=ended()),
        "loads": {"api": PoolLoad(load, {}, past())},
    }
    return estate({c: base_instances(c) for c in REGIONS}, **(fields | changes))


def bursting(**changes: object) -> Estate:
    """The burst of 30 → 300, half way, one instance in error."""
    found = {
        c: base_instances(c)
        + burst_instances(c, "7k3m9qwd", AFTER[c] - BASE[c], (AFTER[c] - BASE[c]) // 2)
        for c in REGIONS
    }
    broken = found["GRA"][-1]
    found["GRA"][-1] = instance(
        broken.name, broken.region, InstanceStatus.ERROR, metadata=broken.metadata,
        created_at=broken.created_at, fault="No valid host was found.",
    )  # fmt: skip
    fields: dict[str, object] = {
        "activity": Activity((burst(),), ended(), events(), (worker(),)),
    }
    return estate(found, **(fields | changes))


def frozen(*scopes: Scope) -> Estate:
    """The burst half way, its pool frozen by somebody, or these parts of it."""
    freezes = tuple(
        Freeze("api", NOW - timedelta(minutes=3), "lea", "incident 4711", scope)
        for scope in scopes or (Scope.EVERYTHING,)
    )
    found = bursting()
    held = tuple(replace(one, freezes=freezes) for one in found.activity.live)
    return replace(found, activity=replace(found.activity, live=held, freezes=freezes))


def crowd(count: int, *, busy: bool = True) -> Estate:
    """So many instances, evenly over the datacenters; `busy`: with a burst in flight."""
    found: dict[str, list[Instance]] = {c: [] for c in REGIONS}
    codes = list(REGIONS)
    for n in range(count):
        code = codes[n % 3]
        status = InstanceStatus.BUILD if n % 7 == 0 else InstanceStatus.ACTIVE
        found[code].append(
            instance(
                f"api-{code.lower()}-{n:04}", REGIONS[code], status,
                created_at=NOW - timedelta(minutes=n), metadata={"vigie.pool": "api"},
            )
        )  # fmt: skip
    live = (burst(),) if busy else ()
    return estate(found, activity=Activity(live, ended(), events(), (worker(),)))


def foretold(*highs: float, **changes: object) -> Estate:
    """The quiet afternoon with a forecast: so many connections at most, by quarters of an hour."""
    step = timedelta(minutes=15)
    steps = tuple(
        Expected(NOW + n * step, 0.95 * high, high) for n, high in enumerate(highs or EVENING, 1)
    )
    told = PoolForecast(NOW, Forecast(NOW, steps, 1.03, 4), None, timedelta(minutes=12))
    seen = {**sources(), FORECAST: SourceState(FORECAST, Freshness.FRESH, NOW)}
    fields: dict[str, object] = {"sources": seen, "forecasts": {"api": told}}
    return steady(**(fields | changes))


EVENING = (460e3, 520e3, 600e3, 700e3, 820e3, 930e3, 1010e3, 1080e3, 1120e3, 1150e3)
