"""Parameters of the Prometheus API: from the query string and, when posted, the form."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from urllib.parse import parse_qsl

from starlette.requests import Request

from console.rehearsal.promql.lexer import seconds


class Rejected(Exception):
    """A parameter is missing or makes no sense: 400 `bad_data`."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was asked; `now` is estate time, unix seconds."""

    pairs: tuple[tuple[str, str], ...]
    now: float

    def first(self, name: str) -> str:
        """The first value of a parameter, empty when it is not given."""
        return next((value for key, value in self.pairs if key == name), "")

    def every(self, name: str) -> list[str]:
        """All values of a parameter."""
        return [value for key, value in self.pairs if key == name]

    def query_time(self) -> float:
        """`time` of an instant query; now when it is not given."""
        text = self.first("time")
        if not text:
            return round(self.now, 3)
        try:
            return _time(text)
        except ValueError as error:
            message = f"invalid parameter \"time\": Invalid time value for 'time': {error}"
            raise Rejected(message) from error

    def time(self, name: str) -> float:
        """A time that must be given."""
        try:
            return _time(self.first(name))
        except ValueError as error:
            raise Rejected(f'invalid parameter "{name}": {error}') from error

    def bounds(self) -> tuple[float, float]:
        """`start` and `end`; without them, all there is."""
        start = self.time("start") if self.first("start") else 0.0
        return start, self.time("end") if self.first("end") else self.now

    def step(self) -> float:
        """`step` in seconds, above zero."""
        text = self.first("step")
        length = seconds(text)
        if length is None:
            try:
                length = float(text)
            except ValueError:
                length = float("nan")
        if not isfinite(length):
            message = f'invalid parameter "step": cannot parse "{text}" to a valid duration'
            raise Rejected(message)
        if length <= 0:
            raise Rejected(
                'invalid parameter "step": zero or negative query resolution step widths'
                " are not accepted. Try a positive integer"
            )
        return length


async def parameters(request: Request, now: float) -> Parameters:
    """Read them; those of the form come first, as in Go's `FormValue`."""
    pairs = request.query_params.multi_items()
    if request.method == "POST":
        body = (await request.body()).decode("utf-8", "replace")
        pairs = [*parse_qsl(body, keep_blank_values=True), *pairs]
    return Parameters(tuple(pairs), now)


def _time(text: str) -> float:
    """Unix seconds or RFC 3339, to the millisecond."""
    try:
        moment = float(text)
    except ValueError:
        moment = _rfc3339(text)
    if not isfinite(moment):
        raise ValueError(f'cannot parse "{text}" to a valid timestamp')
    return round(moment, 3)


def _rfc3339(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or "T" not in text:
        raise ValueError(f'cannot parse "{text}" to a valid timestamp')
    return moment.timestamp()
