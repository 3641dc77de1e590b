"""What benchmarks measure with, and how they say it."""

import os
import sys
from pathlib import Path


def report(name: str, ratio: float, limit: float, behind: str) -> float:
    """Print a measure as the line that becomes a row of the table of budgets."""
    sys.stdout.write(f"\nbudget {name}: ratio {ratio:.3f} (at most {limit:g}); {behind}\n")
    return ratio


def cpu_seconds(pid: int) -> float:
    """Processor time of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
