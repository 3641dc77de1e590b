"""Any thing of the estate by a part of its name, on the screen that has its row."""

import lively
import roubaix
from modelled import World

from console.desk.finding import MOST, find
from console.kinds.screen import ScreenName
from console.model.operation import OperationState


def test_instances_of_pools_are_found_by_name_and_id_and_others_are_not() -> None:
    world = World.steady()
    estate = world.estate()
    one = next(iter(estate.instances()))
    for needle in (one.name, one.id, one.name.upper()):
        assert [(t.place, t.key, t.pool) for t in find(estate, world.policy, needle)][:1] == [
            (ScreenName.INSTANCES, one.id, "api")
        ]
    assert find(estate, world.policy, "no-such-thing") == ()
    assert find(estate, world.policy, one.name[:1]) == ()


def test_many_are_cut_and_all_words_must_be_there() -> None:
    world = World.steady()
    estate = world.estate()
    assert len(find(estate, world.policy, "api")) <= MOST
    region = next(iter(estate.regions))
    first = next(iter(estate.instances()))
    assert find(estate, world.policy, f"{first.name} {region}-nowhere") == ()


def test_operations_come_first() -> None:
    burst = lively.burst(OperationState.RUNNING)
    estate = lively.bursting(activity=lively.Activity((burst,), ()))
    found = find(estate, lively.policy(), "burst api")
    assert (found[0].place, found[0].key) == (ScreenName.OPERATIONS, burst.id)


def test_the_private_cloud_is_found_on_its_two_screens() -> None:
    estate, policy = roubaix.steady(), roubaix.policy()
    view = estate.private
    assert view is not None
    store, machine, host = view.datastores[0], view.virtual_machines[0], view.hosts[0]
    wanted = {
        store.name: (ScreenName.STORAGE, store.id),
        machine.name: (ScreenName.PRIVATE, machine.id),
        host.name: (ScreenName.PRIVATE, host.id),
    }
    for name, row in wanted.items():
        assert row in [(one.place, one.key) for one in find(estate, policy, name)]
