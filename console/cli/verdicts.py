"""The verdict on each pool: a line for people, a shape and an exit code for programs."""

from collections.abc import Iterator, Mapping

from console.cli import census, shapes
from console.desk.session import Session
from console.desk.verdict import MARKS, verdict, worst
from console.locale import Locale
from console.model.estate import Estate
from console.model.verdict import SEVERITY, Verdict, VerdictState

PoolVerdicts = Mapping[str, Verdict]
"""By the pool's name."""

CODES = {
    VerdictState.HOLDING: 0,
    VerdictState.STRAINED: 1,
    VerdictState.FAILING: 2,
    VerdictState.UNKNOWN: 3,
}
"""Exit codes of `status --check`, a monitoring plugin's: ok, warning, critical, unknown."""


def of_pools(session: Session, estate: Estate) -> PoolVerdicts:
    """The verdict on every pool of the settings."""
    pools = session.policy.pools.values()
    return {
        pool.name: verdict(estate, pool, census.places(session, estate, pool)) for pool in pools
    }


def together(found: PoolVerdicts) -> VerdictState:
    """The worst of them."""
    return worst(one.state for one in found.values())


def lines(found: PoolVerdicts, locale: Locale) -> Iterator[str]:
    """One line a pool, the worst first."""
    order = sorted(found, key=lambda name: -SEVERITY.index(found[name].state))
    return (line(name, found[name], locale) for name in order)


def line(pool: str, found: Verdict, locale: Locale) -> str:
    """``✖ api: Failing: errors 37 %, over 1 %``."""
    said = {
        "mark": MARKS[found.state],
        "pool": pool,
        "state": locale.text(f"verdict.{found.state}"),
    }
    if not found.causes:
        return locale.text("verdict.line", **said)
    why = " · ".join(locale.notice(cause.said) for cause in found.causes)
    return locale.text("verdict.line_why", **said, why=why)


def shape(found: PoolVerdicts, locale: Locale) -> shapes.Shape:
    """Several verdicts together, or one: the worst state, and every cause."""
    return {
        "state": together(found),
        "causes": [
            {
                "pool": pool,
                "figure": cause.figure,
                "state": cause.state,
                **shapes.said(cause.said, locale),
            }
            for pool, one in found.items()
            for cause in one.causes
        ],
    }
