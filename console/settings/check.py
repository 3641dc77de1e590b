"""What types cannot say about settings: names that must agree, numbers that must be in order."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from console.settings.model import PoolSettings, Settings
from console.settings.position import Key
from console.settings.problem import Finding


def check(settings: Settings) -> tuple[Finding, ...]:
    """Every disagreement, with the key to repair."""
    return (
        *_estate(settings),
        *_datacenters(settings),
        *_pools(settings),
        *_clock(settings),
        *_journal(settings),
    )


def _estate(settings: Settings) -> Iterator[Finding]:
    zone = settings.estate.timezone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        yield Finding(("estate", "timezone"), "settings.timezone", {"value": zone})


def _datacenters(settings: Settings) -> Iterator[Finding]:
    if not settings.datacenters:
        yield Finding(("datacenters",), "settings.no_datacenter", {})
    allowed = settings.estate.allowed_countries
    codes = Counter(place.code for place in settings.datacenters)
    home: dict[str, str] = {}
    for index, place in enumerate(settings.datacenters):
        key: Key = ("datacenters", index)
        if codes[place.code] > 1:
            yield Finding((*key, "code"), "settings.twice", {"value": place.code})
        if place.country not in allowed:
            values = {"value": place.country, "allowed": ", ".join(allowed)}
            yield Finding((*key, "country"), "settings.country", {**values, "name": place.code})
        for region in place.regions:
            if home.setdefault(region, place.code) != place.code:
                values = {"region": region, "first": home[region], "second": place.code}
                yield Finding((*key, "regions"), "settings.region_twice", {**values})


def _pools(settings: Settings) -> Iterator[Finding]:
    if not settings.pools:
        yield Finding(("pools",), "settings.no_pool", {})
    known = [place.code for place in settings.datacenters]
    for name, pool in settings.pools.items():
        key: Key = ("pools", name)
        yield from _sizes(pool, key)
        yield from _shares(pool, key, known)
        try:
            re.compile(pool.name_pattern)
        except re.error as error:
            values = {"value": pool.name_pattern, "detail": str(error)}
            yield Finding((*key, "name_pattern"), "settings.not_a_pattern", {**values})


def _sizes(pool: PoolSettings, key: Key) -> Iterator[Finding]:
    values = {"baseline": pool.baseline, "burst_to": pool.burst_to, "ceiling": pool.ceiling}
    if pool.baseline > pool.ceiling:
        yield Finding((*key, "baseline"), "settings.baseline_above_ceiling", {**values})
    if not pool.baseline <= pool.burst_to <= pool.ceiling and pool.baseline <= pool.ceiling:
        yield Finding((*key, "burst_to"), "settings.burst_outside", {**values})


def _shares(pool: PoolSettings, key: Key, known: list[str]) -> Iterator[Finding]:
    for code in pool.shares:
        if code not in known:
            values = {"value": code, "allowed": ", ".join(known)}
            yield Finding((*key, "shares", code), "settings.unknown_datacenter", {**values})
    if sum(share.weight for share in pool.shares.values()) == 0:
        yield Finding((*key, "shares"), "settings.no_weight", {})


def _clock(settings: Settings) -> Iterator[Finding]:
    clock = settings.clock
    if clock is None:
        return
    if settings.estate.environment != "rehearsal":
        environment = settings.estate.environment
        yield Finding(("clock",), "settings.clock_outside_rehearsal", {"environment": environment})
    for name in ("wall_epoch", "estate_epoch"):
        value: str = getattr(clock, name)
        try:
            aware = datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            aware = False
        if not aware:
            yield Finding(("clock", name), "settings.not_a_time", {"value": value})


def _journal(settings: Settings) -> Iterator[Finding]:
    for name in ("url", "read_url"):
        url: str | None = getattr(settings.journal, name)
        if url is None:
            continue
        try:
            password = urlsplit(url).password
        except ValueError:
            password = None
        if password:
            yield Finding(("journal", name), "settings.password_in_url", {})
