"""Two settings files that name one estate with two state folders: the marks in the cloud tell."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stocked import PLAIN, stocked

from console.bootstrap import open_session
from console.bootstrap.parts import parts_of
from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.estate import Estate, Identity, RegionView, SourceState
from console.model.figure import Freshness
from console.model.instance import OPERATION_KEY, POOL_KEY, Flavor, Instance, InstanceStatus
from console.model.plan import Origin, Plan, Refusal, Request
from console.model.quota import Allowance, Quota
from console.settings.template import TEMPLATE

REGIONS = ("RBX-A", "GRA11", "SBG5")
QUOTA = Quota(
    "",
    Allowance(500, 10),
    Allowance(9000, 160),
    Allowance(90_000_000, 0),
    Allowance(500, 0),
    {"vigie-private": 400},
)


class Sight:
    """A watch of the one estate that both look at."""

    def __init__(self, at: datetime, mark: str | None, status: InstanceStatus) -> None:
        standing = [
            Instance(f"i-{n}", f"api-{n}", REGIONS[n % 3], InstanceStatus.ACTIVE, at, at, None)
            for n in range(30)
        ]
        if mark is not None:
            made = {POOL_KEY: "api", OPERATION_KEY: mark}
            standing.append(
                Instance("i-new", f"api-{mark}-1", "RBX-A", status, at, at, metadata=made)
            )
        names = ["identity", "journal", *(f"nova:{region}" for region in REGIONS)]
        self.estate = Estate(
            at=at,
            identity=Identity("vigie", "project", ("member",)),
            regions={
                r: RegionView(r, tuple(i for i in standing if i.region == r), at) for r in REGIONS
            },
            quotas=dict.fromkeys(REGIONS, QUOTA),
            flavors=dict.fromkeys(REGIONS, (Flavor("1", "win-b2-60", 16, 60_000, 400),)),
            fixtures={r: stocked(r, [PLAIN]) for r in REGIONS},
            sources={name: SourceState(name, Freshness.FRESH, at) for name in names},
        )

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 1.0) -> None: ...

    def snapshot(self) -> Estate:
        return self.estate

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - everything is known
        return self.estate

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, names: Collection[str] | None = None) -> None: ...


def opened(
    folder: Path, mark: str | None = None, status: InstanceStatus = InstanceStatus.BUILD
) -> Session:
    folder.mkdir(exist_ok=True)
    path = folder / "vigie.toml"
    path.write_text(f'{TEMPLATE}\n[journal]\nstate_dir = "{folder}/state"\n', encoding="utf-8")
    session = open_session(path, read_only=False, origin=Origin.CLI)
    session.watch = Sight(datetime.now(UTC), mark, status)
    return session


def burst(session: Session) -> Plan | Refusal:
    return session.plan(
        Request(verb=BURST, author=session.author(), pool="api", parameters={"to": 60})
    )


@pytest.fixture
def operation(tmp_path: Path) -> str:
    """An operation that the first journal has accepted."""
    session = opened(tmp_path / "first")
    planned = burst(session)
    assert isinstance(planned, Plan), planned
    parts_of(session.settings, session.settings_path).journal().accept(planned)
    return planned.operation_id


def test_while_the_operation_of_another_journal_creates_nothing_more_is_created(
    tmp_path: Path, operation: str
) -> None:
    refused = burst(opened(tmp_path / "second", operation))
    assert isinstance(refused, Refusal)
    reasons = {reason.guard: reason.why.values for reason in refused.reasons}
    assert reasons["pool.elsewhere"]["operation"] == operation


def test_what_the_operation_of_another_journal_lately_made_is_said(
    tmp_path: Path, operation: str
) -> None:
    planned = burst(opened(tmp_path / "second", operation, InstanceStatus.ACTIVE))
    assert isinstance(planned, Plan)
    said = {warning.code: warning.values for warning in planned.warnings}
    assert said["warning.pool_elsewhere"]["operation"] == operation


def test_the_journal_that_has_the_operation_knows_it_for_its_own(
    tmp_path: Path, operation: str
) -> None:
    refused = burst(opened(tmp_path / "first", operation))
    assert isinstance(refused, Refusal)
    assert "pool.elsewhere" not in {reason.guard for reason in refused.reasons}
