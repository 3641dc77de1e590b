"""Alertmanager as it is: our reader before the real one, `amtool` before it and the rehearsal's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alerting import Amtool, alertmanager, sending
from process import wait_until
from rehearsed import Rehearse

import console.rehearsal
from console.clock import SystemClock
from console.model.alert import Alert, AlertState, AlertView
from console.model.error import CallRefused, OutcomeUnknown
from console.model.silence import parse
from console.providers.access import ServerKeys
from console.providers.alertmanager.keeper import AlertmanagerKeeper
from console.settings.alerting import AlertmanagerSettings

pytestmark = pytest.mark.lab
RULES = {
    "Watchdog": {"severity": "none"},
    "PoolSaturated": {"severity": "critical", "datacenter": "GRA11", "pool": "api"},
    "DatastoreNearlyFull": {"severity": "warning", "datacenter": "RBX"},
}
FULL = "DatastoreNearlyFull"
STEADY = Path(console.rehearsal.__path__[0]) / "scenarios" / "steady.toml"


class RealAlerts:
    """A real Alertmanager, and who reads it."""

    def __init__(self, url: str) -> None:
        self.amtool = Amtool(url)
        settings = AlertmanagerSettings(url=url, datacenters={"GRA11": "GRA"})
        self.keeper = AlertmanagerKeeper(settings, keys=ServerKeys(), clock=SystemClock())

    def view(self) -> AlertView:
        return self.keeper.view()

    def one(self, name: str) -> Alert:
        (found,) = [one for one in self.view().alerts if one.name == name]
        return found


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealAlerts]:
    with alertmanager(tmp_path / "alertmanager") as url:
        yield RealAlerts(url)


def test_what_a_real_prometheus_fires_is_read_with_its_labels_and_annotations(
    real: RealAlerts, tmp_path: Path
) -> None:
    with sending(tmp_path / "prometheus", real.amtool.url, RULES):
        wait_until(lambda: len(real.view().alerts) == 2, what="both arrive")
        found = real.view()
        assert (found.watchdog, found.unreadable, found.silences) == (True, 0, ())
        saturated = real.one("PoolSaturated")
        assert (saturated.severity, saturated.datacenter) == ("critical", "GRA")
        assert (saturated.pool, saturated.state) == ("api", AlertState.ACTIVE)
        assert saturated.summary == "PoolSaturated is true."
        assert saturated.annotations["runbook_url"] == "https://run/PoolSaturated"
        assert abs((datetime.now(UTC) - saturated.starts_at).total_seconds()) < 600


def test_when_a_real_prometheus_dies_the_list_becomes_empty_and_the_watchdog_is_missed(
    real: RealAlerts, tmp_path: Path
) -> None:
    with sending(tmp_path / "prometheus", real.amtool.url, RULES):
        wait_until(lambda: real.view().watchdog, what="alerts arrive")
    wait_until(lambda: not real.view().alerts, what="they end unsent")
    assert real.view().watchdog is False


def test_a_silence_that_amtool_makes_is_told_with_its_author_and_comment(
    real: RealAlerts, tmp_path: Path
) -> None:
    with sending(tmp_path / "prometheus", real.amtool.url, RULES):
        wait_until(lambda: len(real.view().alerts) == 2, what="both arrive")
        made = silenced(real.amtool)
        wait_until(lambda: real.one(FULL).silenced_by == (made,), what="it is kept silent")
        assert real.one(FULL).state is AlertState.SUPPRESSED
        (only,) = real.view().silences
        assert (only.id, only.author, only.comment) == (made, "ana", "an order is on its way")
        assert only.starts_at < datetime.now(UTC) < only.ends_at
        real.amtool.says("silence", "expire", made)
        wait_until(lambda: real.one(FULL).state is AlertState.ACTIVE, what="it is told again")
        assert real.view().silences == ()


def test_a_silence_of_ours_is_taken_by_the_real_one_made_twice_is_two_and_is_ended(
    real: RealAlerts,
) -> None:
    matchers = parse('alertname="Data, \\"full\\"",datacenter!=GRA,pool=~"a|b",severity!~info')
    until = datetime.now(UTC) + timedelta(hours=2)

    def made() -> str:
        receipt = real.keeper.silence(matchers, until=until, author="ana", comment="known [x=1]")
        assert receipt.resource_id is not None
        return receipt.resource_id

    number, second = made(), made()
    assert number != second
    found = {one.id: one for one in real.view().silences}
    assert set(found) == {number, second}
    assert set(found[number].matchers) == set(matchers)
    assert (found[number].author, found[number].comment) == ("ana", "known [x=1]")
    real.keeper.expire(number)
    assert {one.id: one.ended for one in real.keeper.silences()} == {number: True, second: False}
    real.keeper.expire(number)
    with pytest.raises(OutcomeUnknown):
        real.keeper.expire("11111111-2222-3333-4444-555555555555")
    with pytest.raises(CallRefused):
        real.keeper.silence(parse("x=~.*"), until=until, author="ana", comment="all")


def silenced(amtool: Amtool) -> str:
    """Silence one alert as people do; the silence's id."""
    words = ("silence", "add", f"alertname={FULL}", "--duration=2h", "--author=ana")
    return amtool.says(*words, "--comment=an order is on its way")


