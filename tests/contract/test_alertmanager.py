"""The provider against the rehearsal's Alertmanager, and what that one refuses."""

from datetime import timedelta

import pytest
import requests
from process import HANGS_AFTER_S
from rehearsed import Rehearsal, Rehearse

from console.clock import clock_of
from console.model.alert import AlertState, AlertView
from console.model.error import SourceError
from console.ports import Clock
from console.providers.access import ServerKeys
from console.providers.alertmanager.reader import AlertmanagerReader
from console.settings.alerting import AlertmanagerSettings
from console.settings.load import load


class AlertBench:
    """A rehearsal, and who reads its alerts."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        settings = load(rehearsal.settings, environ={}).settings
        assert settings.alertmanager is not None
        self.settings: AlertmanagerSettings = settings.alertmanager
        self.clock: Clock = clock_of(settings.clock)

    def view(self, **changes: str) -> AlertView:
        settings = AlertmanagerSettings(url=changes.pop("url", self.settings.url), **changes)
        return AlertmanagerReader(settings, keys=ServerKeys(), clock=self.clock).view()

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        url = f"{self.settings.url}/api/v2/{path}"
        return requests.request(method, url, json=body, timeout=HANGS_AFTER_S)

    def silence(self, name: str, comment: str = "known") -> dict[str, object]:
        now = self.clock.now()
        return {
            "matchers": [{"name": "alertname", "value": name, "isRegex": False, "isEqual": True}],
            "startsAt": now.isoformat(),
            "endsAt": (now + timedelta(days=3)).isoformat(),
            "createdBy": "ana",
            "comment": comment,
        }


@pytest.fixture
def bench(rehearsal: Rehearse) -> AlertBench:
    return AlertBench(rehearsal("steady"))


def test_the_watchdog_is_told_apart_and_expected_by_its_name(bench: AlertBench) -> None:
    found = bench.view()
    assert found.watchdog is True
    assert "Watchdog" not in {one.name for one in found.alerts}
    assert bench.view(watchdog="DeadMansSwitch").watchdog is False
    unexpected = bench.view(watchdog="")
    assert unexpected.watchdog is None
    assert "Watchdog" in {one.name for one in unexpected.alerts}


def test_silenced_alerts_are_still_told_with_who_silenced_them(bench: AlertBench) -> None:
    made = bench.call("POST", "silences", bench.silence("Watchdog")).json()["silenceID"]
    found = bench.view(watchdog="")
    watchdog = next(one for one in found.alerts if one.name == "Watchdog")
    assert (watchdog.state, watchdog.silenced_by) == (AlertState.SUPPRESSED, (made,))
    assert [(one.id, one.author, one.comment) for one in found.silences] == [(made, "ana", "known")]
    assert bench.call("DELETE", f"silence/{made}").status_code == 200
    after = bench.view(watchdog="")
    assert after.silences == ()
    assert {one.state for one in after.alerts if one.name == "Watchdog"} == {AlertState.ACTIVE}


def test_making_a_silence_twice_makes_two_and_what_is_none_is_refused(bench: AlertBench) -> None:
    body = bench.silence("Nobody")
    first, second = (bench.call("POST", "silences", body).json()["silenceID"] for _ in range(2))
    assert first != second
    without = {name: value for name, value in body.items() if name != "comment"}
    assert bench.call("POST", "silences", without).status_code == 422
    assert bench.call("POST", "silences", {**body, "comment": ""}).status_code == 200
    anything = {"name": "x", "value": ".*", "isRegex": True, "isEqual": True}
    assert bench.call("POST", "silences", {**body, "matchers": [anything]}).status_code == 400
    assert bench.call("DELETE", "silence/unknown").status_code == 500
    assert bench.call("GET", "silence/unknown").status_code == 404


def test_filters_choose_alerts_by_their_labels(bench: AlertBench) -> None:
    def names(query: str) -> set[str]:
        return {one["labels"]["alertname"] for one in bench.call("GET", f"alerts?{query}").json()}

    assert names('filter=alertname="Watchdog"') == {"Watchdog"}
    assert names('filter=alertname=~"Watch.*"&filter=severity!="none"') == set()
    assert bench.call("GET", "alerts?filter=%3D%3D").status_code == 400


def test_something_else_at_the_address_is_an_error_and_no_empty_list(bench: AlertBench) -> None:
    with pytest.raises(SourceError) as caught:
        bench.view(url=f"{bench.settings.url}/elsewhere")
    assert caught.value.notice.code == "outage.nowhere"
