"""Orders at the simulated provider: tasks over time, trouble, stock, what may be given back."""

import pytest
from standing_private import BY, Standing

from console.rehearsal.private.orders import OrderRefused, OvhTask
from console.rehearsal.private.reference import VDC_ID
from console.rehearsal.private.scenario import TaskTrouble

SSD = "ssd-3000-GB"


def ordered(standing: Standing) -> OvhTask:
    return standing.estate.supply.order_filer(SSD, vdc_id=VDC_ID, by=BY)


def states(standing: Standing, task: OvhTask) -> list[str]:
    """The states it goes through, looked at every five seconds for half an hour."""
    seen: list[str] = []
    for _ in range(360):
        state = task.state(standing.after(5))
        if not seen or seen[-1] != state:
            seen.append(state)
    return seen


def test_a_task_waits_works_and_is_done() -> None:
    standing = Standing()
    assert states(standing, ordered(standing)) == ["todo", "doing", "done"]


def test_trouble_is_not_the_end() -> None:
    standing = Standing(task_trouble=TaskTrouble(orders=(2,)))
    first, second = ordered(standing), ordered(standing)
    assert states(standing, second) == ["todo", "doing", "error", "fixing", "doing", "done"]
    assert [step.state for step in first.steps] == ["todo", "doing", "done"]
    assert len(standing.estate.inventory.datastores) == 14


def test_progress_never_falls_and_ends_at_a_hundred() -> None:
    standing = Standing(task_trouble=TaskTrouble(share=1.0))
    task = ordered(standing)
    seen = [task.progress(standing.after(10)) for _ in range(180)]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 100)


def test_ten_orders_are_ten_tasks_with_growing_ids() -> None:
    standing = Standing()
    tasks = [ordered(standing) for _ in range(10)]
    assert sorted({task.id for task in tasks}) == [task.id for task in tasks]
    assert standing.orders() == ["order-filer"] * 10
    standing.after(600)
    assert len(standing.estate.inventory.datastores) == 22


def test_what_is_out_of_stock_is_refused_and_not_recorded() -> None:
    standing = Standing(stock={SSD: 1})
    ordered(standing)
    with pytest.raises(OrderRefused, match="no more stock"):
        ordered(standing)
    assert standing.orders() == ["order-filer"]


def test_a_filer_goes_back_once_it_is_empty_and_in_maintenance() -> None:
    standing = Standing()
    store = standing.delivered()
    supply = standing.estate.supply
    filer = next(each for each in supply.filers.values() if each.datastore == store.id)
    with pytest.raises(OrderRefused, match="not in maintenance mode"):
        supply.remove_filer(filer.id, BY)
    standing.estate.storage.enter_maintenance(store.id, BY)
    standing.after(15)
    stock = supply.stock[SSD]
    supply.remove_filer(filer.id, BY)
    assert filer.state == "removing"
    with pytest.raises(OrderRefused, match="not delivered: removing"):
        supply.remove_filer(filer.id, BY)
    standing.after(15 + 90)
    assert filer.id not in supply.filers
    assert supply.stock[SSD] == stock + 1
    with pytest.raises(OrderRefused) as gone:
        supply.remove_filer(filer.id, BY)
    assert gone.value.status == 404


def test_what_lives_on_a_filer_is_named() -> None:
    standing = Standing()
    machine, supply = standing.machine("api-vm-5"), standing.estate.supply
    filer = next(each for each in supply.filers.values() if each.datastore == machine.datastore)
    assert filer.billing == "hourly"
    with pytest.raises(OrderRefused, match="not empty: api-vm-5, api-vm-6"):
        supply.remove_filer(filer.id, BY)


def test_a_monthly_filer_stays() -> None:
    standing = Standing()
    filer = next(each for each in standing.estate.supply.filers.values() if not each.vdc_id)
    with pytest.raises(OrderRefused, match="not an hourly resource"):
        standing.estate.supply.remove_filer(filer.id, BY)


def test_a_host_goes_back_with_its_mounts() -> None:
    standing = Standing()
    supply, inventory = standing.estate.supply, standing.estate.inventory
    with pytest.raises(OrderRefused, match="not an hourly resource"):
        supply.remove_host(next(iter(supply.hosts)), BY)
    task = supply.order_host("PRE512", vdc_id=VDC_ID, by=BY)
    standing.after(task.ends_at - standing.clock.time + 300)
    assert task.host_id is not None
    host = supply.hosts[task.host_id].host
    assert host in inventory.hosts
    supply.remove_host(task.host_id, BY)
    standing.after(15 + 90)
    assert host not in inventory.hosts
    assert all(host not in store.mounts for store in inventory.datastores.values())
