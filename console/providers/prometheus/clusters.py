"""A cluster by what its exporters tell: Galera, SQL Server's availability groups, Elasticsearch."""

from collections.abc import Mapping

from console.model.cluster import ClusterMember, ClusterRole, ClusterView
from console.model.error import BadAnswer
from console.model.notice import notice
from console.ports import Clock
from console.providers.access import ServerKeys
from console.providers.prometheus.crew import Crew
from console.providers.prometheus.server import InstantSample, PrometheusServer
from console.providers.prometheus.totals import host_of, number
from console.settings.clusterpresets import ClusterPreset
from console.settings.clusters import ClusterSettings
from console.settings.metrics import PrometheusSettings

NEEDED = ("well", "role")
"""Without an answer to these nothing can be said of a cluster."""
Numbers = Mapping[str, float | None]


class PrometheusCluster:
    """Reads one cluster (`console.ports.ClusterReader`). What no sample says is unknown."""

    def __init__(
        self,
        name: str,
        settings: ClusterSettings,
        preset: ClusterPreset,
        *,
        metrics: PrometheusSettings,
        keys: ServerKeys,
        clock: Clock,
    ) -> None:
        """Keep what is needed; nothing is called yet."""
        self._name = name
        self._settings = settings
        self._preset = preset
        self._label = settings.label or preset.label or metrics.instance_label
        self._server = PrometheusServer(metrics, keys)
        self._crew = Crew(len(preset.queries))
        self._clock = clock

    def view(self) -> ClusterView:
        """``GET /api/v1/query``, once a query. Raises SourceError: see `NEEDED`."""
        deadline = self._server.deadline()
        asked = {
            name: query
            for name in self._preset.queries
            if (query := self._settings.query(name, self._label))
        }

        def ask(name: str) -> list[InstantSample]:
            return self._server.instant(asked[name], deadline)[0]

        found, failed = self._crew.each(asked, ask)
        for name in NEEDED:
            if name in failed:
                raise failed[name]
            if name in asked and not found[name]:
                raise BadAnswer(notice("clusters.no_samples", figure=name, query=asked[name]))
        quorum = _whole(found.get("quorum", ()))
        lacking = _whole(found.get("lacking", ()))
        return ClusterView(
            name=self._name,
            members=self._members({name: self._numbers(each) for name, each in found.items()}),
            expected=self._settings.expected,
            observed_at=self._clock.now(),
            led=bool(self._preset.roles),
            agreed=(None if quorum is None else quorum > 0) if "quorum" in asked else True,
            copied="lacking" in asked,
            lacking=None if lacking is None else round(lacking),
        )

    def _numbers(self, samples: list[InstantSample]) -> Numbers:
        """By member; of one that is told of twice, and differently, nothing is known."""
        found: dict[str, float | None] = {}
        for sample in samples:
            name, value = host_of(sample.metric.get(self._label, "")), number(sample.value[1])
            if name:
                found[name] = value if found.get(name, value) == value else None
        return found

    def _members(self, told: Mapping[str, Numbers]) -> tuple[ClusterMember, ...]:
        """Those of the settings, told of or not, and whoever else says that it does its work."""
        names = dict.fromkeys([*self._settings.members, *told["well"]])
        return tuple(self._member(name, told) for name in names)

    def _member(self, name: str, told: Mapping[str, Numbers]) -> ClusterMember:
        numbers = {figure: each.get(name) for figure, each in told.items()}
        well, lag, state = numbers["well"], numbers.get("lag"), numbers.get("state")
        role = self._role(numbers.get("role"))
        return ClusterMember(
            name=name,
            role=role,
            state="" if state is None else self._preset.states.get(round(state), f"{state:g}"),
            well=None if well is None else well > 0,
            lag_bytes=None if lag is None or role is ClusterRole.LEADER else round(lag),
        )

    def _role(self, number: float | None) -> ClusterRole:
        if not self._preset.roles:
            return ClusterRole.PEER
        unknown = ClusterRole.UNKNOWN
        return unknown if number is None else self._preset.roles.get(round(number), unknown)


def _whole(samples: list[InstantSample] | tuple[()]) -> float | None:
    """The one sample of the whole cluster; None where there is none, or more than one."""
    return number(samples[0].value[1]) if len(samples) == 1 else None
