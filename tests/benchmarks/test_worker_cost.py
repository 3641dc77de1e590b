"""What a worker costs: a pass beside thirty thousand others, and waiting for work."""

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_cloud import FakeCloud
from inline import Inline
from measuring import cpu_seconds, report
from modelled import POLICY, REGIONS, World
from process import end
from served import served

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.estate import RegionView
from console.model.instance import Instance
from console.model.plan import Plan
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler

pytestmark = pytest.mark.benchmark
FEW, MANY = 30, 30_000
ROUNDS = 30
IDLE_S = 30.0


@dataclass
class IndexedCloud(FakeCloud):
    """Answers what is asked by name as a database does, whatever else stands there."""

    by_name: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        found = {i for name in names for i in self.by_name.get((region, name), ())} | set(ids)
        seen = tuple(self._current(self.instances_by_id[i]) for i in sorted(found))
        return RegionView(region, seen, datetime.now(UTC))

    def _make(self, region: str, name: str, metadata: dict[str, str]) -> Instance:
        made = super()._make(region, name, metadata)
        self.by_name[region, name].append(made.id)
        return made


def pass_s(folder: Path, others: int) -> float:
    """CPU of a pass over 270 changes that are being built, the least of several."""
    cloud, clock, world = IndexedCloud(boot_s=3600.0), SystemClock(), World.steady()
    for instance in world.standing.values():
        cloud.seed(instance.region, instance.name)
    for n in range(others):
        cloud.seed(list(REGIONS.values())[n % 3], f"other-{n:06}", **{"vigie.pool": "other"})
    ledger = SqlLedger(default_url(folder), clock=clock, state_dir=folder)
    ledger.register("worker-1", 1)
    planned = replace(world, now=datetime.now(UTC)).ask(BURST, operation_id="aaaa1111", to=300)
    assert isinstance(planned, Plan), planned
    ledger.accept(planned)
    claim = ledger.claim("aaaa1111", "aaaa1111")
    systems = Systems(compute=cloud)
    passes = Reconciler(
        ledger, systems, actuators(), clock=clock, policy=POLICY, tuning=Tuning(), executor=Inline()
    )
    claims = {
        code: ledger.claim(f"aaaa1111-{code}", "aaaa1111")
        for code in Conclusion(ledger, POLICY, actuators(), systems).begin(claim)
    }
    least = float("inf")
    for number in range(ROUNDS):
        before = time.process_time()
        for code, held in claims.items():
            claims[code] = passes.run(held, code).claim
        if number > 2:  # they have been asked for, and seen
            least = min(least, time.process_time() - before)
    assert len(cloud.instances_by_id) == 300 + others
    ledger.close()
    return least


def test_a_pass_costs_the_same_whatever_else_stands_there(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()
    few, many = pass_s(tmp_path / "few", FEW), pass_s(tmp_path / "many", MANY)
    told = f"{many * 1000:.1f} ms over 270 changes beside 30,000 others, {few * 1000:.1f} beside 30"
    assert report("pass.270", many / few, 1.2, told) <= 1.2


def test_an_idle_worker(tmp_path: Path) -> None:
    with served(tmp_path, scenario="steady", speed=1.0) as estate:
        env = {**os.environ, "HOME": str(estate.home), "VIGIE_SETTINGS": str(estate.settings)}
        worker = subprocess.Popen(
            [Path(sys.executable).with_name("vigie"), "worker", "run"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            time.sleep(10.0)
            before, began = cpu_seconds(worker.pid), time.monotonic()
            time.sleep(IDLE_S)
            cpu = (cpu_seconds(worker.pid) - before) / (time.monotonic() - began)
            assert worker.poll() is None, "it must still be running to be idle"
        finally:
            end(worker)
    assert report("idle-worker", cpu / 0.01, 1, f"{cpu * 100:.2f} % of a core, of 1 %") <= 1
