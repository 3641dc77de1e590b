"""The provider's side: what is in stock, what was ordered, and how it is delivered."""

from itertools import count

from console.rehearsal.private import reference
from console.rehearsal.private.deliveries import Deliveries
from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.orders import (
    OrderRefused,
    OvhBilling,
    OvhHost,
    OvhTask,
    SimulatedFiler,
    TaskName,
    TaskStep,
)
from console.rehearsal.private.scenario import Private
from console.rehearsal.private.storage import DatastoreWrites
from console.rehearsal.private.things import By

GONE = "Client::NotFound"
REFUSED = "Client::BadRequest"


class SimulatedSupply:
    """Filers, hosts and tasks by id; stock by profile. Raises OrderRefused."""

    def __init__(
        self, inventory: SimulatedInventory, storage: DatastoreWrites, private: Private
    ) -> None:
        self._inventory = inventory
        self._deliveries = Deliveries(inventory, storage, private)
        self._private = private
        self.filers: dict[int, SimulatedFiler] = {}
        self.hosts: dict[int, OvhHost] = {}
        self.tasks: dict[int, OvhTask] = {}
        self.filer_profiles = {each.name: each for each in reference.FILER_PROFILES}
        self.host_profiles = {each.name: each for each in reference.HOST_PROFILES}
        every = (*reference.FILER_PROFILES, *reference.HOST_PROFILES)
        self.stock = {each.name: private.stock.get(each.name, each.stock) for each in every}
        self._task_ids = count(501_001)
        self._filer_ids = count(9_101)
        self._host_ids = count(4_101)
        self._order_ids = count(70_001_001)
        self._additions = 0

    def settle(self, filer: SimulatedFiler | None = None, host: OvhHost | None = None) -> None:
        """Take in what was there before."""
        if filer is not None:
            self.filers[filer.id] = filer
        if host is not None:
            self.hosts[host.id] = host

    def new_filer_id(self) -> int:
        """The id of the next filer."""
        return next(self._filer_ids)

    def new_host_id(self) -> int:
        """The id of the next host."""
        return next(self._host_ids)

    def new_order_id(self) -> int:
        """The number of a monthly order's bill."""
        return next(self._order_ids)

    def order_filer(
        self,
        profile: str,
        *,
        vdc_id: int | None,
        by: By,
        billing: OvhBilling = "hourly",
        order_id: int | None = None,
    ) -> OvhTask:
        """Order one datastore; `vdc_id` None asks for one that all vdcs share."""
        at = self._inventory.now()
        chosen = self.filer_profiles.get(profile)
        if chosen is None:
            raise OrderRefused(400, REFUSED, f"The filer profile {profile} is not orderable.")
        self._take_stock(profile)
        number = self.new_filer_id()
        prefix = "ssd" if chosen.ssd else "nfs"
        filer = SimulatedFiler(
            id=number,
            name=f"{prefix}-{number:06d}",
            profile=profile,
            billing=billing,
            state="adding",
            vdc_id=vdc_id,
            created_at=at,
        )
        self.filers[filer.id] = filer
        lasts_s = self._spread(self._private.delivery_s, self._private.delivery_spread_s)
        task = self._addition("addFiler", at, lasts_s, by, vdc_id)
        task.order_id = order_id
        task.filer_id = filer.id
        self._inventory.later(
            task.ends_at, lambda when: self._deliveries.filer(filer, chosen, when)
        )
        self._write("order-filer", task, filer.name, by, profile=profile, billing=billing)
        return task

    def order_host(
        self,
        profile: str,
        *,
        vdc_id: int,
        by: By,
        billing: OvhBilling = "hourly",
        order_id: int | None = None,
    ) -> OvhTask:
        """Order one host for the cluster."""
        at = self._inventory.now()
        chosen = self.host_profiles.get(profile)
        if chosen is None:
            raise OrderRefused(400, REFUSED, f"The host profile {profile} is not orderable.")
        self._take_stock(profile)
        number = self.new_host_id()
        host = OvhHost(
            id=number,
            name=f"172.16.8.{len(self.hosts) + 11}",
            profile=profile,
            billing=billing,
            state="adding",
            vdc_id=vdc_id,
            created_at=at,
        )
        self.hosts[host.id] = host
        private = self._private
        lasts_s = self._spread(private.host_delivery_s, private.host_delivery_spread_s)
        task = self._addition("addHost", at, lasts_s, by, vdc_id)
        task.order_id = order_id
        task.host_id = host.id
        self._inventory.later(task.ends_at, lambda when: self._deliveries.host(host, chosen, when))
        self._write("order-host", task, host.name, by, profile=profile, billing=billing)
        return task

    def remove_filer(self, filer_id: int, by: By) -> OvhTask:
        """Give an hourly filer back; refused while anything lives on it."""
        at = self._inventory.now()
        filer = self.filers.get(filer_id)
        if filer is None or filer.removed_at is not None:
            raise OrderRefused(404, GONE, f"This filer does not exist: {filer_id}")
        self._may_go(filer)
        self._check_empty(filer)
        filer.state = "removing"
        task = self._removal("removeFiler", at, by, filer.vdc_id)
        task.filer_id = filer.id

        def gone(when: float) -> None:
            filer.removed_at = when
            self.filers.pop(filer.id, None)
            self.stock[filer.profile] += 1
            store = self._inventory.datastores.get(filer.datastore or "")
            if store is not None:
                self._inventory.remove(store)

        self._inventory.later(task.ends_at, gone)
        self._write("remove-filer", task, filer.name, by, profile=filer.profile)
        return task

    def _check_empty(self, filer: SimulatedFiler) -> None:
        store = self._inventory.datastores.get(filer.datastore or "")
        if store is None:
            return
        living = self._inventory.machines_on(store.id)
        if living:
            names = ", ".join(sorted(each.name for each in living))
            raise OrderRefused(400, REFUSED, f"The datastore {store.name} is not empty: {names}")
        if store.maintenance != "inMaintenance":
            said = f"The datastore {store.name} is not in maintenance mode"
            raise OrderRefused(400, REFUSED, said)

    def remove_host(self, host_id: int, by: By) -> OvhTask:
        """Give an hourly host back; refused while any machine is on it."""
        at = self._inventory.now()
        host = self.hosts.get(host_id)
        if host is None or host.removed_at is not None:
            raise OrderRefused(404, GONE, f"This host does not exist: {host_id}")
        self._may_go(host)
        living = self._inventory.machines_of(host.host or "")
        if living:
            names = ", ".join(sorted(each.name for each in living))
            raise OrderRefused(400, REFUSED, f"The host {host.name} is not empty: {names}")
        host.state = "removing"
        task = self._removal("removeHost", at, by, host.vdc_id)
        task.host_id = host.id

        def gone(when: float) -> None:
            host.removed_at = when
            self.hosts.pop(host.id, None)
            self.stock[host.profile] += 1
            known = self._inventory.hosts.get(host.host or "")
            if known is not None:
                self._deliveries.take_away(known)

        self._inventory.later(task.ends_at, gone)
        self._write("remove-host", task, host.name, by, profile=host.profile)
        return task

    def _may_go(self, held: SimulatedFiler | OvhHost) -> None:
        if held.state != "delivered":
            raise OrderRefused(400, REFUSED, f"{held.name} is not delivered: {held.state}")
        if held.billing != "hourly":
            raise OrderRefused(403, "Client::Forbidden", f"{held.name} is not an hourly resource")

    def _take_stock(self, profile: str) -> None:
        if self.stock[profile] < 1:
            raise OrderRefused(400, REFUSED, f"There is no more stock of {profile} in this zone.")
        self.stock[profile] -= 1

    def _spread(self, least: float, spread: float) -> float:
        return least + spread * self._inventory.dice.betavariate(2.0, 4.0)

    def _addition(
        self,
        name: TaskName,
        at: float,
        lasts_s: float,
        by: By,
        vdc_id: int | None,
    ) -> OvhTask:
        self._additions += 1
        begins = at + self._private.queued_s
        ends = begins + lasts_s
        steps = [TaskStep(at, "todo"), TaskStep(begins, "doing", 0, 100)]
        if self._is_troubled():
            trouble = self._private.task_trouble
            breaks = begins + lasts_s * 0.6
            mends = breaks + trouble.error_s
            goes_on = mends + trouble.fixing_s
            ends = goes_on + lasts_s * 0.4
            steps[1:] = [
                TaskStep(begins, "doing", 0, 60),
                TaskStep(breaks, "error", 60, 60),
                TaskStep(mends, "fixing", 60, 60),
                TaskStep(goes_on, "doing", 60, 100),
            ]
        task = self._task(name, at, (*steps, TaskStep(ends, "done", 100, 100)), by, vdc_id)
        task.known_at = begins
        return task

    def _is_troubled(self) -> bool:
        trouble = self._private.task_trouble
        return self._additions in trouble.orders or self._inventory.dice.random() < trouble.share

    def _removal(self, name: TaskName, at: float, by: By, vdc_id: int | None) -> OvhTask:
        begins = at + self._private.queued_s
        ends = begins + self._private.removal_s
        steps = (
            TaskStep(at, "todo"),
            TaskStep(begins, "doing", 0, 100),
            TaskStep(ends, "done", 100, 100),
        )
        return self._task(name, at, steps, by, vdc_id)

    def _task(
        self, name: TaskName, at: float, steps: tuple[TaskStep, ...], by: By, vdc_id: int | None
    ) -> OvhTask:
        task = OvhTask(
            id=next(self._task_ids),
            name=name,
            steps=steps,
            created_by=by.user,
            created_at=at,
            vdc_id=vdc_id,
            known_at=at,
        )
        self.tasks[task.id] = task
        return task

    def _write(self, order: str, task: OvhTask, name: str, by: By, **more: str) -> None:
        self._inventory.record.write(
            order,
            id=str(task.id),
            name=name,
            region="ovhcloud",
            request_id=by.request_id,
            metadata={"by": by.user, **more},
        )
