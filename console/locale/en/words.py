"""Texts that every room shares: calendar and units."""

TEXTS: dict[str, str] = {
    "unit.day": "d",
    "weekday.0": "Mon",
    "weekday.1": "Tue",
    "weekday.2": "Wed",
    "weekday.3": "Thu",
    "weekday.4": "Fri",
    "weekday.5": "Sat",
    "weekday.6": "Sun",
    "month.1": "Jan",
    "month.2": "Feb",
    "month.3": "Mar",
    "month.4": "Apr",
    "month.5": "May",
    "month.6": "Jun",
    "month.7": "Jul",
    "month.8": "Aug",
    "month.9": "Sep",
    "month.10": "Oct",
    "month.11": "Nov",
    "month.12": "Dec",
    "watch.crashed": (
        "{source} could not be read ({kind}). "
        "This is a fault of Vigie: it tries again by itself, and the log has the details."
    ),
    "watch.no_answer": "{source} gave no answer within {seconds} s.",
    "parameter.missing": "{name} is missing.",
    "parameter.no_choice": "{name}: “{value}” is none of {known}.",
    "parameter.no_hours": "{name}: “{value}” is not a number of hours above zero.",
    "parameter.no_size": "{name}: “{value}” is not a size.",
    "parameter.no_text": "{name}: “{value}” is not a name.",
    "parameter.not_flag": "{name}: “{value}” is neither yes nor no.",
    "parameter.not_whole": "{name}: “{value}” is not a whole number.",
    "parameter.too_large": "{name}: {value} is more than {most}.",
    "parameter.too_small": "{name}: {value} is less than {least}.",
    "parameter.unknown": "{verb} knows no {name}.",
}
