"""What people and servers write is data: a terminal obeys none of it, wherever it is shown.

A reason, names of instances, and refusals of an API, each with everything that a terminal
would obey and a megabyte more, on the way to tables, JSON, the screen, its title and logs.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_keys import awaken
from echoing import Asked, EchoingServer, Given, echoing
from served import VIGIE, Served, served
from terminal import terminal

EVIL = (
    "\x1b]0;evil-title\x07\x1b[5mevil-colour evil\x07bell evil\ttab evil\nline evil\rreturn"
    " \x9b5mevil-c1 \u202eevil-bidi\u202c \x1b]52;c;ZXZpbA==\x07\x1b[2Jevil-blank evil\u2028end"
)
OBEYED = re.compile(
    r"\x1b\]0;evil|\x1b\[5mevil|evil\x07|evil\t|evil\n|evil\r|\x9b|\u202e|\x1b\]52;c;ZX|\x1b\[2Jevil|\u2028"
)
MEGABYTE = "m" * 1_000_000
NAME = b'"api-gra-001"'


@pytest.fixture
def front() -> Iterator[EchoingServer]:
    """A proxy that renames an instance, and refuses what is to be made, in the worst words."""

    def decide(asked: Asked) -> Given | None:
        if asked.method == "POST" and asked.path.endswith("/servers"):
            said = {"badRequest": {"code": 400, "message": f"{EVIL} {MEGABYTE}"}}
            return 400, json.dumps(said).encode()
        return None

    with echoing(decide) as server:
        name = json.dumps(f"api-gra-001 {EVIL}").encode()
        server.alter = lambda content: content.replace(NAME, name)
        yield server


@pytest.fixture
def estate(tmp_path: Path, front: EchoingServer) -> Iterator[Served]:
    with served(tmp_path, speed=60.0) as made:
        os.environ["http_proxy"] = f"http://127.0.0.1:{front.port}"
        try:
            yield made
        finally:
            del os.environ["http_proxy"]


def said(estate: Served, *arguments: str) -> str:
    """What a command says, for people."""
    done = subprocess.run(
        [*VIGIE, *arguments, "--settings", str(estate.settings)],
        capture_output=True,
        check=False,
        env={**os.environ, **estate.environment()},
    )
    return (done.stdout + done.stderr).decode()


def test_nothing_that_others_wrote_is_obeyed(estate: Served) -> None:
    burst = ("burst", "api", "--by", "3", "--yes", "--wait", "--reason", EVIL + "r" * 100_000)
    texts = [said(estate, *burst), said(estate, "status"), said(estate, "operations", "list")]
    listed = estate.vigie("operations", "list")
    (found,) = listed.json["operations"]
    assert found["reason"].startswith(EVIL), "in JSON it is what it was"
    texts += [listed.stdout, estate.vigie("operations", "show", found["id"]).stdout]
    texts.append(said(estate, "operations", "show", found["id"]))
    for text in texts:
        assert not (at := OBEYED.search(text)), text[max(0, at.start() - 300) :][:500]
        assert "\x1b" not in text
    assert "evil-bidi" in texts[-1], "it is told, not left out"
    assert all(len(line) < 10_000 for line in texts[-1].splitlines())
    with terminal(
        [*VIGIE, "--settings", str(estate.settings)],
        columns=160,
        rows=45,
        env=estate.environment(),
    ) as seen:
        awaken(seen)
        for screen in ("2", "5", "1"):
            seen.press(screen)
            seen.wait_for("evil")
        seen.press("q")
        seen.wait()
        heard = seen.heard.decode("utf-8", "replace")
    assert "evil" in heard
    assert not (at := OBEYED.search(heard)), heard[max(0, at.start() - 300) :][:500]
    estate.end_workers()
    for log in (*estate.home.rglob("*.log*"), *estate.settings.parent.rglob("*.log*")):
        text = log.read_text()
        assert not (at := OBEYED.search(text)), f"{log}: {text[max(0, at.start() - 300) :][:500]}"