@pytest.fixture
def simulated(fresh_rehearsal: Rehearse, tmp_path: Path) -> Amtool:
    """A steady day that begins now, at the pace of the wall: `amtool` goes by its own clock.

    It lags by as long as the estate takes to start: what begins now begins there a little later.
    """
    steady = STEADY.read_text(encoding="utf-8")
    starts = datetime.now(UTC)
    lines = [
        f"starts = {starts.isoformat()}" if line.startswith("starts = ") else line
        for line in steady.splitlines()
    ]
    today = tmp_path / "today.toml"
    today.write_text("\n".join(lines), encoding="utf-8")
    return Amtool(fresh_rehearsal(str(today), 1.0).endpoints["alertmanager"])


def listed(amtool: Amtool) -> dict[str, Any]:
    """The one silence that has not ended."""
    (only,) = amtool.json("silence", "query")
    found: dict[str, Any] = only
    return found


def names(found: list[dict[str, Any]]) -> set[str]:
    return {one["labels"]["alertname"] for one in found}


def test_amtool_asks_the_rehearsal_for_alerts(simulated: Amtool) -> None:
    assert names(simulated.json("alert", "query")) == {"Watchdog", FULL}
    assert names(simulated.json("alert", "query", "severity=warning")) == {FULL}
    assert names(simulated.json("alert", "query", "alertname=~Data.+")) == {FULL}
    assert names(simulated.json("alert", "query", FULL, "datacenter!=RBX")) == set()
    assert names(simulated.json("alert", "query", "--receiver=nobody")) == set()
    assert FULL in simulated.says("alert", "query", "--output", "extended")
    assert "receiver" in simulated.says("config", "show")


def test_amtool_silences_in_the_rehearsal_and_ends_it(simulated: Amtool) -> None:
    made = silenced(simulated)
    wait_until(lambda: listed(simulated)["status"]["state"] == "active", what="it begins")
    only = listed(simulated)
    assert (only["id"], only["createdBy"]) == (made, "ana")
    assert names(simulated.json("alert", "query")) == {"Watchdog"}
    assert names(simulated.json("alert", "query", "--silenced")) == {FULL}
    assert simulated.json("silence", "query", "alertname=Watchdog") == []
    assert made in simulated.says("silence", "query", f"alertname={FULL}", "--quiet")
    simulated.says("silence", "update", "--duration=3h", made)
    longer = listed(simulated)
    assert (longer["id"], longer["endsAt"] > only["endsAt"]) == (made, True)
    simulated.says("silence", "expire", made)
    assert simulated.json("silence", "query") == []
    assert [one["id"] for one in simulated.json("silence", "query", "--expired")] == [made]
    assert names(simulated.json("alert", "query")) == {"Watchdog", FULL}


def test_amtool_is_refused_alike_by_the_real_one_and_the_rehearsal(
    real: RealAlerts, simulated: Amtool
) -> None:
    for words in (
        ("silence", "expire", "11111111-2222-3333-4444-555555555555"),
        ("silence", "add", "alertname=~.*", "--comment=all", "--duration=1h"),
    ):
        assert status(real.amtool.refuses(*words)) == status(simulated.refuses(*words))


def status(said: str) -> str:
    """``[DELETE /silence/{silenceID}][500]`` of what amtool says of a refusal."""
    return " ".join(word for word in said.split() if word.startswith("[") and "][" in word)
