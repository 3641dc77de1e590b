"""Where the console offers a verb: the names of its screens."""

from enum import StrEnum


class ScreenName(StrEnum):
    """The console's screens. Their digit keys follow this order."""

    OVERVIEW = "overview"
    INSTANCES = "instances"
    STORAGE = "storage"
    PRIVATE = "private"
    OPERATIONS = "operations"
    ALERTS = "alerts"
    LEFTOVERS = "leftovers"
    SCHEDULE = "schedule"
    COSTS = "costs"
