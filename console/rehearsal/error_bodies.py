"""The error bodies of Keystone and Glance; Nova's and Neutron's stand beside their handlers."""

import html

from console.rehearsal.exchange import Answer, ApiError

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
