"""From what a cloud has and a person wants to a draft of settings."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import get_args

from console.bootstrap.survey import cloud_survey, entries, series
from console.cli.interview import Interview
from console.cli.standby import awaiting
from console.desk.brands import brand_of
from console.model.error import CredentialsRefused, SourceError, UsageError
from console.model.notice import Notice, notice
from console.model.survey import RegionSurvey, Specimen, commonest
from console.ports import CloudSurvey
from console.settings.address import has_password
from console.settings.draft import (
    CITIES,
    COUNTRY,
    DraftDatacenter,
    DraftMetrics,
    DraftPool,
    DraftPrivate,
    DraftProject,
    EstateDraft,
    city,
    datacenters,
    families,
    fit,
)
from console.settings.metrics import Preset, PrometheusSettings
from console.settings.template import EXAMPLE

PRESETS: tuple[str, ...] = get_args(Preset)
GROWS = 2
"""How many times its size a pool may grow to where nobody says."""
OS_VARIABLES = "OS_*"
KEYS = ("ovhcloud-application-key", "ovhcloud-application-secret", "ovhcloud-consumer-key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was said on the command line; None and empty: nothing was."""

    cloud: str | None = None
    clouds_yaml: str | None = None
    estate: str | None = None
    regions: tuple[str, ...] = ()
    pool: str | None = None
    name_pattern: str | None = None
    baseline: int | None = None
    burst_to: int | None = None
    ceiling: int | None = None
    flavor: str | None = None
    image: str | None = None
    networks: tuple[str, ...] = ()
    key_name: str | None = None
    connections: int | None = None
    prometheus: str | None = None
    preset: str | None = None
    vcenter: str | None = None
    vcenter_user: str | None = None
    ovhcloud_service: str | None = None
    ovhcloud_api: str | None = None


