"""Read-only by construction: what is handed out has nothing that writes."""

from collections.abc import Collection
from pathlib import Path

import pytest

from console.bootstrap import open_session
from console.cli.invocation import wants_read_only
from console.deferred import DeferredCompute, DeferredJournal, DeferredMetrics
from console.model.estate import Estate, Identity
from console.model.plan import Origin, Plan, Refusal, Request, Verb
from console.operations.reading import SqlJournalReader
from console.providers.openstack.cloud import OpenStackReader
from console.session import Session
from console.settings.template import TEMPLATE

MUTATORS = {"accept", "create", "delete", "ensure_worker", "request_stop", "stop", "submit"}


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

    def hasten(self) -> None: ...


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
    [DeferredCompute, DeferredJournal, DeferredMetrics, OpenStackReader, SqlJournalReader],
)
def test_readers_have_no_mutators(reader: type) -> None:
    assert public(reader) & MUTATORS == set()


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
    request = Request(verb=Verb.BURST, author=session.author(), pool="api", to=300)
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
    ("value", "read_only"),
    [("1", True), ("true", True), ("YES", True), ("0", False), ("", False), (None, False)],
)
def test_the_environment_asks_for_read_only(value: str | None, read_only: bool) -> None:
    environ = {} if value is None else {"VIGIE_READ_ONLY": value}
    assert wants_read_only(environ) is read_only
