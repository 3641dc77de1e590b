"""Is it holding? What a pool's load, latency and errors mean together, for both faces.

What people feel is *failing*: latency or errors above the limits of the settings, nothing
in service. What an instance carries is an estimate: a load that is above its target, or above
all that they carry, is *strained* as long as what is heard of the answers is fine. Unknown is
never fine: a figure that should be there and is not makes the verdict *unknown* where nothing
that is known fails already. What the pool's exporter never measures is left out, and so is what
an instance carries where nobody knows it and the answers are measured.
"""

from collections.abc import Iterable, Iterator, Mapping

from console.desk import vitals
from console.desk.census import total
from console.model.estate import Estate
from console.model.figure import Load
from console.model.notice import notice
from console.model.pool import Pool
from console.model.tally import Tally
from console.model.verdict import SEVERITY, Cause, Verdict, VerdictState

NEVER_MEASURED = "metrics.exporter_none"
MARKS: Mapping[VerdictState, str] = {
    VerdictState.HOLDING: "●",
    VerdictState.STRAINED: "▲",
    VerdictState.UNKNOWN: "○",
    VerdictState.FAILING: "✖",
}
"""A mark of its own shape for each, where colours are not seen."""


def verdict(estate: Estate, pool: Pool, counted: tuple[Tally, ...]) -> Verdict:
    """The verdict on a pool as it was counted, with the load that is known now.

    Of a moment that is looked back at, the one that was shown then, where it was recorded.
    """
    shown = estate.recorded and estate.recorded.verdicts.get(pool.name)
    if shown:
        return shown
    load = vitals.load(estate, pool.name)
    measured = {
        name
        for name in ("connections", "p95", "errors")
        if (why := load.reasons.get(name)) is None or why.code != NEVER_MEASURED
    }
    causes = [
        *_capacity(estate, pool, counted, load.total, measured),
        *_limits(pool, load.total, measured),
    ]
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
    estate: Estate, pool: Pool, counted: tuple[Tally, ...], load: Load, measured: set[str]
) -> Iterator[Cause]:
    """The load against what the instances in service carry; where nobody knows, its answers say."""
    whole, each = total(counted), estate.capacity(pool).each
    if whole is None or whole.serving is None:
        yield Cause("capacity", VerdictState.UNKNOWN, notice("verdict.capacity_unknown"))
        return
    connections, serving = load.connections.value, whole.serving
    if not serving:
        if pool.baseline or whole.size or connections:
            yield Cause("capacity", VerdictState.FAILING, notice("verdict.nobody"))
        return
    if connections is None:
        if "connections" in measured:
            said = notice("verdict.connections_unknown")
            yield Cause("connections", VerdictState.UNKNOWN, said)
        return
    if each is None:
        if not measured & {"p95", "errors"}:
            said = notice("verdict.each_unknown")
            yield Cause("capacity", VerdictState.UNKNOWN, said)
        return
    ratio = connections / (serving * each)
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
