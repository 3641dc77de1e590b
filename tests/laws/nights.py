"""Which nights a run plays, and what it says of them at its end (a pytest plugin)."""

import pytest

NIGHTS: list[range] = []
"""The seeds that were played, as the workers of a run report them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    laws = parser.getgroup("laws")
    laws.addoption("--seed", type=int, help="play this night of tests/laws alone")
    laws.addoption("--nights", type=int, help="play so many nights, from --seed or from 0")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        for name, value in report.user_properties:
            if name == "nights":
                first, end = map(int, str(value).split())
                NIGHTS.append(range(first, end))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not NIGHTS:
        return
    told: list[range] = []
    for seeds in sorted(NIGHTS, key=lambda each: each.start):
        if told and told[-1].stop == seeds.start:
            told[-1] = range(told[-1].start, seeds.stop)
        else:
            told.append(seeds)
    played = sum(len(seeds) for seeds in told)
    names = ", ".join(f"{seeds.start}-{seeds.stop - 1}" for seeds in told)
    terminalreporter.section("laws")
    terminalreporter.write_line(f"{played} schedules played, seeds {names}")
