"""`vigie forecast`: what a pool's next hours will need, by which size and until when."""

import click

from console.cli import census, failure, foretold, parser, shapes
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.sources import named_pool, public, session_of
from console.cli.table import table
from console.desk import capacity
from console.desk.foresight import SizeAdvice, foreseen
from console.desk.foretelling import advice_line
from console.foresight.forecast import AHEAD, STEP
from console.locale import Locale

MOST = int((AHEAD * STEP).total_seconds() // 3600)


@parser.command(help="help.forecast")
@parser.argument("pool", help="parameter.pool.help")
@parser.option(
    "--hours", type=click.IntRange(1, MOST), default=MOST, show_default=True, metavar="N",
    help="help.forecast.hours",
)  # fmt: skip
@common_options
def forecast(invocation: Invocation, *, pool: str, hours: int) -> int:
    """Show what the next hours of POOL will need, by which past weeks, and what to do."""
    with session_of(invocation) as session:
        named, locale = named_pool(session, pool), invocation.locale()
        estate = session.watch.refresh(public(session))
        found = foreseen(estate, session.policy, named, census.places(session, estate, named))
        shown = None if found is None else capacity.seen(session, named)
        if invocation.json:
            told = (
                {"mode": named.foresight.value, "advice": None}
                if found is None
                else {
                    **foretold.shape(found, locale),
                    "forecast": foretold.forecast(found, hours),
                    "capacity": foretold.capacity(estate, named, shown, locale),
                }
            )
            say_json({"at": shapes.moment(estate.at), "pool": named.name, **told})
        elif found is None:
            say(locale.text("foresight.off", pool=named.name))
        else:
            _tell(found, hours, locale)
        if shown is not None and not invocation.json:
            say(capacity.line(estate, named, shown, locale))
        census.unreached(invocation, estate)
        unknown = found is not None and found.advice is None
        return failure.UNREACHABLE if unknown else failure.DONE


def _tell(found: SizeAdvice, hours: int, locale: Locale) -> None:
    """The advice, then the hours it stands on."""
    pool, known = found.pool, found.known
    say(locale.text("foresight.line", pool=pool.name, said=advice_line(found, locale)))
    if known is None or known.forecast is None:
        return
    heads = ("time", "expected", "at_most", "size")
    rows = [
        [
            locale.clock(step.at),
            locale.compact(step.median),
            locale.compact(step.high),
            locale.number(found.needed(step.high)),
        ]
        for step in foretold.until(known.forecast, hours)
    ]
    say(table(heads, rows, locale))
