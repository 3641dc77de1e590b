"""An alert manager behind its port: which silences there are, and what it tells of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from moments import Moments
from weather import CARRIED_OUT, Weather, error

from console.model import silence
from console.model.alert import AlertSilence, AlertView
from console.model.error import CallRefused
from console.model.notice import notice
from console.model.silence import SilenceMatcher
from console.ports import Receipt

SOURCE = "alertmanager"
POOL_LABEL = "team"
OTHERS = ("planned works", f"burst api {silence.mark('op999999')}")
"""What the comments of silences say that are nobody's here, one of them another journal's."""


@dataclass(slots=True)
class AlertManager:
    """Silences by their ids. One that is made late is there after `late_s`."""

    moments: Moments
    weather: Weather
    point: Callable[[str], None]
    late_s: float = 10.0
    kept: dict[str, AlertSilence] = field(default_factory=dict)
    ended_at: dict[str, float] = field(default_factory=dict)
    """Those that somebody ended before their time, and when."""
    made_at: dict[str, float] = field(default_factory=dict)
    looks: list[tuple[float, frozenset[str]]] = field(default_factory=list)
    """When all silences were told, and which."""
    on_make: Callable[[AlertSilence, str], None] = lambda _made, _outcome: None
    on_end: Callable[[AlertSilence, str], None] = lambda _ended, _outcome: None
    serial: int = 0

    # The truth

    def put(self, comment: str, lasts_s: float, author: str = "ana", after_s: float = 0.0) -> str:
        """A silence of the pool's alerts that stands for so long, from then on."""
        self.serial += 1
        number = f"silence-{self.serial:08}"
        begins = self.moments.estate(after_s)
        ends = begins + timedelta(seconds=lasts_s)
        matchers = (SilenceMatcher(POOL_LABEL, "api"),)
        self.kept[number] = AlertSilence(number, author, comment, begins, ends, matchers)
        self.made_at[number] = self.moments.t + after_s
        return number

    def end(self, number: str) -> None:
        """It has ended, whoever did that."""
        self.ended_at.setdefault(number, self.moments.t)

    def stands(self, number: str) -> bool:
        """Whether it is in force now."""
        there = self.made_at[number] <= self.moments.t and number not in self.ended_at
        return there and self.kept[number].ends_at > self.moments.estate()

    def told(self) -> tuple[AlertSilence, ...]:
        """Every silence, as it is now."""
        there = [n for n in self.kept if self.made_at[n] <= self.moments.t]
        return tuple(replace(self.kept[n], ended=not self.stands(n)) for n in there)

    # The port

    def view(self) -> AlertView:
        self.point("alerts")
        self.weather.read(SOURCE, "alerts")
        standing = tuple(one for one in self.told() if not one.ended)
        now = self.moments.estate()
        return AlertView((), standing, now, True, "Watchdog", pool_label=POOL_LABEL)

    def silences(self) -> tuple[AlertSilence, ...]:
        self.point("silences")
        self.weather.read(SOURCE, "alerts")
        found = self.told()
        self.looks.append((self.moments.t, frozenset(one.comment for one in found)))
        return found

    def silence(
        self, matchers: Sequence[SilenceMatcher], *, until: datetime, author: str, comment: str
    ) -> Receipt:
        outcome = self._outcome("silence")
        now = self.moments.estate()
        asked = AlertSilence("", author, comment, now, until, tuple(matchers))
        self.on_make(asked, outcome)
        number = None
        if outcome in CARRIED_OUT:
            late_s = self.late_s if outcome == "late" else 0.0
            number = self.put(comment, 0.0, author, late_s)
            made = self.kept[number]
            self.kept[number] = replace(made, ends_at=until, matchers=tuple(matchers))
        self._answer("silence", outcome)
        return Receipt(None, number)

    def expire(self, silence_id: str) -> Receipt:
        outcome = self._outcome("expire")
        if silence_id not in self.kept:
            raise CallRefused(notice("test.gone"))
        self.on_end(self.kept[silence_id], outcome)
        if outcome in CARRIED_OUT:
            self.end(silence_id)
        self._answer("expire", outcome)
        return Receipt(None, silence_id)

    def _outcome(self, call: str) -> str:
        self.point(call)
        silent = self.weather.spell(SOURCE, "silent")
        return "down" if silent else self.weather.outcome(call, SOURCE)

    def _answer(self, call: str, outcome: str) -> None:
        self.point(f"{call} answered")
        if outcome != "ok":
            raise error(outcome, SOURCE)
