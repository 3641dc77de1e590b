"""What failed is told in groups, each with what would lift it, and the journal keeps that."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import journalled
import msgspec
import pytest

from console.cli import shapes
from console.cli.failed import say_failures
from console.decoding import decoder
from console.desk.failures import failures
from console.locale import Locale
from console.model.notice import Notice, notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired
from console.operations.journal.explained import decode_remedy, encode_why

ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))
WHY = notice("guard.private_frozen", why="works at RBX")
REMEDY = notice("remedy.private_thaw")


def failed(seq: int, datacenter: str = "GRA", remedy: Notice | None = REMEDY) -> Change:
    return Change(
        "k3m9x2ab",
        seq,
        datacenter,
        datacenter,
        f"api-{seq}",
        Desired.PRESENT,
        Phase.FAILED,
        datetime(2026, 11, 23, tzinfo=UTC),
        why=WHY,
        remedy=remedy,
    )


MADE = replace(failed(9), phase=Phase.IN_SERVICE, why=None, remedy=None)


def test_the_largest_group_comes_first_with_its_remedy() -> None:
    found = failures([MADE, failed(1, "RBX"), *map(failed, range(2, 7))], ENGLISH.notice)
    assert [(one.datacenter, len(one.names)) for one in found] == [("GRA", 5), ("RBX", 1)]
    assert found[0].remedy == ENGLISH.notice(REMEDY)
    assert found[0].told == ("api-2, api-3, api-4", 2)


def test_people_read_the_reason_once_and_what_would_lift_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    session = SimpleNamespace(settings=SimpleNamespace(), settings_path=tmp_path / "settings.toml")
    session.settings_path.write_text('[private_cloud]\nfrozen = "works at RBX"\n')
    changes = [MADE, *map(failed, range(5))]
    say_failures(
        session, journalled.operation("k3m9x2ab", OperationState.PARTIAL), changes, ENGLISH
    )  # type: ignore[arg-type]
    reason, remedy, names, setting, again = capsys.readouterr().out.splitlines()
    assert reason == f"✖ 5 GRA: {ENGLISH.notice(WHY)}"
    assert remedy == f"    → {ENGLISH.notice(REMEDY)}"
    assert names == "    api-0, api-1, api-2 and 2 more"
    assert setting.endswith(f': {session.settings_path}:2: frozen = "works at RBX"')
    assert again.endswith(": vigie operations topup k3m9x2ab")


def test_programs_read_the_remedy_too() -> None:
    (told,) = shapes.failed([MADE, failed(1)], ENGLISH)
    assert told["remedy"] == ENGLISH.notice(REMEDY)
    assert shapes.change(failed(1), ENGLISH)["remedy"]["code"] == REMEDY.code
    assert shapes.change(failed(1, remedy=None), ENGLISH)["remedy"] is None


def test_earlier_programs_read_the_reason_and_this_one_what_they_wrote() -> None:
    text = encode_why(failed(1))
    assert text is not None
    assert decoder(Notice).decode(text) == WHY
    assert decode_remedy(text) == REMEDY
    assert encode_why(failed(1, remedy=None)) == msgspec.json.encode(WHY).decode()
    assert decode_remedy(msgspec.json.encode(WHY).decode()) is None
    assert (encode_why(MADE), decode_remedy(None), decode_remedy("{")) == (None, None, None)
