"""The settings file's shape. Every key has a default or is required here, once.

Durations are seconds, of estate time for what the estate does (boot, drain,
overlap) and of wall time for calls (timeouts, cadences, staleness). Secrets never stand
here: OpenStack access is by clouds.yaml or OS_*, the rest by keyring.
"""

from msgspec import field

from console.settings.alerting import AlertmanagerSettings
from console.settings.backups import BackupSettings
from console.settings.clusters import ClusterName, ClusterSettings
from console.settings.estate import ClockSettings, DatacenterSettings, EstateSettings
from console.settings.limits import (
    ApprovalSettings,
    BillingSettings,
    BudgetSettings,
    GuardSettings,
    HealingSettings,
    PriceSettings,
    SweepSettings,
)
from console.settings.metrics import PrometheusSettings
from console.settings.notifications import NotificationSettings
from console.settings.openstack import OpenStackSettings
from console.settings.ovhcloud import ProjectSettings
from console.settings.pools import PoolSettings
from console.settings.private import PrivateCloudSettings
from console.settings.running import (
    ConsoleSettings,
    JournalSettings,
    RecorderSettings,
    ServiceSettings,
    WatchSettings,
    WorkerSettings,
)
from console.settings.section import Section
from console.settings.windows import CalendarSettings, EventSettings, WindowSettings


class Settings(Section, frozen=True, kw_only=True):
    """The whole file."""

    estate: EstateSettings
    datacenters: tuple[DatacenterSettings, ...]
    pools: dict[str, PoolSettings]
    windows: tuple[WindowSettings, ...] = ()
    events: tuple[EventSettings, ...] = ()
    calendars: dict[str, CalendarSettings] = field(default_factory=dict)
    openstack: OpenStackSettings = field(default_factory=OpenStackSettings)
    prometheus: PrometheusSettings | None = None
    alertmanager: AlertmanagerSettings | None = None
    private_cloud: PrivateCloudSettings | None = None
    clusters: dict[ClusterName, ClusterSettings] = field(default_factory=dict)
    ovhcloud: ProjectSettings | None = None
    prices: PriceSettings = field(default_factory=PriceSettings)
    billing: BillingSettings = field(default_factory=BillingSettings)
    budgets: BudgetSettings = field(default_factory=BudgetSettings)
    sweep: SweepSettings = field(default_factory=SweepSettings)
    guards: GuardSettings = field(default_factory=GuardSettings)
    approval: ApprovalSettings = field(default_factory=ApprovalSettings)
    healing: HealingSettings = field(default_factory=HealingSettings)
    backups: BackupSettings | None = None
    journal: JournalSettings = field(default_factory=JournalSettings)
    worker: WorkerSettings = field(default_factory=WorkerSettings)
    service: ServiceSettings | None = None
    notifications: NotificationSettings | None = None
    watch: WatchSettings = field(default_factory=WatchSettings)
    recorder: RecorderSettings = field(default_factory=RecorderSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    clock: ClockSettings | None = None
