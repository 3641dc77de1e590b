"""Single sweeps over the real planner, passes and journal, and product faults that laws see."""

from collections.abc import Callable

import pytest
from laws import Broken
from night import REGIONS, Fall, Night
from schedules import BALANCED, QUICK
from sweepers import boot_from_volumes, morning
from weather import Spell

from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.kinds.leftovers import belongings, draft, members, reading, servers
from console.kinds.leftovers.actuator import LeftoverActuator
from console.kinds.leftovers.verbs import SWEEP
from console.model.leftover import Belonging, Leftover, Traces
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Plan, Refusal
from console.model.resource import ORPHAN, PORT, VOLUME
from console.model.verb import ROLLBACK

GONE = "id-gone"


def estate(fall: Fall, *, balanced: bool = False, standing: int = 6) -> Night:
    """Whatever goes leaves its port; beside it stands what is nobody's."""
    night = fall(
        policy=BALANCED if balanced else QUICK, balanced=balanced, standing=standing, staying=1.0
    )
    night.cloud.boot_s, night.cloud.well_s, night.cloud.removal_s = 8.0, 2.0, 4.0
    night.belongings.tying = 0.0
    for region in REGIONS.values():
        night.belongings.furnish(region)
    return night


def over(night: Night, operation: Operation) -> Operation:
    """The operation, once nothing more happens; by the laws."""
    night.run_out()
    night.laws.look_back()
    return night.desk().operation(operation.id)


def burst(night: Night) -> Operation:
    return over(night, night.desk().ask(BURST, pool="api", by=2, datacenters=("RBX",)))


def burst_and_back(night: Night) -> None:
    """Its servers are gone, and what they had is not."""
    undone = over(night, night.desk().ask(ROLLBACK, operation=burst(night).id))
    assert undone.state is OperationState.SUCCEEDED


def lose(night: Night, made: Operation) -> None:
    """A hand deletes one of an operation's servers."""
    night.laws.meddled = True
    night.cloud.take(next(s for s in night.cloud.standing() if s.operation == made.id))


def given_up(fall: Fall) -> Night:
    """One comes up after nobody waited for it any more; of the pool's own one is left."""
    night = estate(fall, standing=3)
    night.weather.told["create"].append("lost")
    night.weather.spells.append(Spell("nova:RBX-A", "silent", 3.05, 2000.0))
    night.desk().ask(BURST, pool="api", by=1, datacenters=("RBX",))
    night.run_out()
    night.laws.meddled = True
    for server in [s for s in night.cloud.standing() if s.by == "seed"][:2]:
        night.cloud.take(server)
    night.run(until=night.moments.t + 2000.0)
    return night


def refused(night: Night, **told: object) -> list[str]:
    found = night.desk().plan(SWEEP, **told)
    assert isinstance(found, Refusal)
    return [reason.guard for reason in found.reasons]


def planned(night: Night) -> Plan:
    found = night.desk().plan(SWEEP)
    assert isinstance(found, Plan)
    return found


def test_what_servers_left_is_swept_once_and_what_is_nobodys_stays(fall: Fall) -> None:
    night = estate(fall)
    boot_from_volumes(night)
    before = set(night.belongings.things)
    burst_and_back(night)
    swept = over(night, night.desk().ask(SWEEP))
    assert swept.state is OperationState.SUCCEEDED
    assert {c.resource for c in swept.plan.changes} == {PORT, VOLUME}
    assert before <= {thing.id for thing in night.belongings.standing()}
    assert refused(night) == ["nothing"]
    morning(night)


def test_volume_that_cinder_holds_stays_and_keeps_nothing_else(fall: Fall) -> None:
    night = estate(fall)
    night.belongings.tying = 1.0
    boot_from_volumes(night)
    burst_and_back(night)
    swept = over(night, night.desk().ask(SWEEP))
    assert swept.state is OperationState.PARTIAL
    left = [thing for thing in night.belongings.left() if thing.operation]
    assert {thing.sort.resource for thing in left} == {VOLUME}
    morning(night)


def test_member_that_leads_nowhere_is_swept_and_no_strangers(fall: Fall) -> None:
    night = estate(fall, balanced=True)
    made = burst(night)
    before = dict(night.balancing.members)
    lose(night, made)
    swept = over(night, night.desk().ask(SWEEP))
    [orphan] = [c.resource_id for c in swept.plan.changes if c.resource == ORPHAN]
    assert before.keys() - night.balancing.members.keys() == {orphan}
    morning(night)


def test_no_sweep_takes_what_the_floor_rests_on(fall: Fall) -> None:
    """An instance that its operation gave up runs, and most of the others are lost."""
    night = given_up(fall)
    [runs] = [s.id for s in night.cloud.standing() if s.by == "vigie"]
    assert refused(night) == refused(night, named=runs) == ["leftovers.running"]
    morning(night)


# Product faults, each of which a law sees


