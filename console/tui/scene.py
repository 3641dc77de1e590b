"""One moment of one estate as a person looks at it: what every view is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.locale import Locale
from console.model.estate import Estate
from console.model.notice import Notice
from console.model.operation import Operation, Unattended
from console.model.past import ChartSpan
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Rewound:
    """That a moment is looked back at: which one is wanted, and the estate time that it is now."""

    now: datetime
    wanted: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """The estate with its settled side and the viewer's own: language, pool looked at, rights.

    `now` is estate time; `speed` estate seconds in one wall second; `blocked`
    why nothing may be changed here, by kind of resource; `unattended` why nobody
    works though operations wait, if so; `rewound` that it is one of the past: its `now` is then
    the moment that the estate is of, as soon as that has been read. `span` is how far the
    chart looks back.
    """

    estate: Estate
    policy: Policy
    locale: Locale
    estate_name: str
    environment: str
    now: datetime
    speed: float
    pool_name: str
    blocked: Mapping[Resource, Notice] = field(default_factory=dict)
    stale_after_s: float = 120.0
    unattended: Unattended | None = None
    rewound: Rewound | None = None
    span: ChartSpan = ChartSpan.HOUR

    @property
    def pool(self) -> Pool:
        """The pool looked at."""
        return self.policy.pools[self.pool_name]

    @property
    def half_minute(self) -> int:
        """What only waits changes its state by time: it is looked at twice a minute."""
        return int(self.estate.at.timestamp() / self.speed / 30)

    def counts_as(self, other: "Scene | None") -> bool:
        """Say whether the same is counted of it.

        What only waits changes by time, and is looked at twice a minute.
        """
        return (
            other is not None
            and self.pool is other.pool
            and self.half_minute == other.half_minute
            and self.estate.tells_as(other.estate)
        )

    @property
    def live(self) -> tuple[Operation, ...]:
        """Operations that hold a pool now."""
        return self.estate.activity.live

    def say(self, notice: Notice) -> str:
        """The sentence of a notice; its bare code where the catalogue lacks it."""
        try:
            return self.locale.notice(notice)
        except (KeyError, IndexError, ValueError):
            values = ", ".join(f"{key}={value}" for key, value in notice.values.items())
            return f"{notice.code} ({values})" if values else notice.code

    def age_s(self, at: datetime) -> float:
        """Age in wall seconds of a moment in estate time."""
        return max(0.0, (self.now - at).total_seconds() / self.speed)
