"""What a verb can be told: one declaration a parameter, typed, for every face.

The command line's option, the form's field, the request's value, its check and
the reference are made of it. Pure data: this loads no interface. A declaration is
equal to itself alone; nothing is generated for it that is not used, for it is
imported before the first paint.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Generic, TypeVar, cast

from console.model.error import UsageError
from console.model.notice import Notice, notice
from console.model.plan import Request
from console.model.policy import Policy
from console.model.size import parse_memory, parse_size, written_size

UNITS_H = {"m": Decimal(1) / 60, "h": Decimal(1), "d": Decimal(24), "j": Decimal(24)}
"""Hours of a minute, an hour and a day, which French calls *jour*."""
MOST_H = Decimal(24 * 3660)
"""Hours of ten years: nothing is asked for longer, and a moment so far away can be written."""
Value = TypeVar("Value", str, int, bool, Decimal, tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Parameter(Generic[Value]):
    """One thing a verb can be told.

    `name` is its key in `Request.parameters`. Its label in a form is the text
    ``parameter.WORDS``, its explanation ``parameter.WORDS.help``; `words` is the
    name unless another is given. `option` is its spelling on the command line
    (``--name`` unless another is given), `metavar` what stands there for its
    value; with `argument` it stands by itself, without a name. `default` is the
    value where none is given, `proposal` what a form proposes as it is typed.
    """

    TYPE: ClassVar[type] = str
    CARRIED: ClassVar[str] = ""
    """The field of `Request` that carries it, where that is not `parameters`."""

    name: str
    words: str = ""
    option: str = ""
    metavar: str = ""
    argument: bool = False
    required: bool = False
    default: Value | None = None
    proposal: str = ""

    @property
    def label_key(self) -> str:
        """The catalogue key of its name in a form."""
        return f"parameter.{self.words or self.name}"

    @property
    def help_key(self) -> str:
        """The catalogue key of its explanation."""
        return f"{self.label_key}.help"

    @property
    def spelling(self) -> str:
        """How the command line spells it: ``--size``, or ``NAME`` where it stands by itself."""
        if self.argument:
            return self.metavar or self.name.upper()
        return self.option or f"--{self.name.replace('_', '-')}"

    @abstractmethod
    def read(self, text: str) -> Value:
        """What a person wrote. Raises UsageError, with what is wrong, when it cannot be that."""

    @abstractmethod
    def fault(self, value: object) -> Notice | None:
        """What is wrong with a value; None when nothing is."""

    def written(self, value: Value) -> str:
        """The value as a person writes it: what `read` takes."""
        return str(value)

    def of(self, request: Request) -> Value | None:
        """The value that a request was given; None where it was given none."""
        if self.CARRIED:
            return cast("Value | None", getattr(request, self.CARRIED))
        return cast("Value | None", request.parameters.get(self.name))

    def holds(self, value: object) -> bool:
        """Say whether a value is of the parameter's type at all."""
        return isinstance(value, self.TYPE) and isinstance(value, bool) == (self.TYPE is bool)

    def _checked(self, value: Value) -> Value:
        wrong = self.fault(value)
        if wrong is not None:
            raise UsageError(wrong)
        return value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class IntegerParameter(Parameter[int]):
    """A whole number within bounds."""

    TYPE: ClassVar[type] = int

    minimum: int | None = None
    maximum: int | None = None

    def read(self, text: str) -> int:
        """Digits, with a sign or without."""
        try:
            value = int(text.strip())
        except ValueError:
            raise UsageError(
                notice("parameter.not_whole", name=self.spelling, value=text)
            ) from None
        return self._checked(value)

    def fault(self, value: object) -> Notice | None:
        """Not a whole number, or outside the bounds."""
        if not isinstance(value, int) or not self.holds(value):
            return notice("parameter.not_whole", name=self.spelling, value=str(value))
        if self.minimum is not None and value < self.minimum:
            return notice(
                "parameter.too_small", name=self.spelling, value=value, least=self.minimum
            )
        if self.maximum is not None and value > self.maximum:
            return notice("parameter.too_large", name=self.spelling, value=value, most=self.maximum)
        return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class BytesParameter(Parameter[int]):
    """A size in bytes, written with its unit; `memory` is counted in binary units."""

    TYPE: ClassVar[type] = int

    memory: bool = False

    def read(self, text: str) -> int:
        """``3TB``; for memory ``128GB`` is 128 GiB."""
        return parse_memory(text) if self.memory else parse_size(text)

    def written(self, value: int) -> str:
        """``3TB``."""
        return written_size(value, memory=self.memory)

    def fault(self, value: object) -> Notice | None:
        """Not a whole number of bytes above zero."""
        if isinstance(value, int) and self.holds(value) and value > 0:
            return None
        return notice("parameter.no_size", name=self.spelling, value=str(value))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FlagParameter(Parameter[bool]):
    """Yes or no; with `either` also neither: ``--ssd/--no-ssd``, None when not said."""

    TYPE: ClassVar[type] = bool

    either: bool = False

    def read(self, text: str) -> bool:
        """``yes`` or ``no``, as programs write them."""
        known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        try:
            return known[text.strip().lower()]
        except KeyError:
            raise UsageError(notice("parameter.not_flag", name=self.spelling, value=text)) from None

    def written(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """``yes`` or ``no``."""
        return "yes" if value else "no"

    def fault(self, value: object) -> Notice | None:
        """Neither yes nor no."""
        if isinstance(value, bool):
            return None
        return notice("parameter.not_flag", name=self.spelling, value=str(value))


class TextParameter(Parameter[str]):
    """A name or a word."""

    __slots__ = ()

    def read(self, text: str) -> str:
        """The text without what surrounds it."""
        return self._checked(text.strip())

    def fault(self, value: object) -> Notice | None:
        """Not a text, or an empty one."""
        if isinstance(value, str) and value:
            return None
        return notice("parameter.no_text", name=self.spelling, value=str(value))


class WordsParameter(TextParameter):
    """Several words, with commas between; on the command line one after the other."""

    __slots__ = ()

    @staticmethod
    def parts(text: str) -> tuple[str, ...]:
        """The words, each once."""
        return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


class PoolParameter(TextParameter):
    """A pool, by its name."""

    __slots__ = ()

    CARRIED: ClassVar[str] = "pool"


class OperationParameter(TextParameter):
    """An earlier operation, by its id."""

    __slots__ = ()

    CARRIED: ClassVar[str] = "operation"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChoiceParameter(Parameter[str]):
    """One of a few words."""

    choices: tuple[str, ...]

    def read(self, text: str) -> str:
        """One of the choices, as it is spelled."""
        return self._checked(text.strip())

    def fault(self, value: object) -> Notice | None:
        """None of the choices."""
        if value in self.choices:
            return None
        known = ", ".join(self.choices)
        return notice("parameter.no_choice", name=self.spelling, value=str(value), known=known)


def _too_long(spelling: str, hours: Decimal) -> Notice | None:
    if hours <= MOST_H:
        return None
    return notice("parameter.too_long", name=spelling, days=int(MOST_H / 24))


class HoursParameter(Parameter[Decimal]):
    """A planned duration in hours, above zero."""

    __slots__ = ()

    TYPE: ClassVar[type] = Decimal
    CARRIED: ClassVar[str] = "duration_h"

    def read(self, text: str) -> Decimal:
        """``1.5`` or ``1,5``."""
        try:
            value = Decimal(text.strip().replace(",", "."))
        except InvalidOperation:
            raise UsageError(notice("parameter.no_hours", name=self.spelling, value=text)) from None
        return self._checked(value)

    def fault(self, value: object) -> Notice | None:
        """Not a number above zero."""
        if not (isinstance(value, Decimal) and value.is_finite() and value > 0):
            return notice("parameter.no_hours", name=self.spelling, value=str(value))
        return _too_long(self.spelling, value)


class DurationParameter(Parameter[Decimal]):
    """A time from now, kept in hours."""

    __slots__ = ()

    TYPE: ClassVar[type] = Decimal
    CARRIED: ClassVar[str] = "duration_h"

    def read(self, text: str) -> Decimal:
        """``2h``, ``90m``, ``1d``, ``1j`` or hours alone, ``1.5``."""
        written = text.strip().lower().replace(",", ".")
        unit = UNITS_H.get(written[-1:])
        try:
            value = Decimal(written[:-1]) * unit if unit else Decimal(written)
        except InvalidOperation:
            raise UsageError(notice("parameter.no_time", name=self.spelling, value=text)) from None
        return self._checked(value)

    def written(self, value: Decimal) -> str:
        """``72h``."""
        return f"{value}h"

    def fault(self, value: object) -> Notice | None:
        """Not a time above zero."""
        if not (isinstance(value, Decimal) and value.is_finite() and value > 0):
            return notice("parameter.no_time", name=self.spelling, value=str(value))
        return _too_long(self.spelling, value)


class DatacentersParameter(Parameter[tuple[str, ...]]):
    """Some of the datacenters by their codes; none named is all of them."""

    __slots__ = ()

    TYPE: ClassVar[type] = tuple
    CARRIED: ClassVar[str] = "datacenters"

    def read(self, text: str) -> tuple[str, ...]:
        """Codes with commas."""
        return tuple(part.strip() for part in text.split(",") if part.strip())

    def written(self, value: tuple[str, ...]) -> str:
        """Codes with commas."""
        return ", ".join(value)

    def fault(self, value: object) -> Notice | None:
        """Not a list of codes. Which there are, planning knows."""
        if isinstance(value, tuple) and all(isinstance(code, str) for code in value):
            return None
        return notice("parameter.no_text", name=self.spelling, value=str(value))


Asked = dict[str, Any]
"""Values by parameter name, as a face gathered them; what was not said is missing."""
Completion = Callable[[Asked, Policy], Asked]
"""Fills in what was left out, by what is settled. Raises UsageError for what cannot be."""
