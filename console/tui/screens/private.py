"""The private cloud: hosts by cluster above, virtual machines below, one of either in full."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.events import DescendantFocus

from console.desk.machines import ClusterTally, HostTally, MachineTally, clusters, machines
from console.kinds.machines.verbs import NAMES
from console.kinds.screen import ScreenName
from console.model.notice import notice
from console.model.operation import Operation
from console.model.private import VirtualMachine
from console.model.resource import HOST, MACHINE
from console.tui.actions import by_id
from console.tui.columns import Column, layout
from console.tui.kept import Kept
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.split import SplitScreen
from console.tui.screens.storage import running_on
from console.tui.stored import Stored
from console.tui.view import clusters as databases
from console.tui.view import hosts
from console.tui.view import machines as views
from console.tui.view.private import absence, titled
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows

HOUR_S = 3600


class PrivateScreen(SplitScreen[MachineTally]):
    """Details follow the table that has the focus; Tab goes from one to the other."""

    PLACE: ClassVar[ScreenName] = ScreenName.PRIVATE
    SORTS = views.SORTS
    FILTER = "tui.filter.machines"
    MARKS = True

    def __init__(self) -> None:
        super().__init__()
        self._stored = Stored()
        self._clusters: Kept[tuple[ClusterTally, ...]] = Kept()
        self._machines: Kept[tuple[MachineTally, ...]] = Kept()
        self._listed: Kept[tuple[MachineTally, ...]] = Kept()
        self._hosts: Kept[tuple[HostTally, ...]] = Kept()
        self._hour = 0
        self._at_hosts = False

    def above(self) -> ComposeResult:
        """The clusters of databases in a line each, where there are any, and the hosts."""
        yield Panel(id="clusters")
        yield self.rows_widget("hosts", lambda row: row.host.id, hosts.row_line, hosts.header)

    @property
    def host_table(self) -> Rows[HostTally]:
        """The table of hosts."""
        return self.query_one("#hosts", Rows)

    @property
    def selected_machine(self) -> VirtualMachine | None:
        """The machine under the cursor."""
        row = self.table.current
        return row.machine if row else None

    @property
    def selected_operation(self) -> Operation | None:
        """The operation that runs on a machine or the hosts."""
        return running_on(self.vigie.scene(), (MACHINE, HOST))

    @property
    def undo_pool(self) -> str | None:
        """The selected machine's newest resize is what a rollback would be about."""
        machine, policy = self.selected_machine, self.vigie.session.policy.private
        if machine is None or policy is None:
            return None
        pool = policy.pool_of(machine.name)
        return pool.name if pool else machine.name

    def show(self, scene: Scene) -> None:
        """Order the rows anew when vCenter, filter or sort changed, or a snapshot aged."""
        self.scene = scene
        places, found = self._read(scene)
        rows = self._listed.of(
            found,
            self.needle,
            self.sort,
            self.reverse,
            compute=lambda: views.listed(
                scene, found, self.needle, self.sort, reverse=self.reverse
            ),
        )
        panel = self.query_one("#clusters", Panel)
        panel.paint(databases.board(scene, panel.size.width or self.size.width))
        self.host_table.fill(self._hosts.of(places, compute=lambda: hosts.listed(places)))
        self.host_table.call(titled(scene, hosts.title(scene, places)) if places else "")
        self.fill(scene, rows, views.summary(scene, found, len(rows), self.needle))

    def _read(self, scene: Scene) -> tuple[tuple[ClusterTally, ...], tuple[MachineTally, ...]]:
        view, policy = scene.estate.private, scene.policy.private
        if view is None or policy is None:
            return (), ()
        # A snapshot becomes old by itself: once an hour is soon enough to say so.
        hour = int(scene.now.timestamp() // HOUR_S)
        if hour != self._hour:
            self._hour = hour
        places = self._clusters.of(view, compute=lambda: clusters(view))
        found = self._machines.of(
            view, policy, self._hour, compute=lambda: machines(view, policy, scene.now)
        )
        return places, found

    def key_of(self, row: MachineTally) -> str:
        """The machine's id."""
        return row.machine.id

    def sizes_of(self, cells: int) -> Sequence[tuple[Column, int]]:
        """The columns of a line so wide."""
        return layout(views.COLUMNS, cells)

    def names_of(self, row: MachineTally) -> tuple[str, ...]:
        """Its name, and its id in vCenter."""
        return row.machine.name, row.machine.id

    def seek(self, key: str) -> None:
        """Put the cursor on a machine, or on a host in its own table."""
        view = self.vigie.scene().estate.private
        if view is None or all(host.id != key for host in view.hosts):
            super().seek(key)
        else:
            self.host_table.seek(key)
            self.host_table.focus()

    def line_of(self, scene: Scene, row: MachineTally, cells: int) -> Line:
        """Name, sizes, load, hot-add, snapshots, whether it holds data."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads, the sorted one marked."""
        return views.header(scene, self.sort, cells, reverse=self.reverse)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The host or the machine under the cursor, or why there is none."""
        view = scene.estate.private
        if view is None:
            return scene.locale.text("tui.private"), absence(scene, cells)
        host = self.host_table.current
        if self._at_hosts and host is not None:
            places = self._clusters.of(view, compute=lambda: clusters(view))
            stores = self._stored.of(scene)
            return host.host.name, hosts.details(scene, view, places, host, cells, stores=stores)
        row = self.table.current
        if row is None:
            return None
        return row.machine.name, views.details(scene, view, row, cells)

    def perform(self, action_id: str) -> bool:
        """Open the form of a verb with what is marked in it; one machine's takes no more."""
        spec, marked = by_id()[action_id].verb, self.table.marked
        if spec is None or spec.resource != MACHINE or not marked:
            return super().perform(action_id)
        if len(marked) > 1 and NAMES not in spec.parameters:
            self.vigie.say(notice("tui.why.one_machine", n=len(marked)), severity="warning")
            return True
        from console.tui.requests import Requests  # noqa: PLC0415 - forms load when they are asked for

        told = {NAMES.name: ", ".join(row.machine.name for row in marked)}
        return Requests(self.vigie, proposed=told).start(action_id)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show in full what the table that now has the focus is on."""
        if event.widget in {self.host_table, self.table}:
            self._at_hosts = event.widget is self.host_table
            self.show_details(self.scene)
