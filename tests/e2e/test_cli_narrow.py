"""The lists of the command line on a terminal of 80 columns, in both languages."""

import io
import json
from collections.abc import Collection, Iterator
from contextlib import redirect_stdout
from typing import Any

import pytest
import rehearsed
from process import wait_until
from served import end_worker

from console import bootstrap
from console.cli import table as layout
from console.cli.entry import run
from console.desk.session import Session
from console.model.estate import Estate
from console.model.plan import Origin

WINDOW = """
[[windows]]
name = "evenings"
pool = "api"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
start = "16:00"
end = "22:00"
to = 120
"""
REASON = "the national exam results come out this evening for every school of the country"
LISTS = (
    "status", "status --check", "operations", "operations show OPERATION", "schedule",
    "schedule next", "alerts", "datastore", "vm", "host", "storage", "costs", "sweep",
    "history api", "forecast api", "target", "target show", "scout api", "pool",
    "instance", "cluster", "backups", "worker status", "prices", "secrets list", "keys",
    "burst api --dry-run", "datastore add --count 1 --size 3TB --dry-run",
)  # fmt: skip
UNTABLED = frozenset({"status --check", "sweep"})
"""What answers with sentences alone."""
COLUMNS = 80


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Seen:
    """A watch that has looked once, for all verbs."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - all is read
        return self.estate

    def snapshot(self) -> Estate:
        return self.estate

    def awaited(self) -> tuple[str, ...]:
        return ()

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 1.0) -> None: ...


def shown(*words: str) -> str:
    """What a verb says on a terminal."""
    with redirect_stdout(Terminal()) as screen:
        code = run(words)
    assert code == 0, screen.getvalue()
    return screen.getvalue()


def operations() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(shown("operations", "--output", "json"))["operations"]
    return found


def filled() -> bool:
    """Both bursts, the one that was asked for and the target's own, are over."""
    bursts = [one["state"] for one in operations() if one["verb"] == "burst"]
    return len(bursts) > 1 and set(bursts) == {"succeeded"}


@pytest.fixture(scope="module")
def operation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An estate with something in most lists; gives the first operation's id."""
    found = rehearsed.start(tmp_path_factory.mktemp("narrow"), "complete", 60.0)
    with found.settings.open("a", encoding="utf-8") as file:
        file.write(WINDOW)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp(name.lower())))
        patch.setenv("VIGIE_SETTINGS", str(found.settings))
        patch.setenv("NO_COLOR", "1")
        patch.setenv("COLUMNS", str(COLUMNS))
        why = ("--reason", REASON, "--yes")
        shown("burst", "api", "--to", "36", "--no-wait", *why)
        shown("target", "open", "api", "--to", "40", "--open-for", "3d", "--wait", *why)
        wait_until(filled, what="the target is filled, and nothing holds the pool")
        listed = operations()
        session = bootstrap.open_session(found.settings, read_only=False, origin=Origin.CLI)
        watch = Seen(session.watch.refresh())
        session.watch.stop()

        def opened(*arguments: Any, **named: Any) -> Session:  # noqa: ANN401 - as the real one
            session = bootstrap.open_session(*arguments, **named)
            session.watch = watch  # type: ignore[assignment]
            return session

        patch.setattr("console.cli.sources.open_session", opened)
        yield listed[-1]["id"]
        for worker in json.loads(shown("worker", "status", "--output", "json"))["workers"]:
            if worker["alive"]:
                end_worker(worker["pid"])
    rehearsed.stop(found)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_is_wider_than_the_terminal_and_no_table_is_folded(
    operation: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_CONSOLE__LANGUAGE", language)
    tables: list[str] = []
    lines = layout._lines

    def drawn(*columns: Any) -> Iterator[str]:  # noqa: ANN401 - as the real one
        for line in lines(*columns):
            tables.append(line)
            yield line

    monkeypatch.setattr(layout, "_lines", drawn)
    for line in LISTS:
        tables.clear()
        said = shown(*line.replace("OPERATION", operation).split())
        assert [one for one in said.splitlines() if len(one) > COLUMNS] == [], line
        assert [one for one in tables if len(one) > COLUMNS] == [], line
        assert set(tables) <= set(said.splitlines()), line
        assert bool(tables) or line in UNTABLED, line
