"""English and French from one catalogue: texts, numbers, money, times.

A catalogue is the union of the `TEXTS` of one language's modules, one module a
room of the house, and of every kind's own words. A text is a `str.format` template; a text that depends on a
count `n` has two forms, ``"{n} instance || {n} instances"``. Missing or unused
keys, and placeholders that differ between languages, fail a test.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from importlib import import_module
from typing import Literal

from console.kinds import registry
from console.locale.french import NARROW, elided, spaced
from console.model.notice import Notice, NoticeValue
from console.model.resource import Resource
from console.model.verb import Verb
from console.plaintext import inline
from console.redaction import hide

Language = Literal["en", "fr"]
ROOMS = (
    "words",
    "planning",
    "schedule",
    "builds",
    "money",
    "operations",
    "remedies",
    "providers",
    "settings",
    "clusters",
    "machines",
    "export",
    "foresight",
    "targets",
    "scout",
    "recorder",
    "cli",
    "help",
    "tui",
    "rehearsal",
)
FIRST = ("tui", "words")
"""The rooms whose texts are painted first: a person waits for no other's."""
YEAR_DAYS = 365
NO_BREAK_SPACE = "\u00a0"
MILLISECONDS = "ms"
"""The name of a text's value that is so many of them."""
TERMS = {
    "operation_state": "state",
    "phases": "phase",
    "power": "tui.power",
    "billing": "tui.billing",
    "suspended": "pool.part",
    "rights": "right",
}
"""Names of a notice's values that are words of our own, and where these stand.

Programs and the journal have such a word as it is; one of somebody else's is left so for people
too. A value may be several of them, each with how many: ``building 12, releasing 3``.
"""


def catalogue(language: Language) -> dict[str, str]:
    """All texts of one language by key."""
    return _catalogue(language, registry.packages())


