"""Silences: made, told, ended. Making one twice makes two, as in Alertmanager."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from console.rehearsal.alertmanager.matchers import LabelMatcher, checked

REQUIRED = ("comment", "createdBy", "endsAt", "matchers", "startsAt")
UNPROCESSABLE = 422


class SilenceRefused(Exception):
    """A silence that is none: the status it is answered with, and why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class SimulatedSilence:
    """A silence; times are estate time, unix seconds."""

    id: str
    matchers: tuple[LabelMatcher, ...]
    starts: float
    ends: float
    updated: float
    author: str
    comment: str

    def state(self, now: float) -> str:
        """``pending``, ``active`` or ``expired``."""
        if now >= self.ends:
            return "expired"
        return "active" if now >= self.starts else "pending"

    def covers(self, labels: Mapping[str, str]) -> bool:
        """Say whether it is about an alert with these labels."""
        return all(one.accepts(labels) for one in self.matchers)


class SilenceBook:
    """Every silence, those that ended included."""

    def __init__(self) -> None:
        self._kept: dict[str, SimulatedSilence] = {}

    def all(self) -> list[SimulatedSilence]:
        """All of them, oldest first."""
        return list(self._kept.values())

    def get(self, silence_id: str) -> SimulatedSilence | None:
        """One of them."""
        return self._kept.get(silence_id)

    def covering(self, labels: Mapping[str, str], now: float) -> list[str]:
        """Ids of those in force that are about an alert."""
        return [one.id for one in self.all() if one.state(now) == "active" and one.covers(labels)]

    def put(self, given: Any, now: float) -> str:  # noqa: ANN401 - JSON as it came
        """Make one, or change one that has not ended; its id. Raises SilenceRefused."""
        made = _made(given, now)
        old = self._kept.get(given.get("id") or "")
        if given.get("id") and old is None:
            raise SilenceRefused(404, "silence not found")
        if old is not None and old.state(now) != "expired":
            if old.matchers == made.matchers:
                made = replace(made, id=old.id)
            else:
                self.expire(old.id, now)
        self._kept[made.id] = made
        return made.id

    def expire(self, silence_id: str, now: float) -> None:
        """End one; nothing where there is none, or it has ended."""
        old = self._kept.get(silence_id)
        if old is not None and old.state(now) != "expired":
            ended = replace(old, ends=now, starts=min(old.starts, now), updated=now)
            self._kept[silence_id] = ended


def _made(given: Any, now: float) -> SimulatedSilence:  # noqa: ANN401 - JSON as it came
    if not isinstance(given, dict):
        raise SilenceRefused(400, "parsing silence body failed")
    for name in REQUIRED:
        if given.get(name) is None:
            raise SilenceRefused(UNPROCESSABLE, f"{name} in body is required")
    try:
        matchers = tuple(_matcher(one) for one in given["matchers"])
        starts, ends = _time(given["startsAt"]), _time(given["endsAt"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SilenceRefused(400, f"invalid silence: {error}") from error
    if not any(not one.passes("") for one in matchers):
        raise SilenceRefused(
            400, "invalid silence: at least one matcher must not match the empty string"
        )
    if ends <= starts:
        raise SilenceRefused(400, "start time must be before end time")
    if ends <= now:
        raise SilenceRefused(400, "end time can't be in the past")
    return SimulatedSilence(
        str(uuid4()),
        matchers,
        max(starts, now),
        ends,
        now,
        str(given["createdBy"]),
        str(given["comment"]),
    )


def _matcher(one: dict[str, Any]) -> LabelMatcher:
    made = LabelMatcher(
        str(one["name"]), str(one["value"]), bool(one["isRegex"]), bool(one.get("isEqual", True))
    )
    checked(made)
    return made


def _time(text: str) -> float:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
