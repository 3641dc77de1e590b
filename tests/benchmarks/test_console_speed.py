"""The console's budgets: key to paint, and what idling costs."""

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
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from measuring import cpu_seconds, report
from served import served
from textual.events import Key

from console.model.estate import Estate

pytestmark = pytest.mark.benchmark
TUI = Path(__file__).parent.parent / "tui"
MANY = 30_000
KEYS = 120
HANGS_S = 30.0


@contextmanager
def in_pty(
    command: Sequence[str | Path], env: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A program in a terminal of 120 × 40, ended with the block."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    terminal = os.environ | {"TERM": "xterm-256color"} | env
    process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=terminal)
    os.close(side)
    try:
        yield process, main
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(5)
        os.close(main)


def test_key_to_paint_with_30000_instances_and_a_burst_in_flight() -> None:
    sys.path.insert(0, str(TUI))
    import fakes  # noqa: PLC0415 - from the console's tests
    import lively  # noqa: PLC0415 - as above

    took = asyncio.run(_keys(fakes, lively))
    ratios: dict[str, float] = {}
    for name, times in took.items():
        p95 = statistics.quantiles(times, n=20)[18]
        behind = f"p95 {p95 * 1000:.1f} ms of 50 ms, {MANY:,} instances, {len(times)} keys"
        ratios[name] = report(f"{name}-to-paint", p95 / 0.050, 1, behind)
    assert max(ratios.values()) <= 1, ratios


async def _keys(fakes: ModuleType, lively: ModuleType) -> dict[str, list[float]]:
    """What keys take until they are painted, while every region changes with every other key."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - beside its use

    from console.locale import Locale  # noqa: PLC0415 - as above
    from console.tui.app import VigieApp  # noqa: PLC0415 - as above

    session = fakes.session(lively.crowd(MANY))
    app = VigieApp(session.settings, lambda: session, Locale("en", ZoneInfo("Europe/Paris")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        while app.current_mode != "instances" or not app.screen.query("#table"):
            await pilot.pause(0.05)
        typist = Typist(app, pilot, session.watch)
        while len(typist.table._rows) < MANY:
            await pilot.pause(0.05)
        for n in range(KEYS):
            before = typist.table.lines
            key = "down" if n % 20 < 15 else "up"
            await typist.press("cursor", key, lambda b=before: typist.table.lines is not b)
        for _ in range(KEYS // 4):
            before = typist.screen._shown.sort
            await typist.press("sort", "o", lambda b=before: typist.screen._shown.sort != b)
        for _ in range(KEYS // 12):
            await typist.filter("api-gra-1")
        for n in range(KEYS // 4):
            key, mode = (("1", "overview"), ("2", "instances"))[n % 2]
            await typist.press("screen", key, lambda mode=mode: app.current_mode == mode)
    return typist.took


def test_key_to_paint_of_the_chart_over_every_span() -> None:
    sys.path.insert(0, str(TUI))
    import fakes  # noqa: PLC0415 - from the console's tests
    import lively  # noqa: PLC0415 - as above

    times = asyncio.run(_spans(fakes, lively))
    p95 = statistics.quantiles(times, n=20)[18]
    behind = f"p95 {p95 * 1000:.1f} ms of 50 ms, {MANY:,} instances, {len(times)} keys"
    assert report("span-to-paint", p95 / 0.050, 1, behind) <= 1


async def _spans(fakes: ModuleType, lively: ModuleType) -> list[float]:
    """What `G` takes until the chart of its span is painted, read from the metrics or kept."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - beside its use

    from console.locale import Locale  # noqa: PLC0415 - as above
    from console.tui.app import VigieApp  # noqa: PLC0415 - as above

    session = fakes.session(lively.crowd(MANY))
    session.metrics = fakes.FakeMetrics()
    app: Any = VigieApp(session.settings, lambda: session, Locale("en", ZoneInfo("Europe/Paris")))
    times: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        while app.background.busy or app.on_top is None or not app.screen.query("#load"):
            await pilot.pause(0.05)
        panel, pasts = app.screen.query_one("#load"), app.screen._board._pasts
        for _ in range(KEYS):
            before, span = panel.lines, app.span.next
            began = time.perf_counter()
            app.post_message(Key("G", "G"))
            while panel.lines is before or (app.pool_name, span) not in pasts._found:
                assert time.perf_counter() - began < HANGS_S, f"{span} is not painted"
                await asyncio.sleep(0)
            assert panel.border_title.endswith(app.locale.text(f"span.{span.value}"))
            app.screen._compositor.render_update(full=False)
            times.append(time.perf_counter() - began)
            await pilot.pause(0.05)
    return times


