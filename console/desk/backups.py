"""How old the last good backup of each thing is, and which are late. Unknown is never in time."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from console.desk.session import Session
from console.model.backup import Backup
from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.ports import BackupReader
from console.settings.backups import BackupQuerySettings, BackupSettings

VOLUMES, INSTANCES = "volumes", "instances"
"""What the backups of the public cloud are of, in place of a query's name."""
Reader = Callable[[str], Sequence[Backup]]


@dataclass(frozen=True, slots=True)
class BackupAge:
    """The last good backup of one thing: `of` is the query's name, ``volumes`` or ``instances``.

    `age_s` and `late` are None where nobody can say, or none was good; `never` says that there
    is none at all.
    """

    of: str
    subject: str
    region: str
    age_s: float | None
    late_after_s: float
    never: bool = False

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
    """Ask the metrics, Cinder and Glance, now."""
    settings = session.settings.backups or BackupSettings()
    found: list[BackupAge] = []
    unread: list[tuple[str, Notice]] = []
    for name, query in settings.queries.items():
        try:
            found += _queried(session, name, query, settings)
        except SourceError as error:
            unread.append((name, error.notice))
    for of, read in _readers(session, settings).items():
        for region in _regions(session):
            try:
                found += _aged(session, of, read(region), settings)
            except SourceError as error:
                unread.append((f"{of} {region}", error.notice))
    found.sort(key=lambda one: (one.age_s is not None, -(one.age_s or 0), one.subject))
    return BackupAges(tuple(found), tuple(unread))


def _queried(
    session: Session, name: str, query: BackupQuerySettings, settings: BackupSettings
) -> list[BackupAge]:
    """An answer without any series says nothing of any backup: it is unknown, not in time."""
    if session.metrics is None:
        raise SourceError(notice("backups.no_metrics"))
    told = session.metrics.ages(query.promql, query.label)
    if not told:
        raise SourceError(notice("backups.nothing", label=query.label))
    limit = query.late_after_s or settings.late_after_s
    return [BackupAge(name, subject, "", age_s, limit) for subject, age_s in told.items()]


def _readers(session: Session, settings: BackupSettings) -> dict[str, Reader]:
    """How the public cloud is asked for the backups of each sort."""
    reader = session.backups
    if reader is None:
        return {}
    by_sort: dict[str, Reader] = {}
    if settings.volumes:
        by_sort[VOLUMES] = partial(_of_volumes, reader, settings.volumes_pattern)
    if settings.instances:
        by_sort[INSTANCES] = reader.instance_backups
    return by_sort


def _of_volumes(reader: BackupReader, pattern: str | None, region: str) -> Sequence[Backup]:
    """Those that have any, and those that must have some and have none."""
    found = reader.volume_backups(region)
    if pattern is None:
        return found
    names, backed = reader.volume_names(region), {one.of_id for one in found}
    bare = (n for n, name in names.items() if n not in backed and re.search(pattern, name))
    named = (replace(one, name=names.get(one.of_id, one.name)) for one in found)
    return [*named, *(Backup(region, number, names[number], None, never=True) for number in bare)]


def _aged(
    session: Session, of: str, backups: Iterable[Backup], settings: BackupSettings
) -> Iterator[BackupAge]:
    now = session.clock.now()
    for one in backups:
        age_s = None if one.data_at is None else (now - one.data_at).total_seconds()
        yield BackupAge(of, one.name, one.region, age_s, settings.late_after_s, one.never)


def _regions(session: Session) -> Iterator[str]:
    for place in session.policy.datacenters:
        yield from place.regions
