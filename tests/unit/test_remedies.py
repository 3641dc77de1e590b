"""What would help where changes failed, as both faces offer it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import journalled
import pytest

from console.cli import shapes
from console.desk.failures import failures
from console.desk.remedies import CURES, Case, Remedy, remedied, spelled
from console.desk.settingline import setting_line
from console.kinds import registry
from console.locale import Locale
from console.model.notice import Notice, notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired
from console.model.resource import MACHINE
from console.model.verb import HEAL

ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))
FULL = notice("change.build_failed", message="No valid host was found")
BURST = replace(
    journalled.operation("k3m9x2ab", OperationState.PARTIAL), phases={"GRA": {Phase.FAILED: 2}}
)


def failed(seq: int, why: Notice, remedy: Notice | None = None, **changes: object) -> Change:
    made = Change(
        "k3m9x2ab", seq, "GRA", "GRA11", f"api-{seq}", Desired.PRESENT, Phase.FAILED,
        datetime(2026, 11, 23, tzinfo=UTC), why=why, remedy=remedy,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def of(*changes: Change) -> list[Remedy]:
    groups = remedied(BURST, failures(changes, ENGLISH.notice))
    return [one for _, found in groups for one in found]


def test_what_was_not_built_is_topped_up_once_for_all_groups() -> None:
    found = of(failed(1, FULL), failed(2, notice("change.build_error")))
    assert [one.command for one in found] == ["vigie operations topup k3m9x2ab"]


def test_what_is_unhealthy_is_healed_where_it_is() -> None:
    heal = of(failed(1, notice("change.unhealthy")))[0]
    assert heal.verb == HEAL
    assert heal.places == ("GRA",)
    assert heal.command == f"vigie heal {BURST.plan.pool} --datacenter GRA"


def test_several_names_are_spelled_one_after_the_other() -> None:
    told = {"pool": "api", "instances": "api-rbx-003, api-gra-003", "datacenters": "RBX"}
    command = spelled(registry.spec(HEAL), told)
    assert command == "vigie heal api api-rbx-003 api-gra-003 --datacenter RBX"


def test_what_nobody_saw_is_looked_for_by_name_and_several_by_their_operation() -> None:
    unseen = notice("change.outcome_unknown", name="the same")
    alone = of(failed(1, unseen))[-1]
    several = of(failed(1, unseen), failed(2, unseen))[-1]
    assert alone.look
    assert several.look
    assert (alone.look.words, several.look.words) == ("api-1", "k3m9x2ab GRA")
    assert alone.command == "vigie sweep"


def test_a_quota_that_is_too_small_has_its_ticket_drafted() -> None:
    full = notice("openstack.quota", source="compute GRA11", status=403, text="Quota exceeded")
    again, ticket = of(failed(1, full))
    assert again.command == "vigie operations topup k3m9x2ab"
    assert ticket.command == f"vigie scout {BURST.plan.pool} --ticket"


def test_a_machine_is_looked_at_where_machines_are() -> None:
    silent = notice("change.guest_mute", name="db-1", minutes=5)
    change = failed(1, silent, resource=MACHINE, desired=Desired.CONFIGURED, name="db-1")
    (found,) = of(change)
    assert found.command == "vigie vm list"


def test_programs_get_the_same(tmp_path: Path) -> None:
    changes = [failed(1, FULL, notice("remedy.at_most", ceiling=330))]
    setting, again = shapes.remedies(BURST, changes, ENGLISH)
    assert setting["setting"] == f"pools.{BURST.plan.pool}.ceiling"
    assert setting["command"] is None
    assert again["command"] == "vigie operations topup k3m9x2ab"
    assert again["names"] == ["api-1"]
    del tmp_path


@pytest.mark.parametrize("code", sorted(CURES))
def test_every_cure_can_be_said_and_done(code: str) -> None:
    remedy = CURES[code](Case(BURST.plan.pool, BURST.id, "api-1", "GRA"), {})
    assert remedy
    assert ENGLISH.notice(remedy.said)
    if remedy.verb is None:
        assert remedy.setting
    else:
        spec = registry.spec(remedy.verb)
        assert set(remedy.told) <= {one.name for one in spec.parameters}
        assert all(remedy.told.values())
        assert remedy.command == spelled(spec, remedy.told)


SETTINGS = SimpleNamespace(
    healing=SimpleNamespace(per_hour=0.2), pools={"api": SimpleNamespace(frozen=None)}
)
FILE = '# ours\n[pools.api]\nfrozen = "inventory"\n\n[healing]\nat_once = 0.1\n'


@pytest.mark.parametrize(
    ("key", "number", "text", "written"),
    [
        (("pools", "api", "frozen"), 3, 'frozen = "inventory"', True),
        (("healing", "per_hour"), 5, "per_hour = 0.2", False),
        (("private_cloud", "frozen"), None, "frozen = …", False),
    ],
)
def test_a_limit_is_found_in_the_settings_or_where_it_belongs(
    tmp_path: Path, key: tuple[str, ...], number: int | None, text: str, written: bool
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(FILE)
    found = setting_line(SETTINGS, file, key)  # type: ignore[arg-type]
    assert (found.number, found.text, found.written) == (number, text, written)


def test_a_file_that_cannot_be_read_has_no_line(tmp_path: Path) -> None:
    for bad in (tmp_path / "none.toml", tmp_path):
        found = setting_line(SETTINGS, bad, ("healing", "per_hour"))  # type: ignore[arg-type]
        assert (found.number, found.text) == (None, "per_hour = 0.2")
