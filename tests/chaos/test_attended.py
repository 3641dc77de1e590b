"""Only the console is open, and workers die: it sees to it that somebody works, or says why not."""

import os
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_keys import at_rest, awaken, burst, in_service, rollback
from looked_at import kill, live_workers
from process import wait_until
from served import VIGIE, Served, served
from terminal import Terminal, terminal

from console.bootstrap import open_session
from console.desk.session import Session
from console.model.operation import OperationState
from console.model.plan import Origin

KILLS = int(os.environ.get("VIGIE_CHAOS_KILLS", "2"))
"""For one operation. The laws kill a simulated worker at every moment; a real one is like it."""

SEED = int(os.environ.get("VIGIE_CHAOS_SEED", "0")) or random.SystemRandom().randrange(10**6)
SPEED = 40.0
NOBODY = r"[Nn]o worker"
SCREENS = ("1", "2", "3", "4", "5", "6", "7", "8")


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, speed=SPEED) as found:
        yield found


@pytest.fixture
def journal(estate: Served) -> Session:
    """For the test to read; it starts nothing."""
    return open_session(estate.settings, read_only=True, origin=Origin.PROGRAM)


@pytest.fixture
def console(estate: Served) -> Iterator[Terminal]:
    command = [*VIGIE, "--settings", str(estate.settings)]
    with terminal(command, env=estate.environment()) as opened:
        yield opened


def kill_often(journal: Session, dice: random.Random) -> int:
    """Kill the worker of the one live operation at random moments; how often it hit one."""
    wait_until(lambda: journal.journal.operations(live=True), what="it is accepted")
    (operation,) = journal.journal.operations(live=True)

    def over() -> bool:
        return not journal.journal.operation(operation.id).state.live

    def begun() -> bool:
        return any(worker.operations for worker in live_workers(journal))

    kills = 0
    while kills < KILLS:
        wait_until(lambda: begun() or over(), what="the console has brought a worker, it has begun")
        time.sleep(dice.uniform(0.05, 1.0))  # the random moment is the point
        if over():
            break
        kills += kill(journal)
    return kills


def test_with_only_the_console_open_killed_workers_are_replaced_and_nothing_is_lost(
    estate: Served, journal: Session, console: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    with capsys.disabled():
        print(f"\nchaos seed: VIGIE_CHAOS_SEED={SEED}")  # noqa: T201 - needed to repeat a failure
    before = estate.instance_ids()
    awaken(console)
    burst(console)
    assert kill_often(journal, dice)
    console.wait_for(lambda screen: in_service(screen) == 300 and at_rest(screen))
    (grown,) = journal.journal.operations()
    record = estate.rehearsal.record()
    standing = {one.id: one.name for one in record.owned()}
    known = {one.resource_id: one.name for one in journal.journal.changes(grown.id)}
    assert len(standing) == 300
    assert {one: name for one, name in standing.items() if one not in before} == known
    assert set(Counter(standing.values()).values()) == {1}
    made = Counter(o.name for o in record.orders if o.metadata.get("vigie.operation") == grown.id)
    assert set(made.values()) == {1}

    rollback(console)
    assert kill_often(journal, dice)
    console.wait_for(lambda screen: in_service(screen) == 30 and at_rest(screen))
    assert estate.instance_ids() == before
    assert journal.journal.operation(grown.id).state is OperationState.ROLLED_BACK


def test_where_no_worker_can_start_every_screen_and_status_say_so(
    estate: Served, journal: Session, console: Terminal
) -> None:
    awaken(console)
    in_the_way = Path(str(journal.settings.journal.state_dir)) / "worker.out"
    in_the_way.mkdir()
    burst(console)
    for screen in SCREENS:
        console.press_until(screen, NOBODY)
    said = estate.vigie("status")
    assert said.json["unattended"]["why"]["code"] == "worker.not_started"
    (accepted,) = journal.journal.operations(live=True)
    assert accepted.state is OperationState.QUEUED
    shutil.rmtree(in_the_way)
    console.wait_for(lambda text: not re.search(NOBODY, text))
    wait_until(lambda: live_workers(journal), what="the console has brought one")
