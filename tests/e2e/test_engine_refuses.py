"""An engine that cannot work: every face says why, few workers are started, a cure is enough."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_keys import awaken
from process import wait_until
from served import VIGIE, Served, served
from terminal import terminal

RED = "No worker runs"
DAMAGED = "journal-engine.db is damaged"


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, speed=40.0) as found:
        yield found


def state_dir(estate: Served) -> Path:
    return Path(estate.vigie("settings", "show").json["settings"]["journal"]["state_dir"])


def test_a_damaged_engine_is_told_on_every_face_and_once_moved_away_the_work_is_done(
    estate: Served,
) -> None:
    state = state_dir(estate)
    state.mkdir(parents=True, exist_ok=True)
    (state / "journal-engine.db").write_bytes(b"no database at all" * 500)

    asked = estate.vigie("burst", "api", "--by", "3", "--yes", "--wait")
    assert asked.exit_code == 5
    assert asked.json["operation"]["state"] == "queued"
    assert DAMAGED in asked.json["error"]["message"]

    said = estate.vigie("doctor")
    assert said.exit_code != 0
    (engine,) = [one for one in said.json["checks"] if one["check"] == "engine"]
    assert engine["code"] == "engine.damaged"
    assert "worker.none" in [one["code"] for one in said.json["checks"]]
    for verb in (["status"], ["worker", "status"], ["operations"]):
        lacking = estate.vigie(*verb).json["unattended"]
        assert DAMAGED in lacking["why"]["message"], verb
        assert lacking["starts"]["failed"] >= 1
    with terminal([*VIGIE, "--settings", str(estate.settings)], env=estate.environment()) as seen:
        awaken(seen)
        seen.wait_for(RED)
        seen.press("q")
        assert seen.wait(60) == 0
    tally = json.loads((state / "workers" / "starts.json").read_text())
    begun = len(list(state.glob("worker-*.log")))
    assert begun == tally["failures"], "each start is one of those that were counted"

    (state / "journal-engine.db").unlink()
    with estate.settings.open("a") as settings:
        settings.write("# touched\n")  # what is new is tried without delay

    def over() -> bool:
        (one,) = estate.vigie("operations").json["operations"]
        return bool(one["state"] == "succeeded")

    wait_until(over, what="the worker that comes now has done it", every_s=1.0)
    assert len(estate.instance_ids()) == 33
    assert estate.vigie("status").json["unattended"] is None


def test_a_library_that_is_missing_is_the_reason_in_words(
    estate: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is started with the environment of who starts it."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "dbos.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'dbos'\", name='dbos')"
    )
    monkeypatch.setenv("PYTHONPATH", str(hidden))
    asked = estate.vigie("burst", "api", "--by", "1", "--yes", "--wait")
    assert asked.exit_code == 5
    assert "No module named 'dbos'" in asked.json["error"]["message"]
