"""The private cloud's whole inventory, and who reads it."""

from dataclasses import fields, replace
from typing import Any

from console.model.estate import Estate
from console.model.private import PrivateView
from console.ports import PrivateReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source

ACCOUNT_EVERY_S = 300.0


def source(private: PrivateReader, settings: WatchSettings) -> Source:
    """Read the inventory; the provider asks for what changed only."""

    def read() -> Reading:
        view = private.inventory()
        return Reading(lambda estate: _placed(estate, view), unreadable=view.unreadable)

    cadence = Cadence(settings.private_s, settings.private_busy_s)
    return Source("vcenter", cadence, read, hasty=True, steady=True)


def account(private: PrivateReader) -> Source:
    """Read who the account is and what it may do, every five minutes: privileges hardly change."""

    def read() -> Reading:
        found = private.account()
        return Reading(lambda estate: replace(estate, private_account=found))

    return Source("vcenter:account", Cadence(ACCOUNT_EVERY_S, ACCOUNT_EVERY_S), read)


def _placed(estate: Estate, view: PrivateView) -> Estate:
    """Keep the very tuples that were there where they say the same: readers compare by identity."""
    before = estate.private
    if before is not None:
        view = replace(view, **_unchanged(before, view))
    return replace(estate, private=view)


def _unchanged(before: PrivateView, view: PrivateView) -> dict[str, Any]:
    return {
        one.name: getattr(before, one.name)
        for one in fields(view)
        if getattr(before, one.name) == getattr(view, one.name)
    }
