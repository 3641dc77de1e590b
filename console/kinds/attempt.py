"""Make one write call and say what is known of it: done, refused, put off, or not known."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from console.model.error import (
    CallRefused,
    CredentialsRefused,
    NotFound,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.ports import Receipt


class Outcome(StrEnum):
    """What is known of a call. Only `unknown` leaves open whether it had an effect."""

    DONE = "done"
    MISSING = "missing"
    """What it was about does not exist (any more)."""
    REFUSED = "refused"
    PUT_OFF = "put_off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call's outcome. `receipt` is None unless done, and where nothing was called for."""

    outcome: Outcome
    receipt: Receipt | None = None
    error: SourceError | None = None
    pause_s: float = 0.0

    @property
    def failed(self) -> bool:
        """Say whether the source, not the request, is why nothing is known to be done."""
        return self.outcome in {Outcome.PUT_OFF, Outcome.UNKNOWN}

    @property
    def idle(self) -> bool:
        """Say whether there was nothing to call for."""
        return self.outcome is Outcome.DONE and self.receipt is None

    @property
    def request_id(self) -> str | None:
        """The source's id of the call."""
        if self.error is not None:
            return self.error.request_id
        return None if self.receipt is None else self.receipt.request_id


def attempt(call: Callable[[], Receipt | None]) -> Attempt:
    """Make the call; whatever is not surely without effect is `unknown`."""
    try:
        return Attempt(Outcome.DONE, call())
    except NotFound as error:
        return Attempt(Outcome.MISSING, error=error)
    except CallRefused as error:
        return Attempt(Outcome.REFUSED, error=error)
    except RateLimited as error:
        return Attempt(Outcome.PUT_OFF, error=error, pause_s=error.retry_after_s)
    except (SourceUnreachable, CredentialsRefused) as error:
        return Attempt(Outcome.PUT_OFF, error=error)
    except SourceError as error:
        return Attempt(Outcome.UNKNOWN, error=error)
