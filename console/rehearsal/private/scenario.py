"""The table `[private]` of a scenario: how the private cloud behaves."""

from msgspec import field

from console.rehearsal.section import NotNegative, Positive, ScenarioSection, Seconds, Share


class TaskTrouble(ScenarioSection, frozen=True, kw_only=True):
    """Orders whose task goes error, fixing, doing before it is done.

    `orders` counts additions of filers and hosts together from 1; `share` is of
    all others. `error_s` and `fixing_s` are what the trouble adds.
    """

    orders: tuple[Positive, ...] = ()
    share: Share = 0.0
    error_s: Seconds = 120.0
    fixing_s: Seconds = 300.0


class MountFailure(ScenarioSection, frozen=True, kw_only=True):
    """The `order`-th delivered filer does not mount on the `host`-th host.

    Both count from 1. It recovers `recovers_wall_s` wall seconds after it
    failed; never without that key.
    """

    order: Positive
    host: Positive = 1
    recovers_wall_s: Seconds | None = None


class Silence(ScenarioSection, frozen=True, kw_only=True):
    """vCenter answers nothing from `after_wall_s` on, for `wall_s` seconds. Wall time."""

    after_wall_s: Seconds
    wall_s: Seconds = 8.0


class SessionLimits(ScenarioSection, frozen=True, kw_only=True):
    """Sessions of vCenter: how many at once, how long one may idle, when all are evicted."""

    at_most: Positive = 40
    idle_wall_s: Positive = 1800
    evicted_at_wall_s: tuple[Seconds, ...] = ()
    """Wall seconds after the start at which every session ends."""


class Private(ScenarioSection, frozen=True, kw_only=True):
    """The private cloud. Durations are estate seconds, each with a spread on top."""

    queued_s: Seconds = 15.0
    delivery_s: Seconds = 180.0
    delivery_spread_s: Seconds = 120.0
    mount_s: Seconds = 20.0
    host_delivery_s: Seconds = 600.0
    host_delivery_spread_s: Seconds = 300.0
    host_connect_s: Seconds = 60.0
    host_mount_s: Seconds = 8.0
    removal_s: Seconds = 90.0
    reconfigure_s: Seconds = 6.0
    power_on_s: Seconds = 4.0
    guest_boot_s: Seconds = 90.0
    guest_shutdown_s: Seconds = 45.0
    ha: bool = True
    """Whether vSphere HA is on: what ran on a host that fails runs on another one then."""
    ha_restart_s: Seconds = 60.0
    snapshot_s: Seconds = 10.0
    maintenance_s: Seconds = 15.0
    move_s: Seconds = 3.0
    calls_per_minute: Positive = 60
    """Calls one consumer key may make to the OVHcloud API, in wall time; above it 429."""
    stock: dict[str, NotNegative] = field(default_factory=dict)
    """Stock by profile, where it is not the estate's own."""
    task_trouble: TaskTrouble = field(default_factory=TaskTrouble)
    mount_failures: tuple[MountFailure, ...] = ()
    silences: tuple[Silence, ...] = ()
    sessions: SessionLimits = field(default_factory=SessionLimits)
    extra_datastores: NotNegative = 0
    """Datastores and machines that only make inventories long."""
    extra_machines: NotNegative = 0
