"""What doctor says of hooks, of vSphere HA, of bills by the month, and of pools in `auto`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from modelled import POLICY, START
from private_modelled import HOSTS, PrivateWorld

from console.cli import failure
from console.cli.checks import availability, billing, hooks, pools
from console.cli.checks.check import Check
from console.model.billing import MONTHLY_KEY
from console.model.error import SourceUnreachable
from console.model.estate import Estate, RegionView
from console.model.instance import POOL_KEY, Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import WorkerPresence
from console.model.pool import ForesightMode, HealingMode
from console.model.private import Power
from console.settings.clusters import ClusterSettings
from console.settings.hooks import ClusterHooks, HookSettings
from console.settings.load import load
from console.settings.template import TEMPLATE

EMPTY = Estate(START)


def told(found: Iterator[Check]) -> dict[str, tuple[str, str]]:
    return {one.name: (one.severity.value, one.found.code) for one in found}


@pytest.fixture
def hooked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Check]]:
    """Check the hooks of settings that name a program and a URL."""
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))

    monkeypatch.setenv("NO_PROXY", "*")

    def check(program: Path, url: str, more: str = "") -> list[Check]:
        file = tmp_path / "vigie.toml"
        file.write_text(TEMPLATE + more)
        file.chmod(0o600)
        named = ClusterHooks(
            restart_member=HookSettings(command=(str(program),)),
            switchover=HookSettings(url=url, username="vigie"),
        )
        cluster = ClusterSettings(pool="orders", kind="sqlserver", hooks=named)
        settings = msgspec.structs.replace(load(file).settings, clusters={"orders": cluster})
        session: Any = SimpleNamespace(settings=settings, settings_path=file)
        return list(hooks.checks(session, EMPTY))

    return check


def test_a_hook_that_could_be_run_or_called_is_well_and_nothing_is_sent(
    hooked: Callable[..., list[Check]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "restart"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o700)
    monkeypatch.setenv("VIGIE_SECRET_CLUSTER_ORDERS_SWITCHOVER_PASSWORD", "opensesame")
    found = hooked(program, "http://localhost:9/switch")
    assert told(iter(found)) == {
        "orders restart_member": ("ok", "doctor.hook"),
        "orders switchover": ("ok", "doctor.hook"),
    }
    assert not ran.exists()


def test_a_hook_says_what_would_keep_it_from_being_run(
    hooked: Callable[..., list[Check]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "restart"
    command, url = hooked(program, "http://localhost:9/switch")
    assert (command.found.code, url.found.code) == ("hooks.not_run", "server.no_secret")
    assert command.remedy == notice(
        "doctor.hook_place", place="clusters.orders.hooks.restart_member"
    )
    program.write_text("")
    program.chmod(0o600)
    monkeypatch.setenv("VIGIE_SECRET_CLUSTER_ORDERS_SWITCHOVER_PASSWORD", "opensesame")
    command, url = hooked(program, "http://nowhere.invalid/a-secret-path")
    assert (command.found.code, command.exit_code) == ("hooks.not_run", failure.FAILED)
    assert (url.found.code, url.exit_code) == ("outage.name", failure.UNREACHABLE)
    assert url.found.values["name"] == "nowhere.invalid"
    assert "a-secret-path" not in str(url.found)
    program.chmod(0o722)
    assert hooked(program, "http://localhost:9/")[0].found.code == "hooks.untrusted"


def test_what_a_service_runs_is_its_account_s_to_look_at(
    hooked: Callable[..., list[Check]], tmp_path: Path
) -> None:
    found = hooked(tmp_path / "nothing", "http://nowhere.invalid/", "\n[service]\n")
    assert {one.found.code for one in found} == {"doctor.hook_of_service"}


def ha(on: bool | None, state: str | None = "master", **machine: object) -> list[tuple[str, str]]:
    world = PrivateWorld()
    world.clusters = tuple(replace(one, ha=on) for one in world.clusters)
    world.hosts = tuple(replace(host, ha_state=state) for host in HOSTS)
    for number in world.machines:
        world.machine(number, **{"ha_protected": on, **machine})
    view = world.estate().private
    assert view is not None
    return [(one.severity.value, one.found.code) for one in availability.checks(view)]


def test_ha_that_is_off_or_not_told_is_no_ha() -> None:
    assert ha(True) == [("ok", "doctor.ha")]
    assert ha(False) == [("warning", "doctor.ha_off")]
    assert ha(None) == [("warning", "doctor.ha_unknown")]


def test_hosts_that_take_no_part_and_machines_that_it_leaves_alone_are_told() -> None:
    assert ha(True, "initializationError") == [("warning", "doctor.ha_hosts")]
    assert ha(True, None) == [("warning", "doctor.ha_hosts")]
    assert ha(True, ha_protected=False) == [("warning", "doctor.ha_machines")]
    assert ha(True, ha_protected=False, power=Power.OFF) == [("ok", "doctor.ha")]
    assert ha(True, ha_protected=None) == [("ok", "doctor.ha")]


def billed(
    *instances: Instance, by: Callable[[], Mapping[str, datetime | None]] | None
) -> dict[str, tuple[str, str]]:
    usage = None if by is None else SimpleNamespace(monthly=by)
    session: Any = SimpleNamespace(policy=POLICY, usage=usage)
    view = RegionView("RBX-A", instances, START)
    return told(billing.checks(session, replace(EMPTY, regions={"RBX-A": view})))


def instance(number: int, **marks: str) -> Instance:
    metadata = {POOL_KEY: "api", **marks}
    status = InstanceStatus.ACTIVE
    return Instance(f"s{number}", f"api-{number}", "RBX-A", status, START, START, metadata=metadata)


def test_what_is_billed_by_the_month_though_nobody_meant_it_is_told_by_pool() -> None:
    marked = instance(2, **{MONTHLY_KEY: "1"})
    assert billed(instance(1), by=dict) == {"monthly": ("ok", "doctor.monthly_none")}
    assert billed(instance(1), by=None) == {"monthly": ("ok", "doctor.monthly_metadata")}
    assert billed(instance(1), marked, by=dict) == {"monthly api": ("warning", "doctor.monthly")}
    told_of_one = {"s1": START}
    assert billed(instance(1), by=lambda: told_of_one) == {
        "monthly api": ("warning", "doctor.monthly")
    }


def test_where_ovhcloud_does_not_answer_nobody_says_that_nothing_is_billed_so() -> None:
    why = notice("watch.no_answer", source="ovhcloud", seconds=5)

    def silent() -> Mapping[str, datetime | None]:
        raise SourceUnreachable(why)

    assert billed(instance(1), by=silent) == {"monthly ovhcloud": ("warning", "watch.no_answer")}


def cared_for(*workers: WorkerPresence, service: object = None, **modes: object) -> list[Check]:
    pool = replace(POLICY.pools["api"], **modes)  # type: ignore[arg-type]
    session: Any = SimpleNamespace(
        policy=replace(POLICY, pools={"api": pool}),
        settings=SimpleNamespace(service=service),
        journal=SimpleNamespace(workers=lambda: workers),
        learner=None,
    )
    return [one for one in pools.checks(session, EMPTY) if one.name == "auto"]


def test_a_pool_in_auto_that_no_worker_sees_to_is_told() -> None:
    both = {"healing": HealingMode.AUTO, "foresight": ForesightMode.AUTO}
    alive = WorkerPresence("w", 7, "bastion", START, START, alive=True)
    assert cared_for() == []
    [lacking] = cared_for(replace(alive, alive=False), **both)
    assert (lacking.severity.value, lacking.found.code) == ("warning", "doctor.auto_unkept")
    assert lacking.found.values["pools"] == "api (healing), api (foresight)"
    [kept] = cared_for(alive, **both)
    assert (kept.ok, kept.found.values["pid"], kept.found.values["host"]) == (True, 7, "bastion")
    assert cared_for(service=object(), **both) == []
