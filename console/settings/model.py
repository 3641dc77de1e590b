"""The settings file's shape. Every key has a default or is required here, once.

Durations are seconds, of estate time for what the estate does (boot, drain,
overlap) and of wall time for calls (timeouts, cadences, staleness). Secrets never stand
here: OpenStack access is by clouds.yaml or OS_*, the rest by keyring.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Name = Annotated[str, Meta(min_length=1, max_length=63, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Positive = Annotated[int, Meta(ge=1)]
NotNegative = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(gt=0)]
PerSecond = Annotated[float, Meta(gt=0)]


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every section: immutable, and an unknown key is an error."""


class EstateSettings(Section, frozen=True, kw_only=True):
    """Which estate this is, and where its data may live."""

    name: Name
    environment: Literal["production", "staging", "rehearsal"]
    timezone: str = "Europe/Paris"
    allowed_countries: tuple[Country, ...] = ("FR",)


class ClockSettings(Section, frozen=True, kw_only=True):
    """Estate time of a rehearsal: `estate_epoch` stood at `wall_epoch`, `speed` × since.

    Both are ISO 8601 with an offset. Refused outside `environment = "rehearsal"`.
    """

    wall_epoch: str
    estate_epoch: str
    speed: PerSecond = 1.0


class DatacenterSettings(Section, frozen=True, kw_only=True):
    """A datacenter, its country, and the OpenStack regions that stand in it."""

    code: Name
    name: str
    country: Country
    regions: tuple[str, ...]


class OpenStackSettings(Section, frozen=True, kw_only=True):
    """The public cloud. `cloud` names an entry of clouds.yaml (None: OS_* variables).

    `read_cloud`, where set, is the entry the console itself uses, with reader
    credentials; the worker uses `cloud`. Rates are calls a second for the whole
    project, all regions together.
    """

    cloud: str | None = None
    read_cloud: str | None = None
    clouds_yaml: str | None = None
    compute_rate: PerSecond = 10.0
    network_rate: PerSecond = 10.0
    image_rate: PerSecond = 10.0
    identity_rate: PerSecond = 0.5
    connect_timeout_s: Seconds = 5.0
    read_timeout_s: Seconds = 30.0
    write_timeout_s: Seconds = 60.0
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 1000
    batch_size: Annotated[int, Meta(ge=1, le=500)] = 50
    parallel_calls: Annotated[int, Meta(ge=1, le=64)] = 8
    changes_overlap_s: Seconds = 30.0
    full_list_every_s: Seconds = 300.0


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


class ShareSettings(Section, frozen=True, kw_only=True):
    """A datacenter's part of a pool."""

    weight: NotNegative
    cap: NotNegative | None = None


class VsphereSettings(Section, frozen=True, kw_only=True):
    """vCenter. The password is the secret `vsphere` (of `read_user`: `vsphere-read`).

    `read_user`, where set, is who the console itself reads as; the worker is
    `user`. TLS is always verified: by `ca_file`, by `fingerprint` (SHA-256 of
    the server's certificate, in hexadecimal), else by the system's authorities.
    """

    host: str
    port: Annotated[int, Meta(ge=1, le=65535)] = 443
    user: str
    read_user: str | None = None
    vdc: str | None = None
    """The virtual datacenter to look at, by name; None: all of them."""
    ca_file: str | None = None
    fingerprint: str | None = None
    connect_timeout_s: Seconds = 5.0
    read_timeout_s: Seconds = 45.0
    full_read_every_s: Seconds = 300.0
    keep_alive_s: Seconds = 240.0


class OvhcloudSettings(Section, frozen=True, kw_only=True):
    """The OVHcloud API.

    Keys are the secrets `ovhcloud-application-key`, `ovhcloud-application-secret`
    and `ovhcloud-consumer-key`; a GET-only consumer key for the console itself,
    where set, is `ovhcloud-consumer-key-read`. `endpoint` is a name of
    python-ovh (``ovh-eu``) or a URL. `service` is the Hosted Private Cloud
    (``pcc-…``), `vdc_id` its virtual datacenter (None: the only one there is).
    """

    endpoint: str = "ovh-eu"
    service: str
    vdc_id: int | None = None
    subsidiary: str = "FR"
    calls_per_minute: PerSecond = 60.0
    connect_timeout_s: Seconds = 5.0
    read_timeout_s: Seconds = 30.0
    offers_every_s: Seconds = 600.0
    """How old offers, stock and prices may be; planning an order reads them anew."""


class ExportSettings(Section, frozen=True, kw_only=True):
    """An NFS export that may become a datastore called `name`. `size` as in ``3TB``."""

    server: str
    path: str
    name: Name
    size: str
    ssd: bool | None = None


class StorageSettings(Section, frozen=True, kw_only=True):
    """Where new datastores come from and where they belong. Estate seconds."""

    provisioner: Literal["ovhcloud", "nfs", "vmfs"] = "ovhcloud"
    folder: str | None = None
    exports: tuple[ExportSettings, ...] = ()
    at_most: Positive = 10
    """Datastores that one operation may add."""
    delivery_deadline_s: Seconds = 14_400.0
    mount_deadline_s: Seconds = 3_600.0
    alarm_at: Annotated[float, Meta(gt=0, le=1)] = 0.9
    settle_s: Seconds = 60.0
    """Wall seconds an unanswered order may take to show up in the list of orders."""


class MachinePoolSettings(Section, frozen=True, kw_only=True):
    """Virtual machines of one role, known by their names."""

    kind: Literal["stateless", "stateful"] = "stateful"
    name_pattern: str


