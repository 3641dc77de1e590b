"""Dates of an iCalendar file (RFC 5545): whatever happens on one makes it a day off."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar

from console.model.error import UsageError
from console.model.notice import notice


@dataclass(slots=True)
class DateFile:
    """One file, read again when it changes. Repetitions and exceptions count, zones too."""

    path: Path
    _stamp: tuple[int, int] | None = None
    _calendar: Calendar | None = None
    _found: dict[date, str | None] = field(default_factory=dict)

    def event(self, day: date) -> str | None:
        """What happens on a date, None if nothing does. Raises UsageError for a bad file."""
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._stamp:
                self._calendar = Calendar.from_ical(self.path.read_bytes())
                self._stamp, self._found = stamp, {}
            if day not in self._found:
                self._found[day] = self._on(day)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            detail = getattr(error, "strerror", None) or type(error).__name__
            values = {"path": str(self.path), "detail": detail}
            raise UsageError(notice("schedule.file_unread", **values)) from error
        return self._found[day]

    def _on(self, day: date) -> str | None:
        events = recurring_ical_events.of(self._calendar).between(day, day + timedelta(days=1))
        names = [str(event.get("SUMMARY") or self.path.stem) for event in events]
        return min(names, default=None)
