"""Texts of the room `rehearsal`."""

TEXTS: dict[str, str] = {
    "rehearsal.file_failed": "Impossible d’écrire {path} : {reason}. Choisissez un autre emplacement.",
    "rehearsal.port_taken": (
        "Le port {port} de 127.0.0.1 est inutilisable : {reason}."
        " Choisissez-en un autre, ou 0 pour un port libre."
    ),
    "rehearsal.scenario_bad": (
        "Le scénario {scenario} est illisible : {reason}. Corrigez le fichier, puis réessayez."
    ),
    "rehearsal.scenario_unknown": (
        "Le scénario {scenario} n’existe pas. Scénarios connus : {known}."
    ),
}
