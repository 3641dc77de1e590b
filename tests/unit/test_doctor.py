"""What `vigie doctor` makes of its checks, and what a host's ordinary fault is told as."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.cli import failure
from console.cli.checks.check import Check, Gravity
from console.cli.doctor import report, verdict
from console.cli.entry import run
from console.locale import Language, Locale
from console.model.notice import notice
from console.settings.template import TEMPLATE

PARIS = ZoneInfo("Europe/Paris")
DEAD = notice("watch.no_answer", source="keystone", seconds=5)
GOOD = Check.well("settings", notice("doctor.settings", path="/vigie.toml"))
WARNED = Check.hint("clock", notice("doctor.no_supply"))


def failed(name: str) -> Check:
    return Check.bad(name, DEAD, failure.UNREACHABLE)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_cause_is_told_once_and_what_follows_from_it_in_one_line(language: Language) -> None:
    locale = Locale(language, PARIS)
    other = Check.bad("prometheus", notice("doctor.no_supply"))
    some = [failed("identity"), other, failed("nova:GRA11"), failed("quota:GRA11")]
    lines = list(
        report([("files", [GOOD]), ("sources", some), ("pools", [failed("pool")])], locale)
    )
    assert sum(locale.notice(DEAD) in line for line in lines) == 1
    cause = next(at for at, line in enumerate(lines) if locale.notice(DEAD) in line)
    followed = lines[cause + 1]
    assert followed.strip().startswith("nova:GRA11, quota:GRA11")
    assert followed.endswith("identity"), "it says whose cause it is, not what stands above"
    assert [line for line in lines if line.strip().startswith("pool") and "✗" not in line]
    assert "identity, prometheus" in lines[-1]
    assert "nova" not in lines[-1], "what follows from a cause is none of its own"


def test_a_remedy_stands_behind_its_cause() -> None:
    locale = Locale("en", PARIS)
    why = notice("guard.missing_key", region="GRA11, RBX-A", name="oncal")
    cure = notice("remedy.near", near="oncall")
    lacking = Check.bad("builds api", why, remedy=cure)
    lines = list(report([("pools", [lacking])], locale))
    assert lines[1].endswith(f"{locale.notice(why)} {locale.notice(cure)}")


def test_the_verdict_says_what_is_in_the_way_and_a_warning_is_not() -> None:
    assert verdict([GOOD]).code == "doctor.ready"
    assert verdict([GOOD, WARNED]) == notice("doctor.ready_but", names="clock")
    assert verdict([WARNED, failed("nova")]) == notice("doctor.in_the_way", names="nova")
    assert WARNED.severity is Gravity.WARNING


def test_a_cloud_that_is_away_is_one_cause_and_no_librarys_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clouds = tmp_path / "clouds.yaml"
    clouds.write_text(
        "clouds:\n  ovh:\n    auth:\n      auth_url: http://127.0.0.1:9/v3\n      username: u\n"
        "      password: canary\n      project_name: p\n      user_domain_name: Default\n"
        "      project_domain_name: Default\n",
        encoding="utf-8",
    )
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(clouds))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    settings = tmp_path / "vigie.toml"
    settings.write_text(TEMPLATE, encoding="utf-8")
    asked = ["doctor", "--settings", str(settings)]
    assert run(asked) == failure.UNREACHABLE
    told = capsys.readouterr().out
    sentences = [line[20:] for line in told.splitlines() if line.startswith("✗")]
    assert len(sentences) == len(set(sentences))
    assert "_Pool" not in told
    assert ".." not in told.replace("…", "")
    assert run([*asked, "--output", "json"]) == failure.UNREACHABLE
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"]["code"] == "doctor.in_the_way"
    assert {one["severity"] for one in answer["checks"]} <= {"ok", "warning", "failed"}
    assert {one["section"] for one in answer["checks"]} >= {"files", "sources"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")
@pytest.mark.parametrize(
    "arguments", [["keys"], ["settings", "path"], ["settings", "schema"], ["settings", "validate"]]
)
@pytest.mark.parametrize("output", ["full", "closed"])
def test_an_output_that_is_full_or_closed_is_one_sentence(
    tmp_path: Path, arguments: list[str], output: str
) -> None:
    settings = tmp_path / "vigie.toml"
    settings.write_text(TEMPLATE, encoding="utf-8")
    where = ">/dev/full" if output == "full" else ">&-"
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {where}', "sh", sys.executable, "-m", "console", *arguments],
        env={**os.environ, "VIGIE_SETTINGS": str(settings), "LANG": "C"},
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == failure.FAILED
    why = errno.ENOSPC if output == "full" else errno.EBADF
    assert os.strerror(why) in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_a_check_came_to_is_said_by_its_name() -> None:
    said = notice("doctor.no_supply")
    found = [Check.well("a", said), Check.hint("a", said), Check.bad("a", said)]
    assert [(one.ok, one.severity) for one in found] == [
        (True, Gravity.OK),
        (False, Gravity.WARNING),
        (False, Gravity.FAILED),
    ]
    assert Check.judged("a", ok=False, found=said) == Check.bad("a", said)
