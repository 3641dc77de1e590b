"""Textes de la pièce `cli`."""

TEXTS: dict[str, str] = {
    "cli.request_id": "Identifiant de requête : {id}",
    "cli.interrupted": "Interrompu.",
    "cli.defect": "Une défaillance imprévue s’est produite ({kind}). Détails : {path}",
    "cli.settings_made": "{path} a été écrit. Adaptez-le, puis lancez « vigie doctor ».",
    "cli.settings_from": "# {path}",
    "cli.settings_valid": "{path} est valide.",
}
