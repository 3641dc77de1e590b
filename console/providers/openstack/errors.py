"""The one place where failures of OpenStack become Vigie's errors."""

import re
from dataclasses import dataclass

import msgspec
import requests
from keystoneauth1 import exceptions as keystone
from openstack.exceptions import SDKException

from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import Notice, notice
from console.providers.causes import asked_url, pause_s, place, proxy_of, reason, unsent
from console.providers.openstack.access import AUTHORITIES, CERTIFICATE
from console.providers.outage import NOWHERE, Wiring
from console.providers.quotation import quoted, reference, unmarked

QUOTA_TEXT = re.compile(r"quota|over ?limit|maximum number of (ports|instances)", re.IGNORECASE)
POLICY_TEXT = re.compile(r"\bpolicy\b|not authorized", re.IGNORECASE)

# What the SDK can raise out of a call, nonsense in place of a token or catalog included.
SDK_FAILURES = (
    keystone.ClientException,
    SDKException,
    requests.RequestException,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)

UNEXPECTED = re.compile(r"unexpected keyword argument '(\w+)'")
HTTP_STATUS = re.compile(r"\(HTTP (\d{3})\)")
OK, SERVER_FAILED = 200, 500
ADDRESS = "auth_url, endpoint_override (clouds.yaml, OS_*)"

NO_ANSWER = (
    keystone.ConnectionError,
    keystone.DiscoveryFailure,
    requests.RequestException,
    OSError,
)


def wiring(source: str) -> Wiring:
    """How people set where a service is and whom it is trusted by."""
    return Wiring(source, ADDRESS, AUTHORITIES, CERTIFICATE)


class Unavailable(SourceUnreachable):
    """503 that says when to come back."""

    def __init__(
        self, notice: Notice, *, retry_after_s: float, request_id: str | None = None
    ) -> None:
        """Keep the pause the service asked for, in seconds."""
        super().__init__(notice, request_id=request_id)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class OpenStackAnswer:
    """An HTTP answer, as far as Vigie looks at it."""

    status: int
    body: bytes
    request_id: str | None = None
    retry_after: str | None = None
    date: str | None = None
    """The server's own time, as the header Date gives it."""


def refusal(answer: OpenStackAnswer, source: str) -> SourceError:
    """Turn a non-2xx answer into the error it stands for. `source` is ``compute GRA11``."""
    text = message(answer.body)
    astray = wiring(source).astray(answer.status, answer.body, answer.request_id)
    if astray is not None and answer.status not in NOWHERE:  # Glance says it by a web page, too
        return astray
    kind, code = _kind(answer, text)
    said = notice(code, source=source, status=answer.status, text=text)
    if kind is SourceUnreachable and answer.retry_after is not None:
        kind = Unavailable
    if issubclass(kind, RateLimited | Unavailable):
        return kind(said, retry_after_s=pause_s(answer.retry_after), request_id=answer.request_id)
    return kind(said, request_id=answer.request_id)


def _kind(answer: OpenStackAnswer, text: str) -> tuple[type[SourceError], str]:
    """Class and notice code. 413 is a rate limit only when it says when to come back."""
    status = answer.status
    over_quota = (
        status in {400, 403, 409, 413}
        and QUOTA_TEXT.search(text) is not None
        and POLICY_TEXT.search(text) is None  # "Policy doesn't allow os_compute_api:os-quota-sets"
    )
    if status == 429 or (status == 413 and answer.retry_after is not None):  # noqa: PLR2004 - HTTP
        return RateLimited, "openstack.rate_limited"
    if over_quota:
        return QuotaExceeded, "openstack.quota"
    if status == 501:  # noqa: PLR2004 - HTTP: the service has no such option, and did nothing
        return CallRefused, "openstack.refused"
    if status >= 500 or status in {408, 425}:  # noqa: PLR2004 - HTTP
        return SourceUnreachable, "openstack.failed"
    if status < 400:  # noqa: PLR2004 - a redirect nobody asked for
        return BadAnswer, "openstack.bad_answer"
    return {
        401: (CredentialsRefused, "openstack.credentials"),
        403: (CallRefused, "openstack.policy"),
        404: (NotFound, "openstack.not_found"),
        409: (CallRefused, "openstack.conflict"),
    }.get(status, (CallRefused, "openstack.refused"))


