"""Texts of the room `foresight`, in French."""

TEXTS: dict[str, str] = {
    "foresight.last_hour": "pas de prévision : les connexions de la dernière heure ne sont pas toutes connues",
    "foresight.weeks": "pas de prévision : semaines passées enregistrées avec des jours de ce genre : {n}, il en faut {least}",
    "foresight.idle": "pas de prévision : personne n’était connecté à cette heure les semaines passées",
}
