"""Textes des prix, de ce qui a été consommé et de ce que cela coûte."""

TEXTS: dict[str, str] = {
    "cli.head.age": "ÂGE",
    "cli.head.flavor": "GABARIT",
    "cli.head.source": "SOURCE",
    "prices.everywhere": "toutes",
    "prices.none": (
        "Aucun prix n’est connu : [prices.hourly] dans les réglages les donne par gabarit, ou "
        "[ovhcloud] les fait lire dans le catalogue public."
    ),
    "prices.unpriced": "inconnu",
    "prices.unread": "Le catalogue n’a pas pu être lu à l’instant : {why}",
}