def test_floor_that_a_sweep_would_break_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = given_up(fall)
    monkeypatch.setattr(reading, "running", lambda _server, _policy: None)
    swept = night.desk().ask(SWEEP)
    with pytest.raises(Broken, match=r"law 5: api-rbx-op000001-1 is removed, and 2 stay of 3"):
        over(night, swept)


def ours(one: Belonging, *_known: object) -> Leftover | None:
    """A sweep that takes what servers of strangers have left for ours."""
    return left(one) if one.servers[0].startswith(GONE) else None


def used(one: Belonging, _gone: object, made: dict[str, object], _traces: object) -> object:
    """A sweep that does not ask whether a server is gone."""
    return left(one) if one.servers[0] in made else None


def left(one: Belonging) -> Leftover:
    return belongings.told(one, "op000001", notice("leftover.marked", operation="x"), sure=True)


@pytest.mark.parametrize(
    ("fault", "law"),
    [
        (ours, "law 6: port-.* is somebody else's, and is swept"),
        (used, "law 6: port-.* is swept, and its server stands"),
    ],
)
def test_port_that_is_no_leftover_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., object], law: str
) -> None:
    night = estate(fall)
    made = burst(night)
    lose(night, made)
    monkeypatch.setattr(belongings, "_of_gone", fault)
    swept = night.desk().ask(SWEEP)
    with pytest.raises(Broken, match=law):
        over(night, swept)


def test_sweep_of_what_another_operation_is_at_work_on_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = estate(fall)
    made = burst(night)
    lose(night, made)
    night.cloud.removal_s = 400.0
    night.desk().ask(ROLLBACK, operation=made.id)
    night.run(until=night.moments.t + 60.0)
    assert refused(night) == ["nothing"]
    monkeypatch.setattr(Traces, "live", lambda _traces, _operation: False)
    swept = night.desk().ask(SWEEP)
    with pytest.raises(Broken, match=r"law 6: port-.* is swept, and \['op000002'\] are at work"):
        over(night, swept)


def test_removal_that_nobody_has_looked_at_right_before_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = estate(fall)
    burst_and_back(night)

    def blind(_kind: object, call: object, _sources: object) -> object:
        about: Leftover = call.about  # type: ignore[attr-defined]
        return night.belongings.discard(about.region, about.sort, about.id)

    monkeypatch.setattr(LeftoverActuator, "make", blind)
    swept = night.desk().ask(SWEEP)
    with pytest.raises(Broken, match=r"law 1: port-.* is removed, and nobody has looked"):
        over(night, swept)


def test_two_sweeps_at_once_are_seen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    night = estate(fall)
    burst_and_back(night)
    first = planned(night)
    monkeypatch.setattr(draft, "HELD", "other")
    second = planned(night)
    night.desk().submit(first)
    with pytest.raises(Broken, match=r"law 1: sweeps .* are live at once"):
        night.desk().submit(second)


def test_sweep_of_what_is_gone_is_seen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    night = estate(fall)
    burst_and_back(night)
    remembered = night.desk().session.leftovers()
    over(night, night.desk().ask(SWEEP))
    monkeypatch.setattr(Session, "leftovers", lambda _session: remembered)
    with pytest.raises(Broken, match=r"law 1: a sweep is to remove .*, and it is gone already"):
        night.desk().submit(planned(night))


@pytest.mark.parametrize(
    ("blind", "law"),
    [
        ("of_belongings", "law 6: port-.* is left of id-.*, after a sweep"),
        ("_members", "law 6: api-rbx-.* leads nowhere after a sweep"),
    ],
)
def test_leftover_that_no_sweep_finds_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch, blind: str, law: str
) -> None:
    night = estate(fall, balanced=True)
    made = burst(night)
    lose(night, made)
    monkeypatch.setattr(reading, blind, lambda *_known: ())
    with pytest.raises(Broken, match=law):
        morning(night)


def test_sweep_of_a_member_whose_address_is_another_s_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = estate(fall, balanced=True)
    made = burst(night)
    lose(night, made)
    [gone] = [s for s in night.cloud.servers.values() if s.gone_at <= night.moments.t]
    night.belongings.occupy(gone.region, gone.address)
    night.run(until=night.moments.t + 10.0)
    monkeypatch.setattr(members.Neighbours, "at", lambda _around, _addresses: ([], []))
    swept = night.desk().ask(SWEEP)
    with pytest.raises(Broken, match=r"law 6: api-rbx-.* is swept, and port-.* has its address"):
        over(night, swept)


def test_sweep_of_what_serves_is_seen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    night = estate(fall)
    burst(night)

    def twin(server: object, maker: str, *_known: object, **_told: object) -> Leftover:
        return servers._told(server, maker, notice("leftover.twin", operation=maker), sure=True)  # type: ignore[arg-type]

    monkeypatch.setattr(servers, "_made", twin)
    monkeypatch.setattr(reading, "running", lambda _server, _policy: None)
    swept = night.desk().ask(SWEEP)
    with pytest.raises(Broken, match=r"law 6: api-rbx-.* is swept, and it is in service"):
        over(night, swept)
