"""Texts of the room `schedule`."""

TEXTS: dict[str, str] = {
    "schedule.none": "No windows are declared: [[windows]] in the settings makes one.",
    "schedule.never": "No window opens within 400 days.",
    "window.late": "The window {window} opens late: instances were asked for {minutes} min after its start",
    "schedule.excepted": "not on this date (except_on)",
    "schedule.closed": "nobody is there on this date (closed_on)",
    "schedule.public_holiday": "public holiday: {name}",
    "schedule.all_off": "all are away: {who}",
    "schedule.part_off": "{percent} % are there, away: {who}",
    "schedule.calendar_unknown": "school holidays unknown after {until}: held as in term",
    "schedule.file_unread": "{path} cannot be read ({detail}): held as if nobody of it were away",
    "schedule.no_time": "does not open: its hours do not exist on this date, clocks go forward",
    "schedule.time_missing": "{time} does not exist on this date: the moment when clocks go forward",
    "schedule.time_twice": "{time} comes twice on this date: the longer way",
}
