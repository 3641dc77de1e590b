"""`make pictures`: docs/pictures, from the console and the command line on a rehearsal.

Every picture is what a real terminal was sent: the programs run in a pty, on an estate that
speaks the real protocols. From run to run it differs by ids, and by seconds.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from console_keys import at_rest, awaken, burst, in_service, rollback
from drawing import Drawing
from process import wait_until
from recording import Cell, Picture, Recording, cast, recording
from served import VIGIE, Served, served
from terminal import Terminal, terminal

HERE = Path(__file__).parent
TO = HERE.parents[1] / "docs" / "pictures"
SPEED = 40.0
FRAME_EVERY_S, CAST_EVERY_S = 1.6, 0.8
HOLD_S = 5.0
IDLE_S = 2.0
FILM = (120, 34)
STILL = (120, 36)
COMMAND = (100, 60)


class View(NamedTuple):
    """A picture of the console: each key with what shows that it has done its work."""

    steps: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()


VIEWS = {
    "overview": View(),
    "plan": View((("b", "Size wanted"), ("enter", "Type .api."))),
    "help": View((("?", "╭─ Help"),)),
    "instances": View((("2", r"api-gra-\d+(.*\n)*.*hung|sick"),)),
    "storage": View((("3", r"ssd-000103(.*\n)*.*nfs-000202"),)),
    "private": View((("4", r"172\.16(.*\n)*.*db-1"),)),
    "operations": View((("5", r"roll back api(.*\n)*.*burst api"),)),
    "alerts": View((("6", r"Instance|Pool|Datastore"),)),
    "schedule": View((("8", r"evening(.*\n)*.*results"),)),
    "costs": View((("9", "€"),)),
    "overview-fr": View(settings=("console.language=fr",)),
    "overview-light": View(settings=("console.theme=vigie-light",)),
}
COMMANDS = {
    "status": ("status",),
    "dry-run": ("burst", "api", "--dry-run"),
}


def main() -> None:
    """Draw all of them anew."""
    TO.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, estate_of_the_pictures(Path(folder)) as estate:
        film(estate)
        for name, words in COMMANDS.items():
            said(estate, name, words)
        estate.rehearsal.control("sickness", {"sickness": "hung", "instances": ["api-gra-003"]})
        for name, view in VIEWS.items():
            still(estate, name, view)


@contextmanager
def estate_of_the_pictures(folder: Path) -> Iterator[Served]:
    """A Monday's estate, with windows in its settings."""
    with served(folder, scenario=str(HERE / "monday.toml"), speed=SPEED) as estate:
        windows = (HERE / "windows.toml").read_text(encoding="utf-8")
        with estate.settings.open("a", encoding="utf-8") as settings:
            settings.write(windows)
        yield estate


@contextmanager
def opened(estate: Served, words: tuple[str, ...], size: tuple[int, int]) -> Iterator[Terminal]:
    """Vigie in a terminal. It is told nothing of the machine that draws."""
    told = {
        **estate.environment(),
        "VIGIE_SETTINGS": str(estate.settings),
        "PYTHONPATH": str(HERE / "nobody"),
    }
    columns, rows = size
    with terminal([*VIGIE, *words], columns=columns, rows=rows, env=told) as seen:
        yield seen


def film(estate: Served) -> None:
    """A burst and its rollback, as they are done and seen."""
    with opened(estate, ("--set", "console.fps=2"), FILM) as seen:
        awaken(seen)
        began = len(seen.came)
        burst(seen)
        seen.wait_for(lambda screen: in_service(screen) == 300 and at_rest(screen))
        rollback(seen)
        seen.wait_for(lambda screen: in_service(screen) == 30 and at_rest(screen))
        whole = recording(seen, FILM)
    title = "Vigie: a burst from 30 to 300 instances, and its rollback"
    begins_s = whole.outputs[began][0]
    shown = [each for each in whole.pictures(FRAME_EVERY_S) if each[0] >= begins_s]
    put("burst-and-rollback.svg", Drawing(FILM).film(shown, title, HOLD_S))
    heard = [each for each in whole.pictures(CAST_EVERY_S) if each[0] >= begins_s]
    put("burst-and-rollback.cast", cast(heard, title, IDLE_S))


def complete(screen: str) -> bool:
    """Say whether every source has answered, and the sick one is told of."""
    here = "ssd-000103" in screen and "api-gra-003" in screen
    return here and not re.search("never|jamais", screen)


def still(estate: Served, name: str, view: View) -> None:
    """One picture of the console, once it stands still."""
    words = tuple(word for setting in view.settings for word in ("--set", setting))
    with opened(estate, words, STILL) as seen:
        seen.wait_for(complete)
        for key, shown in view.steps:
            seen.press_until(key, shown)
        put(f"{name}.svg", Drawing(STILL).still(quiet(seen).last(), f"Vigie: {name}"))


def quiet(seen: Terminal) -> Recording:
    """A terminal's recording, once little but ages and times changes within a second."""
    before: list[Picture] = []

    def still_stands() -> bool:
        before.append(recording(seen, STILL).last())
        changed = [one != other for one, other in zip(before[-1], before[-2:][0], strict=True)]
        return len(before) > 1 and sum(changed) < STILL[1] // 4

    wait_until(still_stands, what="a picture that stands still", every_s=1.0)
    return recording(seen, STILL)


def said(estate: Served, name: str, words: tuple[str, ...]) -> None:
    """What a command answers, below the command."""
    with opened(estate, words, COMMAND) as seen:
        seen.wait()
        wait_until(lambda: seen.ended, what="all that was said")
        answer = recording(seen, COMMAND).last()
    typed = f"$ vigie {' '.join(words)}".ljust(COMMAND[0])
    picture = [tuple(Cell(char, "", "", bold=True) for char in typed), *answer]
    while not "".join(cell.text for cell in picture[-1]).strip():
        picture.pop()
    drawn = Drawing((COMMAND[0], len(picture))).still(tuple(picture), typed.strip())
    put(f"{name}.svg", drawn)


def put(name: str, text: str) -> None:
    (TO / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(text) // 1024:5} KiB  docs/pictures/{name}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
