"""The private cloud's part of the settings that a rehearsal writes, and its secrets."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.rehearsal.patroni.cluster import HANGS_S
from console.rehearsal.patroni.service import PATIENCE_S, USER
from console.rehearsal.private import reference
from console.rehearsal.private.accounts import READER, WRITER, Accounts
from console.rehearsal.reference import ESTATE
from console.rehearsal.tokens import PROJECT_ID

DELIVERY_S, MOUNT_S, SHUTDOWN_S, BOOT_S = 3600.0, 900.0, 900.0, 1800.0
DELIVERY_WALL_S, MOUNT_WALL_S, GUEST_WALL_S = 120.0, 45.0, 60.0
"""Deadlines of a fast rehearsal: what a loaded machine may take, in wall time."""
WRITE_WALL_S, SETTLE_WALL_S = 15.0, 3.0
"""What a write of the cluster may take to be answered, and to show, on a loaded machine."""
POOLS = (
    ("databases", "stateful", "^db-"),
    ("backups", "stateful", "^backup-"),
    ("sites", "stateless", "^site-"),
    ("api-private", "stateless", "^api-vm-"),
)


@dataclass(frozen=True, slots=True)
class VcenterPlace:
    """Where vCenter listens, and the certificate (PEM) that vouches for it."""

    host: str
    port: int
    certificate: str

    @property
    def url(self) -> str:
        """The address a browser would take."""
        return f"https://{self.host}:{self.port}"


def private_cloud(vcenter: VcenterPlace, ca_file: Path, endpoint: str, speed: float) -> list[str]:
    """Lines of `[ovhcloud]` and `[private_cloud]`; `endpoint` is the OVHcloud API's base URL."""
    return [
        "[ovhcloud]",
        f"endpoint = {_text(endpoint)}",
        f"project = {_text(PROJECT_ID)}",
        "",
        "[private_cloud]",
        f"datacenter = {_text(reference.DATACENTER)}",
        "",
        "[private_cloud.vsphere]",
        f"host = {_text(vcenter.host)}",
        f"port = {vcenter.port}",
        f"user = {_text(WRITER)}",
        f"read_user = {_text(READER)}",
        f"ca_file = {_text(ca_file)}",
        "",
        "[private_cloud.ovhcloud]",
        f"endpoint = {_text(endpoint)}",
        f"service = {_text(reference.SERVICE)}",
        f"vdc_id = {reference.VDC_ID}",
        "",
        *_storage(speed),
        *_machines(speed),
    ]


def _storage(speed: float) -> list[str]:
    lines = [
        "[private_cloud.storage]",
        f"folder = {_text(reference.POD_NAME)}",
        f"delivery_deadline_s = {max(DELIVERY_S, DELIVERY_WALL_S * speed)}",
        f"mount_deadline_s = {max(MOUNT_S, MOUNT_WALL_S * speed)}",
        "# Wall time. An order is in the list of tasks as soon as it is made.",
        "settle_s = 5.0",
        "",
    ]
    for path, size in reference.EXPORTS.items():
        lines += [
            "[[private_cloud.storage.exports]]",
            f"server = {_text(reference.NFS_SERVER)}",
            f"path = {_text(path)}",
            f"name = {_text(path.rpartition('/')[2])}",
            f'size = "{size // 10**12}TB"',
            "",
        ]
    return lines


def _machines(speed: float) -> list[str]:
    lines = [
        "[private_cloud.machines]",
        f"shutdown_deadline_s = {max(SHUTDOWN_S, GUEST_WALL_S * speed)}",
        f"boot_deadline_s = {max(BOOT_S, GUEST_WALL_S * speed)}",
        "",
    ]
    for name, kind, pattern in POOLS:
        lines += [
            f"[private_cloud.pools.{name}]",
            f"kind = {_text(kind)}",
            f"name_pattern = {_text(pattern)}",
            "",
        ]
    return lines


def cluster(urls: Sequence[str], speed: float) -> list[str]:
    """Lines of the databases' cluster; none without members."""
    if not urls:
        return []
    return [
        "[clusters.databases]",
        'pool = "databases"',
        f"urls = [{', '.join(map(_text, urls))}]",
        f"username = {_text(USER)}",
        f"write_timeout_s = {max(WRITE_WALL_S, PATIENCE_S / speed)}",
        f"settle_s = {max(SETTLE_WALL_S, HANGS_S * 2 / speed)}",
        "",
    ]


def secrets_toml(accounts: Accounts, *, clustered: bool = False) -> str:
    """The file `secrets.toml` beside the settings."""
    held = accounts.secrets()
    if clustered:
        held["cluster-databases-password"] = accounts.patroni
    lines = [f"{name} = {_text(value)}\n" for name, value in held.items()]
    return "".join([f"[{_text(ESTATE)}]\n", *lines])


def _text(value: object) -> str:
    """A TOML basic string; JSON escapes the same way."""
    return json.dumps(str(value))
