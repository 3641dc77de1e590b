"""What stands in the overview's boxes."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from console.desk.census import tallies
from console.desk.foresight import SizeAdvice, foreseen
from console.desk.proposals import proposals
from console.desk.targets import TargetProgress, glances
from console.model.proposal import Proposal
from console.model.tally import Tally
from console.tui.background import Relay
from console.tui.kept import Kept
from console.tui.lines import Lines
from console.tui.pasts import ChartPasts
from console.tui.scene import Scene
from console.tui.screens.estate import EstateScreen
from console.tui.stored import Stored
from console.tui.view import (
    advice,
    alerts,
    datacenters,
    events,
    history,
    load,
    marks,
    running,
    sources,
    storage,
    targets,
)
from console.tui.view import proposals as proposed
from console.tui.view.history import Known
from console.tui.view.private import absence, titled
from console.tui.view.unread import known
from console.tui.widgets.panel import Panel

TALL = 30
"""Rows from which on there is room for what stands in an advice's way."""


class Counted(NamedTuple):
    """What takes long enough to be found out in a thread."""

    tallies: tuple[Tally, ...]
    proposals: tuple[Proposal, ...]
    advice: SizeAdvice | None
    targets: tuple[TargetProgress, ...] = ()


class OverviewBoxes:
    """Fills the boxes of one screen; what must be counted, is in a thread."""

    def __init__(self, screen: EstateScreen) -> None:
        self._screen = screen
        self._stored = Stored()
        self._filled: dict[str, Kept[Lines]] = {}
        self._chart: Kept[Lines] = Kept()
        self._legend: Kept[str] = Kept()
        self._counted: tuple[Scene, Counted] | None = None
        self._asked: Scene | None = None
        self._relay = Relay(screen.vigie.background, "tallies", self._count, self._answered)
        self._pasts = ChartPasts(screen.vigie.session, screen.vigie.background, self._show_anew)

    def _count(self, scene: Scene) -> Counted:
        """What takes long of an estate of now, whose instances are counted."""
        counted = tallies(scene.estate, scene.policy, scene.pool, self._screen.vigie.muster)
        advised = foreseen(scene.estate, scene.policy, scene.pool, counted)
        found = proposals(scene.estate, scene.policy)
        return Counted(counted, found, advised, glances(scene.estate, scene.policy))

    def show(self, scene: Scene) -> None:
        """Give each panel its lines for its own size."""
        if scene.estate.recorded is not None:
            # What was counted then is only looked up.
            self._counted = scene, self._count(scene)
            self._asked = None
        elif not scene.counts_as(self._asked):
            self._asked = scene
            self._relay.ask(scene)
        top = self._screen.query_one("#alerts", Panel)
        top.paint(alerts.badge(scene, self._screen.vigie.keys, self._screen.size.width))
        self._show_counted(scene)
        self._show_activity(scene)
        self._show_datastores(scene)

    def _answered(self, scene: Scene, counted: Counted) -> None:
        if self._screen.vigie.rewind.estate is not None:
            return
        before = self._counted
        if before is not None and before[0].pool is scene.pool:
            if before[1] == counted:
                return
            if before[1].tallies == counted.tallies:
                # The advice moves with the load; what is drawn of the tallies stays as it is.
                counted = counted._replace(tallies=before[1].tallies)
        self._counted = scene, counted
        self._show_anew()

    def _show_anew(self) -> None:
        """Show what was found out, in the scene of now."""
        if self._screen.is_mounted:
            self._show_counted(self._screen.vigie.scene())

    def _show_counted(self, scene: Scene) -> None:
        """What was last counted, once it is of the pool that is looked at."""
        if self._counted is not None and self._counted[0].pool is scene.pool:
            if (self._counted[0].estate.recorded is None) is not (scene.estate.recorded is None):
                return
            counted = self._counted[1]
            self._show_proposals(scene, counted)
            self._show_load(scene, counted)
            self._show_datacenters(scene, counted.tallies)

    def _show_proposals(self, scene: Scene, counted: Counted) -> None:
        """How far targets are, what the next hours need, then what is proposed to be healed."""
        cells, keys = self._screen.size.width, self._screen.vigie.keys
        low = self._screen.size.height < TALL
        now = self._screen.vigie.circumstances()
        advised = advice.lines(scene, counted.advice, now, keys, cells, low=low)
        opened = targets.lines(scene, counted.targets, now, keys, cells)
        lines = proposed.lines(scene, counted.proposals, now, keys, cells)
        self._screen.query_one("#proposals", Panel).paint((*opened, *advised, *lines))

    def _show_load(self, scene: Scene, counted: Counted) -> None:
        panel, span = self._screen.query_one("#load", Panel), scene.span.value
        said = scene.locale.text(f"span.{span}")
        panel.call(scene.locale.text("tui.load", pool=scene.pool_name, span=said))
        tallied, advised, past = counted.tallies, counted.advice, self._pasts.of(scene)
        told = marks.told(history.done(scene, past))
        self._explain(scene, panel, counted, past, told)
        self._fill(
            "load",
            load.load_of(scene),
            tallied,
            advised,
            span,
            past,
            told,
            lines=lambda c, r: load.panel(
                scene, tallied, c, r, kept=self._chart, advised=advised, past=past
            ),
        )

    def _explain(
        self, scene: Scene, panel: Panel, counted: Counted, past: Known, told: str
    ) -> None:
        """What the marks of the chart mean, below it; room for them where there is little."""
        advised, load_now = counted.advice, load.load_of(scene)
        cells = panel.size.width
        said = self._legend.of(
            *(load_now.history.get("connections"), advised, past, told, scene.span.value, cells),
            compute=lambda: history.legend(scene, past, advised, cells) if cells else "",
        )
        panel.explain(said)
        panel.set_class(bool(said), "-marked")

    def _show_datacenters(self, scene: Scene, counted: tuple[Tally, ...]) -> None:
        self._fill(
            "rows",
            counted,
            lines=lambda cells, _: tuple(datacenters.row(scene, t, cells) for t in counted),
        )
        for tally in counted:
            name = f"dc-{tally.datacenter}"
            self._screen.query_one(f"#{name}", Panel).call(datacenters.title(scene, tally))
            self._fill(name, tally, lines=partial(_column, scene, tally))

    def _show_datastores(self, scene: Scene) -> None:
        """What needs a person, then the fullest; why there is nothing, where there is none."""
        self._screen.set_class(scene.policy.private is None, "-public")
        panel = self._screen.query_one("#datastores", Panel)
        tallies = self._stored.urgent(scene)
        if not tallies:
            panel.call(scene.locale.text("tui.datastores"))
            panel.paint(absence(scene, panel.size.width)[: panel.size.height])
            return
        panel.call(titled(scene, storage.title(scene, self._stored.totals(scene))))
        self._fill("datastores", tallies, lines=partial(storage.panel, scene, tallies))

    def _show_activity(self, scene: Scene) -> None:
        live = len(scene.live)
        text = scene.locale.text
        self._screen.query_one("#running", Panel).call(
            text("tui.running", n=live) if live else text("tui.idle")
        )
        activity, heard = scene.estate.activity, known(scene)
        shape = running.compact if "-narrow" in self._screen.classes else running.panel
        # What ends by the clock, or was heard of long ago, is told anew with every scene.
        moment = None if heard and not live else scene
        self._fill("running", activity, moment, shape, lines=partial(shape, scene))
        moment = None if heard and activity.events else scene
        self._fill("events", activity.events, moment, lines=partial(events.panel, scene))
        self._fill("sources", scene, lines=partial(sources.panel, scene))

    def _fill(self, name: str, *told: object, lines: Callable[[int, int], Lines]) -> None:
        """Give a panel the lines for its size, unless it has those of what is told already."""
        panel = self._screen.query_one(f"#{name}", Panel)
        cells, rows = panel.size
        if cells:
            kept = self._filled.setdefault(name, Kept())
            panel.paint(kept.of(*told, cells, rows, compute=lambda: lines(cells, rows)))


def _column(scene: Scene, tally: Tally, cells: int, _rows: int) -> Lines:
    return datacenters.column(scene, tally, cells)
