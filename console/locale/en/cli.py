"""Texts of the room `cli`."""

TEXTS: dict[str, str] = {
    "cli.request_id": "Request id: {id}",
    "cli.interrupted": "Interrupted.",
    "cli.defect": "Something failed that should not have ({kind}). Details: {path}",
    "cli.settings_made": "{path} was written. Adapt it, then run “vigie doctor”.",
    "cli.settings_from": "# {path}",
    "cli.settings_valid": "{path} is valid.",
}
