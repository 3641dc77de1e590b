"""What a terminal can draw: by its name, its locale and its colours, never against settings."""

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from console.locale import catalogue
from console.settings.running import ConsoleSettings
from console.tui.spelling import InAscii, plain_ascii
from console.tui.terminal import draws_ascii_only, theme_by_colours


@pytest.mark.parametrize(
    ("environ", "plain"),
    [
        ({"TERM": "linux", "LANG": "fr_FR.UTF-8"}, True),
        ({"TERM": "vt220"}, True),
        ({"TERM": "xterm-256color", "LANG": "fr_FR.UTF-8"}, False),
        ({"TERM": "xterm-256color", "LANG": "fr_FR.utf8@euro"}, False),
        ({"TERM": "tmux-256color", "LANG": "fr_FR.ISO-8859-15"}, True),
        ({"TERM": "xterm", "LC_ALL": "en_GB.UTF-8", "LANG": "en_GB.ISO-8859-1"}, False),
        ({"TERM": "xterm", "LC_ALL": "", "LANG": "C"}, False),
        ({}, False),
    ],
)
def test_what_the_terminal_says_counts_where_the_settings_say_nothing(
    environ: dict[str, str], plain: bool
) -> None:
    assert draws_ascii_only(ConsoleSettings(), environ) is plain
    assert draws_ascii_only(ConsoleSettings(ascii=True), environ) is True
    assert draws_ascii_only(ConsoleSettings(ascii=False), environ) is False


@pytest.mark.parametrize(
    ("system", "theme"),
    [("standard", "ansi-16"), ("256", None), ("truecolor", None), (None, None)],
)
def test_sixteen_colours_have_a_theme_of_their_own(system: str | None, theme: str | None) -> None:
    assert theme_by_colours(system) == theme


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_sentence_can_be_spelled_in_ascii_cell_for_cell(language: str) -> None:
    for key, text in catalogue(language).items():  # type: ignore[arg-type]
        plain = plain_ascii(text)
        assert plain.isascii(), key
        assert cell_len(plain) == cell_len(text), key
        assert plain.count("?") == text.count("?"), f"{key}: a sign without a spelling"


def test_whatever_is_drawn_is_respelled_by_whole_cells() -> None:
    drawn = [Segment("╭─ Été ┤"), Segment("db-1"), Segment("│漢字▸ ☎ └┘")]
    said = "".join(part.text for part in InAscii().apply(drawn, Color(0, 0, 0)))
    assert said == "+- Ete |db-1|????> ? ++"
    assert len(said) == sum(cell_len(part.text) for part in drawn)