class MachineSettings(Section, frozen=True, kw_only=True):
    """Limits of resizing. Estate seconds; the cluster is judged with its largest host lost."""

    shutdown_deadline_s: Seconds = 900.0
    boot_deadline_s: Seconds = 1_800.0
    vcpus_per_core: Annotated[float, Meta(gt=0)] = 4.0
    memory_ratio: Annotated[float, Meta(gt=0)] = 0.9
    snapshot_age_days: Annotated[float, Meta(gt=0)] = 3.0
    """Age from which a snapshot is pointed at."""


class PrivateCloudSettings(Section, frozen=True, kw_only=True):
    """The private cloud: in which datacenter it stands, how it is reached, its limits."""

    datacenter: Name
    vsphere: VsphereSettings
    ovhcloud: OvhcloudSettings | None = None
    storage: StorageSettings = field(default_factory=StorageSettings)
    machines: MachineSettings = field(default_factory=MachineSettings)
    pools: dict[str, MachinePoolSettings] = field(default_factory=dict)
    hosts_at_most: Positive = 4
    """Hosts that one operation may add."""
    frozen: str | None = None
    """Why nobody may act on the private cloud; None when it is not frozen."""


class PoolSettings(Section, frozen=True, kw_only=True):
    """A pool. See `console.model.pool.Pool` for units."""

    kind: Literal["stateless", "stateful"] = "stateless"
    baseline: NotNegative
    ceiling: Positive
    burst_to: Positive
    flavor: str
    image: str
    network: str
    shares: dict[str, ShareSettings]
    name_pattern: str
    connections_per_instance: Positive
    confirm_above: NotNegative = 50
    boot_deadline_s: Seconds = 1800.0
    key_name: str | None = None
    security_groups: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    frozen: str | None = None
    """Why nobody may act on this pool; None when it is not frozen."""


class PriceSettings(Section, frozen=True, kw_only=True):
    """Euros an hour without VAT, and where and when each was read."""

    source: str = "settings"
    as_of: str = ""
    hourly: dict[str, Decimal] = field(default_factory=dict)


class GuardSettings(Section, frozen=True, kw_only=True):
    """Limits of what one operation may do."""

    shrink_at_most: Positive = 300
    shrink_ratio: Annotated[float, Meta(gt=0, le=1)] = 1.0
    stale_after_s: Seconds = 120.0
    """Wall seconds after which a source that merely waits is stale."""
    plan_age_s: Seconds = 900.0
    """Wall seconds after which a plan that has not begun is not begun any more."""
    create_attempts: Positive = 3
    breaker_after: Positive = 5
    """Failed creations in a row in one datacenter after which nothing more is created there."""


class JournalSettings(Section, frozen=True, kw_only=True):
    """Where operations are kept. None: SQLite in the state directory.

    A password in the URL is refused: use the secret `journal` or ~/.pgpass.
    """

    url: str | None = None
    read_url: str | None = None
    state_dir: str | None = None
    keep_days: NotNegative = 400
    """Operations that ended so long ago are archived; 0 keeps everything at hand."""

    keep_undoable_days: NotNegative = 1100
    """The same for those that a rollback could still undo, in part or whole; 0: never."""


class WorkerSettings(Section, frozen=True, kw_only=True):
    """The worker process. Wall-clock seconds."""

    idle_exit_s: Seconds = 600.0
    heartbeat_s: Seconds = 2.0
    dead_after_s: Seconds = 20.0
    pass_interval_s: Seconds = 2.0
    settle_s: Seconds = 20.0
    """How long an accepted or unanswered creation may take to show up in a listing."""


class WatchSettings(Section, frozen=True, kw_only=True):
    """Cadences of the collectors, wall-clock seconds; `_busy` while an operation runs."""

    instances_s: Seconds = 15.0
    instances_busy_s: Seconds = 4.0
    quota_s: Seconds = 60.0
    quota_busy_s: Seconds = 15.0
    metrics_s: Seconds = 5.0
    metrics_busy_s: Seconds = 2.0
    private_s: Seconds = 20.0
    private_busy_s: Seconds = 4.0
    supply_s: Seconds = 60.0
    supply_busy_s: Seconds = 5.0
    growth_s: Seconds = 300.0
    journal_s: Seconds = 2.0
    journal_busy_s: Seconds = 0.5


class ConsoleSettings(Section, frozen=True, kw_only=True):
    """How the console looks. `keymap` maps an action's id to keys ("b", "f5,g")."""

    language: Literal["auto", "en", "fr"] = "auto"
    theme: str = "vigie-dark"
    ascii: bool = False
    monochrome: bool = False
    fps: Annotated[int, Meta(ge=1, le=60)] = 15
    keymap: dict[str, str] = field(default_factory=dict)


class Settings(Section, frozen=True, kw_only=True):
    """The whole file."""

    estate: EstateSettings
    datacenters: tuple[DatacenterSettings, ...]
    pools: dict[str, PoolSettings]
    openstack: OpenStackSettings = field(default_factory=OpenStackSettings)
    prometheus: PrometheusSettings | None = None
    private_cloud: PrivateCloudSettings | None = None
    prices: PriceSettings = field(default_factory=PriceSettings)
    guards: GuardSettings = field(default_factory=GuardSettings)
    journal: JournalSettings = field(default_factory=JournalSettings)
    worker: WorkerSettings = field(default_factory=WorkerSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    clock: ClockSettings | None = None
