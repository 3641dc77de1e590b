"""The clusters that keep a stateful pool's data, and how each is asked about itself."""

from typing import Annotated, Literal

from msgspec import Meta

from console.settings.section import Name
from console.settings.server import AccessSettings

ClusterName = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ClusterSettings(AccessSettings, frozen=True, kw_only=True):
    """A cluster. Its secrets are `cluster-NAME`, `cluster-NAME-password`, `cluster-NAME-header`."""

    pool: Name
    """The stateful pool whose machines are its members."""
    kind: Literal["patroni"] = "patroni"
    urls: tuple[str, ...]
    """The REST API of each member, one address a member: `https://db-1.example:8008`."""