@pytest.mark.parametrize("many", [300, MANY])
def test_confirming_is_answered_at_the_key_press(many: int) -> None:
    sys.path.insert(0, str(TUI))
    import fakes  # noqa: PLC0415 - from the console's tests
    import lively  # noqa: PLC0415 - as above

    took = statistics.median([asyncio.run(_confirmed(fakes, lively, many)) for _ in range(5)])
    behind = f"{took * 1000:.0f} ms of 300 ms, median of 5, {many:,} instances, a slow journal"
    assert report(f"confirm-to-sign.{many}", took / 0.300, 1, behind) <= 1


async def _confirmed(fakes: ModuleType, lively: ModuleType, many: int) -> float:
    """From Enter on the confirmation until a person sees an answer; the journal gives none yet."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - beside its use

    from textual.widgets._toast import Toast  # noqa: PLC0415 - as above

    from console.locale import Locale  # noqa: PLC0415 - as above
    from console.tui.app import VigieApp  # noqa: PLC0415 - as above

    session, journal = fakes.session(lively.crowd(many, busy=False)), threading.Event()
    session.answer = lively.plan(typed_name=None)
    session.operator.submit = lambda *_: journal.wait(HANGS_S)
    app = VigieApp(session.settings, lambda: session, Locale("en", ZoneInfo("Europe/Paris")))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        until = time.perf_counter() + HANGS_S
        for key, seen in (("b", "#to"), ("enter", "#go")):
            await pilot.press(key)
            while not app.screen.query(seen):
                assert time.perf_counter() < until, f"{key} opens nothing"
                await pilot.pause(0.05)
        while getattr(app.screen, "plan", None) is None:
            assert time.perf_counter() < until, "nothing is planned"
            await pilot.pause(0.05)
        app.screen.query_one("#go").focus()
        await pilot.pause(0.2)
        began = time.perf_counter()
        app.post_message(Key("enter", None))
        while not any(toast.region.height for toast in app.screen.query(Toast)):
            assert time.perf_counter() - began < HANGS_S, "nothing answers"
            await asyncio.sleep(0)
        app.screen._compositor.render_update(full=False)
        took = time.perf_counter() - began
        journal.set()
    return took


class Typist:
    """Presses keys on the screen of the instances, and takes the time until each is painted."""

    def __init__(self, app: Any, pilot: Any, watch: Any) -> None:  # noqa: ANN401 - tests' own doubles
        self.app, self._pilot, self._watch = app, pilot, watch
        self.screen = app.screen
        self.table = app.screen.query_one("#table")
        self.took: dict[str, list[float]] = {"cursor": [], "filter": [], "sort": [], "screen": []}

    async def press(self, kind: str, key: str, painted: Callable[[], object]) -> None:
        """One key; with every other, every region has changed."""
        times = self.took[kind]
        if len(times) % 2:
            self._watch.estate = _moved(self._watch.estate, len(times))
        character = key if len(key) == 1 else None
        began = time.perf_counter()
        self.app.post_message(Key("minus" if key == "-" else key, character))
        while not painted():
            assert time.perf_counter() - began < HANGS_S, f"{kind} {key} is not painted"
            await asyncio.sleep(0)
        self.app.screen._compositor.render_update(full=False)
        times.append(time.perf_counter() - began)
        await self._pilot.pause(0.05)

    async def filter(self, text: str) -> None:
        """Type into the filter, and clear it."""
        await self._pilot.press("slash")
        for end in range(1, len(text) + 1):
            typed = text[:end]
            await self.press("filter", typed[-1], lambda t=typed: self.screen._shown.needle == t)
        await self._pilot.press("escape")
        while self.screen._shown.needle:
            await self._pilot.pause(0.05)


def _moved(estate: Estate, n: int) -> Estate:
    """The estate after every region was read again: one instance of each is another."""
    regions = {}
    for name, view in estate.regions.items():
        at = n % len(view.instances)
        moved = replace(view.instances[at], updated_at=estate.at)
        kept = (*view.instances[:at], moved, *view.instances[at + 1 :])
        regions[name] = replace(view, instances=kept)
    return replace(estate, regions=regions)


def resident_mib(pid: int) -> float:
    """Memory that is in use."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def test_idle_costs_over_thirty_seconds(tmp_path: Path) -> None:
    """The console as it is, on a served estate in real time: its collectors read, it shows."""
    with served(tmp_path, scenario="steady", speed=1.0) as estate:
        env = {"HOME": str(estate.home), "VIGIE_SETTINGS": str(estate.settings), "LANG": "C.UTF-8"}
        command = [Path(sys.executable).with_name("vigie"), "--settings", estate.settings]
        with in_pty(command, env) as (process, main):
            drain(main, 15.0)
            before, began = cpu_seconds(process.pid), time.monotonic()
            written = drain(main, 30.0)
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
