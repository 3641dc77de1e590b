"""The Prometheus HTTP API v1 over the simulated estate's metrics.

Shapes and messages follow Prometheus 2.42
(https://prometheus.io/docs/prometheus/latest/querying/api/). All times are
estate time.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from math import floor
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from console.rehearsal.load import Fleet, SimulatedLoad
from console.rehearsal.metrics import KINDS, Metrics
from console.rehearsal.metrics_feed import Group
from console.rehearsal.prometheus_parameters import Parameters, Rejected, parameters
from console.rehearsal.prometheus_result import (
    instant_result,
    label_map,
    matrix_result,
    range_result,
)
from console.rehearsal.promql import (
    ExecutionError,
    Labels,
    ParseError,
    Selector,
    evaluate,
    parse,
    raw_range,
)
from console.rehearsal.promql.signature import kind
from console.rehearsal.promql.tree import Expression, ValueType

MOST_POINTS = 11_000
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_EVERYTHING = parse('{__name__!=""}')

Answer = Callable[[Metrics, Parameters, Request], Any]


def routes(fleet: Fleet, *loads: SimulatedLoad, groups: Iterable[Group] = ()) -> list[Route]:
    """The API's routes, for one listener or one mount point; `groups` are further series."""
    metrics = Metrics(fleet, loads, groups)
    answers: dict[str, Answer] = {
        "/api/v1/query": _query,
        "/api/v1/query_range": _query_range,
        "/api/v1/labels": _label_names,
        "/api/v1/label/{name}/values": _label_values,
        "/api/v1/series": _series,
        "/api/v1/metadata": _metadata,
        "/api/v1/status/buildinfo": _build,
    }
    posted = {"/api/v1/query", "/api/v1/query_range", "/api/v1/labels", "/api/v1/series"}
    found = [
        Route(
            path,
            _endpoint(metrics, answer),
            methods=["GET", "POST"] if path in posted else ["GET"],
        )
        for path, answer in answers.items()
    ]
    plain = {
        "/-/healthy": "Prometheus Server is Healthy.\n",
        "/-/ready": "Prometheus Server is Ready.\n",
    }
    found.extend(Route(path, _said(text), methods=["GET"]) for path, text in plain.items())
    found.append(Route("/", _said("Prometheus, rehearsed.\n"), methods=["GET"]))
    return found


def _endpoint(metrics: Metrics, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            data = answer(metrics, await parameters(request, metrics.now()), request)
        except Rejected as refusal:
            return _error(400, "bad_data", str(refusal))
        except ExecutionError as failure:
            return _error(422, "execution", str(failure))
        return _json(200, {"status": "success", "data": data})

    return endpoint


def _said(text: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_request: Request) -> Response:
        return PlainTextResponse(text)

    return endpoint


def _json(status: int, body: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _error(status: int, kind_of_error: str, message: str) -> Response:
    return _json(status, {"status": "error", "errorType": kind_of_error, "error": message})


def _parsed(text: str, parameter: str = "") -> Expression:
    try:
        return parse(text)
    except ParseError as error:
        prefix = f'invalid parameter "{parameter}": ' if parameter else ""
        raise Rejected(f"{prefix}{error}") from error


def _query(metrics: Metrics, given: Parameters, _request: Request) -> dict[str, Any]:
    time = given.query_time()
    expression = _parsed(given.first("query"), "query")
    if isinstance(expression, Selector) and expression.range_s is not None:
        return matrix_result(raw_range(expression, metrics, time))
    return instant_result(evaluate(expression, metrics, [time]), time)


def _query_range(metrics: Metrics, given: Parameters, _request: Request) -> dict[str, Any]:
    start, end = given.time("start"), given.time("end")
    if end < start:
        raise Rejected('invalid parameter "end": end timestamp must not be before start time')
    step = given.step()
    if (end - start) / step > MOST_POINTS:
        raise Rejected(
            "exceeded maximum resolution of 11,000 points per timeseries."
            " Try decreasing the query resolution (?step=XX)"
        )
    expression = _parsed(given.first("query"))
    if kind(expression) is ValueType.RANGE:
        raise Rejected(
            'invalid expression type "range vector" for range query,'
            " must be Scalar or instant Vector"
        )
    count = floor((end - start) / step + 1e-9) + 1
    times = [round(start + index * step, 3) for index in range(count)]
    return range_result(evaluate(expression, metrics, times), times)


def _selected(metrics: Metrics, given: Parameters, *, required: bool) -> set[Labels]:
    """Label sets of `match[]` between `start` and `end`; all without any."""
    selectors = [_parsed(text, "match[]") for text in given.every("match[]")]
    if required and not selectors:
        raise Rejected("no match[] parameter provided")
    start, end = given.bounds()
    found: set[Labels] = set()
    for selector in selectors or [_EVERYTHING]:
        if not isinstance(selector, Selector) or selector.range_s is not None:
            raise Rejected('invalid parameter "match[]": expected an instant vector selector')
        found.update(metrics.series(selector.matchers, start, end))
    return found


def _label_names(metrics: Metrics, given: Parameters, _request: Request) -> list[str]:
    found = _selected(metrics, given, required=False)
    return sorted({name for labels in found for name, _ in labels})


def _label_values(metrics: Metrics, given: Parameters, request: Request) -> list[str]:
    wanted = request.path_params["name"]
    if not _LABEL.fullmatch(wanted):
        raise Rejected(f'invalid label name: "{wanted}"')
    found = _selected(metrics, given, required=False)
    return sorted({value for labels in found for name, value in labels if name == wanted})


def _series(metrics: Metrics, given: Parameters, _request: Request) -> list[dict[str, str]]:
    return [label_map(labels) for labels in sorted(_selected(metrics, given, required=True))]


def _metadata(_metrics: Metrics, given: Parameters, _request: Request) -> dict[str, Any]:
    wanted = given.first("metric")
    return {
        name: [{"type": kind_of_metric, "help": "", "unit": ""}]
        for name, kind_of_metric in KINDS.items()
        if wanted in {"", name}
    }


def _build(_metrics: Metrics, _given: Parameters, _request: Request) -> dict[str, str]:
    return {
        "version": "2.42.0",
        "revision": "rehearsal",
        "branch": "rehearsal",
        "buildUser": "vigie",
        "buildDate": "",
        "goVersion": "",
    }
