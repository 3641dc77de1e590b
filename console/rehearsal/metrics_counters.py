"""True counters: requests and durations integrated over time, minute by minute.

Within a minute the rate stands as it was at its start. Minutes older than a week are dropped,
the counts go on. Earlier than a week before the scenario the pool was deployed anew each week,
and its counters began at zero, as those of a process do: such a week is integrated when
somebody asks for it.
"""

from array import array
from collections.abc import Callable, Sequence
from itertools import groupby
from math import floor

from console.rehearsal.load import DAY_S, DatacenterLoad
from console.rehearsal.load_service import BOUNDS_S, answers
from console.rehearsal.metrics_pool import SCRAPE_S

MINUTE_S = 60.0
WEEK_S = 7 * DAY_S
_SCRAPES = int(MINUTE_S / SCRAPE_S)
_SKIPPED = 60
_REFUSED_AT_ONCE_S = 0.004

BUCKETS = len(BOUNDS_S) + 1
COUNT, SUM = BUCKETS - 1, BUCKETS
OK, REFUSED, FAILED = SUM + 1, SUM + 2, SUM + 3
_WIDTH = FAILED + 1
"""A row: cumulated buckets (the last is the count), the sum, then one an answer's code."""


class Counters:
    """The counters of one pool, from `begins` (unix seconds) on.

    `shares_at` says what each datacenter carries at a time, `places` how many
    datacenters there are.
    """

    def __init__(
        self,
        shares_at: Callable[[float], Sequence[DatacenterLoad]],
        *,
        places: int,
        begins: float,
        retention_s: float,
    ) -> None:
        self._shares_at = shares_at
        self._first = floor(begins / MINUTE_S)
        self._kept = floor(retention_s / MINUTE_S)
        self._last = self._first
        self._rows = [array("d", bytes(8 * _WIDTH)) for _ in range(places)]

    def advance(self, now: float) -> None:
        """Integrate up to the end of the minute that holds `now`."""
        ends = floor(now / MINUTE_S) + 1
        while self._last + _SKIPPED < ends - self._kept:
            self._first = self._last + _SKIPPED
            for rows, row in self._next(_SKIPPED):
                rows[:] = array("d", row)
            self._last = self._first
        while self._last < ends:
            for rows, row in self._next(1):
                rows.extend(row)
            self._last += 1
        stale = ends - self._kept - self._first
        if stale > self._kept // 4:
            self._first += stale
            for rows in self._rows:
                del rows[: stale * _WIDTH]

    def _next(self, minutes: int) -> list[tuple["array[float]", list[float]]]:
        """Each datacenter's rows and the row that follows `minutes` after the last."""
        carried = self._shares_at(self._last * MINUTE_S)
        return [
            (rows, self._row(rows[-_WIDTH:], share, minutes * MINUTE_S))
            for rows, share in zip(self._rows, carried, strict=True)
        ]

    @staticmethod
    def _row(last: Sequence[float], share: DatacenterLoad, seconds: float) -> list[float]:
        requests = share.requests_per_s * seconds
        return [
            count + requests * part
            for count, part in zip(last, _parts(share.saturation), strict=True)
        ]

    def read(self, place: int, column: int, scrapes: Sequence[int]) -> list[float | None]:
        """One counter at scrapes between the first and the last minute; counts are whole."""
        rows = self._rows[place]
        first, last = self._first, self._last
        values: list[float | None] = []
        for scrape in scrapes:
            minute, part = divmod(scrape, _SCRAPES)
            if not first <= minute < last:
                values.append(None)
                continue
            at = (minute - first) * _WIDTH + column
            low = rows[at]
            value = low + (rows[at + _WIDTH] - low) * part / _SCRAPES
            values.append(value if column == SUM else float(floor(value)))
        return values


class CounterWeeks:
    """The counters of one pool, by the week before `starts`, from when on they run on."""

    def __init__(
        self,
        shares_at: Callable[[float], Sequence[DatacenterLoad]],
        *,
        places: int,
        starts: float,
    ) -> None:
        self._shares_at = shares_at
        self._places = places
        self._weeks: dict[int, Counters] = {}
        self._recent = starts - WEEK_S
        self._running = self._from(self._recent)

    def advance(self, now: float) -> None:
        """Integrate what runs on, up to the end of the minute that holds `now`."""
        self._running.advance(now)

    def read(self, place: int, column: int, scrapes: Sequence[int]) -> list[float | None]:
        """One counter at scrapes, in order."""
        values: list[float | None] = []
        weeks = groupby(scrapes, lambda scrape: (scrape * SCRAPE_S - self._recent) // WEEK_S)
        for week, some in weeks:
            counted = self._running if week >= 0 else self._week(int(week))
            values += counted.read(place, column, list(some))
        return values

    def _week(self, week: int) -> Counters:
        """The counters of a week, which is -1 for the one before what runs on."""
        if week not in self._weeks:
            begins = self._recent + week * WEEK_S
            self._weeks[week] = self._from(begins)
            self._weeks[week].advance(begins + WEEK_S - MINUTE_S)
        return self._weeks[week]

    def _from(self, begins: float) -> Counters:
        return Counters(self._shares_at, places=self._places, begins=begins, retention_s=WEEK_S)


def _parts(saturation: float | None) -> tuple[float, ...]:
    """What one request adds to each column of a row."""
    if saturation is None:
        return (*(1.0,) * BUCKETS, _REFUSED_AT_ONCE_S, 0.0, 0.0, 1.0)
    given = answers(saturation)
    return (*given.within, given.mean_s, given.ok, given.refused, given.failed)
