"""What a person is asked for a draft of settings, and what is made of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from console.cli.founding import Founding, Wishes
from console.cli.interview import Interview
from console.locale import Locale


@dataclass(frozen=True, slots=True)
class Scripted(Interview):
    """A person who answers as it is written down, and takes what is proposed otherwise."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def tell(self, key: str, **values: str | int) -> None:
        self.told.append(" ".join([key, *map(str, values.values())]))

    def choose(
        self,
        key: str,
        choices: Sequence[str],  # noqa: ARG002 - the questions' shape
        default: str,
        given: str | None = None,
    ) -> str:
        waiting = self.answers.get(key)
        return waiting.pop(0) if waiting else given or default


def test_a_pool_that_is_named_twice_is_asked_for_again() -> None:
    answers = {"init.pool": ["api"], "init.another": ["api", "a/p/i", "é", ""]}
    person = Scripted(Locale("en", ZoneInfo("Europe/Paris")), asks=False, answers=answers)
    founding = Founding(Wishes(), person)
    assert [pool.name for pool in founding._pools([])] == ["api", "a-p-i"]
    assert [said for said in person.told if "not_there" in said] == [
        "init.not_there api",
        "init.not_there é",
    ]
