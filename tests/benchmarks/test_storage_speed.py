"""The private side's budgets: a thousand datastores and two thousand machines on the screens."""

import asyncio
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

pytestmark = pytest.mark.benchmark
TUI = Path(__file__).parent.parent / "tui"
STORES, MACHINES = 1000, 2000
SCREENS = {"3": "storage", "4": "private"}


@pytest.mark.parametrize("key", SCREENS)
def test_screen_of_a_thousand_datastores_opens_and_answers_keys(key: str) -> None:
    sys.path.insert(0, str(TUI))
    opened, took = asyncio.run(_keys(key))
    p95 = statistics.quantiles(took, n=20)[18]
    name, many = SCREENS[key], f"{STORES:,} datastores, {MACHINES:,} machines"
    report(f"{name}-opens", opened, f"{opened * 1000:.0f} ms of 1 s, {many}")
    report(f"{name}-key-to-paint", p95 / 0.050, f"p95 {p95 * 1000:.1f} ms of 50 ms, {many}")
    assert opened <= 1
    assert p95 <= 0.050


def report(name: str, ratio: float, behind: str) -> None:
    """Print a measure as the line that becomes a row of the table of budgets."""
    sys.stdout.write(f"\nbudget {name}: ratio {ratio:.3f} (at most 1); {behind}\n")


async def _keys(key: str) -> tuple[float, list[float]]:
    import fakes  # noqa: PLC0415 - from the console's tests
    import roubaix  # noqa: PLC0415 - as above

    from console.locale import Locale  # noqa: PLC0415 - beside its use
    from console.tui.app import VigieApp  # noqa: PLC0415 - as above
    from console.tui.widgets.rows import Rows  # noqa: PLC0415 - as above

    session = fakes.session(roubaix.crowd(STORES, MACHINES))
    app = VigieApp(session.settings, lambda: session, Locale("en", ZoneInfo("Europe/Paris")))
    took = []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        began = time.perf_counter()
        app.simulate_key(key)
        while not _filled(app, Rows):  # noqa: ASYNC110 - the screen itself is waited for
            await asyncio.sleep(0)
        app.screen._compositor.render_update(full=True)
        opened = time.perf_counter() - began
        await pilot.pause(0.3)
        table = app.screen.query_one("#table", Rows)
        for n in range(120):
            if n % 20 == 0:
                session.watch.estate = _moved(session.watch.estate, n)
            before = table.lines
            began = time.perf_counter()
            app.simulate_key("down" if n % 20 < 15 else "up")
            while table.lines is before:  # noqa: ASYNC110 - the paint itself is waited for
                await asyncio.sleep(0)
            app.screen._compositor.render_update(full=False)
            took.append(time.perf_counter() - began)
            await pilot.pause(0.02)
    return opened, took


def _filled(app: object, rows: type) -> bool:
    """Say whether the screen shows its first rows."""
    found = app.screen.query("#table")  # type: ignore[attr-defined]
    return any(isinstance(table, rows) and table.current is not None for table in found)


def _moved(estate: object, n: int) -> object:
    """The estate after vCenter was read again: one datastore has filled a little."""
    view = estate.private  # type: ignore[attr-defined]
    row = view.datastores[n]
    fuller = replace(row, free_bytes=max(0, row.free_bytes - 10**9))
    stores = (*view.datastores[:n], fuller, *view.datastores[n + 1 :])
    return replace(estate, private=replace(view, datastores=stores))  # type: ignore[type-var]
