"""Texts of the room `rehearsal`."""

TEXTS: dict[str, str] = {
    "rehearsal.scenario_bad": "Scenario {scenario} can’t be read: {reason}. Correct the file and try again.",
    "rehearsal.scenario_unknown": "There is no scenario {scenario}. Known: {known}.",
}
