"""What the instances of a pool are made with."""

from console.settings.section import Section, Text


class ImageSettings(Section, frozen=True, kw_only=True):
    """The newest active image that bears a tag (`image = { tag = "api-2026" }`)."""

    tag: Text


class VolumeSettings(Section, frozen=True, kw_only=True):
    """A volume to boot from, made of the image; it is deleted with its instance."""

    size: Text
    """Such as ``80GB``: block storage counts in GiB, whatever they are called."""
    type: Text | None = None
    """A volume type of the region; the cloud's default without it."""


class BuildSettings(Section, frozen=True, kw_only=True):
    """What is made otherwise in one datacenter; what is not named here is as in the pool."""

    flavor: Text | None = None
    """By name or id, as image, networks and groups are."""
    image: Text | ImageSettings | None = None
    network: Text | None = None
    """The only network; several are `networks`."""
    networks: tuple[Text, ...] | None = None
    """In the order of the instance's interfaces."""
    security_groups: tuple[Text, ...] | None = None
    server_group: str | None = None
    """Empty for none in this datacenter."""
    availability_zone: str | None = None
    """Empty for the cloud's choice in this datacenter."""
    config_drive: bool | None = None
    boot_volume: VolumeSettings | None = None
    key_name: str | None = None
    """Empty for none in this datacenter."""
    user_data: str | None = None
    """A file, relative to this one's folder; empty for none in this datacenter."""
    metadata: dict[str, str] | None = None
    """Laid over the pool's."""
