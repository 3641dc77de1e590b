"""The pictures of the docs: how they are drawn, and that what lies there is fit to show."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pyte
import pytest
from drawing import HIGH, WIDE, Drawing
from recording import Cell, Picture, Recording, cast, photograph
from terminal import Screen

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = sorted((DOCS / "pictures").iterdir())
SIZE_AT_MOST = 256 * 1024
SVG = "{http://www.w3.org/2000/svg}"


def shown(text: str, columns: int = 20, rows: int = 2) -> Picture:
    screen = Screen(columns, rows)
    pyte.Stream(screen).feed(text)
    return photograph(screen)


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def letters(svg: str) -> list[str]:
    return [str(each.text) for each in drawn(svg).iter(f"{SVG}text")]


def test_letters_are_drawn_as_letters_and_blocks_as_shapes() -> None:
    screen = shown("full <96 %>   \x1b[31m██▌\x1b[0m & more", columns=30)
    svg = Drawing((30, 2)).still(screen, "One & another")
    assert letters(svg) == ["full <96 %>", "& more"]
    whole, bar, half = drawn(svg).iter(f"{SVG}rect")
    assert whole.get("width") == "100%"
    assert (bar.get("width"), bar.get("height")) == (f"{2 * WIDE:g}", f"{HIGH:g}")
    assert half.get("width") == f"{WIDE / 2:g}"
    assert half.get("x") == f"{16 * WIDE:g}"


def test_a_film_draws_once_what_stays_and_shows_the_rest_as_long_as_it_stood() -> None:
    pictures = [(at, shown(f"stays   {count}")) for at, count in ((0.0, 30), (1.0, 31), (3.0, 32))]
    svg = Drawing((20, 2)).film(pictures, "Counting", hold_s=1.0)
    assert sorted(letters(svg)) == ["30", "31", "32", "stays"]
    hidden = [g for g in drawn(svg).iter(f"{SVG}g") if g.get("visibility") == "hidden"]
    assert sorted(str(g[0].text) for g in hidden) == ["30", "32"], "the middle one stands still"
    assert re.search(r"@keyframes f1-2\{0%\{visibility:hidden\}25.00%\{visibility:visible\}75", svg)


def test_a_cast_played_again_ends_with_the_same_screen() -> None:
    outputs = (
        (0.0, b"\x1b[1;32mready\x1b[0m 30 of 300"),
        (1.0, b"\x1b[1;7H299"),
        (2.5, "\x1b[2;1H\x1b[48;2;10;20;30m◐ \x1b[0m…".encode()),
    )
    pictures = list(Recording(20, 2, outputs).pictures(0.5))
    assert len(pictures) == 3
    head, *events = map(json.loads, cast(pictures, "Counting", 2.0).splitlines())
    assert (head["version"], head["width"], head["height"]) == (2, 20, 2)
    assert [at for at, _, _ in events] == sorted(at for at, _, _ in events)
    assert "ready" not in events[1][2], "what stays is not told again"
    screen = Screen(20, 2)
    for _, _, told in events:
        pyte.Stream(screen).feed(told)
    assert photograph(screen) == pictures[-1][1]
    assert pictures[-1][1][0][0] == Cell("r", "00cd00", "", bold=True)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_of_the_docs_is_small_and_tells_nothing_of_where_it_was_drawn(
    path: Path,
) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < SIZE_AT_MOST
    assert not re.search(r"/home/|/root|/tmp/|/var/|127\.0\.0\.1|localhost|\w+@(?!bastion)\w", text)
    if path.suffix == ".svg":
        names = {each.tag.removeprefix(SVG) for each in drawn(text).iter()}
        assert names <= {"svg", "title", "style", "g", "rect", "text"}
        assert not re.search(r"url\(|@import", text)


def test_every_picture_is_shown_and_none_is_missing() -> None:
    pages = [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
    named = {
        (page.parent / place).resolve()
        for page in pages
        for place in re.findall(r"\]\(([^)]+\.(?:svg|cast))\)", page.read_text(encoding="utf-8"))
    }
    assert named == {path.resolve() for path in PICTURES}
