"""The main job in a real terminal, by keys alone."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from console_keys import at_rest, awaken, burst, in_service, rollback, under_way
from process import wait_until
from served import VIGIE, Served, gone, served
from terminal import Terminal, terminal

ENGLISH = {"VIGIE_CONSOLE__LANGUAGE": "en"}


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, speed=30.0) as estate:
        yield estate


def console(estate: Served) -> list[str]:
    return [*VIGIE, "--settings", str(estate.settings)]


def watch_it_climb(seen: Terminal) -> list[int]:
    """Every number of instances in service that the overview shows until all are there."""
    steps: list[int] = []

    def climbed(screen: str) -> bool:
        count = in_service(screen)
        if count is not None and (not steps or steps[-1] != count):
            steps.append(count)
        return count == 300 and at_rest(screen)

    seen.wait_for(climbed)
    return steps


def test_demo_bursts_and_rolls_back_by_keys_alone(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), **ENGLISH}
    command = [sys.executable, "-m", "console", "demo", "--speed", "40"]
    with terminal(command, columns=120, rows=40, env=home) as seen:
        awaken(seen)
        plan = burst(seen)
        assert "30 → 300" in plan
        seen.wait_for(r"burst api +30 → 300")
        steps = watch_it_climb(seen)
        assert steps == sorted(steps)
        assert len(steps) > 2, "the counts climb live, they do not jump"
        plan = rollback(seen)
        assert "300 → 30" in plan
        seen.wait_for(lambda screen: in_service(screen) == 30 and at_rest(screen))
        seen.press("q")
        assert seen.wait() == 0


def test_closed_window_leaves_the_burst_running_and_the_next_console_shows_it(
    estate: Served,
) -> None:
    before = estate.instance_ids()
    assert len(before) == 30
    with terminal(console(estate), env=estate.environment()) as first:
        awaken(first)
        burst(first)
        first.wait_for(under_way)
        pid = first.process.pid
        first.hang_up()
        wait_until(lambda: gone(pid), what="the console's end")
    live = estate.vigie("operations", "list", "--live").json["operations"]
    assert len(live) == 1, "the burst outlives the window"
    with terminal(console(estate), env=estate.environment()) as second:
        steps = watch_it_climb(second)
        assert steps[-1] == 300
        second.press("q")
        assert second.wait() == 0
    after = estate.instance_ids()
    assert before < after
    assert len(after) == 300


def test_console_fits_its_window_and_follows_its_size(estate: Served) -> None:
    with terminal(console(estate), columns=80, rows=24, env=estate.environment()) as seen:
        seen.wait_for("ecoledirecte")
        for columns, rows in ((80, 24), (120, 40), (200, 60), (100, 30)):
            seen.resize(columns, rows)
            seen.wait_for(partial(fills, columns))
        seen.press("q")
        assert seen.wait() == 0


def fills(columns: int, screen: str) -> bool:
    """Say whether the keys stand in the last line, and something in the last columns."""
    lines = screen.splitlines()
    return "Burst" in lines[-1] and max(len(line) for line in lines) == columns


def test_read_only_console_offers_nothing_that_writes(estate: Served) -> None:
    command = [*console(estate), "--read-only"]
    with terminal(command, env=estate.environment()) as seen:
        awaken(seen)
        seen.wait_for("READ-ONLY")
        seen.press("b", "s", "r")
        seen.press("?")
        seen.wait_for("╭─ Help")
        assert "Size wanted" not in seen.text()
        seen.press_until("escape", lambda screen: "╭─ Help" not in screen and at_rest(screen))
        seen.press("q")
        assert seen.wait() == 0
    listed = estate.vigie("operations", "list")
    assert json.dumps(listed.json["operations"]) == "[]"