@dataclass(slots=True)
class Founding:
    """Draws up a draft; notes what did not answer, goes on without it, and which secrets lack."""

    wishes: Wishes
    interview: Interview
    unreached: list[Notice] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    standing: dict[str, int] = field(default_factory=dict)
    """How many servers stand that a pool's name pattern matches, by the pool's name."""

    def draft(self) -> EstateDraft | None:
        """The draft; None where no access to a cloud is found. Raises UsageError."""
        found, cloud = self._cloud()
        if not found:
            return None
        name = fit(cloud or "", EXAMPLE.name)
        name = fit(self.interview.choose("init.estate", (), name, self.wishes.estate), name)
        surveyor = cloud_survey(cloud, self.wishes.clouds_yaml)
        surveyed = self._survey(surveyor, cloud or OS_VARIABLES)
        pools = tuple(self._pools(surveyed))
        return EstateDraft(
            name=name,
            cloud=cloud,
            clouds_yaml=self.wishes.clouds_yaml,
            datacenters=self._datacenters(surveyed, pools),
            pools=pools,
            metrics=self._metrics(),
            private=self._private(),
            project=self._project(surveyor) if any(one.flavors for one in surveyed) else None,
        )

    def missed(self, source: str, why: Notice) -> None:
        """Tell what does not answer; the draft goes on without it."""
        if why in self.unreached:
            return  # one cause, once
        self.unreached.append(why)
        sentence = self.interview.locale.notice(why)
        self.interview.tell("init.unreached", source=source, why=sentence)

    def _cloud(self) -> tuple[bool, str | None]:
        """Whether there is access to a cloud, and by which entry; None: the OS_* variables."""
        there: tuple[str | None, ...] = ()
        try:
            there = entries(self.wishes.clouds_yaml)
        except SourceError as error:
            self.missed("clouds.yaml", error.notice)
        names = [OS_VARIABLES if one is None else one for one in there]
        wanted = self.wishes.cloud
        if wanted is not None and names and wanted not in names:
            raise UsageError(notice("init.no_such_cloud", cloud=wanted, known=", ".join(names)))
        if not names and wanted is None:
            return bool(self.unreached), EXAMPLE.cloud
        chosen = self.interview.choose("init.cloud", names, (names or [""])[0], wanted)
        self.interview.tell("init.access", cloud=chosen, known=", ".join(names) or chosen)
        return True, None if chosen == OS_VARIABLES else chosen

    def _survey(self, surveyor: CloudSurvey, cloud: str) -> list[RegionSurvey]:
        """The regions that are wanted, looked over; those of the wishes where nothing answers."""
        there: tuple[str, ...] = ()
        try:
            with awaiting(cloud):
                there = surveyor.regions()
        except SourceError as error:
            self.missed(cloud or OS_VARIABLES, error.notice)
        at_home = [one for one in there if CITIES.get(city(one) or "", ("", COUNTRY))[1] == COUNTRY]
        example = [region for place in EXAMPLE.datacenters for region in place.regions]
        default = at_home or there or example
        wanted = self.interview.choose_some("init.regions", there, default, self.wishes.regions)
        return [
            self._look(surveyor, region) if there else RegionSurvey(region) for region in wanted
        ]

    def _look(self, surveyor: CloudSurvey, region: str) -> RegionSurvey:
        with awaiting(region):
            found = surveyor.region(region)
        for why in found.unread:
            self.missed(region, why)
        self.interview.tell(
            "init.region",
            region=region,
            n=len(found.specimens),
            flavors=len(found.flavors),
            images=len(found.images),
            networks=len(found.networks),
        )
        return found

    def _pools(self, surveyed: Sequence[RegionSurvey]) -> Iterator[DraftPool]:
        """The first pool by what was wished, others as long as a person names some."""
        specimens = [one for region in surveyed for one in region.specimens]
        marked = Counter(one.pool for one in specimens if one.pool)
        words = dict(marked.most_common()) or families(one.name for one in specimens)
        if words:
            told = ", ".join(f"{word} {n}" for word, n in words.items())
            self.interview.tell("init.families", words=told)
        default = next(iter(words), EXAMPLE.pools[0].name)
        name = self.interview.choose("init.pool", (), default, self.wishes.pool)
        wishes, taken = self.wishes, set[str]()
        while name:
            word = fit(name, default)
            if word in taken:
                self.interview.tell("init.not_there", value=name)
            else:
                taken.add(word)
                yield self._pool(word, specimens, surveyed, wishes)
            wishes = Wishes()
            name = self.interview.choose("init.another", (), "")

    def _pool(
        self,
        name: str,
        specimens: Sequence[Specimen],
        surveyed: Sequence[RegionSurvey],
        wishes: Wishes,
    ) -> DraftPool:
        ask = self.interview
        pattern = ask.choose("init.pattern", (), beginning(name), wishes.name_pattern)
        like = members(name, pattern, specimens)
        self.standing[name] = len(like)
        ask.tell("init.matching", n=len(like), pool=name)
        baseline = ask.number("init.baseline", len(like) or 1, wishes.baseline, least=0)
        default = max(1, baseline * GROWS, wishes.ceiling or 0)
        burst_to = ask.number("init.burst_to", default, wishes.burst_to, least=max(1, baseline))
        ceiling = ask.number("init.ceiling", burst_to, wishes.ceiling, least=burst_to)
        groups = commonest(one.security_groups for one in like) or ()

        def of(key: str, read: Callable[[RegionSurvey], Sequence[str]], made: str | None) -> str:
            return ask.choose(f"init.{key}", shared(surveyed, read), made or "", _told(wishes, key))

        return DraftPool(
            name=name,
            name_pattern=pattern,
            baseline=baseline,
            burst_to=burst_to,
            ceiling=ceiling,
            flavor=of("flavor", lambda r: r.flavors, commonest(one.flavor for one in like)),
            image=of("image", lambda r: r.images, commonest(one.image for one in like)),
            networks=ask.choose_some(
                "init.networks",
                shared(surveyed, lambda r: r.networks),
                commonest(one.networks for one in like) or (),
                wishes.networks,
            ),
            key_name=of("key_name", lambda _: (), commonest(one.key_name for one in like)),
            security_groups=() if groups == ("default",) else groups,
            connections=ask.number("init.connections", 0, wishes.connections, least=0) or None,
        )

    def _project(self, surveyor: CloudSurvey) -> DraftProject | None:
        """Where prices are to be had: the API that is named, or OVHcloud's of its own cloud."""
        try:
            found = surveyor.project()
        except SourceError as error:
            self.missed(OS_VARIABLES, error.notice)
            return None
        theirs = brand_of(found.host)
        endpoint = self.wishes.ovhcloud_api or (None if theirs is None else theirs.api)
        return None if endpoint is None or not found.id else DraftProject(found.id, endpoint)

    def _datacenters(
        self, surveyed: Sequence[RegionSurvey], pools: Sequence[DraftPool]
    ) -> tuple[DraftDatacenter, ...]:
        """Weighed by what stands of the first pool; a region with nothing counts as little."""
        first = pools[0]

        def weight(region: RegionSurvey) -> int:
            return len(members(first.name, first.name_pattern, region.specimens))

        return datacenters({one.region: max(1, weight(one)) for one in surveyed})

    def _metrics(self) -> DraftMetrics | None:
        url = self.interview.choose("init.prometheus", (), "", self.wishes.prometheus)
        if not url:
            return None
        if has_password(url):
            raise UsageError(notice("init.password"))
        found: dict[str, int] = {}
        try:
            with awaiting(url):
                found = series(PrometheusSettings(url=url))
        except CredentialsRefused as error:
            self.lacking.append("prometheus")
            self.missed("prometheus", error.notice)
        except SourceError as error:
            self.missed("prometheus", error.notice)
        best = max(found, key=found.__getitem__, default="")
        if found.get(best):
            self.interview.tell("init.series", preset=best, n=found[best])
        elif found:
            self.interview.tell("init.no_series", presets=", ".join(PRESETS))
        default = best if found.get(best) else "vigie"
        return DraftMetrics(
            url, self.interview.choose("init.preset", PRESETS, default, self.wishes.preset)
        )

    def _private(self) -> DraftPrivate | None:
        host = self.interview.choose("init.vcenter", (), "", self.wishes.vcenter)
        if not host:
            return None
        user = self.interview.choose(
            "init.vcenter_user", (), "vigie@vsphere.local", self.wishes.vcenter_user
        )
        service = self.interview.choose("init.service", (), "", self.wishes.ovhcloud_service)
        self.lacking.append("vsphere")
        self.lacking += KEYS if service else ()
        return DraftPrivate(host, user, service)


def beginning(word: str) -> str:
    """A pattern for names that begin with a word, and nothing longer."""
    return f"^{re.escape(word)}[-_.0-9]"


def members(pool: str, pattern: str, specimens: Sequence[Specimen]) -> list[Specimen]:
    """Those that are marked for a pool, or named as its pattern says. Raises UsageError."""
    try:
        named = re.compile(pattern)
        return [one for one in specimens if one.pool == pool or named.search(one.name)]
    except re.error as error:
        raise UsageError(notice("init.no_pattern", pattern=pattern, detail=str(error))) from error


def shared(
    surveyed: Sequence[RegionSurvey], read: Callable[[RegionSurvey], Sequence[str]]
) -> tuple[str, ...]:
    """What every region has that told of any."""
    lists = [found for found in map(read, surveyed) if found]
    return (
        tuple(one for one in dict.fromkeys(lists[0]) if all(one in o for o in lists))
        if lists
        else ()
    )


def _told(wishes: Wishes, key: str) -> str | None:
    found: str | None = getattr(wishes, key)
    return found
