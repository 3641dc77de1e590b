"""`vigie prices`: what a flavor costs, by whose word, and how old that word is."""

from typing import Any

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of
from console.cli.table import table
from console.desk import prices as desk
from console.desk.prices import PriceRow
from console.locale import Locale
from console.model.estate import Estate
from console.model.money import SETTINGS, Price
from console.model.notice import Notice
from console.watch.prices import NAME

UNKNOWN = "–"


@parser.command(help="help.prices")
@parser.option("--flavor", metavar="NAME", help="help.prices.flavor")
@common_options
def prices(invocation: Invocation, *, flavor: str | None) -> int:
    """Show what each flavor costs an hour and a month, without VAT."""
    with session_of(invocation) as session:
        estate, locale = session.watch.refresh([NAME]), invocation.locale()
        found = desk.rows(estate, session.policy)
        found = tuple(row for row in found if flavor in {None, row.flavor})
        why = desk.unread(estate)
        if invocation.json:
            say_json(_shape(found, estate, why, locale))
        else:
            say(_table(found, locale) if found else locale.text("prices.none"))
            if why is not None:
                warn(locale.text("prices.unread", why=locale.notice(why)))
        return failure.UNREACHABLE if why is not None and estate.tariff is None else failure.DONE


def _table(found: tuple[PriceRow, ...], locale: Locale) -> str:
    heads = ("flavor", "region", "euro_hour", "euro_month", "source", "age")
    rows = [_row(one, locale) for one in found]
    return table(heads, rows, locale, gives=("age", "source"))


def _row(one: PriceRow, locale: Locale) -> list[str]:
    price = one.price
    regions = " ".join(one.regions) or locale.text("prices.everywhere")
    age = UNKNOWN if one.age_s is None else locale.duration(one.age_s)
    if price is None:
        return [one.flavor, regions, locale.text("prices.unpriced"), UNKNOWN, UNKNOWN, age]
    month = price.euro_per_month
    return [
        one.flavor,
        regions,
        locale.unit_price(price.euro_per_hour),
        UNKNOWN if month is None else locale.unit_price(month),
        _source(one, price, locale),
        price.as_of or UNKNOWN if one.age_s is None else age,
    ]


def _source(one: PriceRow, price: Price, locale: Locale) -> str:
    """Whose word a price is: the catalogue's, the settings', or what the settings name."""
    if one.age_s is not None:
        return locale.text("prices.catalogue")
    return locale.text("prices.settings") if price.source == SETTINGS else price.source


def _shape(
    found: tuple[PriceRow, ...], estate: Estate, why: Notice | None, locale: Locale
) -> dict[str, Any]:
    tariff = estate.tariff
    return {
        "at": shapes.moment(estate.at),
        "currency": "EUR",
        "vat": "excluded",
        "catalogue": None
        if tariff is None
        else {
            "id": tariff.catalogue,
            "currency": tariff.currency,
            "read_at": shapes.moment(tariff.read_at),
            "age_s": round(tariff.age_s),
        },
        "unread": shapes.maybe_said(why, locale),
        "prices": [_price(one) for one in found],
    }


def _price(one: PriceRow) -> dict[str, Any]:
    price = one.price
    month = None if price is None else price.euro_per_month
    return {
        "flavor": one.flavor,
        "regions": list(one.regions),
        "euro_per_hour": None if price is None else str(price.euro_per_hour),
        "euro_per_month": None if month is None else str(month),
        "source": None if price is None else price.source,
        "as_of": None if price is None else price.as_of or None,
        "age_s": None if one.age_s is None else round(one.age_s),
    }
