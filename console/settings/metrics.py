"""The metrics server and what it is asked."""

from typing import Literal

from msgspec import field

from console.settings.presets import HEALTH_LABELS, PRESETS, filled
from console.settings.section import Section
from console.settings.server import ServerSettings

Preset = Literal["vigie", "windows_iis", "wmi_iis", "nginx", "nginx_vts", "haproxy", "octavia"]


class QuerySettings(Section, frozen=True, kw_only=True):
    """PromQL for one pool, in place of the preset's. `{pool}` is replaced by the pool's name.

    Each must answer one sample a datacenter label (`serving`: how many instances
    are in service, for the capacity of the past), except `health`, which
    answers one an instance label (the instance's name): 1 in service, 0 not.
    """

    connections: str | None = None
    requests: str | None = None
    errors: str | None = None
    p95: str | None = None
    cpu: str | None = None
    serving: str | None = None
    health: str | None = None


class PoolMetricsSettings(Section, frozen=True, kw_only=True):
    """What one pool's metrics have of their own: another preset, single queries."""

    preset: Preset | None = None
    queries: QuerySettings = field(default_factory=QuerySettings)


class PrometheusSettings(ServerSettings, frozen=True, kw_only=True):
    """The metrics server. A bearer token, if any, is the secret `prometheus`."""

    preset: Preset = "vigie"
    """Whose metrics the queries ask for; see docs/guide/metrics.md."""
    queries: QuerySettings = field(default_factory=QuerySettings)
    pools: dict[str, PoolMetricsSettings] = field(default_factory=dict)
    datacenter_label: str = "datacenter"
    """The label that says where a sample is from."""
    instance_label: str = "instance"
    """The label of the health query that is the server's name, a port after it or not."""
    datacenters: dict[str, str] = field(default_factory=dict)
    """Values of that label that are not a datacenter's code, such as regions: `GRA11 = "GRA"`."""
    datastores: str = (
        "max by (ds_name) (vmware_datastore_capacity_size - vmware_datastore_freespace_size)"
    )
    """PromQL: bytes used of each datastore, by the label `ds_name` (vmware_exporter's names)."""

    member_sessions: str = "max by (member) (max_over_time(octavia_member_current_sessions[30s]))"
    """PromQL: most connections within 30 s of each load-balancer member, by the label `member`."""

    def preset_of(self, pool: str) -> Preset:
        """The preset of a pool: its own, else that of all."""
        own = self.pools.get(pool)
        return self.preset if own is None or own.preset is None else own.preset

    def query(self, name: str, pool: str) -> str:
        """PromQL of one figure of a pool; empty where the exporter has no such figure.

        Only the placeholders are replaced: other braces are PromQL's. The name is
        escaped for the quoted label value that it stands in.
        """
        own: str | None = None
        if pool in self.pools:
            own = getattr(self.pools[pool].queries, name)
        template = own or getattr(self.queries, name) or PRESETS[self.preset_of(pool)][name]
        located = template.replace("{datacenter}", self.datacenter_label)
        return filled(located, pool, instance=self.instance_label)

    def health_label(self, pool: str) -> str:
        """The label of a pool's health query that is the server's name."""
        own = self.pools.get(pool)
        replaced = self.queries.health or (own is not None and own.queries.health)
        return (not replaced and HEALTH_LABELS.get(self.preset_of(pool))) or self.instance_label
