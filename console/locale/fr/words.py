"""Textes communs à toutes les pièces : calendrier et unités."""

TEXTS: dict[str, str] = {
    "unit.day": "j",
    "weekday.0": "lun.",
    "weekday.1": "mar.",
    "weekday.2": "mer.",
    "weekday.3": "jeu.",
    "weekday.4": "ven.",
    "weekday.5": "sam.",
    "weekday.6": "dim.",
    "month.1": "janv.",
    "month.2": "févr.",
    "month.3": "mars",
    "month.4": "avr.",
    "month.5": "mai",
    "month.6": "juin",
    "month.7": "juil.",
    "month.8": "août",
    "month.9": "sept.",
    "month.10": "oct.",
    "month.11": "nov.",
    "month.12": "déc.",
    "watch.crashed": (
        "Lecture de {source} impossible ({kind}). "
        "C’est un défaut de Vigie : elle réessaie d’elle-même, le journal technique a les détails."
    ),
    "watch.no_answer": "{source} n’a pas répondu en {seconds} s.",
    "parameter.missing": "{name} manque.",
    "parameter.no_choice": "{name} : « {value} » n’est pas l’un de {known}.",
    "parameter.no_hours": "{name} : « {value} » n’est pas un nombre d’heures supérieur à zéro.",
    "parameter.no_size": "{name} : « {value} » n’est pas une taille.",
    "parameter.no_text": "{name} : « {value} » n’est pas un nom.",
    "parameter.not_flag": "{name} : « {value} » n’est ni oui ni non.",
    "parameter.not_whole": "{name} : « {value} » n’est pas un nombre entier.",
    "parameter.too_large": "{name} : {value} dépasse {most}.",
    "parameter.too_small": "{name} : {value} est inférieur à {least}.",
    "parameter.unknown": "{verb} ne connaît pas {name}.",
}
