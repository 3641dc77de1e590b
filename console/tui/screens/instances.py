"""The instances: a table with filter and sort, and one instance in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from console.desk.instances import console_log, page
from console.desk.muster import Mustered
from console.kinds.instances.verbs import DATACENTERS, INSTANCES, TO
from console.kinds.screen import ScreenName
from console.model.error import VigieError
from console.model.instance import Instance, InstanceAction
from console.tui.actions import by_id
from console.tui.background import Relay
from console.tui.browsing import shown
from console.tui.columns import Column, layout
from console.tui.lines import Line, Lines, Role, line, wrapped
from console.tui.roster import NOTHING, SORTS, Listed, Roster, Wish, place_of
from console.tui.scene import Scene
from console.tui.screens.split import SplitScreen
from console.tui.view import instances as views
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows

LOG_KEPT_S = 30.0
"""Wall seconds after which an action log is read again; until it is, its age stands beside it."""


@dataclass(frozen=True, slots=True)
class ActionLog:
    """The action log of one instance, and the estate time when it was read."""

    instance_id: str
    actions: tuple[InstanceAction, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsoleLog:
    """What the console of one instance says, or why nobody knows."""

    instance_id: str
    said: tuple[str, ...]
    role: Role


class InstancesScreen(SplitScreen[Mustered]):
    """Thirty thousand rows or thirty: ordered in a thread, and only those in sight are drawn."""

    PLACE: ClassVar[ScreenName] = ScreenName.INSTANCES
    SORTS = SORTS
    FILTER = "tui.filter.hint"
    MARKS = True

    def __init__(self) -> None:
        super().__init__()
        self._listed = NOTHING
        self._wished: Wish | None = None
        self._shown: Wish | None = None
        self._log: ActionLog | None = None
        self._asked: tuple[str, datetime] | None = None
        self._heard: ConsoleLog | None = None

    @cached_property
    def _relay(self) -> Relay[Wish, Listed]:
        roster = Roster(self.vigie.muster)
        return Relay(self.vigie.background, "rows", roster.listed, self._answered)

    def above(self) -> ComposeResult:
        """Their counts, of a moment that is looked back at."""
        yield Panel(id="counts")

    def show(self, scene: Scene) -> None:
        """Have the rows ordered when the estate, filter or sort changed; draw ages in any case."""
        self.scene = scene
        panel = self.query_one("#counts", Panel)
        if scene.estate.recorded is not None:
            panel.paint(views.counted(scene, self.table.size.width))
            self.fill(scene, (), scene.locale.text("past.instances", pool=scene.pool_name))
            return
        panel.paint(())
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
        if self.is_mounted and self.scene is not None and self.scene.estate.recorded is None:
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
        log, said = self._log, self._heard
        console = None
        if said is not None and said.instance_id == row.instance.id:
            console = tuple(part for one in said.said for part in wrapped(one, cells, said.role))
        if log is None or log.instance_id != row.instance.id:
            return row.instance.name, views.details(scene, row, None, cells, console=console)
        age_s = scene.age_s(log.at)
        old_s = age_s if age_s > LOG_KEPT_S else None
        return row.instance.name, views.details(
            scene, row, log.actions, cells, old_s, console=console
        )

    def perform(self, action_id: str) -> bool:
        """Open the page of the instance under the cursor, or a form that is filled by it."""
        if action_id != "instance.page":
            return self._fill_form(action_id) or super().perform(action_id)
        row = self.table.current
        if row is not None:
            self._open_page(row.instance)
        return True

    def _fill_form(self, action_id: str) -> bool:
        """Open a form with what is marked in it, or under the cursor; False where none takes that.

        A size is of the whole pool: where the cursor is says nothing of it. What may be about
        all is about some where they are marked, and not because the cursor is on one.
        """
        spec = by_id()[action_id].verb
        asked = {one.name: one for one in spec.parameters} if spec is not None else {}
        fills = {INSTANCES.name, DATACENTERS.name} & asked.keys()
        if not fills or TO.name in asked or self.scene is None:
            return False
        from console.tui.requests import Requests  # noqa: PLC0415 - forms load when they are asked for

        meant, known = self.table.meant, self.scene.policy.datacenters
        stand = {place_of(self.scene, row.instance.region) for row in meant}
        places = tuple(place.code for place in known if place.code in stand)
        names = ", ".join(dict.fromkeys(row.instance.name for row in meant))
        named = asked.get(INSTANCES.name)
        means = named is not None and (named.required or self.table.marks)
        told = {INSTANCES.name: names} if means else {}
        return Requests(self.vigie, places, told).start(action_id)

    def _open_page(self, instance: Instance) -> None:
        identity = None if self.scene is None else self.scene.estate.identity
        address = page(self.vigie.session.settings, identity, instance)
        if address is None:
            said = self.vigie.locale.text("instance.no_page")
            self.notify(said, severity="warning", markup=False)
            return

        def told(opened: bool) -> None:  # noqa: FBT001 - what the browser answered
            if opened:
                said = self.vigie.locale.text("tui.page.opened", url=address)
                self.notify(said, markup=False)
            else:
                self.vigie.copy(address)

        self.vigie.background.run("page", lambda: shown(address), told)

    @on(Rows.Chosen)
    def read_console(self) -> None:
        """Enter reads the console of the instance, too."""
        row = self.table.current
        if row is None:
            return
        instance, compute = row.instance, self.vigie.session.compute
        text = self.vigie.locale.text

        def keep(lines: tuple[str, ...]) -> None:
            none = (text("instance.silent", name=instance.name),)
            tell(ConsoleLog(instance.id, lines or none, Role.PLAIN if lines else Role.FAINT))

        def failed(error: VigieError) -> None:
            tell(ConsoleLog(instance.id, (self.vigie.scene().say(error.notice),), Role.WARN))

        def tell(said: ConsoleLog) -> None:
            self._heard = said
            self.show_details(self.scene)

        tell(ConsoleLog(instance.id, (text("tui.detail.reading"),), Role.FAINT))
        self.vigie.background.run("console", lambda: console_log(compute, instance), keep, failed)

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