def failure(cause: BaseException, source: str, *, writing: bool = False) -> SourceError:
    """Turn an SDK exception into our error.

    With `writing`, a request that may have been received is OutcomeUnknown;
    only one that certainly was not sent is SourceUnreachable.
    """
    text = quoted(str(cause) or type(cause).__name__)
    found = _answered(cause, source) or wiring(source).outage(cause, writing=writing)
    if found is None and isinstance(cause, keystone.DiscoveryFailure):
        found = _undiscovered(text, source)
    if found is not None:
        return found
    if isinstance(cause, NO_ANSWER):
        text = reason(cause) or text
        if writing and not unsent(cause):
            return unknown_outcome(source, text)
        return SourceUnreachable(notice("openstack.unreachable", source=source, text=text))
    if isinstance(cause, keystone.AuthPluginException | keystone.AuthorizationFailure):
        said = notice("openstack.credentials", source=source, status=401, text=text)
        return CredentialsRefused(said)
    if isinstance(cause, keystone.EndpointNotFound):
        return SourceError(no_endpoint(source, source, ()))
    return bad_answer(source, text)


def _answered(cause: BaseException, source: str) -> SourceError | None:
    """What an answer stands for that the SDK has made an exception of."""
    if isinstance(cause, keystone.HttpError):
        return _of_keystone(cause, source)
    if isinstance(cause, keystone.InvalidResponse):
        body = getattr(cause.response, "content", b"")
        return bad_answer(source, message(body), body=body)
    return None


def _of_keystone(cause: keystone.HttpError, source: str) -> SourceError:
    """Turn a failed authentication, whose exception carries the answer, into our error."""
    if cause.http_status in NOWHERE:
        return wiring(source).nowhere(cause.request_id)
    response = cause.response
    body = response.content if response is not None else str(cause).encode()
    retry_after = response.headers.get("Retry-After") if response is not None else None
    answer = OpenStackAnswer(
        cause.http_status or 500, body, reference(cause.request_id), retry_after
    )
    found = refusal(answer, source)
    if isinstance(found, CallRefused):
        return CredentialsRefused(found.notice, request_id=found.request_id)
    return found


def _undiscovered(text: str, source: str) -> SourceError | None:
    """What the SDK says where it found no Keystone: only its text keeps the status."""
    status = HTTP_STATUS.search(text)
    if status is None:
        return None
    answer = OpenStackAnswer(int(status[1]), b"{}")
    return refusal(answer, source) if answer.status >= SERVER_FAILED else wiring(source).nowhere()


def without_profile(cause: requests.RequestException) -> SourceError:
    """Say that an entry's `profile` is kept at a place that does not answer."""
    asked = asked_url(cause)
    said = wiring("profile").outage(cause)
    values = {} if said is None else said.notice.values
    text = str(values.get("text") or quoted(str(cause)))
    return SourceError(
        notice("openstack.profile", host=place(asked), proxy=proxy_of(asked) or "-", text=text)
    )


def unknown_key(cause: TypeError, cloud: str) -> SourceError:
    """Say that an entry has a key under auth that its auth_type does not know."""
    named = UNEXPECTED.search(str(cause))
    if named is None:
        return SourceError(notice("openstack.config", cloud=cloud, text=quoted(str(cause))))
    return SourceError(notice("openstack.unknown_key", cloud=cloud, key=named[1]))


def unknown_outcome(source: str, text: str, request_id: str | None = None) -> OutcomeUnknown:
    """Say that a write was sent and its answer is missing or means nothing."""
    said = notice("openstack.outcome_unknown", source=source, text=quoted(text))
    return OutcomeUnknown(said, request_id=request_id)


def bad_answer(
    source: str, text: str, request_id: str | None = None, body: bytes = b""
) -> BadAnswer:
    """Say that an answer is not the protocol's. `body`: of a 2xx answer."""
    astray = wiring(source).astray(OK, body, request_id)
    if astray is not None:
        return astray
    said = notice("openstack.bad_answer", source=source, text=quoted(text))
    return BadAnswer(said, request_id=request_id)


def no_endpoint(source: str, region: str, has: tuple[str, ...]) -> Notice:
    """Say that the catalog has no such service in the region, and which regions it has."""
    if has and region not in has:
        return notice("openstack.no_region", region=region, has=", ".join(has))
    return notice("openstack.no_endpoint", source=source)


def message(body: bytes) -> str:
    """Find the sentence in an error body: Nova's, Neutron's, Keystone's, Glance's, or HTML."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return unmarked(body)
    return quoted(_sentence(document) or "")


def _sentence(document: object) -> str | None:
    if isinstance(document, str):
        return document
    if isinstance(document, list):
        return next(filter(None, map(_sentence, document)), None)
    if not isinstance(document, dict):
        return None
    for key in ("message", "faultstring", "detail", "title"):
        if isinstance(document.get(key), str) and document[key]:
            return str(document[key])
    return next(
        (s for v in document.values() if isinstance(v, dict | list) and (s := _sentence(v))), None
    )