@lru_cache(maxsize=4)
def _catalogue(language: Language, kinds: tuple[str, ...]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for kind in kinds:
        texts.update(_set(language, registry.words(kind, language)))
    for room in ROOMS:
        texts.update(_room(language, room))
    return texts


@cache
def _room(language: Language, room: str) -> dict[str, str]:
    return _set(language, import_module(f"console.locale.{language}.{room}").TEXTS)


def _set(language: Language, texts: dict[str, str]) -> dict[str, str]:
    """Texts as a printer sets them."""
    return texts if language == "en" else {key: spaced(text) for key, text in texts.items()}


def _template(language: Language, key: str) -> str:
    """The text of a key; the other rooms are not read for what stands in the first."""
    for room in FIRST:
        texts = _room(language, room)
        if key in texts:
            return texts[key]
    return catalogue(language)[key]


def in_a_row(sentences: Iterable[str]) -> str:
    """Several sentences as one text, each ended once."""
    return ". ".join(one.rstrip(".") for one in sentences)


@dataclass(frozen=True, slots=True)
class Locale:
    """One language's way to write texts, numbers, money and times."""

    language: Language
    zone: tzinfo

    def text(self, key: str, /, **values: NoticeValue) -> str:
        """The text of a key with its values; a number `n` chooses the plural form."""
        template = _template(self.language, key)
        if "||" in template:
            one, many = template.split("||")
            template = (one if self._singular(values.get("n", 2)) else many).strip()
        if self.language == "fr":
            template = elided(template, values)
        return template.format(**{name: self._told(name, value) for name, value in values.items()})

    def notice(self, notice: Notice) -> str:
        """The sentence of a notice; of what happened to an operation with its verb's word."""
        values = notice.values
        if notice.code.startswith("operation.") and "verb" in values:
            values = {**values, "verb": self.verb(Verb(str(values["verb"])))}
        ours = {name: self._ours(name, values[name]) for name in TERMS.keys() & values.keys()}
        return self.text(notice.code, **{**values, **ours})

    def of(self, what: str, said: str) -> str:
        """What is said of something, after its name: ``GRA: no answer``."""
        return self.text("words.of", what=what, said=said)

    def verb(self, verb: Verb, part: str = "") -> str:
        """One of a verb's words; its id where its kind is not installed (any more)."""
        key = f"verb.{verb}.{part}" if part else f"verb.{verb}"
        return self.text(key) if key in catalogue(self.language) else verb

    def resource(self, resource: Resource) -> str:
        """What several of a sort of resource are called; its id where its kind is gone."""
        key = f"resource.{resource}"
        return self.text(key) if key in catalogue(self.language) else resource

    def number(self, value: float, decimals: int = 0) -> str:
        """``1,840,000.5`` or ``1 840 000,5``."""
        text = f"{value:,.{decimals}f}"
        if self.language == "en":
            return text
        return text.replace(",", NARROW).replace(".", ",")

    def compact(self, value: float) -> str:
        """Three significant figures with a unit prefix: ``1.84 M``, ``12.4 k``, ``980``."""
        for size, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
            if abs(value) >= size * 0.9995:
                scaled = value / size
                decimals = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0  # noqa: PLR2004 - three figures
                return f"{self.number(scaled, decimals)}{NO_BREAK_SPACE}{suffix}"
        return self.number(value)

    def size(self, count: float) -> str:
        """Bytes of storage in three figures, decimal as it is sold: ``2.88 TB``, ``3 To``."""
        return self._bytes(count, 1000)

    def memory(self, count: float) -> str:
        """Bytes of memory in three figures, binary as vSphere counts it: ``64 GB``, ``64 Go``."""
        return self._bytes(count, 1024)

    def _bytes(self, count: float, base: int) -> str:
        unit = "B" if self.language == "en" else "o"
        for power, prefix in ((4, "T"), (3, "G"), (2, "M"), (1, "k")):
            if abs(count) >= base**power * 0.9995:
                scaled = count / base**power
                decimals = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0  # noqa: PLR2004 - three figures
                whole = abs(scaled - round(scaled)) < 0.5 * 10**-decimals
                figures = self.number(scaled, 0 if whole else decimals)
                return f"{figures}{NO_BREAK_SPACE}{prefix}{unit}"
        return f"{self.number(count)}{NO_BREAK_SPACE}{unit}"

    def percent(self, ratio: float, decimals: int = 0) -> str:
        """``73 %`` in both languages, as the screens write it; the space is narrow in French."""
        space = NO_BREAK_SPACE if self.language == "en" else NARROW
        return f"{self.number(ratio * 100, decimals)}{space}%"

    def euros(self, amount: Decimal | float, *, signed: bool = False) -> str:
        """``€15.30`` or ``15,30 €``; with `signed`, a plus or minus before it."""
        digits = self.number(abs(float(amount)), 2)
        sign = "\u2212" if amount < 0 else "+" if signed else ""
        if self.language == "en":
            return f"{sign}€{digits}"
        return f"{sign}{digits}{NARROW}€"

    def unit_price(self, amount: Decimal) -> str:
        """As `euros`, with every decimal that it has: a unit price is never rounded."""
        exponent = amount.normalize().as_tuple().exponent
        decimals = max(2, -exponent) if isinstance(exponent, int) else 2
        digits = self.number(float(amount), decimals)
        return f"€{digits}" if self.language == "en" else f"{digits}{NARROW}€"

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """Local wall time, ``16:42`` or ``16:42:07``."""
        return (
            f"{at.astimezone(self.zone):%H:%M:%S}"
            if seconds
            else f"{at.astimezone(self.zone):%H:%M}"
        )

    def weekday(self, at: datetime) -> str:
        """``Mon 23`` or ``lun. 23``."""
        local = at.astimezone(self.zone)
        return f"{self.text(f'weekday.{local.weekday()}')} {local.day}"

    def day(self, at: datetime) -> str:
        """``Mon 23 Nov`` or ``lun. 23 nov.``."""
        month = self.text(f"month.{at.astimezone(self.zone).month}")
        return f"{self.weekday(at)} {month}"

    def duration(self, seconds: float) -> str:
        """The two largest units: ``40 s``, ``3 min 20 s``, ``2 h 05``, ``4 d 3 h``."""
        whole = max(0, round(seconds))
        if whole < 60:  # noqa: PLR2004 - a minute
            return f"{whole} s"
        minutes, rest = divmod(whole, 60)
        if minutes < 60:  # noqa: PLR2004 - an hour
            return f"{minutes} min {rest:02d} s" if minutes < 10 and rest else f"{minutes} min"  # noqa: PLR2004 - seconds matter below ten minutes
        hours, minutes = divmod(minutes, 60)
        if hours < 48:  # noqa: PLR2004 - two days
            return f"{hours} h {minutes:02d}"
        days, hours = divmod(hours, 24)
        return f"{days} {self.text('unit.day')} {hours} h"

    def latency(self, seconds: float) -> str:
        """How long an answer took: ``212 ms``, and from a second on ``2.3 s``."""
        milliseconds = round(seconds * 1000)
        if milliseconds < 1000:  # noqa: PLR2004 - a second
            return f"{milliseconds} ms"
        return f"{self.number(seconds, 1)} s"

    def days(self, count: float) -> str:
        """Whole days: ``13 d``; hours below one day, ``> 1 y`` beyond a year."""
        if count >= YEAR_DAYS:
            return self.text("unit.beyond_year")
        if count < 1:
            return f"{max(0, int(count * 24))} h"
        return f"{self.number(int(count))} {self.text('unit.day')}"

    def _told(self, name: str, value: NoticeValue) -> str:
        """A value as it is written; milliseconds are known by their name, and have their unit."""
        if name == MILLISECONDS and isinstance(value, int | float):
            return self.latency(value / 1000)
        return self._value(value)

    def _ours(self, name: str, value: NoticeValue) -> str:
        """Words of our own in the language in use."""
        return ", ".join(self._term(TERMS[name], one) for one in str(value).split(", "))

    def _term(self, words: str, said: str) -> str:
        word, _, count = said.partition(" ")
        key = f"{words}.{word}"
        if key not in catalogue(self.language):
            return said
        return f"{self.text(key)} {count}".strip()

    def _value(self, value: NoticeValue) -> str:
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, float):
            return self.number(value, 0 if value.is_integer() else 2)
        return inline(hide(value))

    def _singular(self, n: NoticeValue) -> bool:
        if not isinstance(n, int | float):
            return False
        return n == 1 if self.language == "en" else n < 2  # noqa: PLR2004 - French: 0 and 1 are singular
