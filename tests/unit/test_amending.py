"""One key of the settings file is set anew, and nothing else of it moves."""

import tomllib
from pathlib import Path

import pytest

from console.settings.amending import amend, amended

BEFORE = '# ours\n[console]  # look\ntheme = "paper" # by day\nfps = 10\n\n[pools.api]\nx = 1\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace('"paper"', '"vigie-dark"')),
        ("[console]\nfps = 10\n", '[console]\ntheme = "vigie-dark"\nfps = 10\n'),
        ("x = 1", 'x = 1\n\n[console]\ntheme = "vigie-dark"\n'),
        ("", '\n[console]\ntheme = "vigie-dark"\n'),
    ],
)
def test_the_key_is_set_and_every_other_line_stays(before: str, after: str) -> None:
    assert amended(before, "console", "theme", "vigie-dark") == after


@pytest.mark.parametrize("text", ["console = 1\n", "broken = \n", 'console = { theme = "a" }\n'])
def test_what_cannot_be_set_safely_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        amended(text, "console", "theme", "vigie-dark")


def test_a_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "real.toml", tmp_path / "settings.toml"
    file.write_text(BEFORE)
    file.chmod(0o640)
    link.symlink_to(file)
    assert amend(link, "console", "theme", "contrast")
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert tomllib.loads(file.read_text())["console"]["theme"] == "contrast"


def test_what_is_not_there_or_not_ours_is_left(tmp_path: Path) -> None:
    assert not amend(tmp_path / "none.toml", "console", "theme", "paper")
    inline = tmp_path / "inline.toml"
    inline.write_text('console = { theme = "a" }\n')
    assert not amend(inline, "console", "theme", "paper")
    assert inline.read_text() == 'console = { theme = "a" }\n'
