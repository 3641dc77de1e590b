"""`vigie` alone where it cannot work: what to do next, and no screen that comes and goes."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from process import HANGS_AFTER_S, free_port, wait_until
from rehearsed import Rehearsal, Rehearse, public_alone
from served import VIGIE
from terminal import terminal

ALTERNATE_SCREEN = 1049 << 5  # as the emulator counts private modes


@pytest.fixture
def estate(rehearsal: Rehearse) -> Rehearsal:
    return rehearsal()


def without_private_cloud(estate: Rehearsal, clouds: Path) -> str:
    """The estate's settings with another clouds.yaml, and nothing else that answers."""
    text = public_alone(estate.settings.read_text())
    text = re.sub(r"(?ms)^\[(prometheus|alertmanager)\].*?(?=^\[)", "", text)
    return text.replace(str(estate.clouds_yaml), str(clouds))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, ["no settings file", "vigie settings init", "vigie demo"]),
        (b"[estate", ["not TOML", "vigie doctor", "vigie demo"]),
        (b"\xff\xfe", ["UTF-8", "vigie doctor", "vigie demo"]),
        (b"[estate]\nname = 3\n", ["expected string", "vigie settings validate"]),
    ],
    ids=["none", "damaged", "no text", "wrong"],
)
def test_settings_that_are_not_there_or_wrong(
    tmp_path: Path, content: bytes | None, said: list[str]
) -> None:
    settings = tmp_path / "vigie.toml"
    if content is not None:
        settings.write_bytes(content)
    env = {"HOME": str(tmp_path), "VIGIE_SETTINGS": str(settings), "LANG": "C.UTF-8"}
    with terminal(VIGIE, columns=500, env=env) as seen:
        assert seen.wait() == 2
        wait_until(lambda: said[-1] in seen.text(), what="all that it wrote is on the screen")
        for each in said:
            assert each in seen.text()
        assert ALTERNATE_SCREEN not in seen.modes()
    done = subprocess.run(
        VIGIE, env=env, capture_output=True, text=True, timeout=HANGS_AFTER_S, check=False
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr


def broken(estate: Rehearsal) -> str:
    """Access to a cloud that is not there."""
    port = estate.endpoints["identity"].rsplit(":", 1)[1].split("/")[0]
    return estate.clouds_yaml.read_text().replace(port, str(free_port()))


def refused(estate: Rehearsal) -> str:
    """Access with a password that is none."""
    clouds = yaml.safe_load(estate.clouds_yaml.read_text())
    clouds["clouds"]["vigie"]["auth"] |= {"password": "none-of-yours"}
    return str(yaml.safe_dump(clouds))


@pytest.mark.parametrize(
    ("access", "why"),
    [(broken, "nothing *listens|cannot be"), (refused, "refused|credentials")],
    ids=["unreachable", "wrong password"],
)
def test_a_cloud_that_does_not_let_us_in(
    estate: Rehearsal, tmp_path: Path, access: Callable[[Rehearsal], str], why: str
) -> None:
    clouds, settings = tmp_path / "clouds.yaml", tmp_path / "vigie.toml"
    clouds.write_text(access(estate))
    settings.write_text(without_private_cloud(estate, clouds))
    env = {
        "HOME": str(tmp_path),
        "VIGIE_SETTINGS": str(settings),
        "VIGIE_JOURNAL__STATE_DIR": str(tmp_path / "state"),
        "LANG": "C.UTF-8",
    }
    with terminal(VIGIE, columns=120, rows=50, env=env) as seen:
        seen.wait_for("Nothing has answered yet")
        assert "doctor" in seen.text()
        seen.wait_for(f"(?i){why}")
        seen.press("q")
        assert seen.wait() == 0
