"""What POST /servers takes."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

Text255 = Annotated[str, Meta(min_length=1, max_length=255)]
MetadataValue = Annotated[str, Meta(max_length=255)]


class NetworkRef(Struct):
    """A network; a port made before and an address of one's choice are known, and refused."""

    uuid: str | None = None
    port: str | None = None
    fixed_ip: str | None = None
    tag: str | None = None


class SecurityGroupRef(Struct):
    """A security group by name, or by id."""

    name: str


class BlockDevice(Struct):
    """A disk: of an image, a volume, or blank; local, or on block storage."""

    uuid: str | None = None
    source_type: Literal["image", "volume", "snapshot", "blank"] = "image"
    destination_type: Literal["local", "volume"] | None = None
    boot_index: int | str | None = None
    volume_size: int | str | None = None
    volume_type: str | UnsetType | None = UNSET
    delete_on_termination: bool | str = False
    tag: str | None = None

    @property
    def local(self) -> bool:
        """Whether it is on its host."""
        by_default = "volume" if self.source_type == "volume" else "local"
        return (self.destination_type or by_default) == "local"

    @property
    def root(self) -> bool:
        """Whether the server boots from it."""
        return self.boot_index is not None and str(self.boot_index) == "0"


class ServerRequest(Struct, forbid_unknown_fields=True):
    """The server of POST /servers. Fields that change nothing here are taken and not used."""

    name: Text255
    flavor_ref: str | int = field(name="flavorRef")
    image_ref: str | UnsetType = field(name="imageRef", default=UNSET)
    networks: list[NetworkRef] | Literal["auto", "none"] | UnsetType = UNSET
    metadata: dict[Text255, MetadataValue] = field(default_factory=dict)
    min_count: int | str | UnsetType = UNSET
    max_count: int | str | UnsetType = UNSET
    key_name: str | None = None
    security_groups: list[SecurityGroupRef] = field(default_factory=list)
    return_reservation_id: bool = False
    tags: list[Annotated[str, Meta(min_length=1, max_length=60)]] = field(default_factory=list)
    description: str | None = None
    block_device_mapping_v2: list[BlockDevice] = field(default_factory=list)
    availability_zone: str | None = None
    user_data: str | None = None
    config_drive: bool | str | None = None
    personality: object = None
    hostname: str | None = None
    admin_pass: str | None = field(name="adminPass", default=None)
    disk_config: str | None = field(name="OS-DCF:diskConfig", default=None)
    access_ipv4: str | None = field(name="accessIPv4", default=None)
    access_ipv6: str | None = field(name="accessIPv6", default=None)
    trusted_image_certificates: object = None


class Hints(Struct):
    """Scheduler hints; only the server group counts."""

    group: str | None = None


class CreateRequest(Struct):
    """The body of POST /servers."""

    server: ServerRequest
    hints: Hints | None = field(name="os:scheduler_hints", default=None)
    other_hints: Hints | None = field(name="OS-SCH-HNT:scheduler_hints", default=None)

    @property
    def group(self) -> str | None:
        """The server group it is to be in, by id."""
        hints = self.hints or self.other_hints
        return hints.group if hints else None
