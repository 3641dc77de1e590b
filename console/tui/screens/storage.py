"""The storage: every datastore, how full, for how long, and where it is mounted."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from console.desk.backups import BackupAges
from console.desk.datastores import StoreTally
from console.desk.kept import StoredBeside, beside
from console.kinds.screen import ScreenName
from console.model.operation import Operation
from console.model.plan import (
    DATASTORES,
)
from console.model.resource import DATASTORE, Resource
from console.tui.columns import Column
from console.tui.kept import Kept
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.reading import ReadingScreen
from console.tui.stored import Stored
from console.tui.view import beside as beside_views
from console.tui.view import datastore
from console.tui.view import storage as views
from console.tui.view.private import absence, titled
from console.tui.widgets.panel import Panel

ROOMY = 30
"""Rows of a terminal from which on what is well is said as well."""
EVERY_S = 600.0
"""How often what stands beside the datastores is asked for, while somebody looks."""


class StorageScreen(ReadingScreen[StoreTally, StoredBeside]):
    """A thousand datastores or twelve; only those in sight are drawn.

    Backups and object storage are read when somebody looks, and stand above in a line each.
    """

    PLACE: ClassVar[ScreenName] = ScreenName.STORAGE
    SORTS = views.SORTS
    FILTER = "tui.filter.stores"

    def __init__(self) -> None:
        super().__init__()
        self._stored = Stored()
        self._listed: Kept[tuple[StoreTally, ...]] = Kept()

    def above(self) -> ComposeResult:
        """Backups and object storage."""
        yield Panel(id="beside")

    def read(self) -> StoredBeside:
        """How backups stand, and what object storage holds."""
        return beside(self.vigie.session)

    @property
    def selected_operation(self) -> Operation | None:
        """The operation that runs on the datastores."""
        return running_on(self.vigie.scene(), (DATASTORE,))

    @property
    def undo_pool(self) -> str | None:
        """The newest addition of datastores is what a rollback would be about."""
        return DATASTORES

    def show(self, scene: Scene) -> None:
        """Order the rows anew when vCenter, filter or sort changed."""
        self.scene = scene
        found, failure, recorded = self.found, self.failure, scene.estate.recorded
        if recorded is None:
            self.ask(EVERY_S)
        else:
            found, failure = StoredBeside(BackupAges((), ()), recorded.objects), None
        panel = self.query_one("#beside", Panel)
        lines = beside_views.lines(scene, found, failure, self.table.size.width)
        panel.paint(lines if self.size.height >= ROOMY else beside_views.pressing(lines))
        tallies = self._stored.of(scene)
        rows = self._listed.of(
            tallies,
            self.needle,
            self.sort,
            self.reverse,
            compute=lambda: views.listed(
                scene, tallies, self.needle, self.sort, reverse=self.reverse
            ),
        )
        title = views.summary(scene, self._stored.totals(scene), len(rows), self.needle)
        if recorded is not None and scene.estate.private is None:
            title = f"{scene.locale.text('tui.datastores')} · {scene.locale.text('past.untold')}"
        self.fill(scene, rows, titled(scene, title))

    def key_of(self, row: StoreTally) -> str:
        """The datastore's id."""
        return row.datastore.id

    def sizes_of(self, cells: int) -> Sequence[tuple[Column, int]]:
        """The columns of a line so wide."""
        return views.sizes_for(cells, self._stored.totals(self.vigie.scene()).longest)

    def names_of(self, row: StoreTally) -> tuple[str, ...]:
        """Its name, and its id in vCenter."""
        return row.datastore.name, row.datastore.id

    def line_of(self, scene: Scene, row: StoreTally, cells: int) -> Line:
        """Name, bar, how full, for how long, mounts."""
        return views.row_line(scene, row, cells, self._stored.totals(scene).longest)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads, the sorted one marked."""
        return views.header(
            scene, self.sort, cells, self._stored.totals(scene).longest, reverse=self.reverse
        )

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The datastore under the cursor, or why there is none."""
        row, view = self.table.current, scene.estate.private
        if view is None:
            return scene.locale.text("tui.datastores"), absence(scene, cells)
        if row is None:
            return None
        return row.datastore.name, datastore.details(scene, view, row, cells)


def running_on(scene: Scene, kinds: tuple[Resource, ...]) -> Operation | None:
    """The first operation that runs on such resources."""
    return next((o for o in scene.live if o.plan.resource in kinds), None)
