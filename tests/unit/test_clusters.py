"""What is said of a cluster, and which settings of one cannot be meant."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.desk import clusters
from console.locale import Locale
from console.model.cluster import ClusterMember, ClusterRole, ClusterView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.settings.load import load
from console.settings.problem import SettingsInvalid
from console.settings.template import TEMPLATE

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))
FRENCH = Locale("fr", ZoneInfo("Europe/Paris"))


def member(name: str, role: ClusterRole = ClusterRole.REPLICA, **other: object) -> ClusterMember:
    first = {"state": "streaming", "well": True, "lag_bytes": 0, "timeline": 1} | other
    return ClusterMember(name, role, **first)  # type: ignore[arg-type]


LEADER = member("db-1", ClusterRole.LEADER, state="running", lag_bytes=None)
WELL = ClusterView("databases", (LEADER, member("db-2"), member("db-10")), 3, NOW)
SICK = {"state": "crashed", "well": False, "lag_bytes": None}


def test_the_worst_is_said_of_a_cluster_first() -> None:
    def said(*members: ClusterMember, **other: object) -> str:
        view = replace(WELL, members=members or WELL.members, **other)  # type: ignore[arg-type]
        return clusters.verdict(view).code

    assert said() == "clusters.well"
    assert said(LEADER, member("db-2")) == "clusters.degraded"
    assert said(replace(LEADER, state="crashed", well=False), member("db-2"), member("db-10")) == (
        "clusters.sick_leader"
    )
    assert said(paused=True) == "clusters.paused"
    assert said(LEADER) == "clusters.no_quorum"
    assert said(LEADER, member("db-2", **SICK), member("db-10", well=None)) == "clusters.no_quorum"
    assert said(member("db-2"), member("db-10")) == "clusters.no_leader"
    assert said(LEADER, replace(LEADER, name="db-2"), member("db-10")) == "clusters.no_leader"


def test_among_peers_nobody_leads_and_the_mechanism_must_say_that_it_has_quorum() -> None:
    names = ("db-1", "db-2", "db-3")
    peers = tuple(member(name, ClusterRole.PEER) for name in names)
    mesh = replace(WELL, members=peers, led=False)
    assert (mesh.quorum, clusters.healthy(mesh)) == (True, True)
    sick = replace(mesh, members=(*peers[:2], replace(peers[2], well=None)))
    assert clusters.verdict(sick).code == "clusters.peers_degraded"
    torn = replace(mesh, agreed=False)
    assert (torn.quorum, clusters.verdict(torn).code) == (False, "clusters.peers_no_quorum")
    mute = replace(mesh, agreed=None)
    assert (mute.quorum, clusters.verdict(mute).code) == (False, "clusters.quorum_unknown")


def test_missing_copies_are_said_when_all_members_are_well() -> None:
    thin = replace(WELL, copied=True, lacking=2)
    assert ENGLISH.notice(clusters.verdict(thin)) == (
        "all 3 members well, and 2 copies of data are missing"
    )
    assert not clusters.healthy(thin)
    assert clusters.verdict(replace(thin, lacking=None)).code == "clusters.lacking_unknown"


def test_that_nobody_leads_is_not_said_while_a_role_is_unknown() -> None:
    blind = member("db-1", ClusterRole.UNKNOWN, state="", well=None)
    view = replace(WELL, members=(blind, *WELL.members[1:]))
    assert (view.quorum, clusters.verdict(view).code) == (False, "clusters.leader_unknown")


def test_a_record_that_makes_no_sense_counts_as_a_member_that_is_not_known_to_be_well() -> None:
    view = replace(WELL, members=(LEADER,), expected=1, unreadable=1)
    assert (view.size, view.well, view.quorum) == (2, 1, False)


def test_it_is_said_in_both_languages_and_the_leader_comes_first() -> None:
    crashed = replace(WELL, members=(member("db-10"), member("db-2", **SICK), LEADER))
    assert [one.name for one in clusters.ordered(crashed)] == ["db-1", "db-2", "db-10"]
    assert ENGLISH.notice(clusters.verdict(crashed)) == (
        "2 of 3 members well, db-1 leads: look at the others"
    )
    assert FRENCH.notice(clusters.verdict(crashed)) == (
        "2 membres sains sur 3, db-1 est primaire\u202f: regardez les autres"
    )
    sick = crashed.member("db-2")
    assert sick is not None
    assert clusters.state(sick, ENGLISH) == "crashed, not well"
    assert clusters.lag(sick, ENGLISH) == "–"


def test_what_is_old_was_never_read_or_failed_is_unknown() -> None:
    def estate(freshness: Freshness, failed: bool = False, read: bool = True) -> Estate:
        failure = notice("outage.refused") if failed else None
        state = SourceState("cluster:databases", freshness, failure=failure)
        known = {"databases": WELL} if read else {}
        return Estate(at=NOW, sources={state.name: state}, clusters=known)

    assert clusters.unknown(estate(Freshness.FRESH), "databases") is None
    old = clusters.unknown(estate(Freshness.STALE), "databases")
    assert old == notice("clusters.stale")
    never = clusters.unknown(estate(Freshness.UNKNOWN, read=False), "databases")
    assert never == notice("clusters.unread")
    down = clusters.unknown(estate(Freshness.FRESH, failed=True), "databases")
    assert down == notice("outage.refused")


HOOK = "[clusters.main.hooks.restart_member]\n"
SWITCH = "[clusters.main.hooks.switchover]\n"
SQL = f'kind = "sqlserver"\nmembers = ["sql-1", "sql-2"]\n{HOOK}'
URLS = 'urls = ["https://db-1:8008"]'


@pytest.mark.parametrize(
    ("pool", "rest", "code"),
    [
        ("data", URLS, None),
        ("api", URLS, "settings.not_stateful"),
        ("data", "urls = []", "settings.no_member"),
        ("data", 'urls = ["https://db-1", "https://db-1"]', "settings.twice"),
        ("data", 'urls = ["https://u:hush@db-1"]', "settings.password_in_server_url"),
        ("data", 'urls = ["db-1:8008"]', "settings.not_a_url"),
        ("data", f'{URLS}\nusername = "a:hush"', "settings.colon"),
        ("data", 'kind = "galera"\nmembers = ["db-1", "db-2"]', None),
        ("data", f'kind = "galera"\n{URLS}', "settings.no_member_name"),
        ("data", 'kind = "galera"\nmembers = ["db-1", "db-1"]', "settings.twice"),
        ("data", f'{SQL}command = ["/bin/restart", "{{member}}"]', None),
        ("data", f'{SQL}url = "https://hooks/x"\nusername = "vigie"', None),
        ("data", f'{SQL}command = ["restart"]', "settings.hook_path"),
        ("data", f'{SQL}command = ["/bin/r", "{{leader}}"]', "settings.hook_place"),
        ("data", f'{SQL}command = ["/bin/{{member}}"]', "settings.hook_place"),
        ("data", f'{SQL}command = ["/bin/r"]\nurl = "https://hooks"', "settings.hook_either"),
        ("data", SQL, "settings.hook_either"),
        ("data", f'{SQL}url = "hooks/x"', "settings.not_a_url"),
        ("data", f'{SQL}url = "https://u:hush@hooks/x"', "settings.password_in_server_url"),
        ("data", f'{URLS}\n{HOOK}command = ["/bin/r"]', "settings.hook_needless"),
        (
            "data",
            f'kind = "galera"\nmembers = ["a", "b"]\n{SWITCH}command = ["/bin/r"]',
            "settings.hook_of_peers",
        ),
        ("data", f'{URLS}\n[clusters.other]\npool = "data"\n{URLS}', "settings.twice"),
    ],
)
def test_settings_that_cannot_be_meant_are_named(
    tmp_path: Path, pool: str, rest: str, code: str | None
) -> None:
    path = tmp_path / "settings.toml"
    stateful = TEMPLATE.partition("[pools.api]")[2].partition("\n[")[0]
    stateful = (
        f'[pools.data]\nkind = "stateful"\n{stateful}\n[pools.data.shares]\nRBX = {{weight = 1}}'
    )
    path.write_text(f'{TEMPLATE}\n{stateful}\n[clusters.main]\npool = "{pool}"\n{rest}\n')
    if code is None:
        assert load(path, environ={}).settings.clusters["main"].pool == pool
        return
    with pytest.raises(SettingsInvalid) as caught:
        load(path, environ={})
    assert code in {one.notice.code for one in caught.value.problems}
    assert "hush" not in str([one.notice for one in caught.value.problems])
