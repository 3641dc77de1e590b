"""The alerts' server, and which labels say what."""

from msgspec import field

from console.settings.server import ServerSettings


class AlertmanagerSettings(ServerSettings, frozen=True, kw_only=True):
    """Alertmanager, API v2. A bearer token, if any, is the secret `alertmanager`."""

    watchdog: str = "Watchdog"
    """The alert that always fires, so that silence is not taken for health; empty: none."""
    datacenter_label: str = "datacenter"
    """The label that says where an alert is from."""
    severity_label: str = "severity"
    """The label whose values are `critical`, `warning`, `info` or your own."""
    pool_label: str = "pool"
    """The label that names the pool."""
    datacenters: dict[str, str] = field(default_factory=dict)
    """Values of the datacenter's label that are not its code: `GRA11 = "GRA"`."""
    answers: dict[str, str] = field(default_factory=dict)
    """By an alert's name, the verb that answers it: `InstanceDown = "heal"`. Else a burst."""
