"""The clusters of stateful pools, each a source of its own."""

from collections.abc import Mapping
from dataclasses import replace

from console.model.cluster import source_of
from console.ports import ClusterReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source


def sources(clusters: Mapping[str, ClusterReader], settings: WatchSettings) -> list[Source]:
    """One source a cluster, so that a silent one darkens nothing else."""
    cadence = Cadence(settings.clusters_s, settings.clusters_busy_s)
    return [_source(name, reader, cadence) for name, reader in clusters.items()]


def _source(name: str, reader: ClusterReader, cadence: Cadence) -> Source:
    def read() -> Reading:
        view = reader.view()
        return Reading(
            lambda estate: replace(estate, clusters={**estate.clusters, name: view}),
            unreadable=view.unreadable,
        )

    return Source(source_of(name), cadence, read, hasty=True)
