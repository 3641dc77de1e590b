"""The metrics server and what it is asked."""

from msgspec import field

from console.settings.section import NotNegative, Seconds, Section


class QuerySettings(Section, frozen=True, kw_only=True):
    """PromQL for one pool. `{pool}` is replaced by the pool's name.

    Each must answer one sample a `datacenter` label (`serving`: how many instances
    are in service, for the capacity of the past), except `health`, which
    answers one a `instance` label (the instance's name): 1 in service, 0 not.
    """

    connections: str = 'sum by (datacenter) (vigie_connections{pool="{pool}"})'
    requests: str = 'sum by (datacenter) (rate(vigie_requests_total{pool="{pool}"}[5m]))'
    errors: str = (
        '(sum by (datacenter) (rate(vigie_requests_total{pool="{pool}",code=~"5.."}[5m]))'
        ' or 0 * sum by (datacenter) (rate(vigie_requests_total{pool="{pool}"}[5m])))'
        ' / sum by (datacenter) (rate(vigie_requests_total{pool="{pool}"}[5m]))'
    )
    p95: str = (
        "histogram_quantile(0.95, sum by (datacenter, le) "
        '(rate(vigie_request_duration_seconds_bucket{pool="{pool}"}[5m])))'
    )
    cpu: str = 'avg by (datacenter) (vigie_cpu_ratio{pool="{pool}"})'
    serving: str = 'sum by (datacenter) (up{pool="{pool}"})'
    health: str = 'max by (instance) (up{pool="{pool}"})'


class PrometheusSettings(Section, frozen=True, kw_only=True):
    """The metrics server. A bearer token, if any, is the secret `prometheus`."""

    url: str
    timeout_s: Seconds = 5.0
    retries: NotNegative = 1
    ca_file: str | None = None
    queries: QuerySettings = field(default_factory=QuerySettings)
    datastores: str = (
        "max by (ds_name) (vmware_datastore_capacity_size - vmware_datastore_freespace_size)"
    )
    """PromQL: bytes used of each datastore, by the label `ds_name` (vmware_exporter's names)."""
