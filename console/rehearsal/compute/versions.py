"""Nova's version documents, and the negotiation of microversions."""

import re

from console.rehearsal.exchange import Answer, ApiError, Microversion, ServedCall, Values

LOWEST: Microversion = (2, 1)
HIGHEST: Microversion = (2, 96)
_FORM = re.compile(r"^([1-9]\d*)\.([1-9]\d*|0)$")
_KINDS = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    409: "conflictingRequest",
    413: "overLimit",
    415: "badMediaType",
    429: "overLimit",
    501: "notImplemented",
    503: "serviceUnavailable",
}


def text(version: Microversion) -> str:
    """``2.96``."""
    return f"{version[0]}.{version[1]}"


def compute_error(error: ApiError) -> Answer:
    """Nova's error body; what the identity middleware answers has Keystone's."""
    if error.status == 401:  # noqa: PLR2004 - answered before Nova is reached
        body: Values = {"code": 401, "title": "Unauthorized", "message": error.message}
        return Answer({"error": body}, 401, error.headers)
    body = {"code": error.status, "message": error.message}
    if "Retry-After" in error.headers:
        body["retryAfter"] = error.headers["Retry-After"]
    kind = error.kind or _KINDS.get(error.status, "computeFault")
    return Answer({kind: body}, error.status, error.headers)


def negotiate(call: ServedCall) -> None:
    """Set the call's microversion from its headers; 400 and 406 as Nova answers them."""
    asked = _asked(call)
    if asked is None:
        call.microversion = LOWEST
        return
    if asked == "latest":
        call.microversion = HIGHEST
        return
    match = _FORM.match(asked)
    if match is None:
        raise ApiError(
            400,
            f"API Version String {asked} is of invalid format. "
            "Must be of format MajorNum.MinorNum.",
        )
    version = int(match[1]), int(match[2])
    if not LOWEST <= version <= HIGHEST:
        raise ApiError(
            406,
            f"Version {asked} is not supported by the API. "
            f"Minimum is {text(LOWEST)} and maximum is {text(HIGHEST)}.",
        )
    call.microversion = version


def _asked(call: ServedCall) -> str | None:
    for part in call.headers.get("openstack-api-version", "").split(","):
        service, _, version = part.strip().partition(" ")
        if service.lower() == "compute" and version:
            return version.strip()
    return call.headers.get("x-openstack-nova-api-version")


def say_version(call: ServedCall, answer: Answer) -> Answer:
    """Tell which microversion the answer has."""
    version = text(call.microversion)
    headers = {
        **answer.headers,
        "OpenStack-API-Version": f"compute {version}",
        "X-OpenStack-Nova-API-Version": version,
        "Vary": "OpenStack-API-Version, X-OpenStack-Nova-API-Version",
    }
    return Answer(answer.content, answer.status, headers, answer.media_type)


def documents(call: ServedCall) -> Answer:
    """GET on the endpoint's root: all versions."""
    return Answer({"versions": [_legacy(call), _document(call)]})


def document(call: ServedCall) -> Answer:
    """GET /v2.1/: this version, with what it takes."""
    media = {
        "base": "application/json",
        "type": "application/vnd.openstack.compute+json;version=2.1",
    }
    return Answer({"version": {**_document(call), "media-types": [media]}})


def _document(call: ServedCall) -> Values:
    return {
        "id": "v2.1",
        "status": "CURRENT",
        "version": text(HIGHEST),
        "min_version": text(LOWEST),
        "updated": "2013-07-23T11:33:21Z",
        "links": [{"rel": "self", "href": f"{call.base}/compute/{call.region.name}/v2.1/"}],
    }


def _legacy(call: ServedCall) -> Values:
    return {
        "id": "v2.0",
        "status": "SUPPORTED",
        "version": "",
        "min_version": "",
        "updated": "2011-01-21T11:33:21Z",
        "links": [{"rel": "self", "href": f"{call.base}/compute/{call.region.name}/v2/"}],
    }
