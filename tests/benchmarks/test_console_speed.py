"""The console's budgets: first paint, key to paint, and what idling costs."""

import asyncio
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.benchmark
TUI = Path(__file__).parent.parent / "tui"
PRELUDE = f"""
import os, sys, time
began = time.perf_counter()
os.environ.update(TEXTUAL_FPS="15", TEXTUAL_ANIMATIONS="none")
sys.path[:0] = [{str(TUI)!r}, {str(TUI.parent.parent)!r}]
"""
EMPTY = (
    PRELUDE
    + """
from textual.app import App
class Empty(App):
    def on_mount(self):
        self.call_after_refresh(lambda: self.exit(time.perf_counter() - began))
print("TOOK", Empty().run())
"""
)
# What the fakes import is not the console's to answer for: it is loaded before the clock starts.
VIGIE = (
    PRELUDE
    + """
from zoneinfo import ZoneInfo
import fakes, lively
from console.locale import Locale
from datetime import datetime, timezone
class Ticking:
    speed = 1.0
    def __init__(self):
        self.lag = lively.NOW - datetime.now(timezone.utc)
    def now(self):
        return datetime.now(timezone.utc) + self.lag
session = fakes.session(lively.bursting())
session.clock = Ticking()
zone = ZoneInfo("Europe/Paris")
began = time.perf_counter()
from console.tui.app import VigieApp
class Timed(VigieApp):
    def _begin(self):
        super()._begin()
        took = time.perf_counter() - began
        self.set_timer({idle}, lambda: self.exit(took))
print("TOOK", Timed(session, Locale("en", zone)).run())
"""
)


def report(name: str, ratio: float, limit: float, behind: str) -> float:
    """Print a measure as the line that becomes a row of the table of budgets."""
    sys.stdout.write(f"\nbudget {name}: ratio {ratio:.3f} (at most {limit:g}); {behind}\n")
    return ratio


@contextmanager
def in_pty(file: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A program in a terminal of 120 × 40, ended with the block."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    env = os.environ | {"TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, str(file)], stdin=side, stdout=side, stderr=side, env=env
    )
    os.close(side)
    try:
        yield process, main
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(5)
        os.close(main)


def run_in_pty(program: str, folder: Path) -> tuple[float, str]:
    """Seconds the program measured, and what it said."""
    file = folder / "program.py"
    file.write_text(program)
    output, began = b"", time.monotonic()
    with in_pty(file) as (process, main):
        while time.monotonic() - began < 60:
            if select.select([main], [], [], 0.05)[0]:
                try:
                    output += os.read(main, 65536)
                except OSError:
                    break
            elif process.poll() is not None:
                break
    text = output.decode(errors="replace")
    return float(text.rpartition("TOOK ")[2].split()[0]), text


def test_first_paint_against_an_empty_application(tmp_path: Path) -> None:
    """Interleaved, so that what else the machine does meets both alike."""
    pairs = [
        (run_in_pty(EMPTY, tmp_path)[0], run_in_pty(VIGIE.format(idle=0.01), tmp_path)[0])
        for _ in range(7)
    ]
    empty, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    behind = f"{ours * 1000:.0f} ms against {empty * 1000:.0f} ms"
    assert report("first-paint", ours / empty, 1.5, behind) <= 1.5


def test_key_to_paint_with_3000_instances_and_a_burst_in_flight() -> None:
    sys.path.insert(0, str(TUI))
    import fakes  # noqa: PLC0415 - from the console's tests
    import lively  # noqa: PLC0415 - as above

    took = asyncio.run(_keys(fakes, lively))
    p95 = statistics.quantiles(took, n=20)[18]
    behind = f"p95 {p95 * 1000:.1f} ms of 50 ms, 3,000 instances"
    assert report("key-to-paint", p95 / 0.050, 1, behind) <= 1


async def _keys(fakes: ModuleType, lively: ModuleType) -> list[float]:
    from dataclasses import replace  # noqa: PLC0415 - beside its use
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    from console.locale import Locale  # noqa: PLC0415 - as above
    from console.tui.app import VigieApp  # noqa: PLC0415 - as above
    from console.tui.widgets.rows import Rows  # noqa: PLC0415 - as above

    session = fakes.session(lively.crowd(3000))
    app = VigieApp(session, Locale("en", ZoneInfo("Europe/Paris")))
    took = []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await pilot.pause(0.5)
        table = app.screen.query_one("#table", Rows)
        for n in range(120):
            if n % 4 == 0:
                view = session.watch.estate.regions["GRA11"]
                moved = replace(view.instances[n], updated_at=lively.NOW)
                kept = (*view.instances[:n], moved, *view.instances[n + 1 :])
                regions = dict(session.watch.estate.regions)
                regions["GRA11"] = replace(view, instances=kept)
                session.watch.estate = replace(session.watch.estate, regions=regions)
            before = table.lines
            began = time.perf_counter()
            app.simulate_key("down" if n % 20 < 15 else "up")
            while table.lines is before:  # noqa: ASYNC110 - the paint itself is waited for
                await asyncio.sleep(0)
            app.screen._compositor.render_update(full=False)
            took.append(time.perf_counter() - began)
            await pilot.pause(0.02)
    return took


def cpu_seconds(pid: int) -> float:
    """Processor time of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """Memory that is in use."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def test_idle_costs_over_twenty_seconds(tmp_path: Path) -> None:
    """A clock that ticks, an estate that stands still; Textual's own idling counts."""
    file = tmp_path / "idle.py"
    file.write_text(VIGIE.format(idle=60))
    with in_pty(file) as (process, main):
        drain(main, 4.0)
        before, began = cpu_seconds(process.pid), time.monotonic()
        written = drain(main, 20.0)
        spent = time.monotonic() - began
        cpu = (cpu_seconds(process.pid) - before) / spent
        memory = resident_mib(process.pid)
        assert process.poll() is None, "it must still be running to be idle"
    found = (
        report("idle-output", written / spent / 1024, 1, f"{written / spent:.0f} B/s of 1,024"),
        report("idle-cpu", cpu / 0.02, 1, f"{cpu * 100:.2f} % of a core, of 2 %"),
        report("idle-memory", memory / 120, 1, f"{memory:.0f} MiB of 120"),
    )
    assert max(found) <= 1, found


def drain(main: int, for_s: float) -> int:
    """Read what a terminal is sent for so long; how many bytes it was."""
    total, end = 0, time.monotonic() + for_s
    while (left := end - time.monotonic()) > 0:
        if select.select([main], [], [], left)[0]:
            total += len(os.read(main, 65536))
    return total
