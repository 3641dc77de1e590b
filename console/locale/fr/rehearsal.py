"""Texts of the room `rehearsal`."""

TEXTS: dict[str, str] = {
    "rehearsal.scenario_bad": "Le scénario {scenario} est illisible : {reason}. Corrigez le fichier, puis réessayez.",
    "rehearsal.scenario_unknown": "Le scénario {scenario} n’existe pas. Scénarios connus : {known}.",
}
