"""Read-only by construction: what is handed out has nothing that writes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from asking import asking

from console.bootstrap import open_session
from console.bootstrap.parts import parts_of, secrets_of
from console.cli.invocation import wants_read_only
from console.cli.sources import steps
from console.desk.session import Session
from console.desk.standin import stand_in
from console.kinds import registry
from console.kinds.instances.verbs import BURST
from console.model.estate import Estate, Identity, SourceState
from console.model.figure import Freshness
from console.model.plan import (
    Origin,
    Plan,
    Refusal,
)
from console.model.private import PrivateAccount, Right
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE, Resource
from console.model.supply import (
    SupplyView,
)
from console.operations.journal.reader import SqlJournalReader
from console.ports import (
    ComputeReader,
    JournalReader,
    MetricsSource,
    PrivateCloud,
    PrivateReader,
    Supply,
    SupplyReader,
)
from console.providers.openstack.cloud import OpenStackReader
from console.providers.ovhcloud.supply import OvhcloudReader
from console.providers.storage.joint import JointReader
from console.providers.storage.nfs import NfsReader
from console.providers.vsphere.cloud import VsphereReader
from console.settings.estate import EstateSettings
from console.settings.load import load
from console.settings.problem import SettingsInvalid
from console.settings.template import TEMPLATE

MUTATORS = {
    "accept",
    "attend",
    "create",
    "delete",
    "ensure_worker",
    "mark",
    "unmark",
    "reboot",
    "request_stop",
    "stop",
    "submit",
} | {
    name
    for port, half in ((PrivateCloud, PrivateReader), (Supply, SupplyReader))
    for name in set(vars(port)) - set(vars(half))
    if not name.startswith("_")
}
PRIVATE = """
[private_cloud]
datacenter = "RBX"
vsphere = { host = "vcenter.example", user = "vigie@vsphere.local" }
ovhcloud = { service = "pcc-1-2-3-4" }
"""


class Sight:
    """A watch that shows one identity."""

    def __init__(self, session: Session, identity: Identity | None) -> None:
        self.estate = Estate(at=session.clock.now(), identity=identity)

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 1.0) -> None: ...

    def snapshot(self) -> Estate:
        return self.estate

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - everything is known
        return self.estate

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, names: Collection[str] | None = None) -> None: ...


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "vigie.toml"
    path.write_text(f'{TEMPLATE}\n[journal]\nstate_dir = "{tmp_path}/state"\n', encoding="utf-8")
    return path


def opened(settings: Path, *, read_only: bool, roles: tuple[str, ...] | None) -> Session:
    session = open_session(settings, read_only=read_only, origin=Origin.CLI)
    identity = None if roles is None else Identity("someone", "project", roles)
    session.watch = Sight(session, identity)
    return session


def public(value: object) -> set[str]:
    return {name for name in dir(value) if not name.startswith("_")}


@pytest.mark.parametrize(
    "reader",
    [
        JointReader,
        NfsReader,
        OpenStackReader,
        OvhcloudReader,
        SqlJournalReader,
        VsphereReader,
    ],
)
def test_readers_have_no_mutators(reader: type) -> None:
    assert public(reader) & MUTATORS == set()


class Everything:
    """What stands behind a port has more than the port."""

    def __getattr__(self, name: str) -> str:
        return f"{name} of all"


@pytest.mark.parametrize(
    "port", [ComputeReader, JournalReader, MetricsSource, PrivateReader, SupplyReader]
)
def test_a_port_opened_late_lets_through_what_its_reading_half_declares(port: type) -> None:
    handed = stand_in(port, Everything)
    declared = public(port)
    assert declared
    assert public(handed) == declared
    for name in declared:
        assert getattr(handed, name) == f"{name} of all"
    for name in MUTATORS - declared:
        with pytest.raises(AttributeError):
            getattr(handed, name)


def test_a_port_is_opened_once_by_the_first_question_and_again_after_a_failure() -> None:
    made: list[Everything] = []
    fails = True

    def make() -> Everything:
        if fails:
            raise OSError("not yet")
        made.append(Everything())
        return made[-1]

    handed = stand_in(ComputeReader, make, {"identity": Everything()})
    assert handed.identity == "identity of all"
    with pytest.raises(OSError, match="not yet"):
        _ = handed.quota
    fails = False
    assert handed.quota == "quota of all"
    assert handed.flavors == "flavors of all"
    assert len(made) == 1


def test_a_read_only_session_has_no_operator_and_writes_nothing(settings: Path) -> None:
    session = opened(settings, read_only=True, roles=("member",))
    assert session.operator is None
    assert public(session.compute) & MUTATORS == set()
    assert public(session.journal) & MUTATORS == set()
    block = session.write_block()
    assert block is not None
    assert block.code == "session.read_only"
    assert session.journal.operations() == ()
    assert not (settings.parent / "state").exists()


def test_planning_refuses_in_read_only_mode(settings: Path) -> None:
    session = opened(settings, read_only=True, roles=("member",))
    request = asking(BURST, author=session.author(), pool="api", to=300)
    refusal = session.plan(request)
    assert isinstance(refusal, Refusal)
    assert "read_only" in {reason.guard for reason in refusal.reasons}
    assert not isinstance(refusal, Plan)


@pytest.mark.parametrize(
    ("roles", "code"),
    [
        (("reader",), "session.reader"),
        ((), "session.reader"),
        (None, "session.identity_unknown"),
        (("reader", "member"), None),
    ],
)
def test_who_may_write_depends_on_the_roles(
    settings: Path, roles: tuple[str, ...] | None, code: str | None
) -> None:
    block = opened(settings, read_only=False, roles=roles).write_block()
    assert (block.code if block else None) == code


@pytest.mark.parametrize(
    "value", [None, "", " ", "0", "false", "False", "no", "NO", "off", " off "]
)
def test_a_clear_no_lets_changes_through(value: str | None) -> None:
    environ = {} if value is None else {"VIGIE_READ_ONLY": value}
    assert wants_read_only(environ) is False


@pytest.mark.parametrize(
    "value",
    ["1", "true", "YES", "on", "2", "-1", "00", "banana", "non", "0.0", "none", "n", "\u00a00x"],
)
def test_whatever_is_not_a_clear_no_forbids_every_change(value: str) -> None:
    assert wants_read_only({"VIGIE_READ_ONLY": value}) is True


@pytest.mark.parametrize("value", ["banana", "2", ""])
def test_no_yes_or_no_of_the_settings_is_guessed_from_the_environment(
    settings: Path, value: str
) -> None:
    """A variable that is neither yes nor no is an error with its name, not a default."""
    variable = "VIGIE_CONSOLE__ASCII"
    with pytest.raises(SettingsInvalid) as wrong:
        load(settings, environ={variable: value})
    assert [problem.place for problem in wrong.value.problems] == [variable]


ALL = frozenset(Right) - {Right.ORDER}
ORDERS = frozenset({Right.ORDER})


@pytest.mark.parametrize(
    ("resource", "rights", "key", "code"),
    [
        (MACHINE, None, ORDERS, "session.account_unknown"),
        (MACHINE, frozenset(), ORDERS, "session.private_reader"),
        (MACHINE, ALL, None, None),
        (DATASTORE, frozenset(), ORDERS, "session.private_reader"),
        (DATASTORE, ALL, None, "session.orderer_unknown"),
        (DATASTORE, ALL, frozenset(), "session.order_reader"),
        (HOST, ALL, frozenset(), "session.order_reader"),
        (HOST, ALL, ORDERS, None),
    ],
)
def test_who_may_write_on_the_private_side_depends_on_their_own_accounts(
    settings: Path,
    resource: Resource,
    rights: frozenset[Right] | None,
    key: frozenset[Right] | None,
    code: str | None,
) -> None:
    settings.write_text(settings.read_text() + PRIVATE)
    session = opened(settings, read_only=False, roles=None)
    estate = session.watch.snapshot()
    assert isinstance(session.watch, Sight)
    session.watch.estate = replace(
        estate,
        private_account=None if rights is None else PrivateAccount("someone", rights),
        supply=SupplyView((), (), (), estate.at, PrivateAccount("key", key))
        if key is not None
        else None,
    )
    block = session.write_block(resource)
    assert (block.code if block else None) == code
    author = session.author(resource)
    assert author.cloud_user == ("" if rights is None else "someone")
    assert set(author.rights) == {right.value for right in (rights or set()) | (key or set())}


def test_disks_of_ones_own_need_no_key_to_order(settings: Path) -> None:
    settings.write_text(
        f'{settings.read_text()}{PRIVATE}[private_cloud.storage]\nprovisioner = "vmfs"\n'
    )
    session = opened(settings, read_only=False, roles=None)
    assert isinstance(session.watch, Sight)
    session.watch.estate = replace(
        session.watch.estate, private_account=PrivateAccount("someone", ALL)
    )
    assert session.write_block(DATASTORE) is None
    block = session.write_block(HOST)
    assert block is not None
    assert block.code == "session.orderer_unknown"


def test_read_only_reads_the_private_cloud_with_reading_halves_alone(settings: Path) -> None:
    settings.write_text(settings.read_text() + PRIVATE)
    loaded = load(settings)
    private = parts_of(loaded.settings, settings).private()
    assert private is not None
    makers = [private.reader, private.acting_reader]
    readers = [make() for make in makers]
    supply = private.supply_reader(readers[0], read_only=True)
    assert supply is not None
    for reader in (*readers, supply()):
        assert public(reader) & MUTATORS == set()
    session = opened(settings, read_only=True, roles=None)
    for resource in registry.homes():
        block = session.write_block(resource)
        assert block is not None
        assert block.code == "session.read_only"


def test_a_rehearsal_reads_the_secrets_beside_its_settings_alone(tmp_path: Path) -> None:
    beside = tmp_path / "secrets.toml"
    beside.write_text('[estate]\nvsphere = "of the rehearsal"\n')
    beside.chmod(0o600)
    rehearsal = EstateSettings(name="estate", environment="rehearsal")
    secrets = secrets_of(tmp_path / "settings.toml", rehearsal)
    assert secrets.file == beside
    assert secrets.get("vsphere") == "of the rehearsal"
    assert beside not in secrets_of(tmp_path / "elsewhere" / "settings.toml", rehearsal).files


@pytest.mark.parametrize(
    ("resource", "who"),
    [(INSTANCE, "identity"), (MACHINE, "vcenter:account"), (DATASTORE, "vcenter:account")],
)
def test_who_somebody_is_comes_first_and_alone(resource: Resource, who: str) -> None:
    names = ["identity", "journal", "nova:RBX-A", "quota:RBX-A", "vcenter", "vcenter:account"]
    estate = Estate(
        datetime(2026, 11, 23, tzinfo=UTC),
        sources={name: SourceState(name, Freshness.FRESH) for name in names},
    )
    budgets = SimpleNamespace(month_euro=None)
    policy = SimpleNamespace(clusters={}, private=None, budgets=budgets)
    session = SimpleNamespace(watch=SimpleNamespace(snapshot=lambda: estate), policy=policy)
    first, *rest = steps(session, resource)  # type: ignore[arg-type]
    assert set(first[0]) == {who, "journal"}
    assert first[2] == (INSTANCE if resource == INSTANCE else MACHINE)
    assert {name for names, _, _ in rest for name in names} >= (
        {"nova:RBX-A", "quota:RBX-A"} if resource == INSTANCE else {"vcenter"}
    )
