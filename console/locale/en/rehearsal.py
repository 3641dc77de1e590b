"""Texts of the room `rehearsal`."""

TEXTS: dict[str, str] = {
    "rehearsal.file_failed": "{path} can’t be written: {reason}. Choose another place.",
    "rehearsal.port_taken": (
        "Port {port} of 127.0.0.1 can’t be used: {reason}. Choose another, or 0 for any free one."
    ),
    "rehearsal.scenario_bad": (
        "Scenario {scenario} can’t be read: {reason}. Correct the file and try again."
    ),
    "rehearsal.scenario_unknown": "There is no scenario {scenario}. Known: {known}.",
}
