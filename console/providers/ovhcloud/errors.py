"""The one place where failures of the OVHcloud API become Vigie's errors."""

from configparser import Error as ConfigurationUnreadable
from dataclasses import dataclass

import msgspec
import requests

from console.decoding import decode
from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import NoticeValue, notice
from console.providers.causes import pause_s, reason, unsent
from console.providers.outage import Wiring
from console.providers.quotation import quoted, unmarked

SOURCE = "OVHcloud"
# What the library can raise out of a call; its own exceptions derive from Exception directly.
FAILURES = (
    requests.RequestException,
    ConfigurationUnreadable,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)
KEYS_REFUSED = {"NOT_CREDENTIAL", "INVALID_CREDENTIAL", "INVALID_KEY", "EXPIRED_CREDENTIAL"}
OUT_OF_TIME = {"INVALID_SIGNATURE", "QUERY_TIME_OUT"}


OK, REDIRECT = 200, 302


PRIVATE = "private_cloud.ovhcloud"


def wiring(call: str, section: str = PRIVATE) -> Wiring:
    """How people set where the API is and whom it is trusted by, in which section."""
    return Wiring(f"{SOURCE} ({call})", f"{section}.endpoint", f"{section}.ca_file", "-")


class RefusalBody(msgspec.Struct):
    """The body of a refusal."""

    message: str = ""
    code: str = msgspec.field(default="", name="errorCode")


@dataclass(frozen=True, slots=True)
class OvhcloudAnswer:
    """An HTTP answer, as far as Vigie looks at it. `query_id` is what support asks for."""

    status: int
    body: bytes
    query_id: str | None = None
    retry_after: str | None = None

    @property
    def accepted(self) -> bool:
        """Say whether the call was carried out."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP

    @property
    def envelope(self) -> RefusalBody | None:
        """The refusal, where the API itself says it; None for anything else."""
        try:
            return decode(self.body, RefusalBody)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    @property
    def text(self) -> str:
        """What the answer says, HTML without its marks."""
        said = self.envelope
        if said is not None:
            return quoted(said.message or said.code)
        return unmarked(self.body)


def stale_signature(answer: OvhcloudAnswer) -> bool:
    """Say that the signature's time was refused: clocks have drifted; nothing was done."""
    said = answer.envelope
    return not answer.accepted and said is not None and said.code in OUT_OF_TIME


def refusal(
    answer: OvhcloudAnswer, call: str, *, writing: bool, section: str = PRIVATE
) -> SourceError:
    """Turn a non-2xx answer into the error it stands for. `call` is ``GET /me``.

    With `writing`, only what the API itself refuses is certain: a page of a
    proxy, or a failure while it worked, leaves the outcome unknown.
    """
    status, said = answer.status, answer.envelope
    if status == 429:  # noqa: PLR2004 - HTTP
        found = notice("ovhcloud.rate_limited", call=call, text=answer.text)
        pause = pause_s(answer.retry_after)
        return RateLimited(found, retry_after_s=pause, request_id=answer.query_id)
    failed = status >= 500 or status in {408, 425}  # noqa: PLR2004 - HTTP
    values: dict[str, NoticeValue] = {"call": call, "status": status, "text": answer.text}
    if not failed and said is not None and status >= 400:  # noqa: PLR2004 - a redirect nobody asked for
        kind, code = _kind(status, said.code)
        return kind(notice(code, **values), request_id=answer.query_id)
    if writing:
        return unknown_outcome(call, f"HTTP {status} {answer.text}", answer.query_id)
    if failed:
        return SourceUnreachable(notice("ovhcloud.failed", **values), request_id=answer.query_id)
    text = f"HTTP {status} {answer.text}"
    astray = wiring(call, section).astray(status, answer.body, answer.query_id)
    return astray or bad_answer(call, text, answer.query_id)


def _kind(status: int, code: str) -> tuple[type[SourceError], str]:
    if code == "NOT_GRANTED_CALL":
        return CallRefused, "ovhcloud.not_granted"
    if code in KEYS_REFUSED or code in OUT_OF_TIME or status == 401:  # noqa: PLR2004 - HTTP
        return CredentialsRefused, "ovhcloud.credentials"
    return {
        404: (NotFound, "ovhcloud.not_found"),
        409: (CallRefused, "ovhcloud.conflict"),
    }.get(status, (CallRefused, "ovhcloud.refused"))


def failure(
    cause: BaseException, call: str, *, writing: bool, section: str = PRIVATE
) -> SourceError:
    """Turn what a call raised into our error.

    With `writing`, a request that may have been received is OutcomeUnknown;
    only one that certainly was not sent is SourceUnreachable.
    """
    found = wiring(call, section).outage(cause, writing=writing)
    if found is not None:
        return found
    text = reason(cause) or quoted(str(cause) or type(cause).__name__)
    if writing and not unsent(cause):
        return unknown_outcome(call, text)
    if isinstance(cause, requests.TooManyRedirects):
        return wiring(call, section).astray(REDIRECT, b"") or bad_answer(call, text)
    if isinstance(cause, requests.RequestException | OSError):
        return SourceUnreachable(notice("ovhcloud.unreachable", call=call, text=text))
    return bad_answer(call, text)


def unusable(text: str) -> SourceError:
    """Say that the library refuses the endpoint or what ovh.conf says."""
    return SourceError(notice("ovhcloud.config", text=quoted(text)))


def without_keys(missing: tuple[str, ...]) -> CredentialsRefused:
    """Say which secrets must be set."""
    return CredentialsRefused(notice("ovhcloud.no_keys", names=", ".join(missing)))


def unknown_outcome(call: str, text: str, query_id: str | None = None) -> OutcomeUnknown:
    """Say that a write was sent and its answer is missing or means nothing."""
    said = notice("ovhcloud.outcome_unknown", call=call, text=quoted(text))
    return OutcomeUnknown(said, request_id=query_id)


def bad_answer(call: str, text: str, query_id: str | None = None, body: bytes = b"") -> BadAnswer:
    """Say that an answer is not the protocol's. `body`: of a 2xx answer."""
    astray = wiring(call).astray(OK, body, query_id)
    if astray is not None:
        return astray
    said = notice("ovhcloud.bad_answer", call=call, text=quoted(text))
    return BadAnswer(said, request_id=query_id)
