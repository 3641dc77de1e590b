"""Which hosts a datastore belongs on."""

from console.model.private import Host, PrivateView


def cluster_hosts(seen: PrivateView, cluster_id: str | None) -> tuple[Host, ...]:
    """Hosts in service of a cluster, or of all of them, in the order of their names."""
    found = (
        host
        for host in seen.hosts
        if host.in_service and (cluster_id is None or host.cluster_id == cluster_id)
    )
    return tuple(sorted(found, key=lambda host: host.name))
