"""`--watch`: the same again in its place, until somebody has seen enough."""

import json
import sys
from pathlib import Path

from terminal import terminal

from console.settings.template import TEMPLATE

VIGIE = (sys.executable, "-m", "console")


def settings_in(folder: Path) -> tuple[Path, dict[str, str]]:
    """Settings of a rehearsal that is not there: the journal alone is asked."""
    settings = folder / "vigie.toml"
    settings.write_text(TEMPLATE, encoding="utf-8")
    return settings, {"HOME": str(folder), "XDG_STATE_HOME": str(folder), "LANG": "en_GB.UTF-8"}


def test_it_stays_in_its_place_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    settings, home = settings_in(tmp_path)
    words = ("operations", "list", "--watch", "--interval", "1", "--settings", str(settings))
    with terminal([*VIGIE, *words], env=home) as opened:
        opened.wait_for("No operation")
        opened.wait_for(lambda _: bytes(opened.heard).count(b"\x1b[H") > 1)
        assert opened.text().count("No operation") == 1
        opened.press("ctrl+c")
        assert opened.wait(60) == 0


def test_programs_get_one_object_after_the_other(tmp_path: Path) -> None:
    settings, home = settings_in(tmp_path)
    words = ("operations", "list", "--watch", "--interval", "1", "--output", "json")
    with terminal([*VIGIE, *words, "--settings", str(settings)], env=home) as opened:
        opened.wait_for(lambda _: bytes(opened.heard).count(b'"operations"') > 1)
        opened.press("ctrl+c")
        assert opened.wait(60) == 0
        said = bytes(opened.heard).decode().replace("^C", "")
    first, end = json.JSONDecoder().raw_decode(said)
    assert first["operations"] == []
    assert json.JSONDecoder().raw_decode(said[end:].lstrip())[0] == first
