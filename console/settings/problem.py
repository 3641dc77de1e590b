"""What is wrong in the settings: each problem with its place and its key."""

from dataclasses import dataclass

from console.model.error import UsageError
from console.model.notice import Notice
from console.settings.position import Key


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one key, before it is known where the key was written."""

    key: Key
    code: str
    values: dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with its place: ``vigie.toml:12``, or the name of a variable."""

    place: str
    key: str
    notice: Notice

    @classmethod
    def of(cls, place: str, finding: Finding) -> "Problem":
        """Give a finding its place."""
        key = dotted(finding.key)
        return cls(place, key, Notice(finding.code, {"place": place, "key": key, **finding.values}))


class SettingsInvalid(UsageError):
    """The settings cannot be used. `problems` holds every reason; `notice` is the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep all problems: a person repairs them in one go."""
        super().__init__(problems[0].notice)
        self.problems = problems


def dotted(key: Key) -> str:
    """Write a key as people write it: ``pools.api.ceiling``, ``datacenters[1].country``."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text
