"""What the recorder kept of one minute that an estate cannot be asked for any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.model.objects import ObjectAccount
from console.model.tally import Tally
from console.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Recorded:
    """Counts and verdicts by pool, as they were shown then; what is missing is unknown.

    `at` is when they were seen, None where nobody recorded that minute; `machines` are the
    virtual machines there were, and those of them that were on. `objects` are those containers
    that were told within the hour before; none: nobody recorded them.
    """

    at: datetime | None = None
    tallies: Mapping[str, tuple[Tally, ...]] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    machines: tuple[int, int] | None = None
    objects: tuple[ObjectAccount, ...] = ()
