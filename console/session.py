"""What the command line and the console are given: one object, built by `bootstrap`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from console.model.estate import Estate
from console.model.notice import Notice
from console.model.operation import Operation
from console.model.plan import Author, Plan, Refusal, Request
from console.model.policy import Policy
from console.ports import Clock, ComputeReader, JournalReader
from console.settings.model import Settings


class EstateWatch(Protocol):
    """The live estate, kept by collectors in threads of their own."""

    def start(self) -> None:
        """Start the collectors; returns at once."""
        ...

    def stop(self, timeout_s: float = 1.0) -> None:
        """Stop them; never waits longer than the timeout."""
        ...

    def snapshot(self) -> Estate:
        """The estate as last published; cheap, never blocks."""
        ...

    def refresh(self) -> Estate:
        """Ask every source once, all at the same time, and wait for the answers."""
        ...

    def hasten(self) -> None:
        """Ask the sources again soon: something has just been started."""
        ...


class Operator(Protocol):
    """The half of the operations client that changes things. Absent in read-only mode."""

    def submit(self, plan: Plan) -> Operation:
        """Accept a plan and make sure a worker runs; Refused when the pool is held."""
        ...

    def stop(self, operation_id: str, author: Author) -> Operation:
        """Ask an operation to stop after what is in flight."""
        ...

    def ensure_worker(self) -> None:
        """Start a detached worker when none is alive."""
        ...


@dataclass(slots=True)
class Session:
    """One person's or program's view of one estate.

    `operator` is None in read-only mode: there is then nothing to call.
    """

    settings: Settings
    settings_path: Path
    clock: Clock
    policy: Policy
    watch: EstateWatch
    compute: ComputeReader
    journal: JournalReader
    operator: Operator | None

    def author(self) -> Author:
        """Who asks, from the system's user and the cloud identity of the last snapshot."""
        raise NotImplementedError

    def plan(self, request: Request) -> Plan | Refusal:
        """Plan against the last snapshot and the journal."""
        raise NotImplementedError

    def write_block(self) -> Notice | None:
        """Why nothing may be changed here (read-only flag, reader credentials); None if it may."""
        raise NotImplementedError
