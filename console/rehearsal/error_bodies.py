"""The error bodies of Keystone, Glance, Nova and Cinder; Neutron's stands beside its handlers."""

import html

from console.rehearsal.exchange import Answer, ApiError, Values

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def identity_error(error: ApiError) -> Answer:
    """Keystone's error body, which the middleware of the other services uses for 401 as well."""
    title = TITLES.get(error.status, "Error")
    body = {"error": {"code": error.status, "message": error.message, "title": title}}
    return Answer(body, error.status, error.headers)


def html_error(error: ApiError) -> Answer:
    """Glance's error body: a page, also for JSON callers."""
    if error.status == 401:  # noqa: PLR2004 - the middleware's answer, not Glance's
        return identity_error(error)
    text = html.escape(error.message)
    page = f"<html><head><title>{error.status}</title></head><body>{text}</body></html>"
    return Answer(page.encode(), error.status, error.headers, "text/html")


_NAMES = {
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


def named_error(error: ApiError) -> Answer:
    """Nova's and Cinder's error body; what the identity middleware answers has Keystone's."""
    if error.status == 401:  # noqa: PLR2004 - answered before the service is reached
        body: Values = {"code": 401, "title": "Unauthorized", "message": error.message}
        return Answer({"error": body}, 401, error.headers)
    body = {"code": error.status, "message": error.message}
    if "Retry-After" in error.headers:
        body["retryAfter"] = error.headers["Retry-After"]
    kind = error.kind or _NAMES.get(error.status, "computeFault")
    return Answer({kind: body}, error.status, error.headers)
