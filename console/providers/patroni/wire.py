"""What Patroni's REST API answers (its `cluster_as_json`), as far as it is used."""

from typing import Any

from msgspec import Raw, Struct, field


class ScheduledSwitchover(Struct):
    """A switchover that waits for its time."""

    at: str


class PatroniMember(Struct):
    """One of `members` of ``GET /cluster``. A lag is bytes, or ``unknown``."""

    name: str
    role: str
    state: str = ""
    api_url: str = ""
    timeline: int | None = None
    lag: int | str | None = None
    pending_restart: bool = False
    tags: dict[str, Any] = field(default_factory=dict)


class PatroniCluster(Struct):
    """The answer of ``GET /cluster``; its members are still to be decoded, one by one."""

    members: list[Raw]
    pause: bool = False
    scheduled_switchover: ScheduledSwitchover | None = None


class PatroniSelf(Struct):
    """Who a member is."""

    name: str = ""


class PatroniOwn(Struct):
    """What a member says of itself at ``GET /patroni``; in older releases without its name."""

    patroni: PatroniSelf = field(default_factory=PatroniSelf)
    postmaster_start_time: str | None = None
