"""Clusters as a worker reads them, for every kind that touches their members."""

from collections.abc import Iterable, Mapping

from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.cluster import ClusterView
from console.model.estate import SourceState
from console.model.figure import Freshness


def views(names: Iterable[str], sources: Sources, ground: Ground) -> dict[str, ClusterView]:
    """Those clusters that answer, as they are now, by name."""
    found: dict[str, ClusterView] = {}
    for name in sorted(set(names) & sources.systems.clusters.keys()):
        cluster = ground.policy.clusters[name]
        view = sources.read(cluster.source, sources.systems.clusters[name].view)
        if view is not None:
            found[name] = view
    return found


def states(
    names: Iterable[str], seen: Mapping[str, ClusterView], ground: Ground
) -> dict[str, SourceState]:
    """How far the sources of clusters are to be trusted: what answered just now is fresh."""
    return {
        source: SourceState(source, Freshness.FRESH if name in seen else Freshness.UNKNOWN)
        for name in names
        for source in (ground.policy.clusters[name].source,)
    }
