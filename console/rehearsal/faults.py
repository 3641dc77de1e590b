"""What goes wrong: the scenario's faults, and those switched on while it runs."""

import random
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from console.rehearsal.scenario import FaultMode, ScenarioFault

AFTER: tuple[FaultMode, ...] = ("lost", "late_error")
"""Modes in which the order is carried out, and its answer is not given."""
FATES: tuple[FaultMode, ...] = ("leaves", "stuck", "undone")
"""Modes of what becomes of an order that is carried out and answered."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that strikes a call, and the status it is answered with, if any."""

    fault: ScenarioFault
    status: int


class FaultBoard:
    """All faults, in order; the first that matches and whose dice fall strikes."""

    def __init__(self, faults: Iterable[ScenarioFault], seed: int) -> None:
        self._dice = random.Random(f"{seed}/faults")  # noqa: S311 - reproducible, not secret
        self._given = tuple(faults)
        self._left: list[tuple[ScenarioFault, int | None]] = []
        self.put(self._given)

    @property
    def faults(self) -> tuple[ScenarioFault, ...]:
        """The faults that are on."""
        return tuple(fault for fault, left in self._left if left != 0)

    def put(self, faults: Iterable[ScenarioFault]) -> None:
        """Replace all faults."""
        self._left = [(fault, fault.times) for fault in faults]
        self._since = time.monotonic()

    def _holds(self, fault: ScenarioFault) -> bool:
        """Say whether it strikes at this time."""
        since = time.monotonic() - self._since - fault.after_wall_s
        return since >= 0 and (fault.lasts_wall_s is None or since < fault.lasts_wall_s)

    def reset(self) -> None:
        """Back to the scenario's own."""
        self.put(self._given)

    def silences(self, service: str, region: str = "") -> bool:
        """Say whether every call to a service is struck now, and not merely slowed."""
        return any(
            left != 0
            and fault.rate >= 1
            and fault.mode not in {"slow", *AFTER, *FATES}
            and not (fault.methods or fault.path)
            and _matches(fault, service, region, "GET", "/")
            and self._holds(fault)
            for fault, left in self._left
        )

    def strike(self, service: str, region: str, method: str, path: str) -> tuple[Struck, ...]:
        """What strikes this call: every slowness, and at most one other fault."""
        struck: list[Struck] = []
        for index, (fault, left) in enumerate(self._left):
            if left == 0 or not _matches(fault, service, region, method, path):
                continue
            if not self._holds(fault):
                continue
            if fault.rate < 1 and self._dice.random() >= fault.rate:
                continue
            if left is not None:
                self._left[index] = (fault, left - 1)
            status = self._dice.choice(fault.statuses) if fault.statuses else 500
            struck.append(Struck(fault, status))
            if fault.mode != "slow":
                break
        return tuple(struck)


def _matches(fault: ScenarioFault, service: str, region: str, method: str, path: str) -> bool:
    return (
        (not fault.services or service in fault.services)
        and (not fault.regions or region in fault.regions)
        and (not fault.methods or method in fault.methods)
        and (not fault.path or re.search(fault.path, path) is not None)
    )
