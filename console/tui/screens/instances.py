"""The instances: a table with filter and sort, and one instance in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from console.desk.muster import Mustered
from console.kinds.screen import ScreenName
from console.model.error import VigieError
from console.model.instance import InstanceAction
from console.tui.background import Relay
from console.tui.columns import Column, layout
from console.tui.lines import Line, Lines, Role, line
from console.tui.roster import NOTHING, SORTS, Listed, Roster, Wish
from console.tui.scene import Scene
from console.tui.screens.split import SplitScreen
from console.tui.view import instances as views
from console.tui.widgets.panel import Panel

LOG_KEPT_S = 30.0
"""Wall seconds after which an action log is read again; until it is, its age stands beside it."""


@dataclass(frozen=True, slots=True)
class ActionLog:
    """The action log of one instance, and the estate time when it was read."""

    instance_id: str
    actions: tuple[InstanceAction, ...]
    at: datetime


class InstancesScreen(SplitScreen[Mustered]):
    """Thirty thousand rows or thirty: ordered in a thread, and only those in sight are drawn."""

    PLACE: ClassVar[ScreenName] = ScreenName.INSTANCES
    SORTS = SORTS
    FILTER = "tui.filter.hint"

    def __init__(self) -> None:
        super().__init__()
        self._listed = NOTHING
        self._wished: Wish | None = None
        self._shown: Wish | None = None
        self._log: ActionLog | None = None
        self._asked: tuple[str, datetime] | None = None

    @cached_property
    def _relay(self) -> Relay[Wish, Listed]:
        roster = Roster(self.vigie.muster)
        return Relay(self.vigie.background, "rows", roster.listed, self._answered)

    def show(self, scene: Scene) -> None:
        """Have the rows ordered when the estate, filter or sort changed; draw ages in any case."""
        self.scene = scene
        wish = Wish(scene, self.needle, self.sort, self.reverse)
        if not wish.same(self._wished):
            self._wished = wish
            self._relay.ask(wish)
        self._fill(scene)
        row = self.table.current
        if row is not None and self._log is not None and self._log.instance_id == row.instance.id:
            self._read_actions()

    def _answered(self, wish: Wish, listed: Listed) -> None:
        self._listed, self._shown = listed, wish
        if self.is_mounted and self.scene is not None:
            self._fill(self.scene)

    def _fill(self, scene: Scene) -> None:
        """Show what was last listed, under the pool and the filter that it was listed by."""
        if self._shown is not None:
            title = views.summary(self._shown.scene, self._listed, self._shown.needle)
            self.fill(scene, self._listed.rows, title)

    def key_of(self, row: Mustered) -> str:
        """The instance's id."""
        return row.instance.id

    def sizes_of(self, cells: int) -> Sequence[tuple[Column, int]]:
        """The columns of a line so wide."""
        return layout(views.COLUMNS, cells)

    def names_of(self, row: Mustered) -> tuple[str, ...]:
        """Its id, its name, its addresses."""
        return row.instance.id, row.instance.name, *row.instance.addresses

    def line_of(self, scene: Scene, row: Mustered, cells: int) -> Line:
        """Name, place, state, age, operation."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads, the sorted one marked."""
        return views.header(scene, self.sort, cells, reverse=self.reverse)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The instance with its action log, once that is read."""
        row = self.table.current
        if row is None:
            return None
        log = self._log
        if log is None or log.instance_id != row.instance.id:
            return row.instance.name, views.details(scene, row, None, cells)
        age_s = scene.age_s(log.at)
        old_s = age_s if age_s > LOG_KEPT_S else None
        return row.instance.name, views.details(scene, row, log.actions, cells, old_s)

    def rested(self) -> None:
        """Read the action log once the cursor rests."""
        self.set_timer(0.25, self._read_actions)

    def _read_actions(self) -> None:
        """Read the log of the instance under the cursor, again when what is known of it is old."""
        row, scene = self.table.current, self.scene
        if row is None or scene is None or not self.is_current:
            return
        instance, compute = row.instance, self.vigie.session.compute
        asked = self._asked
        if asked and asked[0] == instance.id and scene.age_s(asked[1]) < LOG_KEPT_S:
            return
        self._asked = (instance.id, scene.now)

        def keep(actions: tuple[InstanceAction, ...]) -> None:
            self._log = ActionLog(instance.id, actions, self.vigie.scene().now)
            self.show_details(self.scene)

        def failed(error: VigieError) -> None:
            if self._log is not None and self._log.instance_id == instance.id:
                return
            said = self.vigie.scene().say(error.notice)
            self.query_one("#detail", Panel).paint((line((said, Role.WARN)),))

        self.vigie.background.run(
            "actions", lambda: compute.actions(instance.region, instance.id), keep, failed
        )
