"""March 2020 on the rehearsal estate, with a real worker: learned, advised, asked for, cut off."""

from pathlib import Path

import pytest
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell
from worked import session, working

from console.desk.keeping.asker import LOOK_S
from console.model.capacity import SURE
from console.rehearsal.reference import CONNECTIONS_PER_INSTANCE

SPEED = 20.0
POOL = "[pools.api]\n"
CARRIES = f"connections_per_instance = {CONNECTIONS_PER_INSTANCE}\n"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def by_itself(estate: Rehearsal) -> None:
    """Settings that let the pool grow by itself, and do not say what an instance carries."""
    text = estate.settings.read_text(encoding="utf-8")
    assert (text.count(POOL), text.count(CARRIES)) == (1, 1)
    text = text.replace(CARRIES, "").replace(POOL, f'{POOL}foresight = "auto"\n')
    estate.settings.write_text(text, encoding="utf-8")


def lists(estate: Rehearsal) -> int:
    """How often instances were listed."""
    return estate.record().called("compute", "GET", 200)


def test_it_grows_by_itself_and_with_its_data_cut_off_it_says_so_and_does_nothing(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("march-2020", SPEED)
    by_itself(estate)
    shell, here = Shell(estate), session(estate)
    try:
        code, told = shell.says("forecast", "api")
        assert (code, told["mode"], told["forecast_unknown"]) == (0, "auto", None)
        assert told["advice"]["late_by"] < told["advice"]["at"]
        assert told["advice"]["missing"] > 30
        seen = told["capacity"]["seen"]
        assert CONNECTIONS_PER_INSTANCE < seen["carried"] < seen["over_from"] < seen["over_to"]
        assert seen["over_from"] < 1.2 * CONNECTIONS_PER_INSTANCE
        assert (told["capacity"]["why"], seen["over_s"] > 3600) == (None, True)
        learned = told["capacity"]["each"]
        assert (told["capacity"]["settings"], told["capacity"]["by"]) == (None, "learned")
        assert (learned, told["capacity"]["peaks"] >= SURE) == (seen["carried"], True)
        code, told = shell.says("burst", "api", "--to", "200", "--dry-run")
        assert code == 0
        assert "detail.enough_ahead" in {one["code"] for one in told["plan"]["details"]}
        with working(estate):
            wait_until(lambda: here.journal.operations() != (), what="a burst is asked for")
            wait_until(lambda: not here.journal.operations(live=True), what="its end")
            [grown] = here.journal.operations()
            assert grown.plan.request.author.user == "foresight:api"
            assert grown.plan.size_after > 60

            estate.set_faults({"mode": "error", "services": ["prometheus"], "rate": 1.0})
            code, told = shell.says("forecast", "api")
            assert (code, told["advice"]) == (5, None)
            assert told["why"]["message"]
            kept = told["capacity"]
            assert abs(kept["each"] - learned) < 0.2 * learned, "what was learned is remembered"
            assert (kept["by"], kept["why"]) == ("learned", None)
            code, told = shell.says("status")
            assert code == 5
            [pool] = told["pools"]
            assert pool["foresight"]["advice"] is None
            assert pool["foresight"]["why"]["code"]
            assert (pool["capacity"]["each"], pool["capacity"]["by"]) == (kept["each"], "learned")

            since, listed = here.clock.now(), lists(estate)
            looked = 1.2 * LOOK_S * SPEED
            wait_until(
                lambda: (
                    lists(estate) > listed and (here.clock.now() - since).total_seconds() > looked
                ),
                what="the worker has looked again",
            )
            assert len(here.journal.operations()) == 1
    finally:
        shell.end()
