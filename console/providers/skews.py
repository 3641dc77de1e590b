"""How far this machine's clock is from that of each source, as its answers tell.

Two clocks are never compared in a verdict: what is asked of a source by time is
asked in its own. What is found here is for that, and for people to see.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

ON_ITS_WAY = timedelta(seconds=5)
"""How old a Date may be when its answer is read; beyond, the clocks differ."""
_lock = threading.Lock()
_ahead: dict[str, timedelta] = {}


def told(source: str, date: str | None, now: datetime | None = None) -> timedelta:
    """Take in the header Date of an answer; how far this machine is ahead, as `ahead` says."""
    here = now or datetime.now(UTC)
    there = parsed(date)
    if there is not None:
        heard(source, there, here)
    return timedelta() if there is None else apart(here - there)


def heard(source: str, there: datetime, here: datetime | None = None) -> None:
    """Take in what time a source says it is."""
    with _lock:
        _ahead[source] = (here or datetime.now(UTC)) - there


def known() -> Mapping[str, timedelta]:
    """By source, how far this machine's clock was ahead when it last answered."""
    with _lock:
        return dict(_ahead)


def parsed(date: str | None) -> datetime | None:
    """The time that a header Date says; None where it says none."""
    try:
        found = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def apart(ahead: timedelta) -> timedelta:
    """A difference that no answer's way explains; what one does is none."""
    return ahead if abs(ahead) > ON_ITS_WAY else timedelta()
