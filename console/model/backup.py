"""Backups: when the last good one of a thing was taken."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backup:
    """The last good backup of a volume or instance, by its data's time; None: none is good.

    `of_id` is the volume's or the instance's, `name` the backup's own or that;
    `never` says that there is none at all, good or not, of what must have one.
    """

    region: str
    of_id: str
    name: str
    data_at: datetime | None
    never: bool = False
