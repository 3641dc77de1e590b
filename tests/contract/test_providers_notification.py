"""Notices by Apprise to real servers on loopback."""

import logging
import threading

import pytest
from process import HANGS_AFTER_S, free_port
from receiving import receiving

from console.model.letter import Arrival, Delivery, Letter
from console.providers.notification.notifier import HANGING, AppriseNotifier
from console.redaction import hide

LETTER = Letter("school · burst api", "two lines\nof text", grave=True)
NAME = "notification"
CANARY = "kn4r-token-of-a-path"
PATIENCE_S = 8.0
"""With servers that drip: a test that stands still for longer finds them broken off."""


def notifier(url: str | None, timeout_s: float = HANGS_AFTER_S) -> AppriseNotifier:
    return AppriseNotifier((NAME,), {NAME: url}.get, timeout_s)


def test_a_letter_is_delivered_and_its_address_told_nobody(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    with receiving() as server:
        url = f"json://who:kn4r-password@127.0.0.1:{server.port}/{CANARY}"
        came = notifier(url).send(LETTER)
    assert came == (Delivery(NAME, "json", Arrival.DELIVERED),)
    assert server.paths == [f"/{CANARY}"]
    assert server.bodies[0]["title"] == LETTER.title
    assert server.bodies[0]["message"] == LETTER.body
    assert server.bodies[0]["type"] == "warning"
    assert "kn4r" not in hide(f"POST /{CANARY} kn4r-password")
    captured = capfd.readouterr()
    assert "kn4r" not in caplog.text + captured.out + captured.err


def test_a_server_that_refuses_or_is_not_there_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "apprise")
    with receiving(status=500) as server:
        refused = notifier(f"json://127.0.0.1:{server.port}/{CANARY}").send(LETTER)
    nobody = notifier(f"json://127.0.0.1:{free_port()}/{CANARY}").send(LETTER)
    assert [one.outcome for one in (*refused, *nobody)] == [Arrival.REFUSED, Arrival.REFUSED]
    assert [record for record in caplog.records if record.name == "apprise"] == []


def test_a_server_that_drips_is_left_alone() -> None:
    with receiving(drips=True) as server:
        (came,) = notifier(f"json://127.0.0.1:{server.port}/x", PATIENCE_S).send(LETTER)
        assert server.paths == ["/x"]
    assert came.outcome is Arrival.LATE


def test_servers_that_drip_are_waited_for_at_the_same_time() -> None:
    names = ("notification-a", "notification-b", "notification-c")
    with receiving(drips=True) as server, receiving() as well:
        ports = (server.port, server.port, well.port)
        urls = {n: f"json://127.0.0.1:{port}/x" for n, port in zip(names, ports, strict=True)}
        came = AppriseNotifier(names, urls.get, PATIENCE_S).send(LETTER)
    assert [one.outcome for one in came] == [Arrival.LATE, Arrival.LATE, Arrival.DELIVERED]


def test_no_more_is_begun_while_too_much_is_still_on_its_way() -> None:
    with receiving(drips=True) as server:
        url = f"json://127.0.0.1:{server.port}/x"
        names = tuple(f"notification-{n}" for n in range(HANGING + 3))
        came = {
            one.outcome for one in AppriseNotifier(names, lambda _: url, PATIENCE_S).send(LETTER)
        }
        assert came == {Arrival.LATE}
        assert sum(thread.name == "notice" for thread in threading.enumerate()) <= HANGING + 2


def test_an_address_that_is_missing_or_none_is_said_and_nothing_sent() -> None:
    assert notifier(None).send(LETTER) == (Delivery(NAME, "", Arrival.MISSING),)
    assert notifier("kn4r-nonsense").addresses() == (Delivery(NAME, "", Arrival.UNREADABLE),)
    with receiving() as server:
        (found,) = notifier(f"json://127.0.0.1:{server.port}/x").addresses()
    assert (found.schema, found.outcome, server.paths) == ("json", Arrival.DELIVERED, [])


def test_only_those_who_are_asked_for_are_sent_to() -> None:
    both = AppriseNotifier(("notification-a", "notification-b"), lambda _: None, 1.0)
    assert [one.name for one in both.send(LETTER, {"notification-b"})] == ["notification-b"]
