"""Octavia's refusals, in its own words (octavia/common/exceptions.py)."""

from console.rehearsal.error_bodies import identity_error
from console.rehearsal.exchange import Answer, ApiError, ServedCall

NOT_IMPLEMENTED = 501


def octavia_error(error: ApiError) -> Answer:
    """WSME's error body; what is answered before Octavia is reached has Keystone's."""
    before = error.status in {401, 429} or error.status >= 500  # noqa: PLR2004 - HTTP
    if before and error.status != NOT_IMPLEMENTED:
        return identity_error(error)
    side = "Server" if error.status == NOT_IMPLEMENTED else "Client"
    body = {"faultcode": side, "faultstring": error.message, "debuginfo": None}
    return Answer(body, error.status, error.headers)


def may_write(call: ServedCall) -> None:
    """Refuse readers."""
    if "member" not in call.token.roles:
        raise forbidden()


def forbidden() -> ApiError:
    """What a policy does not allow."""
    return ApiError(403, "Policy does not allow this request to be performed.")


def not_found(noun: str, id_: str) -> ApiError:
    """There is no such thing, `noun` being Octavia's word for it."""
    return ApiError(404, f"{noun} {id_} not found.")


def immutable(noun: str, id_: str) -> ApiError:
    """It is PENDING, or in ERROR: the sentence is the same."""
    return ApiError(409, f"{noun} {id_} is immutable and cannot be updated.")


def invalid_state(state: str, id_: str) -> ApiError:
    """The same of a load balancer's own update and deletion."""
    return ApiError(409, f"Invalid state {state} of loadbalancer resource {id_}")


def duplicate_member(address: str, port: int) -> ApiError:
    """The pool has that address and port already."""
    return ApiError(
        409, f"Another member on this pool is already using ip {address} on protocol_port {port}"
    )


def over_quota(noun: str) -> ApiError:
    """The project has as many as it may have."""
    return ApiError(403, f"Quota has been met for resources: {noun}")


def invalid(detail: str) -> ApiError:
    """What the request says does not go together."""
    return ApiError(400, f"Validation failure: {detail}")


def unsupported(provider: str, detail: str) -> ApiError:
    """The driver has no such option."""
    return ApiError(
        NOT_IMPLEMENTED, f"Provider '{provider}' does not support a requested option: {detail}"
    )
