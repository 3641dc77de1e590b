"""Texts of the room `schedule`."""

TEXTS: dict[str, str] = {
    "schedule.none": "Aucune fenêtre n’est déclarée : [[windows]] dans les réglages en ajoute une.",
    "schedule.never": "Aucune fenêtre ne s’ouvre dans les 400 jours.",
    "window.late": "La fenêtre {window} s’ouvre en retard : instances demandées {minutes} min après son début",
    "schedule.excepted": "pas à cette date (except_on)",
    "schedule.closed": "personne n’est là à cette date (closed_on)",
    "schedule.public_holiday": "jour férié : {name}",
    "schedule.all_off": "tous sont absents : {who}",
    "schedule.part_off": "{percent} % sont là, absents : {who}",
    "schedule.calendar_unknown": "vacances scolaires inconnues après le {until} : comme en période de cours",
    "schedule.file_unread": "{path} est illisible ({detail}) : comme si personne n’en était absent",
    "schedule.no_time": "ne s’ouvre pas : ses heures n’existent pas à cette date, on passe à l’heure d’été",
    "schedule.time_missing": "{time} n’existe pas à cette date : l’instant du passage à l’heure d’été",
    "schedule.time_twice": "{time} revient deux fois à cette date : la durée la plus longue",
}
