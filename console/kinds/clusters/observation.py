"""What was seen of clusters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.model.cluster import ClusterView


@dataclass(frozen=True, slots=True)
class ClusterSight:
    """Clusters by name, those that answered; and since when members' servers run, as they say.

    A member that does not say it is missing: its server is down, or nobody hears of it.
    """

    views: Mapping[str, ClusterView] = field(default_factory=dict)
    started: Mapping[tuple[str, str], str] = field(default_factory=dict)
