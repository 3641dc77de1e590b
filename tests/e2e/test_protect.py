"""Instances locked against every tool, and freed again, seen by a client apart."""

from pathlib import Path

import pytest
from openstack.config import OpenStackConfig
from openstack.connection import Connection
from openstack.exceptions import ConflictException
from rehearsed import Rehearsal, Rehearse
from shell import Shell


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


class Apart:
    """The servers as somebody else's client sees them."""

    def __init__(self, estate: Rehearsal) -> None:
        config = OpenStackConfig(config_files=[str(estate.clouds_yaml)], load_envvars=False)
        self.compute = Connection(
            config=config.get_one("vigie", region_name="GRA11", compute_default_microversion="2.73")
        ).compute

    def locks(self) -> dict[str, str | None]:
        """The locked ones of the region by name, each with its reason."""
        return {one.name: one.locked_reason for one in self.compute.servers() if one.is_locked}


def test_what_is_locked_stays_and_a_rollback_frees_it(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    shell, apart = Shell(estate), Apart(estate)
    kept = ("api-gra-001", "api-gra-002")
    code, said = shell.says("protect", "api", *kept, "--yes")
    assert (code, [one["guard"] for one in said["refused"]]) == (3, ["protect.reason"])
    code, said = shell.says("protect", "api", "api-gra-099", "--reason", "why", "--yes")
    assert (code, [one["guard"] for one in said["refused"]]) == (3, ["instance.unknown"])
    assert apart.locks() == {}

    code, said = shell.says("protect", "api", *kept, "--reason", "incident 4711", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    assert apart.locks() == dict.fromkeys(kept, "incident 4711")
    with pytest.raises(ConflictException):
        apart.compute.delete_server(next(apart.compute.servers(name="^api-gra-001$")).id)
    code, again = shell.says("protect", "api", *kept, "--reason", "again", "--yes")
    assert (code, again["refused"][0]["code"]) == (3, "guard.protected")

    code, said = shell.says("unprotect", "api", kept[0], "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    assert apart.locks() == {kept[1]: "incident 4711"}
    code, back = shell.says("rollback", said["operation"]["id"], "--yes", "--overload", "--wait")
    assert (code, back["operation"]["state"]) == (0, "succeeded")
    assert apart.locks().keys() == set(kept)
    orders = {order.order for order in estate.record().orders}
    assert not orders & {"create", "delete"}
    shell.end()
