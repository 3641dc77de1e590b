"""Is it holding? What a pool's load, latency and errors mean together, for both faces.

What people feel is *failing*: latency or errors above the limits of the settings, nothing
in service. What an instance carries is an estimate: a load that is above its target, or above
all that they carry, is *strained* as long as what is heard of the answers is fine. Unknown is
never fine: a figure that should be there and is not makes the verdict *unknown* where nothing
that is known fails already. What the pool's exporter never measures is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.desk import vitals
from console.desk.census import Tally, capacity, total
from console.model.estate import Estate
from console.model.figure import Load
from console.model.notice import Notice, notice
from console.model.pool import Pool

NEVER_MEASURED = "metrics.exporter_none"
LOADED = frozenset({"verdict.over", "verdict.tight"})
"""What is said of a load that is above its target, or above all that the instances carry."""


class VerdictState(StrEnum):
    """The state in a word. The order is how much it needs a person, least first."""

    HOLDING = "holding"
    STRAINED = "strained"
    UNKNOWN = "unknown"
    FAILING = "failing"


SEVERITY = tuple(VerdictState)
MARKS: Mapping[VerdictState, str] = {
    VerdictState.HOLDING: "●",
    VerdictState.STRAINED: "▲",
    VerdictState.UNKNOWN: "○",
    VerdictState.FAILING: "✖",
}
"""A mark of its own shape for each, where colours are not seen."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes the verdict, and how bad it is.

    `figure` is one of `connections`, `capacity`, `p95` and `errors`.
    """

    figure: str
    state: VerdictState
    said: Notice


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a pool and its causes, the worst first; none while it is holding."""

    state: VerdictState
    causes: tuple[Cause, ...] = ()

    @property
    def loaded(self) -> bool:
        """Say whether there is more load than the instances in service should carry."""
        return any(cause.said.code in LOADED for cause in self.causes)

    def about(self, figure: str) -> Cause | None:
        """The cause that a figure is, if it is one."""
        return next((cause for cause in self.causes if cause.figure == figure), None)


def verdict(estate: Estate, pool: Pool, counted: tuple[Tally, ...]) -> Verdict:
    """The verdict on a pool as it was counted, with the load that is known now."""
    load = vitals.load(estate, pool.name)
    measured = {
        name
        for name in ("connections", "p95", "errors")
        if (why := load.reasons.get(name)) is None or why.code != NEVER_MEASURED
    }
    causes = [*_capacity(pool, counted, load.total, measured), *_limits(pool, load.total, measured)]
    if not measured:
        causes.append(
            Cause("capacity", VerdictState.UNKNOWN, notice("verdict.unmeasured", pool=pool.name))
        )
    causes.sort(key=lambda cause: -SEVERITY.index(cause.state))
    return Verdict(worst(cause.state for cause in causes), tuple(causes))


def worst(states: Iterable[VerdictState]) -> VerdictState:
    """The state of all of them together; holding where there is none."""
    return max(states, key=SEVERITY.index, default=VerdictState.HOLDING)


def _capacity(
    pool: Pool, counted: tuple[Tally, ...], load: Load, measured: set[str]
) -> Iterator[Cause]:
    """The load against what the instances in service carry."""
    whole, carried = total(counted), capacity(pool, counted)
    if carried is None or whole is None:
        yield Cause("capacity", VerdictState.UNKNOWN, notice("verdict.capacity_unknown"))
        return
    connections, serving = load.connections.value, whole.serving or 0
    if not serving:
        if pool.baseline or whole.size or connections:
            yield Cause("capacity", VerdictState.FAILING, notice("verdict.nobody"))
        return
    if connections is None:
        if "connections" in measured:
            said = notice("verdict.connections_unknown")
            yield Cause("connections", VerdictState.UNKNOWN, said)
        return
    ratio = connections / carried
    told = {"percent": round(100 * ratio), "n": serving}
    if ratio >= 1:
        heard = load.errors.value is not None or load.p95_s.value is not None
        state = VerdictState.STRAINED if heard else VerdictState.FAILING
        yield Cause("capacity", state, notice("verdict.over", **told))
    elif ratio > pool.target_ratio:
        target = round(100 * pool.target_ratio)
        said = notice("verdict.tight", **told, target=target)
        yield Cause("capacity", VerdictState.STRAINED, said)


def _limits(pool: Pool, load: Load, measured: set[str]) -> Iterator[Cause]:
    """Latency and errors against the pool's limits."""
    judged = (
        ("errors", load.errors.value, pool.error_limit_ratio, 100.0),
        ("p95", load.p95_s.value, pool.p95_limit_s, 1.0),
    )
    for name, value, limit, unit in judged:
        if name not in measured:
            continue
        if value is None:
            yield Cause(name, VerdictState.UNKNOWN, notice(f"verdict.{name}_unknown"))
        elif value > limit:
            said = notice(f"verdict.{name}", value=value * unit, limit=limit * unit)
            yield Cause(name, VerdictState.FAILING, said)
