"""The clusters that keep a stateful pool's data, and how each is asked about itself."""

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, field

from console.settings.hooks import ClusterHooks
from console.settings.presets import filled
from console.settings.section import Name, Seconds, Section
from console.settings.server import AccessSettings

if TYPE_CHECKING:  # what is imported before the first paint, a person waits for
    from console.settings.clusterpresets import ClusterPreset

ClusterName = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ClusterQueries(Section, frozen=True, kw_only=True):
    """PromQL in place of the kind's; `{pool}` and `{instance}` are replaced as in metrics."""

    well: str | None = None
    """One sample a member: 1 it does its work, 0 it does not."""
    role: str | None = None
    """One sample a member, in the numbers of the kind."""
    state: str | None = None
    """One sample a member, in the numbers of the kind."""
    lag: str | None = None
    """One sample a member: bytes behind the leader."""
    quorum: str | None = None
    """One sample: 1 the mechanism says that it has quorum, 0 that it has none."""
    lacking: str | None = None
    """One sample: how many copies of data should be there and are not."""


class ClusterSettings(AccessSettings, frozen=True, kw_only=True):
    """A cluster. Its secrets are `cluster-NAME`, `cluster-NAME-password`, `cluster-NAME-header`."""

    pool: Name
    """The stateful pool whose machines are its members."""
    kind: Literal["patroni", "galera", "sqlserver", "elasticsearch"] = "patroni"
    urls: tuple[str, ...] = ()
    """Patroni: the REST API of each member, one address a member: `https://db-1.example:8008`."""
    members: tuple[Name, ...] = ()
    """The other kinds: each member, by the name that its metrics bear."""
    label: str | None = None
    """The other kinds: the label of the metrics that is a member's name, a port after it or not."""
    queries: ClusterQueries = field(default_factory=ClusterQueries)
    """The other kinds: queries of one's own."""
    hooks: ClusterHooks = field(default_factory=ClusterHooks)
    """The other kinds: what can be asked of it, and how."""
    lag_at_most: str = "16MB"
    """How far behind a member may be that is to lead."""
    write_timeout_s: Annotated[float, Meta(gt=0, le=100)] = 60.0
    """How long a switchover, a restart or a hook may take to be answered. Wall seconds."""
    settle_s: Seconds = 30.0
    """How much longer its effect may take to be seen, however it was answered. Wall seconds."""

    @property
    def expected(self) -> int:
        """How many members it has."""
        return len(self.urls or self.members)

    @property
    def preset(self) -> "ClusterPreset | None":
        """How it is read through Prometheus; None where its mechanism itself is asked."""
        from console.model.cluster import ClusterKind  # noqa: PLC0415 - for who has a cluster
        from console.settings.clusterpresets import CLUSTER_PRESETS  # noqa: PLC0415 - as above

        return CLUSTER_PRESETS.get(ClusterKind(self.kind))

    def query(self, name: str, label: str) -> str:
        """PromQL of one thing of a cluster that has a preset; empty where it has no such thing."""
        own: str | None = getattr(self.queries, name)
        template = own or ("" if self.preset is None else self.preset.queries[name])
        return filled(template, self.pool, instance=label)
