"""The clusters that keep a stateful pool's data, and how each is asked about itself."""

from typing import Annotated, Literal

from msgspec import Meta

from console.settings.section import Name, Seconds
from console.settings.server import AccessSettings

ClusterName = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ClusterSettings(AccessSettings, frozen=True, kw_only=True):
    """A cluster. Its secrets are `cluster-NAME`, `cluster-NAME-password`, `cluster-NAME-header`."""

    pool: Name
    """The stateful pool whose machines are its members."""
    kind: Literal["patroni"] = "patroni"
    urls: tuple[str, ...]
    """The REST API of each member, one address a member: `https://db-1.example:8008`."""
    lag_at_most: str = "16MB"
    """How far behind a member may be that is to lead."""
    write_timeout_s: Annotated[float, Meta(gt=0, le=100)] = 60.0
    """How long a switchover or a restart may take to be answered. Wall seconds."""
    settle_s: Seconds = 30.0
    """How much longer its effect may take to be seen, however it was answered. Wall seconds."""
