"""Who calls: the signature of a call, checked as the API does.

`$1$` and the SHA-1 of application secret, consumer key, method, whole URL,
body and time, joined by `+` (docs.ovh.com, "First steps with the API").
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass

from console.rehearsal.private.accounts import Accounts, ConsumerKey

WINDOW_S = 120
"""Wall seconds by which a call's time may differ from ours."""


class Denied(Exception):
    """The call is not accepted: an HTTP status, the API's error code, its message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature covers, and the headers that carry it."""

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]


def check(call: Signed, accounts: Accounts) -> ConsumerKey:
    """The consumer key a call is signed with; Denied when anything about it is wrong."""
    application = call.headers.get("x-ovh-application", "")
    if application != accounts.application_key:
        raise Denied(403, "INVALID_KEY", "This application key is invalid")
    given = call.headers.get("x-ovh-consumer", "")
    if not given:
        raise Denied(403, "NOT_CREDENTIAL", "You must login first")
    consumer = accounts.consumer(given)
    if consumer is None:
        raise Denied(403, "INVALID_CREDENTIAL", "This credential is not valid")
    told = call.headers.get("x-ovh-timestamp", "")
    if not told.isascii() or not told.isdigit() or abs(int(told) - time.time()) > WINDOW_S:
        raise Denied(400, "QUERY_TIME_OUT", "Query out of time")
    signed = sign(accounts.application_secret, consumer.key, call, told)
    if not hmac.compare_digest(
        signed.encode(), call.headers.get("x-ovh-signature", "").encode("utf-8", "replace")
    ):
        raise Denied(400, "INVALID_SIGNATURE", "Invalid signature")
    if not consumer.allows(call.method):
        raise Denied(403, "NOT_GRANTED_CALL", "This call has not been granted")
    return consumer


def sign(secret: str, consumer: str, call: Signed, told: str) -> str:
    """The signature that a call must carry."""
    parts = (secret, consumer, call.method.upper(), call.url)
    signed = "+".join(parts).encode() + b"+" + call.body + b"+" + told.encode()
    return "$1$" + hashlib.sha1(signed).hexdigest()  # noqa: S324 - the API's own algorithm
