"""The routes of Alertmanager's API v2 (https://github.com/prometheus/alertmanager, api/v2).

All times are estate time. Without parameters alerts hold silenced ones, as the real API's do.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from console.rehearsal.alertmanager.matchers import LabelMatcher, parsed
from console.rehearsal.alertmanager.rules import RESOLVE_S, AlertRules, FiringAlert
from console.rehearsal.alertmanager.silences import (
    UNPROCESSABLE,
    SilenceBook,
    SilenceRefused,
    SimulatedSilence,
)

RECEIVER = "on-call"
CONFIG = f"route:\n  receiver: {RECEIVER}\nreceivers:\n- name: {RECEIVER}\n"
REQUIRED_CODE = 602


def routes(rules: AlertRules) -> list[Route]:
    """The routes of one Alertmanager, for one mount point."""
    served = AlertmanagerHandlers(rules, SilenceBook())
    one = "/api/v2/silence/{id}"
    return [
        Route("/-/healthy", served.healthy),
        Route("/-/ready", served.healthy),
        Route("/api/v2/status", served.status),
        Route("/api/v2/receivers", served.receivers),
        Route("/api/v2/alerts", _refusing(served.alerts)),
        Route("/api/v2/alerts/groups", _refusing(served.groups)),
        Route("/api/v2/silences", _refusing(served.silences), methods=["GET"]),
        Route("/api/v2/silences", served.silence, methods=["POST"]),
        Route(one, served.silence_by_id, methods=["GET"]),
        Route(one, served.end_silence, methods=["DELETE"]),
    ]


def _refusing(
    answer: Callable[[Request], Any],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(answer(request))
        except (ValueError, re.error) as error:
            return JSONResponse(str(error), 400)

    return endpoint


class AlertmanagerHandlers:
    """What each route answers."""

    def __init__(self, rules: AlertRules, book: SilenceBook) -> None:
        self._rules = rules
        self._book = book

    async def healthy(self, _request: Request) -> Response:
        """It runs."""
        return PlainTextResponse("OK")

    async def status(self, _request: Request) -> Response:
        """No cluster, one receiver."""
        version = {
            "branch": "rehearsal",
            "buildDate": "",
            "buildUser": "vigie",
            "goVersion": "",
            "revision": "rehearsal",
            "version": "0.25.0",
        }
        return JSONResponse(
            {
                "cluster": {"peers": [], "status": "disabled"},
                "config": {"original": CONFIG},
                "uptime": _moment(self._rules.now()),
                "versionInfo": version,
            }
        )

    async def receivers(self, _request: Request) -> Response:
        """The one there is."""
        return JSONResponse([{"name": RECEIVER}])

    def alerts(self, request: Request) -> list[dict[str, Any]]:
        """Alerts by `filter`, `active`, `silenced`, `inhibited`, `unprocessed`, `receiver`."""
        query = request.query_params
        wanted = [parsed(text) for text in query.getlist("filter")]
        shown = {
            name
            for name in ("active", "silenced")
            if query.get(name, "true").lower() in {"true", "1"}
        }
        if not re.fullmatch(query.get("receiver") or ".*", RECEIVER):
            return []
        now = self._rules.now()
        found = []
        for alert in self._rules.firing():
            silenced = self._book.covering(alert.labels, now)
            met = all(one.accepts(alert.labels) for one in wanted)
            if met and ("silenced" if silenced else "active") in shown:
                found.append(_alert(alert, silenced))
        return sorted(found, key=lambda one: str(one["fingerprint"]))

    def groups(self, request: Request) -> list[dict[str, Any]]:
        """The same in one group: nothing is grouped by."""
        found = self.alerts(request)
        return [{"labels": {}, "receiver": {"name": RECEIVER}, "alerts": found}] if found else []

    def silences(self, request: Request) -> list[dict[str, Any]]:
        """Silences whose matchers fit `filter`, ended ones too."""
        wanted = [parsed(text) for text in request.query_params.getlist("filter")]
        return [self._shape(one) for one in self._book.all() if _fits(one, wanted)]

    async def silence(self, request: Request) -> Response:
        """Make a silence; the same body again makes another."""
        try:
            given = json.loads(await request.body())
            made = self._book.put(given, self._rules.now())
        except ValueError:
            return JSONResponse({"code": 400, "message": "parsing body failed"}, 400)
        except SilenceRefused as error:
            if error.status == UNPROCESSABLE:
                body = {"code": REQUIRED_CODE, "message": str(error)}
                return JSONResponse(body, error.status)
            return JSONResponse(str(error), error.status)
        return JSONResponse({"silenceID": made})

    async def silence_by_id(self, request: Request) -> Response:
        """One silence."""
        found = self._book.get(request.path_params["id"])
        return Response(status_code=404) if found is None else JSONResponse(self._shape(found))

    async def end_silence(self, request: Request) -> Response:
        """End a silence, also one that has ended; 500 for an id of nobody, as 0.25 answers."""
        silence_id = request.path_params["id"]
        if self._book.get(silence_id) is None:
            return JSONResponse("silence not found", 500)
        self._book.expire(silence_id, self._rules.now())
        return Response(status_code=200)

    def _shape(self, one: SimulatedSilence) -> dict[str, Any]:
        return {
            "id": one.id,
            "status": {"state": one.state(self._rules.now())},
            "matchers": [
                {"name": m.name, "value": m.value, "isRegex": m.regex, "isEqual": m.equal}
                for m in one.matchers
            ],
            "startsAt": _moment(one.starts),
            "endsAt": _moment(one.ends),
            "updatedAt": _moment(one.updated),
            "createdBy": one.author,
            "comment": one.comment,
        }


def _fits(one: SimulatedSilence, wanted: Iterable[LabelMatcher]) -> bool:
    named = {matcher.name: matcher.value for matcher in one.matchers}
    return all(matcher.accepts(named) for matcher in wanted)


def _alert(alert: FiringAlert, silenced: list[str]) -> dict[str, Any]:
    return {
        "annotations": {"summary": alert.summary},
        "startsAt": _moment(alert.starts),
        "updatedAt": _moment(alert.sent),
        "endsAt": _moment(alert.sent + RESOLVE_S),
        "fingerprint": alert.fingerprint,
        "receivers": [{"name": RECEIVER}],
        "status": {
            "state": "suppressed" if silenced else "active",
            "silencedBy": silenced,
            "inhibitedBy": [],
        },
        "labels": alert.labels,
        "generatorURL": "",
    }


def _moment(at: float) -> str:
    text = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
