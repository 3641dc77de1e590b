"""Budgets: each benchmark prints its ratio and what is allowed; the session makes a table of them.

`--performance-report FILE` writes it as Markdown, with the machine and the date.
"""

import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

HEADER = """# Performance

The budgets of the project, measured in one run of `make bench`. Ratios compare with a
reference measured in the same run on the same machine, so that they hold on another.

"""


LINE = re.compile(r"^budget (\S+): ratio ([\d.]+) \(at most ([\d.]+)\)(?:; (.*))?$", re.MULTILINE)


@dataclass(frozen=True)
class Measured:
    """One budget: the ratio that was measured, the most that is allowed, and what stands behind."""

    name: str
    ratio: float
    limit: float
    behind: str

    @property
    def row(self) -> str:
        """The line of the table."""
        verdict = "holds" if self.ratio <= self.limit else "broken"
        return f"| {self.name} | {self.ratio:.2f} | {self.limit:g} | {verdict} | {self.behind} |"


measured: list[Measured] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--performance-report", type=Path, help="Write the table of budgets here.")
    parser.addoption("--foresight-report", type=Path, help="Write what foresight came to here.")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Take the lines `budget NAME: ratio X (at most Y); DETAILS` that a benchmark has printed."""
    if report.when == "call":
        for name, ratio, limit, behind in LINE.findall(report.capstdout):
            measured.append(Measured(name, float(ratio), float(limit), behind))


def machine() -> str:
    """This machine: processor, cores, memory, Python."""
    words = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in words if line.startswith("model name")]
    kib = Path("/proc/meminfo").read_text().split()[1]
    memory = f"{int(kib) / 1024 / 1024:.0f} GiB"
    model = models[0] if models else platform.machine()
    return f"{model}, {len(models)} cores, {memory}, Python {platform.python_version()}"


def table() -> str:
    """The table of what was measured."""
    rows = "\n".join(each.row for each in measured)
    head = "| budget | ratio | at most | | measured |\n| --- | --- | --- | --- | --- |"
    return f"{head}\n{rows}\n"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if not measured:
        return
    terminalreporter.section("budgets")
    terminalreporter.write(table())
    report: Path | None = config.getoption("--performance-report", default=None)
    if report is not None:
        stamp = f"Measured on {datetime.now(UTC):%Y-%m-%d}: {machine()}.\n\n"
        report.write_text(HEADER + stamp + table(), encoding="utf-8")
