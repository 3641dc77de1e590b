"""Texts of the room `schedule`."""

TEXTS: dict[str, str] = {
    "schedule.none": "Aucune fenêtre n’est déclarée : [[windows]] dans les réglages en ajoute une.",
    "schedule.never": "Aucune fenêtre ne s’ouvre dans les 400 jours.",
    "schedule.excepted": "pas à cette date (except_on)",
    "schedule.no_time": "ne s’ouvre pas : ses heures n’existent pas à cette date, on passe à l’heure d’été",
    "schedule.time_missing": "{time} n’existe pas à cette date : l’instant du passage à l’heure d’été",
    "schedule.time_twice": "{time} revient deux fois à cette date : la durée la plus longue",
}
