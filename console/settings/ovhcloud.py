"""The OVHcloud API: how it is reached, and the public cloud's project there."""

from typing import ClassVar

from console.settings.section import PerSecond, Seconds, Section, Text


class ApiSettings(Section, frozen=True, kw_only=True):
    """How the OVHcloud API is reached. `section` is where a person finds the keys."""

    section: ClassVar[str]
    endpoint: str = "ovh-eu"
    """A name of python-ovh (``ovh-eu``) or a URL."""
    ca_file: str | None = None
    """Authorities of the API's certificate (PEM), in place of the system's."""
    subsidiary: str = "FR"
    calls_per_minute: PerSecond = 60.0
    connect_timeout_s: Seconds = 5.0
    read_timeout_s: Seconds = 30.0


class ProjectSettings(ApiSettings, frozen=True, kw_only=True):
    """The public cloud's project at the OVHcloud API: prices, and what was used.

    Keys are the secrets of `[private_cloud.ovhcloud]`; a GET-only consumer key,
    `ovhcloud-consumer-key-read`, is taken first: nothing is ordered here.
    """

    section: ClassVar[str] = "ovhcloud"
    project: Text
    """The project's id, as OpenStack's project and the manager's address have it."""
    prices_every_s: Seconds = 86_400.0
    """How old the copy of the public catalogue may be (wall seconds); it is kept on disk."""
