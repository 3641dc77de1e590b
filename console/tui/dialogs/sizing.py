"""The form of a pool's size: how many, where, for how long, why."""

from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from console.desk import alerts
from console.kinds.instances.verbs import DATACENTERS, HOURS, OPEN_FOR, POOL, SILENTLY, TO
from console.kinds.verb import VerbSpec
from console.model.error import UsageError
from console.model.plan import Author, Request
from console.tui.dialogs.form import PlanForm, Submit
from console.tui.lines import Lines, Role, line
from console.tui.widgets.field import Field
from console.tui.widgets.tick import Tick


@dataclass(frozen=True, slots=True)
class Sizing:
    """What is pinned when the form opens: who asks, the pool, its size now.

    `at_once`: it is planned as it stands, for `reason`.
    """

    spec: VerbSpec
    author: Author
    pool: str
    size_now: int | None
    size_proposed: int
    datacenters: tuple[str, ...] = ()
    reason: str = ""
    at_once: bool = False


class SizingForm(PlanForm):
    """A size, a duration, how long it stays open, and datacenters."""

    FIRST = "#to"

    def __init__(self, sizing: Sizing, submit: Submit) -> None:
        super().__init__(submit)
        self.sizing = sizing

    @property
    def why(self) -> str:
        """The reason that stands in its field at first."""
        return self.sizing.reason

    def on_mount(self) -> None:
        """Plan at once what was asked for so; what forms do when they open is done besides."""
        if self.sizing.at_once:
            self.call_after_refresh(self.preview)

    def heading(self) -> str:
        """The verb and the pool."""
        return self.text(self.sizing.spec.text_key("form"), subject=self.sizing.pool)

    def about(self) -> Lines:
        """The size now."""
        size = self.sizing.size_now
        if size is None:
            return (line((self.text("tui.form.size_unknown"), Role.WARN)),)
        return (line((self.text("tui.form.size_now", n=size), Role.STRONG)),)

    def fields(self) -> ComposeResult:
        """Size, durations and datacenters."""
        proposed = str(self.sizing.size_proposed)
        size = Field(proposed, type="integer", id="to")
        yield from self.field(TO.label_key, size, hint=TO.help_key)
        hours = Field(HOURS.proposal, id="duration")
        yield from self.field(HOURS.label_key, hours, hint=HOURS.help_key)
        if self._opens:
            still = Field("", id="open")
            yield from self.field(OPEN_FOR.label_key, still, hint=OPEN_FOR.help_key)
        with Horizontal(classes="field"):
            yield Label(self.text(DATACENTERS.label_key), classes="label")
            for code in self.sizing.datacenters:
                yield Tick(code, value=True, id=f"in-{code}")
        if self._silences:
            tick = Tick(self.text(SILENTLY.help_key), id=SILENTLY.name)
            yield from self.field(SILENTLY.label_key, tick)

    @property
    def _silences(self) -> bool:
        """Whether alerts can be kept silent meanwhile: an alert manager is named."""
        named = alerts.SOURCE in self.vigie.session.watch.snapshot().sources
        return named and SILENTLY in self.sizing.spec.parameters

    def request(self, reason: str) -> Request | str:
        """The request of a size."""
        sizing = self.sizing
        chosen = tuple(code for code in sizing.datacenters if self.ticked(f"in-{code}"))
        if not chosen:
            return self.text("tui.form.no_datacenter")
        try:
            size = int(self.value("to"))
        except ValueError:
            return self.text("tui.form.bad_size")
        told: dict[str, Any] = {POOL.name: sizing.pool, TO.name: size}
        try:
            told |= self._lasting()
        except UsageError:
            wrong = "tui.form.bad_open" if self._open_for else "tui.form.bad_duration"
            return self.text(wrong)
        if chosen != sizing.datacenters:
            told[DATACENTERS.name] = chosen
        if self._silences and self.ticked(SILENTLY.name):
            told[SILENTLY.name] = True
        return sizing.spec.request(sizing.author, told, reason=reason)

    @property
    def _opens(self) -> bool:
        """Whether what is asked for may stay open: a burst becomes a target then."""
        return OPEN_FOR in self.sizing.spec.parameters

    @property
    def _open_for(self) -> str:
        """What was written of how long it stays open."""
        return self.value("open") if self._opens else ""

    def _lasting(self) -> dict[str, Any]:
        """For how long, for the cost, or for how long it stays open. Raises UsageError."""
        if self._open_for:
            return {OPEN_FOR.name: OPEN_FOR.read(self._open_for)}
        return {HOURS.name: HOURS.read(self.value("duration"))}
