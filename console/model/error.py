"""Typed errors. Each says what happened, to what, and carries the request id.

`exit_code` is the command line's contract: 1 failed, 2 usage, 3 refused,
5 a source is unreachable.
"""

from console.model.notice import Notice


class VigieError(Exception):
    """Base of every expected failure; `notice` is what a person reads."""

    exit_code = 1

    def __init__(self, notice: Notice, *, request_id: str | None = None) -> None:
        """Keep the notice and, where the source gave one, its request id."""
        super().__init__(f"{notice.code} {notice.values}")
        self.notice = notice
        self.request_id = request_id


class UsageError(VigieError):
    """Bad input: settings, arguments, unknown names."""

    exit_code = 2


class Refused(VigieError):
    """A guard said no."""

    exit_code = 3


class SourceError(VigieError):
    """A source (API, database) failed. The base of what providers raise."""

    exit_code = 5


class SourceUnreachable(SourceError):
    """No usable answer: refused, timed out, 5xx, or not the protocol at all."""


class BadAnswer(SourceError):
    """A source answered something that is not its protocol: HTML, nonsense, wrong types."""


class CredentialsRefused(SourceError):
    """Authentication failed: 401, unknown user or expired application credential."""


class RateLimited(SourceError):
    """429 after the retries; `retry_after_s` is what the source asked for."""

    def __init__(
        self, notice: Notice, *, retry_after_s: float, request_id: str | None = None
    ) -> None:
        """Keep the pause the source asked for, in seconds."""
        super().__init__(notice, request_id=request_id)
        self.retry_after_s = retry_after_s


class StoodStill(RateLimited):
    """Nothing was sent: this process had stood still before its call could leave.

    It looked whose the work is, and the call must not be made (any more): see `console.departure`.
    """

    def __init__(self, notice: Notice) -> None:
        """The source asked for no pause."""
        super().__init__(notice, retry_after_s=0.0)


class CallRefused(SourceError):
    """The source understood and said no (400, 403 policy, 404, 409)."""

    exit_code = 1


class QuotaExceeded(CallRefused):
    """403 of Nova or Neutron whose text names a quota."""


class NotFound(CallRefused):
    """404: the resource does not exist (any more)."""


class BalancerBusy(CallRefused):
    """409 of Octavia while another write is under way: it ends by itself, ask again."""


class BalancerBroken(CallRefused):
    """409 of Octavia where the load balancer or the pool is in ERROR: it never ends by itself."""


class MemberTaken(CallRefused):
    """409 of Octavia where the pool has a member with that address and port: a stranger's."""


class OutcomeUnknown(SourceError):
    """A write was sent and no answer came: observe before acting again."""
