"""What the instances of a pool are made with."""

from console.settings.section import Section, Text


class BuildSettings(Section, frozen=True, kw_only=True):
    """What is made otherwise in one datacenter; what is not named here is as in the pool."""

    flavor: Text | None = None
    """By name or id, as image, networks and groups are."""
    image: Text | None = None
    network: Text | None = None
    """The only network; several are `networks`."""
    networks: tuple[Text, ...] | None = None
    """In the order of the instance's interfaces."""
    security_groups: tuple[Text, ...] | None = None
    availability_zone: str | None = None
    """Empty for the cloud's choice in this datacenter."""
    config_drive: bool | None = None
    key_name: str | None = None
    """Empty for none in this datacenter."""
    metadata: dict[str, str] | None = None
    """Laid over the pool's."""
