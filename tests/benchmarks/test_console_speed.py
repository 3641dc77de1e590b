"""The console's budgets: first paint, key to paint, and what idling costs."""

import asyncio
import os
import pty
import select
import statistics
import subprocess
import sys
import time
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


def report(line: str) -> None:
    """Print a measure for `make bench`, which shows what tests say."""
    sys.stdout.write(f"{line}\n")


def run_in_pty(program: str, folder: Path, *, quiet_after: float = 3.0) -> tuple[float, int, str]:
    """Seconds the program measured; bytes it wrote once quiet; what it said."""
    file = folder / "program.py"
    file.write_text(program)
    main, side = pty.openpty()
    import fcntl  # noqa: PLC0415 - only here
    import struct  # noqa: PLC0415 - only here
    import termios  # noqa: PLC0415 - only here

    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    env = os.environ | {"TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, str(file)], stdin=side, stdout=side, stderr=side, env=env
    )
    os.close(side)
    output, idle, began = b"", 0, time.monotonic()
    while time.monotonic() - began < 60:
        if select.select([main], [], [], 0.05)[0]:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            output += piece
            if quiet_after < time.monotonic() - began < quiet_after + 10:
                idle += len(piece)
        elif process.poll() is not None:
            break
    process.wait(5)
    os.close(main)
    text = output.decode(errors="replace")
    return float(text.rpartition("TOOK ")[2].split()[0]), idle, text


def test_first_paint_against_an_empty_application(tmp_path: Path) -> None:
    empty = [run_in_pty(EMPTY, tmp_path)[0] for _ in range(5)]
    ours = [run_in_pty(VIGIE.format(idle=0.01), tmp_path)[0] for _ in range(5)]
    ratio = statistics.median(ours) / statistics.median(empty)
    report(f"\nfirst paint: {statistics.median(ours):.3f} s, {ratio:.2f} × an empty application")
    assert ratio <= 1.5


def test_key_to_paint_with_3000_instances_and_a_burst_in_flight() -> None:
    sys.path.insert(0, str(TUI))
    import fakes  # noqa: PLC0415 - from the console's tests
    import lively  # noqa: PLC0415 - as above

    took = asyncio.run(_keys(fakes, lively))
    p95 = statistics.quantiles(took, n=20)[18]
    report(f"\nkey to paint, 3,000 instances: p95 {p95 * 1000:.1f} ms")
    assert p95 <= 0.050


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


def test_idle_costs(tmp_path: Path) -> None:
    usage = 'import resource; print("USED", resource.getrusage(resource.RUSAGE_SELF))\n'
    program = VIGIE.format(idle=14) + usage
    before = os.times()
    _, idle, text = run_in_pty(program, tmp_path)
    after = os.times()
    memory = int(text.rpartition("ru_maxrss=")[2].split(",")[0]) / 1024
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    assert idle / 10 <= 1024
    assert memory <= 120
