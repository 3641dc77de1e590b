"""The systems a worker's kinds look at and write to, each failure of a pass noted once."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from console.model.error import SourceError
from console.model.leftover import Traces
from console.ports import (
    AlertKeeper,
    BalancerWriter,
    BelongingsCloud,
    ClusterMechanism,
    ClusterReader,
    ComputeCloud,
    MetricsSource,
    PrivateCloud,
    Supply,
    TargetBook,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """What there is to ask, as the settings name it; None where they name none."""

    compute: ComputeCloud | None = None
    metrics: MetricsSource | None = None
    private: PrivateCloud | None = None
    supply: Supply | None = None
    belongings: BelongingsCloud | None = None
    alerts: AlertKeeper | None = None
    balancing: BalancerWriter | None = None
    clusters: Mapping[str, ClusterReader] = field(default_factory=dict)
    mechanisms: Mapping[str, ClusterMechanism] = field(default_factory=dict)
    """Those of the clusters that something can be asked of."""
    targets: TargetBook | None = None
    """The journal itself: what a target is, it is there."""


class Recollection:
    """What one worker read lately, shared by its operations: each figure with its age."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[object, tuple[float, object]] = {}

    def put(self, key: object, value: object) -> None:
        """Keep what was just read."""
        with self._lock:
            self._kept[key] = (self._monotonic(), value)

    def get(self, key: object, within_s: float = float("inf")) -> object | None:
        """What was read within so many seconds; None when nothing was."""
        with self._lock:
            at, value = self._kept.get(key, (float("-inf"), None))
        return value if self._monotonic() - at <= within_s else None

    def age(self) -> None:
        """Count all of it as old: read it anew next time, and keep it as the last known."""
        with self._lock:
            self._kept = {key: (float("-inf"), value) for key, (_, value) in self._kept.items()}


@dataclass(slots=True)
class Sources:
    """The systems during one pass. `claimed` gives the orders that any change has as its own.

    `traces` is what the journal knows of marks, and of servers by their ids. `heard` is
    told of every answer, a failure as well.
    """

    systems: Systems
    recollection: Recollection
    claimed: Callable[[], frozenset[str]] = frozenset
    heard: Callable[[], None] = lambda: None
    traces: Callable[[Collection[str], Collection[str]], Traces] = lambda _marks, _ids: Traces()
    failures: list[tuple[str, SourceError]] = field(default_factory=list)

    def read(self, source: str, call: Callable[[], T]) -> T | None:
        """What a source answers; None, and one failure more, when it does not."""
        found: T | None = None
        try:
            found = call()
        except SourceError as error:
            self.failures.append((source, error))
        self.heard()
        return found

    def recent(self, source: str, key: object, within_s: float, call: Callable[[], T]) -> T | None:
        """The same, or what it answered within so many seconds to anybody."""
        kept = self.recollection.get(key, within_s)
        if kept is not None:
            return cast("T", kept)
        found = self.read(source, call)
        if found is not None:
            self.recollection.put(key, found)
        return found
