"""What a pass decides about one change."""

from dataclasses import dataclass
from enum import StrEnum

from console.model.instance import Instance
from console.model.tracked import Tracked


class Build(StrEnum):
    """How a creation came out, as far as this pass saw for the first time."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where the change stands now, and what must be asked of the cloud for it."""

    tracked: Tracked
    create: bool = False
    remove: tuple[Instance, ...] = ()
    build: Build | None = None
