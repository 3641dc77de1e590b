"""What goes wrong in a night: answers, sources, hands of others; each by luck of its own."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from night import REGIONS, Night
from weather import FOREVER, Spell

from console.kinds.instances.verbs import BURST
from console.model.plan import Plan

Trouble = Callable[[Night, Random], None]
CREATE = (
    *("lost", "late", "late", "tardy", "dropped", "refused"),
    *("limited", "down", "denied", "garbled"),
)
REBOOT = ("lost", "dropped", "refused", "limited", "down", "garbled")
MARK = ("lost", "dropped", "refused", "limited", "down", "garbled")
MEMBER = ("lost", "dropped", "refused", "limited", "down", "garbled")
DELETE = ("lost", "dropped", "fails", "fails", "refused", "limited", "down", "garbled")
BUILD = ("error", "stuck", "scheduling", "scheduling", "sick", "slow", "hidden", "evicted")
READ = ("down", "limited", "garbled")
TASK = ("lost", "dropped", "fails", "refused", "limited", "down")
ORDER = ("lost", "late", "dropped", "refused", "limited", "down")
DELIVERY = ("cancelled", "troubled", "slow")


def chances(call: str, outcomes: tuple[str, ...]) -> Trouble:
    """One of the next such calls comes out otherwise, or a share of all of them."""

    def trouble(night: Night, luck: Random) -> None:
        outcome = luck.choice(outcomes)
        if luck.random() < 0.5:
            night.weather.told[call].extend([*["ok"] * luck.randrange(3), outcome])
        else:
            share = luck.choice((0.2, 0.5, 0.9, 1.0))
            night.weather.chances[call] = (*night.weather.chances.get(call, ()), (outcome, share))

    return trouble


def spell(source: str, kind: str) -> Trouble:
    """A source is out of order for a while."""

    def trouble(night: Night, luck: Random) -> None:
        begins = luck.choice((0.5, luck.uniform(0, 40), luck.uniform(0, 40)))
        lasts = luck.choice((5.0, 30.0, 100.0, 400.0, FOREVER))
        if kind == "stale":  # a cell or a cache that lags, as real ones do: for seconds
            lasts = luck.uniform(1.0, 15.0)
        night.weather.spells.append(Spell(source, kind, begins, begins + lasts))

    return trouble


def cell_down(region: str) -> Trouble:
    """Half of what stands there is listed without names, or not at all."""
    down = spell(f"nova:{region}", "cell down")

    def trouble(night: Night, luck: Random) -> None:
        night.weather.nameless = luck.random() < 0.5
        down(night, luck)

    return trouble


def hand(night: Night, luck: Random) -> None:
    """Somebody deletes or makes instances by hand."""
    night.laws.meddled = True

    def act() -> None:
        there = night.cloud.standing()
        if luck.random() < 0.5 and there:
            night.cloud.take(luck.choice(there))
        else:
            region = luck.choice(list(REGIONS.values()))
            night.cloud.put(f"api-hand-{night.cloud.serial}", region, by="hand", ready=False)

    for _ in range(luck.choice((1, 1, 3))):
        night.at(luck.uniform(0, 60), act)


def relabelled(night: Night, luck: Random) -> None:
    """Somebody makes an instance of ours another's."""
    night.laws.meddled = True

    def act() -> None:
        ours = [s for s in night.cloud.standing() if s.operation]
        if ours:
            server = luck.choice(ours)
            server.metadata = {"vigie.pool": luck.choice(("api", "web"))}

    night.at(luck.uniform(10, 60), act)


def cloud_clock(night: Night, luck: Random) -> None:
    """The cloud's clock is minutes off; a source's own time decides nothing of ours."""
    night.cloud.ahead_s = luck.choice((-3600.0, -120.0, 120.0, 3600.0))


def second_journal(night: Night, luck: Random) -> None:
    """Somebody with settings of their own, and a journal of their own, bursts the same pool."""
    night.laws.meddled = True
    more = luck.choice((1, 2, 3))

    def act() -> None:
        desk = night.desk("other")
        found = desk.plan(BURST, pool="api", by=more)
        if isinstance(found, Plan):
            desk.submit(found)

    night.at(luck.uniform(0, 30), act)


def other_write(night: Night, luck: Random) -> None:
    """Somebody else's writes lock load balancers time and again."""

    def act() -> None:
        region = luck.choice(list(REGIONS.values()))
        night.balancing.busy_until[region] = night.moments.t + luck.choice((1.0, 5.0, 20.0))

    for _ in range(luck.choice((1, 3, 8))):
        night.at(luck.uniform(0, 90), act)


