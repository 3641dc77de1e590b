"""The engine's part: what it remembers of workflows, whoever runs them.

A step that was recorded is not run again; a workflow that nobody finished is
run again from its start by whoever takes it over.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Remembered:
    """The engine's database. `queue` are workflows that were taken over and wait for a worker."""

    started: set[str] = field(default_factory=set)
    steps: dict[tuple[str, str], Any] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    queue: deque[str] = field(default_factory=deque)
    operations: dict[str, str] = field(default_factory=dict)
    """Workflow → the operation it is of."""

    def start(self, workflow: str, operation: str) -> bool:
        """Enter a workflow; False when it has been started before."""
        self.operations[workflow] = operation
        if workflow in self.started:
            return False
        self.started.add(workflow)
        return True

    def resume(self, workflow: str, operation: str) -> None:
        """Queue a workflow whose worker is lost; one that was never started is, if it can be."""
        if workflow in self.finished:
            return
        if workflow not in self.started:
            if workflow != operation:
                return
            self.start(workflow, operation)
        if workflow not in self.queue:
            self.queue.append(workflow)
