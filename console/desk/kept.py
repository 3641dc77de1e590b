"""What is stored beside the datastores: how backups stand, and what object storage holds."""

from dataclasses import dataclass

from console.desk import backups, objects
from console.desk.backups import BackupAges
from console.desk.recording.growth import ObjectHistory
from console.desk.session import Session
from console.model.objects import ObjectAccount


@dataclass(frozen=True, slots=True)
class StoredBeside:
    """As both were when they were asked; `history` is what stood in object storage before."""

    backups: BackupAges
    objects: tuple[ObjectAccount, ...]
    history: ObjectHistory | None = None


def beside(session: Session) -> StoredBeside:
    """Ask for both, now; what is silent says so in them."""
    found = objects.accounts(session)
    return StoredBeside(backups.ages(session), found, objects.history(session))