def drained(night: Night, luck: Random) -> None:
    """Somebody drains a member by hand, and wants it to stay so."""
    night.laws.meddled = True

    def act() -> None:
        ours = [m for m in night.balancing.members.values() if not m.foreign]
        if ours:
            member = luck.choice(ours)
            member.settings = replace(member.settings, weight=0)

    night.at(luck.uniform(0, 60), act)


def frozen(night: Night, luck: Random) -> None:
    """The pool is frozen in the settings that the next workers read."""
    night.laws.meddled = True
    policy = replace(night.policy, frozen={"api": "incident"})
    policy = replace(policy, private=replace(policy.private, frozen="incident"))  # type: ignore[type-var]
    night.at(luck.uniform(0, 30), lambda: setattr(night, "policy", policy))


def stranger(night: Night, luck: Random) -> None:
    """Another account orders at the same provider."""
    night.at(luck.uniform(0, 30), lambda: night.provider.stranger() and None)


def stop(night: Night, luck: Random) -> None:
    """Somebody asks every live operation to stop."""

    def act() -> None:
        desk = night.desk()
        for operation in desk.journal.operations(live=True):
            desk.stop(operation.id)

    if luck.random() < 0.5:
        night.at(luck.uniform(0, 60), act)
    else:
        number = luck.randrange(5, 80)
        before = night.on_hire

        def hire(worker: object) -> None:
            before(worker)  # type: ignore[arg-type]
            worker.dooms.setdefault(number, lambda: night.aside(act))  # type: ignore[attr-defined]

        night.on_hire = hire


REGION_SPELLS = tuple(
    (f"{region} {kind}", spell(f"nova:{region}", kind))
    for region in REGIONS.values()
    for kind in ("silent", "silent", "stale", "unreadable")
)
PUBLIC_TROUBLE: tuple[tuple[str, Trouble], ...] = (
    ("create", chances("create", CREATE)),
    ("create", chances("create", CREATE)),
    ("create", chances("create", CREATE)),
    ("build", chances("build", BUILD)),
    ("build", chances("build", BUILD)),
    ("delete", chances("delete", DELETE)),
    ("delete", chances("delete", DELETE)),
    ("mark", chances("mark", MARK)),
    ("reboot", chances("reboot", REBOOT)),
    ("reboot", chances("reboot", REBOOT)),
    ("list", chances("list", READ)),
    ("health", chances("health", (*READ, "missing"))),
    *REGION_SPELLS,
    *((f"{region} cell down", cell_down(region)) for region in REGIONS.values()),
    ("prometheus silent", spell("prometheus", "silent")),
    ("prometheus nan", spell("prometheus", "nan")),
    ("hand", hand),
    ("cloud clock", cloud_clock),
    ("cloud clock", cloud_clock),
    ("relabelled", relabelled),
    ("second journal", second_journal),
    ("frozen", frozen),
    ("stop", stop),
    ("stop", stop),
)
BALANCER_TROUBLE: tuple[tuple[str, Trouble], ...] = (
    ("member", chances("member", MEMBER)),
    ("member", chances("member", MEMBER)),
    ("balancers", chances("balancers", READ)),
    *((f"balancers of {r} silent", spell(f"octavia:{r}", "silent")) for r in REGIONS.values()),
    ("other write", other_write),
    ("drained", drained),
)
PRIVATE_TROUBLE: tuple[tuple[str, Trouble], ...] = (
    ("order", chances("order", ORDER)),
    ("order", chances("order", ORDER)),
    ("order", chances("order", ORDER)),
    ("release", chances("release", ORDER)),
    ("delivery", chances("delivery", DELIVERY)),
    ("orders", chances("orders", READ)),
    ("view", chances("view", READ)),
    ("inventory", chances("inventory", READ)),
    ("task", chances("task", (*READ, "forgotten"))),
    *((call, chances(call, TASK)) for call in ("reconfigure", "shut_down", "power_on")),
    ("reboot", chances("reboot", TASK)),
    *((call, chances(call, TASK)) for call in ("enter_maintenance", "leave_maintenance")),
    ("vcenter silent", spell("vcenter", "silent")),
    ("vcenter unreadable", spell("vcenter", "unreadable")),
    ("supply silent", spell("supply", "silent")),
    ("stranger", stranger),
    ("frozen", frozen),
    ("stop", stop),
)
