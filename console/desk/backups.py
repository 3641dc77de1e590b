"""How old the last good backup of each thing is, and which are late. Unknown is never in time."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.desk.session import Session
from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.settings.backups import BackupQuerySettings, BackupSettings

VOLUMES = "volumes"
"""What the backups of Cinder's volumes are of, in place of a query's name."""


@dataclass(frozen=True, slots=True)
class BackupAge:
    """The last good backup of one thing: `of` is the query's name, or ``volumes``.

    `age_s` and `late` are None where nobody can say, or none was good.
    """

    of: str
    subject: str
    region: str
    age_s: float | None
    late_after_s: float

    @property
    def late(self) -> bool | None:
        """Say whether it is older than it may be."""
        return None if self.age_s is None else self.age_s > self.late_after_s


@dataclass(frozen=True, slots=True)
class BackupAges:
    """What is known of backups, the oldest first, and what could not be read, with why."""

    found: tuple[BackupAge, ...]
    unread: tuple[tuple[str, Notice], ...]


def ages(session: Session) -> BackupAges:
    """Ask the metrics and Cinder, now."""
    settings = session.settings.backups or BackupSettings()
    found: list[BackupAge] = []
    unread: list[tuple[str, Notice]] = []
    for name, query in settings.queries.items():
        try:
            found += _queried(session, name, query, settings)
        except SourceError as error:
            unread.append((name, error.notice))
    for region in _regions(session) if settings.volumes else ():
        try:
            found += _of_volumes(session, region, settings)
        except SourceError as error:
            unread.append((f"{VOLUMES} {region}", error.notice))
    found.sort(key=lambda one: (one.age_s is not None, -(one.age_s or 0), one.subject))
    return BackupAges(tuple(found), tuple(unread))


def _queried(
    session: Session, name: str, query: BackupQuerySettings, settings: BackupSettings
) -> list[BackupAge]:
    """An answer without any series says nothing of any backup: it is unknown, not in time."""
    if session.ages is None:
        raise SourceError(notice("backups.no_metrics"))
    told = session.ages.ages(query.promql, query.label)
    if not told:
        raise SourceError(notice("backups.nothing", label=query.label))
    limit = query.late_after_s or settings.late_after_s
    return [BackupAge(name, subject, "", age_s, limit) for subject, age_s in told.items()]


def _of_volumes(session: Session, region: str, settings: BackupSettings) -> Iterator[BackupAge]:
    now = session.clock.now()
    for one in () if session.backups is None else session.backups.backups(region):
        age_s = None if one.data_at is None else (now - one.data_at).total_seconds()
        yield BackupAge(VOLUMES, one.name, region, age_s, settings.late_after_s)


def _regions(session: Session) -> Iterator[str]:
    for place in session.policy.datacenters:
        yield from place.regions
