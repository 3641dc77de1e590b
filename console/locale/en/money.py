"""Texts of prices, of what was used and what it costs."""

TEXTS: dict[str, str] = {
    "cli.head.age": "AGE",
    "cli.head.flavor": "FLAVOR",
    "cli.head.source": "SOURCE",
    "prices.everywhere": "all",
    "prices.none": (
        "No price is known: [prices.hourly] in the settings gives them by flavor, or [ovhcloud] "
        "has them read from the public catalogue."
    ),
    "prices.unpriced": "unknown",
    "prices.unread": "The catalogue could not be read now: {why}",
}
