"""The private cloud: vCenter, the OVHcloud API, storage, machines."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, field

from console.settings.ovhcloud import ApiSettings
from console.settings.section import Name, Positive, Seconds, Section


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

    @property
    def place(self) -> str:
        """Host and port as a URL has them: ``vcenter.example``, ``[2001:db8::5]:8443``."""
        bare = self.host.strip("[]")
        host = f"[{bare}]" if ":" in bare else bare
        return host if self.port == 443 else f"{host}:{self.port}"  # noqa: PLR2004 - that of https


class OvhcloudSettings(ApiSettings, frozen=True, kw_only=True):
    """The OVHcloud API.

    Keys are the secrets `ovhcloud-application-key`, `ovhcloud-application-secret`
    and `ovhcloud-consumer-key`; a GET-only consumer key for the console itself,
    where set, is `ovhcloud-consumer-key-read`. `service` is the Hosted Private
    Cloud (``pcc-…``), `vdc_id` its virtual datacenter (None: the only one there is).
    """

    section: ClassVar[str] = "private_cloud.ovhcloud"
    service: str
    vdc_id: int | None = None
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
