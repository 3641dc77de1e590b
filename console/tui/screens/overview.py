"""The overview: is it holding, what have I got, what is happening."""

from functools import cached_property
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from console.desk.census import Tally, tallies
from console.kinds.verb import ScreenName
from console.model.operation import Operation
from console.tui.background import Relay
from console.tui.scene import Scene
from console.tui.screens.estate import EstateScreen
from console.tui.stored import Stored
from console.tui.view import datacenters, events, load, running, sources, storage
from console.tui.view.private import absence, titled
from console.tui.widgets.panel import Panel


class OverviewScreen(EstateScreen):
    """Load, datacenters and datastores to the left; running, sources and last to the right."""

    PLACE: ClassVar[ScreenName] = ScreenName.OVERVIEW

    def __init__(self) -> None:
        super().__init__()
        self._stored = Stored()
        self._counted: tuple[Scene, tuple[Tally, ...]] | None = None
        self._asked: Scene | None = None

    def body(self) -> ComposeResult:
        """Boxes by order of importance."""
        with Horizontal(id="board"):
            with Vertical(id="estate"):
                yield Panel(id="load", classes="box")
                with Horizontal(id="datacenters"):
                    for place in self.vigie.session.policy.datacenters:
                        yield Panel(id=f"dc-{place.code}", classes="box dc")
                yield Panel(id="rows", classes="box")
                yield Panel(id="datastores", classes="box")
            with Vertical(id="activity"):
                yield Panel(id="running", classes="box")
                yield Panel(id="sources", classes="box")
                yield Panel(id="events", classes="box")

    @property
    def selected_operation(self) -> Operation | None:
        """The first operation that runs, on the pool looked at before any other."""
        scene = self.vigie.scene()
        mine = (o for o in scene.live if o.plan.pool == scene.pool_name)
        return next(mine, next(iter(scene.live), None))

    @property
    def undo_pool(self) -> str | None:
        """The newest operation of all is what a rollback would be about."""
        return None

    def on_mount(self) -> None:
        """Name the boxes once; the titles that count things follow the scene."""
        text = self.vigie.locale.text
        titles = {"sources": "tui.sources", "events": "tui.events"}
        for name, key in titles.items():
            self.query_one(f"#{name}", Panel).border_title = text(key)
        for place in self.vigie.session.policy.datacenters:
            self.query_one(f"#dc-{place.code}", Panel).border_title = place.name

    @cached_property
    def _relay(self) -> Relay[Scene, tuple[Tally, ...]]:
        muster = self.vigie.muster

        def count(scene: Scene) -> tuple[Tally, ...]:
            return tallies(scene.estate, scene.policy, scene.pool, muster)

        return Relay(self.vigie.background, "tallies", count, self._answered)

    def show(self, scene: Scene) -> None:
        """Give each panel its lines for its own size; what must be counted, is in a thread."""
        asked = self._asked
        if asked is None or asked.estate is not scene.estate or asked.pool is not scene.pool:
            self._asked = scene
            self._relay.ask(scene)
        self._show_counted(scene)
        self._show_activity(scene)
        self._show_datastores(scene)

    def _answered(self, scene: Scene, counted: tuple[Tally, ...]) -> None:
        self._counted = scene, counted
        if self.is_mounted:
            self._show_counted(self.vigie.scene())

    def _show_counted(self, scene: Scene) -> None:
        """What was last counted, once it is of the pool that is looked at."""
        if self._counted is not None and self._counted[0].pool is scene.pool:
            self._show_load(scene, self._counted[1])
            self._show_datacenters(scene, self._counted[1])

    def _show_load(self, scene: Scene, counted: tuple[Tally, ...]) -> None:
        panel = self.query_one("#load", Panel)
        panel.call(scene.locale.text("tui.load", pool=scene.pool_name))
        panel.paint(load.panel(scene, counted, panel.size.width, panel.size.height))

    def _show_datacenters(self, scene: Scene, counted: tuple[Tally, ...]) -> None:
        rows = self.query_one("#rows", Panel)
        if rows.size.width:
            rows.paint(tuple(datacenters.row(scene, t, rows.size.width) for t in counted))
        for tally in counted:
            panel = self.query_one(f"#dc-{tally.datacenter}", Panel)
            if panel.size.width:
                panel.paint(datacenters.column(scene, tally, panel.size.width))

    def _show_datastores(self, scene: Scene) -> None:
        """What needs a person, then the fullest; why there is nothing, where there is none."""
        panel = self.query_one("#datastores", Panel)
        cells, rows = panel.size.width, panel.size.height
        tallies = self._stored.urgent(scene)
        if not tallies:
            panel.call(scene.locale.text("tui.datastores"))
            panel.paint(absence(scene, cells)[:rows])
            return
        panel.call(titled(scene, storage.title(scene, self._stored.totals(scene))))
        panel.paint(storage.panel(scene, tallies, cells, rows))

    def _show_activity(self, scene: Scene) -> None:
        box = self.query_one("#running", Panel)
        live = len(scene.live)
        text = scene.locale.text
        box.call(text("tui.running", n=live) if live else text("tui.idle"))
        if "-narrow" in self.classes:
            box.paint(running.compact(scene, box.size.width, box.size.height))
        else:
            box.paint(running.panel(scene, box.size.width, box.size.height))
        for name, view in (("sources", sources.panel), ("events", events.panel)):
            panel = self.query_one(f"#{name}", Panel)
            if panel.size.width:
                panel.paint(view(scene, panel.size.width, panel.size.height))
