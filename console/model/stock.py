"""What the public cloud's provider says of its stock, and of the quotas that it gives by itself."""

from dataclasses import dataclass

from console.model.notice import Notice


@dataclass(frozen=True, slots=True)
class QuotaProfile:
    """A set of quotas that a project may give itself in a region; None where it says nothing."""

    name: str
    instances: int | None = None
    cores: int | None = None


@dataclass(frozen=True, slots=True)
class QuotaRaising:
    """What of a region's quotas can be raised by a call, without a ticket.

    `profiles` is None where nobody could be asked, `why` then says so; `by_hand`: the project's
    quotas are left to people, none is raised by itself (None: that is not told).
    """

    profiles: tuple[QuotaProfile, ...] | None = None
    by_hand: bool | None = None
    why: Notice | None = None
