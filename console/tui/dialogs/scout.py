"""What could be had of the pool that is looked at; `y` copies the draft of the quota ticket."""

from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from console.desk.scout import Scouting, Stock, scout
from console.desk.ticket import ticket
from console.desk.ticketed import text as drafted
from console.model.error import VigieError
from console.model.notice import notice
from console.tui.dialogs.dialog import AGE_FROM_S
from console.tui.dialogs.page import CELLS, PageDialog
from console.tui.formatting import age
from console.tui.lines import EMPTY, Role, line, wrapped
from console.tui.view import scout as views

LOOKS_EVERY_S = 5.0
ASKS_EVERY_S = 60.0
"""Real seconds between two questions to the provider: a key of its API has 60 calls a minute."""


class ScoutDialog(PageDialog):
    """Looks again and again in the background, at the pool of when it opened."""

    PANEL, KEYS = "scout", "scout.subtitle"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", show=False)]

    def __init__(self, pool: str, level: int | None = None) -> None:
        """`level` is the size that it is about; None: the target's, or that of a burst."""
        super().__init__()
        self.pool, self.level = pool, level
        self.found: Scouting | None = None
        self._asks = False
        self._asked_at = datetime.min.replace(tzinfo=UTC)

    def heading(self) -> str:
        """The pool that it is about."""
        return self.text("scout.title", pool=self.pool)

    def on_mount(self) -> None:
        """Ask; until it is answered it says so. Then go on looking for as long as it is open."""
        self.paint((line((self.text("scout.reading"), Role.FAINT)),))
        self._ask()
        self.set_interval(LOOKS_EVERY_S, self.look)

    def look(self) -> None:
        """Look again by what is known here anyhow; ask the provider again once a minute."""
        if self._asks:
            return
        asked_s = self.vigie.scene().age_s(self._asked_at)
        if self.found is None or asked_s >= ASKS_EVERY_S:
            self._ask()
        else:
            self._ask(self.found.stock)
        self._entitle()

    def _ask(self, stock: Stock | None = None) -> None:
        session, pool, level = self.vigie.session, self.pool, self.level
        zone, now = self.vigie.locale.zone, session.clock.now()
        self._asks = True

        def answered(found: Scouting) -> None:
            if stock is None:
                self._asked_at = now
            self._answered(found)

        self.vigie.background.run(
            "scouting",
            lambda: scout(session, pool, zone, level, stock=stock),
            answered,
            self._failed,
        )

    def _answered(self, found: Scouting) -> None:
        self.found, self._asks = found, False
        if self.is_attached:
            self.paint(views.lines(self.vigie.scene(), found, CELLS))
            self._entitle()

    def _failed(self, error: VigieError) -> None:
        """Say why above what was found before, which grows old."""
        self._asks = False
        if self.is_attached:
            scene = self.vigie.scene()
            said = wrapped(scene.say(error.notice), CELLS, Role.BAD)
            before = () if self.found is None else views.lines(scene, self.found, CELLS)
            self.paint((*said, *((EMPTY,) if before else ()), *before))
            self._entitle()

    def _entitle(self) -> None:
        """What its keys do, and how old the oldest of it is: what the provider said."""
        scene, said = self.vigie.scene(), self.text(self.KEYS)
        old_s = scene.age_s(self._asked_at)
        if self.found is not None and old_s >= AGE_FROM_S:
            said = f"{said} · {self.text('scout.age', age=age(scene.locale, old_s))}"
        self.query_one(".dialog").border_subtitle = said

    def action_copy(self) -> None:
        """Copy the draft of the ticket, where there is something to ask for."""
        if self.found is None:
            return
        settings = self.vigie.settings.ovhcloud
        one = ticket(self.found, None if settings is None else settings.project)
        if one.needed:
            self.vigie.copy(drafted(one, self.vigie.locale))
        else:
            self.vigie.say(notice("ticket.nothing"))
