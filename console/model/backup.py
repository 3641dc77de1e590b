"""Backups: when the last good one of a thing was taken."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VolumeBackup:
    """The last good backup of a volume, by its data's time; None where none is good."""

    region: str
    volume_id: str
    name: str
    data_at: datetime | None
