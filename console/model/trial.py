"""What came of asking each region for instances lately, and how many to ask it for next. Pure.

No API says whether hosts have room: it is found out by asking. A region that refused rests,
longer each time it refuses again; then it is asked for one, and as long as it gives for twice
as many as it has given since. So a region that has room again is used within a few asks, and
one that has not costs one call an hour.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.notice import Notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.resource import INSTANCE

REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
"""What was refused so long ago says nothing of now."""
FIRST = 1
"""How many a region is asked for after its rest."""
GROWTH = 2
DOUBLINGS = 8
MADE = frozenset({Phase.IN_SERVICE, Phase.GONE})
HOSTLESS = ("no valid host", "exhausted all hosts")
"""What the compute service says, in lower case, where no host takes an instance."""


@dataclass(frozen=True, slots=True)
class RegionAsk:
    """What one operation asked a region for: how many it `made`, and how many were refused.

    `hostless` of those that failed found no host, by the cloud's own words.
    """

    made: int
    failed: int
    ended_at: datetime
    why: Notice | None = None
    hostless: int = 0


@dataclass(frozen=True, slots=True)
class Refusals:
    """What hosts refused of late in a region that was asked: `hostless` found none in all.

    `last_at` is when the last was refused; `made_since` came after that (or of all that was
    asked, where nothing was refused), and `others` failed for another reason.
    """

    hostless: int
    others: int
    last_at: datetime | None
    made_since: int

    @property
    def stands(self) -> bool:
        """Say whether hosts refused, and nothing has shown since that they have room again."""
        return self.hostless > 0 and not self.made_since


@dataclass(frozen=True, slots=True)
class RegionTrials:
    """How a region answered lately: `refused` of it in all, `streak` times in a row all of it.

    `made_since` are the instances that came since it last refused any; `why` is what it said
    then, and `rests_until` until when it is not asked.
    """

    refused: int
    streak: int
    made_since: int
    last_at: datetime
    why: Notice | None

    @property
    def rests_until(self) -> datetime:
        """Until when it is left alone."""
        doubled = min(max(0, self.streak - 1), DOUBLINGS)
        return self.last_at + min(LONGEST_REST, REST * (1 << doubled))

    def asks(self, now: datetime) -> int:
        """For how many more it is asked at most."""
        if self.made_since:
            return GROWTH * self.made_since
        return 0 if now < self.rests_until else FIRST


def trials_of(changes: Iterable[Change], ended_at: datetime) -> Mapping[str, RegionAsk]:
    """What an operation's creations came to, by region; one that asked for none is missing."""
    made: dict[str, int] = defaultdict(int)
    failed: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.resource != INSTANCE or change.desired is not Desired.PRESENT:
            continue
        if change.phase in MADE:
            made[change.region] += 1
        elif change.phase is Phase.FAILED and change.attempts:
            failed[change.region].append(change)
    return {
        region: RegionAsk(
            made[region],
            len(failed[region]),
            ended_at,
            next((change.why for change in failed[region]), None),
            sum(map(_hostless, failed[region])),
        )
        for region in dict.fromkeys((*made, *failed))
    }


def _hostless(change: Change) -> bool:
    """Say whether a creation failed because no host took it."""
    said = () if change.why is None else change.why.values.values()
    return any(word in str(one).casefold() for one in said for word in HOSTLESS)


def refusals(
    history: Iterable[Mapping[str, RegionAsk]], now: datetime, within: timedelta
) -> dict[str, Refusals]:
    """What hosts refused within a time, by region that was asked; `history` newest first."""
    found: dict[str, Refusals] = {}
    for operation in history:
        for region, ask in operation.items():
            if now - ask.ended_at > within:
                continue
            known = found.get(region, Refusals(0, 0, None, 0))
            last = known.last_at or (ask.ended_at if ask.hostless else None)
            found[region] = Refusals(
                known.hostless + ask.hostless,
                known.others + ask.failed - ask.hostless,
                last,
                known.made_since + (ask.made if last is None else 0),
            )
    return found


def answered(history: Iterable[Mapping[str, RegionAsk]], now: datetime) -> dict[str, RegionTrials]:
    """How each region answered that refused something within a day; `history` newest first."""
    by_region: dict[str, list[RegionAsk]] = defaultdict(list)
    for operation in history:
        for region, trial in operation.items():
            if now - trial.ended_at <= FORGOTTEN:
                by_region[region].append(trial)
    found = ((region, _answered(trials)) for region, trials in by_region.items())
    return {region: trials for region, trials in found if trials is not None}


def _answered(trials: list[RegionAsk]) -> RegionTrials | None:
    """Of one region's trials, newest first; None where it refused nothing."""
    first = next((n for n, trial in enumerate(trials) if trial.failed), None)
    if first is None:
        return None
    streak = 0
    for trial in trials[first:]:
        if trial.made:
            break
        streak += bool(trial.failed)
    last = trials[first]
    return RegionTrials(
        refused=sum(trial.failed for trial in trials),
        streak=max(1, streak),
        made_since=sum(trial.made for trial in trials[:first]),
        last_at=last.ended_at,
        why=last.why,
    )
