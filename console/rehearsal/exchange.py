"""What handlers are given and what they answer, whatever the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from starlette.datastructures import QueryParams
from starlette.responses import Response

from console.decoding import decode
from console.rehearsal.orders import Orderer
from console.rehearsal.region import Region
from console.rehearsal.tokens import IssuedToken

T = TypeVar("T")
Microversion = tuple[int, int]
LOWEST: Microversion = (2, 1)


class ApiError(Exception):
    """An answer that is an error. `kind` is Nova's or Neutron's name for it, where it has one."""

    def __init__(self, status: int, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.headers: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and a JSON body: values to encode, or bytes that are encoded already."""

    content: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(slots=True)
class ServedCall:
    """One call that passed the front: who, where, what."""

    method: str
    base: str
    path: str
    params: Mapping[str, str]
    query: QueryParams
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    microversion: Microversion = LOWEST
    found_region: Region | None = None
    found_token: IssuedToken | None = None
    fates: frozenset[str] = frozenset()
    """What becomes of the order, by the faults that struck it."""

    @property
    def region(self) -> Region:
        """The region in the path."""
        if self.found_region is None:
            raise ApiError(404, "The resource could not be found.")
        return self.found_region

    @property
    def token(self) -> IssuedToken:
        """The token the call was authorised with."""
        if self.found_token is None:
            raise ApiError(401, "The request you have made requires authentication.")
        return self.found_token

    def caller(self) -> Orderer:
        """Who orders; projects are named in every token that reaches a region."""
        return Orderer(self.token.user.id, self.token.project_id or "", self.request_id)

    def decode(self, shape: type[T]) -> T:
        """The body as a typed value; what does not fit is answered 400."""
        try:
            return decode(self.body, shape)
        except msgspec.ValidationError as error:
            raise ApiError(400, f"Invalid input for field/attribute: {error}") from error
        except msgspec.DecodeError as error:
            raise ApiError(400, "Malformed request body") from error

    def may_write(self, rule: str) -> None:
        """Refuse readers in Nova's words."""
        if "member" not in self.token.roles:
            raise ApiError(403, f"Policy doesn't allow {rule} to be performed.")


Handler = Callable[[ServedCall], Answer]
Errors = Callable[[ApiError], Answer]
Finish = Callable[[ServedCall, Answer], Answer]
Values = dict[str, Any]


def missing(call: ServedCall) -> Answer:
    """Answer a path that is not simulated."""
    raise ApiError(404, f"The resource could not be found: {call.path}")


def true(text: str | None) -> bool:
    """Whether a text means yes, as OpenStack's services read it."""
    return text is not None and text.lower() in {"1", "true", "t", "yes", "on", ""}


EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")


def iso(at: float) -> str:
    """Seconds since 1970 as the compute API writes a time."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_fraction(at: float) -> str:
    """Seconds since 1970 as the action log and Keystone write a time."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def json(body: object, status: int = 200) -> Response:
    """An answer of the rehearsal's own paths."""
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def to_response(answer: Answer) -> Response:
    """An answer as the framework sends it."""
    content = answer.content
    if content is None:
        body = b""
    else:
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    media_type = answer.media_type if body else None
    return Response(body, answer.status, dict(answer.headers), media_type)
