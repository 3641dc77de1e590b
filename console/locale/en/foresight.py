"""Texts of the room `foresight`."""

TEXTS: dict[str, str] = {
    "foresight.last_hour": "no forecast: the connections of the last hour are not all known",
    "foresight.weeks": "no forecast: past weeks recorded with days of this kind: {n}, needed: {least}",
    "foresight.idle": "no forecast: nobody was connected at this hour in the past weeks",
}
