"""The form of a pool's size, and of what is about an earlier operation."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from console.model.operation import Operation
from console.model.plan import (
    Author,
    Request,
)
from console.model.verb import Verb
from console.tui.dialogs.form import PlanForm, Submit
from console.tui.lines import Line, Role, line
from console.tui.view import plan as views
from console.tui.view import subject
from console.tui.widgets.field import Field
from console.tui.widgets.tick import Tick


@dataclass(frozen=True, slots=True)
class Draft:
    """What is pinned when the form opens: who asks, the pool or the operation, its size now."""

    verb: Verb
    author: Author
    pool: str
    size_now: int | None
    size_proposed: int
    datacenters: tuple[str, ...] = ()
    operation: Operation | None = None


class RequestForm(PlanForm):
    """How many, where, for how long, why; of an earlier operation only why."""

    def __init__(self, draft: Draft, submit: Submit) -> None:
        super().__init__(submit)
        self.draft = draft
        self.FIRST = "#reason" if views.acts_on(draft.verb) else "#to"

    def heading(self) -> str:
        """The verb and what it is about."""
        target = self.draft.operation
        named = subject.named(self.vigie.scene(), target.plan) if target else self.draft.pool
        return self.text(f"tui.form.{self.draft.verb}", pool=named)

    def about(self) -> Line:
        """The operation, or the size now."""
        draft = self.draft
        if draft.operation is not None:
            return views.target_line(self.vigie.scene(), draft.operation)
        if draft.size_now is None:
            return line((self.text("tui.form.size_unknown"), Role.WARN))
        return line((self.text("tui.form.size_now", n=draft.size_now), Role.STRONG))

    def fields(self) -> ComposeResult:
        """Size, duration and datacenters; none for an earlier operation."""
        if views.acts_on(self.draft.verb):
            return
        proposed = str(self.draft.size_proposed)
        yield from self.field("to", Field(proposed, type="integer", id="to"))
        yield from self.field("duration", Field("4", type="number", id="duration"))
        with Horizontal(classes="field"):
            yield Label(self.text("tui.form.datacenters"), classes="label")
            for code in self.draft.datacenters:
                yield Tick(code, value=True, id=f"in-{code}")

    def request(self, reason: str) -> Request | str:
        """The request of a size, or about the pinned operation."""
        draft = self.draft
        if draft.operation is not None:
            target = draft.operation.id
            return Request(draft.verb, draft.author, draft.pool, operation=target, reason=reason)
        chosen = tuple(code for code in draft.datacenters if self.ticked(f"in-{code}"))
        if not chosen:
            return self.text("tui.form.no_datacenter")
        try:
            size = int(self.value("to"))
        except ValueError:
            return self.text("tui.form.bad_size")
        hours = self._hours()
        if hours is None:
            return self.text("tui.form.bad_duration")
        where = () if chosen == draft.datacenters else chosen
        return Request(
            draft.verb,
            draft.author,
            draft.pool,
            to=size,
            datacenters=where,
            duration_h=hours,
            reason=reason,
        )

    def _hours(self) -> Decimal | None:
        try:
            hours = Decimal(self.value("duration").replace(",", "."))
        except InvalidOperation:
            return None
        return hours if hours.is_finite() and hours > 0 else None
