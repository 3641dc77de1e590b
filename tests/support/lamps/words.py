"""What people read of lamps."""

ENGLISH = {
    "resource.lamp": "lamps",
    "lamps.fog": "Nobody climbs a buoy in fog.",
    "lamps.too_many": "{n} lamps are more than the {most} of one operation.",
}
FRENCH = {
    "resource.lamp": "feux",
    "lamps.fog": "Personne ne grimpe sur une bouée dans la brume.",
    "lamps.too_many": "{n} feux dépassent les {most} d’une opération.",
}
WORDS = {"en": ENGLISH, "fr": FRENCH}
