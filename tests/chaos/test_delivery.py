"""A target over days: quotas and hosts come in pieces, workers are killed, the pool is frozen.

Played small, sixty instances within hours. Where VIGIE_DELIVERY is set: three hundred over three
days and ten kills, by the scenario `delivery`, which takes ten minutes.
"""

import os
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from at_work import submit
from looked_at import kill, look_until
from process import HANGS_AFTER_S
from rehearsed import Rehearsal, Rehearse

from console.desk.session import Session
from console.desk.targets import progress
from console.kinds.instances.verbs import TARGETING
from console.model.trial import LONGEST_REST
from console.watch.trials import TrialReader

SEED = int(os.environ.get("VIGIE_CHAOS_SEED", "0")) or random.SystemRandom().randrange(10**6)
HOUR = timedelta(hours=1)
SMALL = """
title = "A small delivery"
starts = 2020-03-16T08:00:00+01:00
speed = {speed}
seed = 16
[load]
peak = 560_000
[quotas.RBX-A]
instances = 20
[quotas.GRA11]
instances = 12
[quotas.SBG5]
instances = 10
"""
PIECES = (
    ("RBX-A", 0.0, None, 16),
    ("GRA11", 0.0, None, 12),
    ("SBG5", 0.0, None, 9),
    ("SBG5", 3.5, None, 20),
    ("SBG5", 4.0, 20, None),
    ("GRA11", 5.0, 30, 24),
    ("RBX-A", 6.0, 40, 30),
)


@dataclass(frozen=True)
class Delivery:
    """How long is played, to which size, and what happens meanwhile. Hours of estate time."""

    level: int
    hours: float
    kills: int
    frozen: tuple[float, float]
    speed: float = 600.0


WHOLE = "VIGIE_DELIVERY" in os.environ
PLAYED = Delivery(300, 72, 10, (20, 24)) if WHOLE else Delivery(60, 7, 2, (3.0, 3.4), speed=400.0)


def scenario(folder: Path) -> str:
    if WHOLE:
        return "delivery"
    text = SMALL.format(speed=PLAYED.speed)
    for region, after_h, quota, hosts in PIECES:
        given = {"region": f'"{region}"', "after_h": after_h, "quota": quota, "hosts": hosts}
        lines = (f"{key} = {value}" for key, value in given.items() if value is not None)
        text += "\n".join(["[[deliveries]]", *lines, ""])
    path = folder / "delivery.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def estate(tmp_path: Path, fresh_rehearsal: Rehearse) -> Rehearsal:
    found = fresh_rehearsal(scenario(tmp_path), PLAYED.speed)
    text = found.settings.read_text()
    tuned = "[worker]\npass_interval_s = 0.5\n"
    found.settings.write_text(text.replace("[worker]\n", tuned))
    return found


def in_vain(estate: Rehearsal) -> Counter[str]:
    """By region, the creations that were accepted and of which nothing stands."""
    record = estate.record()
    standing = {one.id for one in record.instances}
    calls = defaultdict[tuple[str, str], list[bool]](list)
    for order in record.orders:
        if order.order == "create":
            calls[order.region, order.request_id].append(order.instance_id in standing)
    return Counter(region for (region, _), stand in calls.items() if not any(stand))


@dataclass
class Days:
    """What happens while the target is open: kills, a freeze, and what is seen meanwhile."""

    estate: Rehearsal
    session: Session
    kills: list[float]
    start: datetime
    sizes: list[int] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    frozen: bool = False

    def over(self) -> bool:
        """Live on; whether the time is over and all of it is there."""
        passed_h = (self.session.clock.now() - self.start) / HOUR
        self.sizes.append(len(self.estate.record().owned()))
        self._frost(passed_h)
        if self.kills and passed_h >= self.kills[0]:
            self.kills.pop(0)
            kill(self.session)
        whole = self.sizes[-1] >= PLAYED.level
        return passed_h > PLAYED.hours and whole and not self.kills

    def _frost(self, passed_h: float) -> None:
        since, until = PLAYED.frozen
        operator, author = self.session.operator, self.session.author()
        assert operator is not None
        if not self.frozen and since <= passed_h < until:
            operator.freeze("api", "incident", author)
        elif self.frozen and passed_h >= until:
            operator.thaw("api", author)
        self.frozen = since <= passed_h < until
        if self.frozen and not self.session.journal.operations(live=True):
            self.held.add(self.sizes[-1])


def test_a_target_ends_at_its_level_whoever_dies_and_wastes_no_calls(
    estate: Rehearsal, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    with capsys.disabled():
        print(f"\nchaos seed: VIGIE_CHAOS_SEED={SEED}")  # noqa: T201 - needed to repeat a failure
    start, hours = session.clock.now(), Decimal(PLAYED.hours + 48)
    number = submit(session, TARGETING, pool="api", to=PLAYED.level, duration_h=hours)
    kills = sorted(dice.uniform(0.3, PLAYED.hours - 1) for _ in range(PLAYED.kills))
    days = Days(estate, session, kills, start)
    patience_s = PLAYED.hours * 3600 / PLAYED.speed + HANGS_AFTER_S
    look_until(session, days.over, what="the last instance", within_s=patience_s)
    look_until(session, lambda: not session.journal.operations(live=True), what="the end")

    record, wasted = estate.record(), in_vain(estate)
    assert len(record.owned()) == PLAYED.level
    assert max(days.sizes) <= session.policy.pools["api"].ceiling
    assert len(days.held) <= 1, "nothing is made in a frozen pool"
    assert {one.status for one in record.owned()} == {"ACTIVE"}
    assert record.called("compute", "POST", 403) == 0, "no call that planning knew must fail"
    allowed = PLAYED.hours / (LONGEST_REST / HOUR) + 8
    assert all(n <= allowed for n in wasted.values()), wasted
    names = Counter(o.name for o in record.orders if o.order == "create")
    assert set(names.values()) == {1}, "nothing is asked for twice under one name"
    told = adds_up(session, number)
    with capsys.disabled():
        print(f"calls in vain: {dict(wasted)}; reports: {told}")  # noqa: T201 - what the run showed


def adds_up(session: Session, number: str) -> int:
    """Every report of a target, and its progress at the end; how many reports."""
    estate = session.watch.refresh()
    [target] = session.journal.named_targets([number])
    known = progress(session, estate, target, TrialReader(session.journal))
    assert known.size == sum(known.places.values()) == PLAYED.level
    assert known.cost is not None
    assert known.cost.standing == PLAYED.level - 30
    events = session.journal.events(operation_id=number, limit=10_000)
    told = [e.notice.values for e in events if e.kind in {"target.hourly", "target.morning"}]
    assert told
    for values in told:
        places = [int(part.split()[1]) for part in str(values["places"]).split(", ")]
        assert sum(places) == values["size"]
        assert int(values["size"]) + int(values["missing"]) == PLAYED.level
    return len(told)
