"""The console's main job, by keys: how a person bursts and rolls back, on any screen driver."""

import re
from collections.abc import Callable
from typing import Protocol

POOL = "api"
SIZES = r"(\d+) in service of \d+|(?:RBX|GRA|SBG) [^\d\s]+ +(\d+)/\d+"
"""A datacenter's box, or its line with a bar where the window is narrow."""


class Driven(Protocol):
    """A terminal that can be read and typed into."""

    def press(self, *keys: str) -> None: ...

    def wait_for(self, wanted: str | Callable[[str], object], *, within_s: float = ...) -> str: ...

    def press_until(
        self, key: str, wanted: str | Callable[[str], object], *, within_s: float = ...
    ) -> str: ...


def sizes(screen: str) -> list[int]:
    """How many instances are in service, by datacenter, as the overview says."""
    return [int(wide or narrow) for wide, narrow in re.findall(SIZES, screen)]


def in_service(screen: str) -> int | None:
    """All instances in service; None while a datacenter's figure is not there."""
    found = sizes(screen)
    return sum(found) if len(found) == 3 else None


def at_rest(screen: str) -> bool:
    """Say whether nothing runs."""
    return "Nothing is running" in screen


def under_way(screen: str) -> bool:
    """Say whether instances are being built: the middle of a burst."""
    return any(int(count) > 0 for count in re.findall(r"(\d+) building", screen))


def awaken(console: Driven) -> str:
    """Wait until the overview shows the thirty, and health says so."""
    return console.wait_for(lambda screen: in_service(screen) == 30)


def burst(console: Driven) -> str:
    """From the overview to a running burst; gives the screen that shows the plan."""
    console.press_until("b", "Size wanted")
    console.press("enter")
    return confirm(console)


def rollback(console: Driven) -> str:
    """From the overview to a running rollback; gives the screen that shows the plan."""
    console.press_until("r", r"Why|Preview")
    console.press("enter")
    return confirm(console)


def confirm(console: Driven) -> str:
    """Type the pool's name, go to the confirmation, and confirm."""
    plan = console.wait_for(rf"Type .{POOL}.")
    console.press(POOL)  # once: no key is lost, and a name typed twice is a wrong one
    console.wait_for(rf"Type .{POOL}. +\W?{POOL}\b")
    console.press_until("enter", lambda screen: f"Type “{POOL}”" not in screen)
    return plan
