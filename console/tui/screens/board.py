"""What stands in the overview's boxes."""

from typing import NamedTuple

from console.desk.census import Tally, tallies
from console.desk.proposals import proposals
from console.model.proposal import Proposal
from console.tui.background import Relay
from console.tui.scene import Scene
from console.tui.screens.estate import EstateScreen
from console.tui.stored import Stored
from console.tui.view import alerts, datacenters, events, load, running, sources, storage
from console.tui.view import proposals as proposed
from console.tui.view.private import absence, titled
from console.tui.widgets.panel import Panel


class Counted(NamedTuple):
    """What takes long enough to be found out in a thread."""

    tallies: tuple[Tally, ...]
    proposals: tuple[Proposal, ...]


class OverviewBoxes:
    """Fills the boxes of one screen; what must be counted, is in a thread."""

    def __init__(self, screen: EstateScreen) -> None:
        self._screen = screen
        self._stored = Stored()
        self._counted: tuple[Scene, Counted] | None = None
        self._asked: Scene | None = None
        muster = screen.vigie.muster

        def count(scene: Scene) -> Counted:
            counted = tallies(scene.estate, scene.policy, scene.pool, muster)
            return Counted(counted, proposals(scene.estate, scene.policy))

        self._relay = Relay(screen.vigie.background, "tallies", count, self._answered)

    def show(self, scene: Scene) -> None:
        """Give each panel its lines for its own size."""
        asked = self._asked
        if asked is None or asked.estate is not scene.estate or asked.pool is not scene.pool:
            self._asked = scene
            self._relay.ask(scene)
        top = self._screen.query_one("#alerts", Panel)
        top.paint(alerts.badge(scene, self._screen.size.width))
        self._show_counted(scene)
        self._show_activity(scene)
        self._show_datastores(scene)

    def _answered(self, scene: Scene, counted: Counted) -> None:
        self._counted = scene, counted
        if self._screen.is_mounted:
            self._show_counted(self._screen.vigie.scene())

    def _show_counted(self, scene: Scene) -> None:
        """What was last counted, once it is of the pool that is looked at."""
        if self._counted is not None and self._counted[0].pool is scene.pool:
            counted = self._counted[1]
            self._show_proposals(scene, counted.proposals)
            self._show_load(scene, counted.tallies)
            self._show_datacenters(scene, counted.tallies)

    def _show_proposals(self, scene: Scene, found: tuple[Proposal, ...]) -> None:
        cells = self._screen.size.width
        lines = proposed.lines(scene, found, self._screen.vigie.keys, cells)
        self._screen.query_one("#proposals", Panel).paint(lines)

    def _show_load(self, scene: Scene, counted: tuple[Tally, ...]) -> None:
        panel = self._screen.query_one("#load", Panel)
        panel.call(scene.locale.text("tui.load", pool=scene.pool_name))
        panel.paint(load.panel(scene, counted, panel.size.width, panel.size.height))

    def _show_datacenters(self, scene: Scene, counted: tuple[Tally, ...]) -> None:
        rows = self._screen.query_one("#rows", Panel)
        if rows.size.width:
            rows.paint(tuple(datacenters.row(scene, t, rows.size.width) for t in counted))
        for tally in counted:
            panel = self._screen.query_one(f"#dc-{tally.datacenter}", Panel)
            panel.call(datacenters.title(scene, tally))
            if panel.size.width:
                panel.paint(datacenters.column(scene, tally, panel.size.width))

    def _show_datastores(self, scene: Scene) -> None:
        """What needs a person, then the fullest; why there is nothing, where there is none."""
        panel = self._screen.query_one("#datastores", Panel)
        cells, rows = panel.size.width, panel.size.height
        tallies = self._stored.urgent(scene)
        if not tallies:
            panel.call(scene.locale.text("tui.datastores"))
            panel.paint(absence(scene, cells)[:rows])
            return
        panel.call(titled(scene, storage.title(scene, self._stored.totals(scene))))
        panel.paint(storage.panel(scene, tallies, cells, rows))

    def _show_activity(self, scene: Scene) -> None:
        box = self._screen.query_one("#running", Panel)
        live = len(scene.live)
        text = scene.locale.text
        box.call(text("tui.running", n=live) if live else text("tui.idle"))
        if "-narrow" in self._screen.classes:
            box.paint(running.compact(scene, box.size.width, box.size.height))
        else:
            box.paint(running.panel(scene, box.size.width, box.size.height))
        for name, view in (("sources", sources.panel), ("events", events.panel)):
            panel = self._screen.query_one(f"#{name}", Panel)
            if panel.size.width:
                panel.paint(view(scene, panel.size.width, panel.size.height))
