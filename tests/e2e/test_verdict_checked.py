"""`vigie status --check`, as a monitoring system calls it."""

import json
from pathlib import Path

import pytest
from rehearsed import Rehearse

from console.cli.entry import run


@pytest.mark.parametrize(
    ("setting", "code", "worst"),
    [
        ("pools.api.target_ratio=1", 0, ("holding", None)),
        ("pools.api.target_ratio=0.01", 1, ("strained", "capacity")),
        ("pools.api.error_limit_ratio=0.0001", 2, ("failing", "errors")),
        ("pools.api.p95_limit_s=0.001", 2, ("failing", "p95")),
        ("prometheus.url=http://127.0.0.1:1", 3, ("unknown", "capacity")),
    ],
)
def test_check_exits_as_a_monitoring_plugin_with_the_cause(
    rehearsal: Rehearse,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    code: int,
    worst: tuple[str, str | None],
) -> None:
    asked = ["status", "--check", "--settings", str(rehearsal().settings), "--set", setting]
    assert run([*asked, "--output", "json"]) == code
    told = json.loads(capsys.readouterr().out)["verdict"]
    first = told["causes"][0]["figure"] if told["causes"] else None
    assert (told["state"], first) == worst


def test_check_that_cannot_look_is_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", "--check", "--settings", str(tmp_path / "none.toml")]) == 3
    assert str(tmp_path) in capsys.readouterr().err
