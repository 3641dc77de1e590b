"""How the parts of one estate are made, by its settings. Making one does no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from console.bootstrap.private import PrivateParts, reading_keys
from console.clock import clock_of
from console.foresight.capacity import READ
from console.model.cluster import ClusterAction
from console.model.error import UsageError
from console.model.notice import notice
from console.ports import (
    AlertKeeper,
    AlertReader,
    BalancerReader,
    BalancerWriter,
    Clock,
    ClusterMechanism,
    ClusterReader,
    ComputeReader,
    DayCalendar,
    Journal,
    JournalReader,
    MetricsReader,
    MetricsSource,
    Notifier,
    ObjectReader,
    PastReader,
    PriceReader,
    PublicCloud,
    PublicReader,
    StockReader,
    UsageReader,
)
from console.settings import locations
from console.settings.alerting import AlertmanagerSettings
from console.settings.clusters import ClusterSettings
from console.settings.estate import EstateSettings
from console.settings.hooks import HookSettings, secret_of
from console.settings.metrics import PrometheusSettings
from console.settings.model import Settings
from console.settings.ovhcloud import ProjectSettings
from console.settings.policy import clusters
from console.settings.secrets import Secrets
from console.settings.windows import CalendarSettings
from console.watch.capacity import Learner
from console.watch.remembered import PastFile

if TYPE_CHECKING:  # loads SQLAlchemy, for who asks
    from console.desk.recording.file import RecordFile
    from console.model.operation import FailedStarts
    from console.operations.journal.storage import Tried
    from console.operations.worker.trial import Trial
    from console.providers.access import ServerKeys
    from console.providers.hooks.mechanism import Hook
    from console.providers.prometheus.source import PrometheusSource

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Parts:
    """How the parts of one estate are made. Making one does no I/O."""

    settings: Settings
    settings_path: Path
    clock: Clock
    state_dir: Path
    secrets: Secrets

    @property
    def folder(self) -> Path:
        """The settings file's, which paths in it are relative to."""
        return self.settings_path.absolute().parent

    def cloud_reader(self, entry: str | None) -> ComputeReader:
        """The public cloud by one entry of clouds.yaml, by a client without mutators."""
        from console.providers.openstack.cloud import (  # noqa: PLC0415 - loads the SDK, for who asks a cloud
            OpenStackReader,
        )

        openstack = self.settings.openstack
        apart = entry != openstack.cloud or self.settings.service is not None
        return OpenStackReader(openstack, cloud_name=entry, clock=self.clock, apart=apart)

    def balancers(self) -> BalancerReader:
        """The load balancers, as the account reads that looks."""
        from console.providers.openstack.cloud import OpenStackReader  # noqa: PLC0415 - as above

        openstack = self.settings.openstack
        entry = openstack.read_cloud or openstack.cloud
        return OpenStackReader(openstack, cloud_name=entry, clock=self.clock).balancing

    def balancing(self) -> BalancerWriter:
        """The load balancers, as the account that writes to the cloud sees and changes them."""
        from console.providers.openstack.cloud import OpenStackCloud  # noqa: PLC0415 - as above

        openstack = self.settings.openstack
        return OpenStackCloud(openstack, cloud_name=openstack.cloud, clock=self.clock).balancing

    def looker(self) -> PublicReader:
        """The public cloud as the account reads that looks, when somebody does."""
        from console.providers.openstack.cloud import OpenStackReader  # noqa: PLC0415 - as above

        openstack = self.settings.openstack
        entry = openstack.read_cloud or openstack.cloud
        return OpenStackReader(openstack, cloud_name=entry, clock=self.clock)

    def cloud(self) -> PublicCloud:
        """The public cloud as the worker acts on it."""
        from console.providers.openstack.cloud import OpenStackCloud  # noqa: PLC0415 - as above

        openstack = self.settings.openstack
        return OpenStackCloud(openstack, cloud_name=openstack.cloud, clock=self.clock)

    def metrics(self, settings: PrometheusSettings) -> MetricsSource:
        """The metrics server, for what is watched of it."""
        return self._prometheus(settings)

    def records(self, settings: PrometheusSettings) -> MetricsReader:
        """The metrics server, for what is asked of it when somebody looks."""
        return self._prometheus(settings)

    def _prometheus(self, settings: PrometheusSettings) -> PrometheusSource:
        """The metrics server, with what the secrets hold for it."""
        from console.providers.prometheus.source import (  # noqa: PLC0415 - loads its HTTP client
            PrometheusSource,
        )

        return PrometheusSource(settings, keys=self._keys("prometheus"), clock=self.clock)

    def learner(self, records: PastReader) -> Learner:
        """Who learns what instances carry; it remembers in a file of this account's."""
        file = PastFile(locations.own_dir(self.settings) / "capacity.json")
        return Learner(records, file, self._asked, self.settings.pools, self.clock)

    def _asked(self, pool: str) -> str:
        """Of whom the past of a pool is asked, and what, as a mark to compare."""
        settings = self.settings.prometheus
        assert settings is not None  # noqa: S101 - who asks has one
        queries = (settings.query(name, pool) for name in READ)
        return sha256("\n".join([settings.url, *queries]).encode()).hexdigest()[:16]

    def alerts(self, settings: AlertmanagerSettings) -> AlertReader:
        """The alert manager, with what the secrets hold for it."""
        from console.providers.alertmanager.reader import (  # noqa: PLC0415 - as above
            AlertmanagerReader,
        )

        return AlertmanagerReader(settings, keys=self._keys("alertmanager"), clock=self.clock)

    def silencing(self, settings: AlertmanagerSettings) -> AlertKeeper:
        """The alert manager as the worker acts on it."""
        from console.providers.alertmanager.keeper import (  # noqa: PLC0415 - as above
            AlertmanagerKeeper,
        )

        return AlertmanagerKeeper(settings, keys=self._keys("alertmanager"), clock=self.clock)

    def cluster(self, name: str, settings: ClusterSettings) -> ClusterReader:
        """A cluster, with what the secrets hold for it, or for the metrics server."""
        preset, metrics = settings.preset, self.settings.prometheus
        if preset is not None and metrics is not None:
            from console.providers.prometheus.clusters import (  # noqa: PLC0415 - as above
                PrometheusCluster,
            )

            keys = self._keys("prometheus")
            return PrometheusCluster(
                name, settings, preset, metrics=metrics, keys=keys, clock=self.clock
            )
        from console.providers.patroni.reader import PatroniReader  # noqa: PLC0415 - as above

        keys = self._keys(f"cluster-{name}")
        return PatroniReader(name, settings, keys=keys, clock=self.clock)

    def cluster_mechanism(self, name: str, settings: ClusterSettings) -> ClusterMechanism:
        """The same as the worker acts on it: by its own API, or by the settings' hooks."""
        if settings.preset is not None:
            from console.providers.hooks.mechanism import HookedCluster  # noqa: PLC0415 - as above

            known = clusters(self.settings)[name]
            return HookedCluster(known, self.cluster(name, settings), self.hooks(name, settings))
        from console.providers.patroni.mechanism import PatroniMechanism  # noqa: PLC0415 - as above

        keys = self._keys(f"cluster-{name}")
        return PatroniMechanism(name, settings, keys=keys, clock=self.clock)

    def hooks(self, name: str, settings: ClusterSettings) -> dict[ClusterAction, Hook]:
        """What the settings hook up to a cluster, by what it does."""
        return {
            ClusterAction(action): self._hook(name, action, hook, settings.write_timeout_s)
            for action, hook in settings.hooks.named.items()
        }

    def _hook(self, cluster: str, action: str, hook: HookSettings, timeout_s: float) -> Hook:
        """What the settings hook up: a command, or a URL with what the secrets hold for it."""
        from console.providers.access import ServerName  # noqa: PLC0415 - as above
        from console.providers.hooks.command import HookCommand  # noqa: PLC0415 - as above
        from console.providers.hooks.url import HookUrl  # noqa: PLC0415 - as above

        if hook.url is None:
            return HookCommand(hook.command, timeout_s=timeout_s, settings=self.settings_path)
        secret = secret_of(cluster, action)
        title, section = f"hook {action}", f"clusters.{cluster}.hooks.{action}"
        name = ServerName(title, section, secret)
        keys = self._keys(secret)
        return HookUrl(hook, hook.url, name=name, keys=keys, timeout_s=timeout_s)

    def calendar(self, settings: CalendarSettings) -> DayCalendar:
        """Who is there on a date, by one calendar of the settings."""
        from console.providers.calendars.calendar import (  # noqa: PLC0415 - loads its tables
            PeopleCalendar,
        )
        from console.providers.calendars.dates import DateFile  # noqa: PLC0415 - as above

        return PeopleCalendar(
            zones=dict(settings.zones.items()),
            files=tuple(
                (DateFile(self.folder / locations.expanded(Path(name))), weight)
                for name, weight in settings.files.items()
            ),
            public=settings.public_holidays,
            subdivision=settings.subdivision,
            closed_on=frozenset(map(date.fromisoformat, settings.closed_on)),
            open_on=frozenset(map(date.fromisoformat, settings.open_on)),
        )

    def _keys(self, section: str) -> ServerKeys:
        """The secrets of a server, by the settings' section."""
        from console.providers.access import ServerKeys  # noqa: PLC0415 - loads an HTTP client

        return ServerKeys(
            token=self.secrets.get(section),
            password=self.secrets.get(f"{section}-password"),
            header=self.secrets.get(f"{section}-header"),
        )

    def private(self) -> PrivateParts | None:
        """The makers of the private cloud's parts; None where the settings name none."""
        settings = self.settings.private_cloud
        return None if settings is None else PrivateParts(settings, self.secrets, self.clock)

    def prices(self, settings: ProjectSettings) -> PriceReader:
        """What the public cloud costs, by its provider; kept in a file of this account's."""
        from console.providers.ovhcloud.pricefile import PriceFile  # noqa: PLC0415 - as above
        from console.providers.ovhcloud.pricelist import (  # noqa: PLC0415 - as above
            OvhcloudPriceList,
        )

        file = PriceFile(locations.own_dir(self.settings) / "prices.json")
        return OvhcloudPriceList(settings, keys=reading_keys(self.secrets), file=file)

    def recording(self) -> RecordFile | None:
        """What was recorded by this account; None where the settings record nothing."""
        from console.desk.recording.file import RecordFile  # noqa: PLC0415 - not before first paint

        kept = self.settings.recorder
        if not kept.keep_s:
            return None
        return RecordFile(
            locations.own_dir(self.settings) / "recorder.db",
            keep_s=kept.keep_s,
            most_bytes=kept.size_mib * MEBIBYTE,
            # In a rehearsal's time a busy machine is late by minutes.
            slack_s=90 + 5 * self.clock.speed,
        )

    def usage(self, settings: ProjectSettings) -> UsageReader:
        """What was used of the public cloud, by its provider."""
        from console.providers.ovhcloud.usage import OvhcloudUsage  # noqa: PLC0415 - as above

        return OvhcloudUsage(settings, keys=reading_keys(self.secrets))

    def stock(self, settings: ProjectSettings) -> StockReader:
        """What could be had of the public cloud, by its provider."""
        from console.providers.ovhcloud.stock import OvhcloudStock  # noqa: PLC0415 - as above

        return OvhcloudStock(settings, keys=reading_keys(self.secrets))

    def buckets(self, settings: ProjectSettings) -> ObjectReader:
        """The S3 buckets of the public cloud, by its provider."""
        from console.providers.ovhcloud.buckets import OvhcloudBuckets  # noqa: PLC0415 - as above

        regions = [region for place in self.settings.datacenters for region in place.regions]
        return OvhcloudBuckets(settings, regions, keys=reading_keys(self.secrets))

    def notifier(self) -> Notifier | None:
        """Who tells people that are not looking; None where the settings name nobody."""
        from console.providers.notification.notifier import (  # noqa: PLC0415 - for who tells
            AppriseNotifier,
        )

        settings = self.settings.notifications
        if settings is None:
            return None
        return AppriseNotifier(settings.secrets, self.secrets.get, settings.timeout_s)

    def journal_reader(self) -> JournalReader:
        """The journal by connections that cannot write."""
        from console.operations.journal.reader import (  # noqa: PLC0415 - loads SQLAlchemy
            SqlJournalReader,
        )

        journal = self.settings.journal
        return SqlJournalReader(
            self.journal_url(journal.read_url or journal.url),
            state_dir=self.state_dir,
            dead_after_s=self.settings.worker.dead_after_s,
        )

    def journal(self) -> Journal:
        """The journal that accepts requests."""
        from console.operations.journal.writer import SqlJournal  # noqa: PLC0415 - as above

        return SqlJournal(
            self.journal_url(self.settings.journal.url),
            clock=self.clock,
            state_dir=self.state_dir,
            dead_after_s=self.settings.worker.dead_after_s,
        )

    def engine_trial(self, *, writes: bool) -> Trial:
        """Try what the engine would run on, here and now; see `console.operations.worker.trial`."""
        from console.operations.journal.database import parse_url  # noqa: PLC0415 - as above
        from console.operations.worker.trial import system_url, tried  # noqa: PLC0415 - as above

        records = system_url(parse_url(self.journal_url(self.settings.journal.url)))
        return tried(records, writes=writes)

    def failed_starts(self) -> FailedStarts | None:
        """Why the last start of a worker came to nothing, if it did."""
        from console.operations.worker.starts import Starts  # noqa: PLC0415 - as above

        return Starts(self.state_dir).failed()

    def journal_file(self) -> Path | None:
        """The journal's file; None where the settings name another database."""
        from console.operations.journal.database import (  # noqa: PLC0415 - as above
            parse_url,
            sqlite_file,
        )

        return sqlite_file(parse_url(self.journal_url(self.settings.journal.url)))

    def storage(self, *, writes: bool) -> Iterator[Tried]:
        """Try the disks that the journal, the engine's records and the workers' logs lie on."""
        from console.operations.journal.storage import tried  # noqa: PLC0415 - as above

        file = self.journal_file()
        folders = [self.state_dir] if file is None else [file.absolute().parent, self.state_dir]
        return tried(folders, writes=writes)

    def journal_url(self, url: str | None) -> str:
        """The database's address, with the password that the secrets hold."""
        if url is None:
            from console.operations.journal.reader import default_url  # noqa: PLC0415 - as above

            return default_url(self.state_dir)
        return with_password(url, self.secrets.get) if "@" in url else url


def parts_of(settings: Settings, path: Path) -> Parts:
    """The makers of one estate's parts."""
    return Parts(
        settings=settings,
        settings_path=path,
        clock=clock_of(settings.clock),
        state_dir=locations.estate_dir(settings),
        secrets=secrets_of(path, settings.estate),
    )


def secrets_of(path: Path, estate: EstateSettings) -> Secrets:
    """The secrets of one estate.

    A rehearsal never learns what the person's keyring holds for the real estate.
    """
    keyring = estate.environment != "rehearsal"
    return Secrets(estate.name, path.absolute().parent / "secrets.toml", keyring=keyring)


def with_password(url: str, secret: Callable[[str], str | None]) -> str:
    """The URL of a database with the secret `journal` as its password, where there is one."""
    try:
        split = urlsplit(url)
    except ValueError as error:
        raise UsageError(notice("journal.bad_url")) from error
    password = secret("journal")
    if password is None or split.username is None or split.password is not None:
        return url
    user, _, place = split.netloc.rpartition("@")
    return urlunsplit(split._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))
