"""What OVHcloud counted beside what is counted here: what `vigie costs` says of it."""

from typing import Any

from console.cli import shapes
from console.cli.answer import say, warn
from console.desk.reconciling import UsageComparison
from console.locale import Locale
from console.model.billing import BillingRule
from console.model.notice import Notice

SHOWN = 5
RULES = {
    BillingRule.CLOCK_HOURS: "usage.fits.clock_hours",
    BillingRule.DURATION: "usage.fits.duration",
}


def tell(found: UsageComparison | Notice | None, locale: Locale) -> None:
    """Both figures, then each difference with its cause."""
    if found is None:
        return
    if isinstance(found, Notice):
        warn(locale.text("usage.unread", why=locale.notice(found)))
        return
    text, at = locale.text, found.usage.updated_at
    when = "" if at is None else f"{locale.day(at)} {locale.clock(at)}"
    euro = "–" if found.euro is None else locale.euros(found.euro)
    theirs, ours = locale.number(float(found.theirs)), locale.number(found.hours)
    say(text("usage.both", when=when, theirs=theirs, euro=euro, ours=ours))
    if found.differing:
        n = len(found.differing)
        fits = ", ".join(text(RULES[rule], n=each) for rule, each in found.agreeing.items())
        say(text("usage.differing", n=n, fits=fits))
    if found.only_there:
        say(text("usage.only_there", n=len(found.only_there), ids=_some(found.only_there)))
    if found.only_here:
        say(text("usage.only_here", n=len(found.only_here), ids=_some(found.only_here)))
    if not (found.differing or found.only_there or found.only_here):
        say(text("usage.agree", n=len(found.usage.instances)))


def shape(found: UsageComparison | Notice | None, locale: Locale) -> dict[str, Any] | None:
    """The same for programs; None where there is nothing to compare with."""
    if found is None:
        return None
    if isinstance(found, Notice):
        return {"unread": shapes.said(found, locale)}
    usage = found.usage
    return {
        "unread": None,
        "updated_at": shapes.moment(usage.updated_at),
        "euro": shapes.money(usage.euro),
        "parts": {name: shapes.money(euro) for name, euro in sorted(usage.parts.items())},
        "instances": {
            "euro": shapes.money(found.euro),
            "hours": str(found.theirs),
            "hours_here": found.hours,
            "agreeing": {rule.value: n for rule, n in found.agreeing.items()},
            "differing": [
                {"id": one.id, "hours": str(one.theirs), "hours_here": one.hours}
                for one in found.differing
            ],
            "only_there": list(found.only_there),
            "only_here": list(found.only_here),
        },
    }


def _some(ids: tuple[str, ...]) -> str:
    return ", ".join([*ids[:SHOWN], *(["…"] if len(ids) > SHOWN else [])])
