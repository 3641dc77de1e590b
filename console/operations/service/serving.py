"""Make a worker a service, where the settings say so."""

from pathlib import Path

from console.kinds.sources import Systems
from console.model.keep import Keep
from console.model.policy import Policy
from console.operations.journal.database import sqlite_file
from console.operations.journal.writer import SqlJournal
from console.operations.service.clerk import Clerk
from console.operations.service.listener import ServiceListener
from console.operations.service.sharing import share
from console.settings.running import ServiceSettings


def open_service(
    settings: ServiceSettings | None,
    *,
    journal: SqlJournal,
    systems: Systems,
    policy: Policy,
    keep: Keep,
    executor: str,
) -> ServiceListener | None:
    """Let the readers read the journal, and listen to who asks. Raises UsageError."""
    if settings is None:
        return None
    file = sqlite_file(journal.url)
    if file is not None:
        share(file, settings.readers)
    clerk = Clerk(journal, systems, policy, keep, settings, executor)
    service = ServiceListener(Path(settings.socket), settings.readers, clerk)
    service.open()
    return service
