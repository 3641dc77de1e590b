"""One vCenter: its thread, its session, and what is asked of them."""

import time
from collections.abc import Callable
from typing import TypeVar

from pyVmomi import vim

from console.model.error import NotFound, OutcomeUnknown
from console.model.notice import notice
from console.model.private import PrivateAccount, PrivateView, Task
from console.ports import Clock, Receipt
from console.providers.vsphere import decode_events
from console.providers.vsphere.errors import bad_answer, unreachable
from console.providers.vsphere.inventory import Inventory
from console.providers.vsphere.properties import of_objects
from console.providers.vsphere.record import Unreadable
from console.providers.vsphere.rights import account
from console.providers.vsphere.session import Link, Session
from console.providers.vsphere.thread import NotBegun, OneThread, Unfinished
from console.settings.model import VsphereSettings

T = TypeVar("T")


class Vcenter:
    """Every call runs on the vSphere thread and ends within the settings' two timeouts."""

    def __init__(
        self,
        settings: VsphereSettings,
        user: str,
        password: Callable[[], str | None],
        clock: Clock,
    ) -> None:
        self.host = settings.host
        self._settings = settings
        self._session = Session(settings, user, password)
        self._inventory = Inventory(settings, clock)
        self._within_s = settings.connect_timeout_s + settings.read_timeout_s
        self._thread = OneThread(
            idle=self._session.keep_alive,
            idle_s=settings.keep_alive_s,
            farewell=self._session.farewell,
        )

    def account(self) -> PrivateAccount:
        """Who is logged in and what they may do."""
        return self._ask(lambda link: account(link, self._settings))

    def inventory(self) -> PrivateView:
        """The whole inventory."""
        return self._ask(self._inventory.read)

    def task(self, task_id: str) -> Task:
        """One task; NotFound when vCenter has forgotten it."""

        def read(link: Link) -> Task:
            entity = vim.Task(task_id, link.stub)
            found = of_objects(link, [entity], decode_events.TASK_PATHS).get(task_id)
            if found is None or not found.values:
                raise NotFound(notice("vsphere.no_task", host=self.host, task=task_id))
            try:
                return decode_events.task(found)
            except Unreadable as failure:
                raise bad_answer(self.host, str(failure)) from failure

        return self._ask(read)

    def read(self, work: Callable[[Link], T]) -> T:
        """Read something else."""
        return self._ask(work)

    def write(self, work: Callable[[Link], Receipt]) -> Receipt:
        """Change something; the next inventory is read in full."""

        def changing(link: Link) -> Receipt:
            self._inventory.doubt()
            return work(link)

        return self._ask(changing, writing=True)

    def close(self, *, wait: bool = True) -> None:
        """Log out and end the thread; nothing can be asked afterwards."""
        self._thread.close(wait=wait)

    def _ask(self, work: Callable[[Link], T], *, writing: bool = False) -> T:
        def timed(deadline: float) -> T:
            if time.monotonic() >= deadline:
                raise unreachable(self.host, "busy")
            return self._session.run(work, deadline)

        try:
            return self._thread.run(timed, within_s=self._within_s)
        except NotBegun as late:
            raise unreachable(self.host, "busy with earlier calls") from late
        except Unfinished as late:
            if writing:
                said = notice("vsphere.outcome_unknown", host=self.host, text="timed out")
                raise OutcomeUnknown(said) from late
            raise unreachable(self.host, "timed out") from late
