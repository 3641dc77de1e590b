"""How clusters are read through a real Prometheus that scrapes their exporters' own names."""

from collections.abc import Iterator

import pytest
from clusterexporters import elasticsearch, galera, sqlserver
from exporter import exporting
from process import free_port, wait_until
from scraping import scraping

from console.clock import SystemClock
from console.desk import clusters
from console.model.cluster import ClusterRole, ClusterView
from console.model.error import SourceError
from console.providers.access import ServerKeys
from console.providers.prometheus.clusters import PrometheusCluster
from console.settings.clusters import ClusterQueries, ClusterSettings
from console.settings.metrics import PrometheusSettings

pytestmark = pytest.mark.lab

TARGETS = {
    "mesh/db-1": galera(),
    "mesh/db-2": galera(),
    "mesh/db-3": galera(2),
    "split/db-1": galera(primary=False),
    "split/db-2": galera(up=False),
    "split/db-3": "",
    "orders/sql-1": sqlserver(1, queues={"sql-2": 0, "sql-3": 48_000_000}),
    "orders/sql-2": sqlserver(2),
    "orders/sql-3": sqlserver(2, 1),
    "search/exporter": elasticsearch("es-1", "es-2", "es-3"),
    "thin/exporter": elasticsearch("es-1", "es-2", "es-3", color="yellow", unassigned=2),
    "torn/exporter": elasticsearch("es-1", "es-2", color="red", unassigned=5),
}
SILENT = {"blind/sql-1"}
TOLD = {**TARGETS, "blind/sql-2": sqlserver(2), "blind/sql-3": sqlserver(2)}
KINDS = {"db": "galera", "sql": "sqlserver", "es": "elasticsearch"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    def job(target: str, port: int) -> dict[str, object]:
        pool, _, name = target.partition("/")
        labels = {"pool": pool, "instance": f"{name}:9104"}
        return {
            "job_name": target,
            "metrics_path": f"/{target}",
            "static_configs": [{"targets": [f"127.0.0.1:{port}"], "labels": labels}],
        }

    home = tmp_path_factory.mktemp("clusters")
    with exporting(lambda path, _elapsed_s: TOLD[path]) as live:
        jobs = [job(target, live) for target in TOLD]
        jobs += [job(target, free_port()) for target in SILENT]
        with scraping(home, jobs) as found:
            yield found


def reader(url: str, pool: str, prefix: str, **queries: str) -> PrometheusCluster:
    settings = ClusterSettings(
        pool=pool,
        kind=KINDS[prefix],  # type: ignore[arg-type]
        members=tuple(f"{prefix}-{k}" for k in (1, 2, 3)),
        queries=ClusterQueries(**queries),
    )
    assert settings.preset is not None
    return PrometheusCluster(
        pool,
        settings,
        settings.preset,
        metrics=PrometheusSettings(url=url),
        keys=ServerKeys(),
        clock=SystemClock(),
    )


def seen(url: str, pool: str, prefix: str, *, told: int) -> ClusterView:
    """The cluster, once so many of its members have been scraped."""
    one = reader(url, pool, prefix)
    found: list[ClusterView] = []

    def scraped() -> bool:
        try:
            found.append(one.view())
        except SourceError:
            return False
        return sum(member.well is not None for member in found[-1].members) == told

    wait_until(scraped, what=f"{told} members of {pool}", every_s=0.3)
    return found[-1]


def wells(view: ClusterView) -> list[bool | None]:
    return [one.well for one in view.members]


def test_galera_is_one_of_peers_and_a_donor_is_not_well(url: str) -> None:
    view = seen(url, "mesh", "db", told=3)
    assert [one.state for one in view.members] == ["Synced", "Synced", "Donor"]
    assert {one.role for one in view.members} == {ClusterRole.PEER}
    assert wells(view) == [True, True, False]
    assert (view.leader, view.quorum) == (None, True)
    assert clusters.verdict(view).code == "clusters.peers_degraded"


def test_galera_outside_its_primary_component_has_no_quorum(url: str) -> None:
    view = seen(url, "split", "db", told=2)
    assert wells(view) == [False, False, None]
    assert (view.agreed, view.quorum) == (False, False)
    assert clusters.verdict(view).code == "clusters.peers_no_quorum"


def test_an_availability_group_has_roles_health_and_queues(url: str) -> None:
    view = seen(url, "orders", "sql", told=3)
    assert view.leader is not None
    assert view.leader.name == "sql-1"
    assert [one.state for one in view.members] == ["HEALTHY", "HEALTHY", "PARTIALLY_HEALTHY"]
    assert [one.lag_bytes for one in view.members] == [None, 0, 48_000_000]
    assert view.quorum
    assert clusters.verdict(view).code == "clusters.degraded"


def test_a_primary_that_is_not_told_of_is_unknown_and_not_missing(url: str) -> None:
    view = seen(url, "blind", "sql", told=2)
    assert wells(view) == [None, True, True]
    assert [one.lag_bytes for one in view.members] == [None, None, None]
    assert not view.quorum
    assert clusters.verdict(view).code == "clusters.leader_unknown"


@pytest.mark.parametrize(
    ("pool", "told", "quorum", "code"),
    [
        ("search", 3, True, "clusters.peers_well"),
        ("thin", 3, True, "clusters.lacking"),
        ("torn", 2, False, "clusters.peers_no_quorum"),
    ],
)
def test_elasticsearch_is_well_when_every_copy_is_there(
    url: str, pool: str, told: int, quorum: bool, code: str
) -> None:
    view = seen(url, pool, "es", told=told)
    assert (view.quorum, clusters.verdict(view).code) == (quorum, code)


def test_what_no_sample_answers_is_unknown_with_its_query(url: str) -> None:
    seen(url, "orders", "sql", told=3)
    with pytest.raises(SourceError) as none:
        reader(url, "nobody", "sql").view()
    assert none.value.notice.code == "clusters.no_samples"
    blank = reader(url, "orders", "sql", quorum="absent_metric", lag="absent_metric").view()
    assert (blank.agreed, blank.quorum) == (None, False)
    assert clusters.verdict(blank).code == "clusters.quorum_unknown"
    assert {one.lag_bytes for one in blank.members} == {None}
    with pytest.raises(SourceError) as refused:
        reader(url, "orders", "sql", role="max by (((").view()
    assert refused.value.notice.code == "prometheus.refused"
