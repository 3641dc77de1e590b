"""The palette: every action by name, and every thing of the estate by a part of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from console.desk.finding import Hit, find
from console.model.notice import Notice
from console.tui.actions import Action, key_name
from console.tui.background import Relay
from console.tui.dialogs.dialog import Dialog
from console.tui.lines import Line, Role, between, line
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows

Entry = tuple[Action, Notice | None]
Choice = str | Hit
"""The id of an action to run, or what to go to."""


@dataclass(frozen=True, slots=True)
class PaletteLine:
    """A line of the palette, and what choosing it means."""

    key: str
    title: str
    about: str
    keys: str
    chosen: Choice
    role: Role = Role.STRONG
    about_role: Role = Role.FAINT


class CommandPalette(Dialog[Choice]):
    """Type a part of a name; Enter takes the first, arrows choose another.

    Actions come first, those that cannot run with their reason; then what bears the name.
    """

    BINDINGS = [  # noqa: RUF012 - Textual's declaration
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._found: tuple[str, tuple[Hit, ...]] = ("", ())

    @cached_property
    def _offers(self) -> tuple[tuple[str, PaletteLine], ...]:
        """Every action with the words that it is found by."""
        return tuple((self._hay(action), self._offer(action, why)) for action, why in self._entries)

    @cached_property
    def _relay(self) -> Relay[str, tuple[Hit, ...]]:
        session = self.vigie.session

        def search(needle: str) -> tuple[Hit, ...]:
            return find(session.watch.snapshot(), session.policy, needle)

        return Relay(self.vigie.background, "find", search, self._answered)

    def compose(self) -> ComposeResult:
        """A field and what matches."""
        box = Vertical(classes="dialog")
        box.border_title = self.text("action.palette.open")
        with box:
            yield Field(id="needle", placeholder=self.text("tui.palette.hint"))
            yield Panel(id="gap")
            yield Rows[PaletteLine](
                key=lambda offer: offer.key,
                draw=_draw,
                header=lambda _: (),
                id="entries",
                led=True,
            )

    def on_mount(self) -> None:
        """Every action matches at first."""
        self.query_one("#entries").can_focus = False
        self._filter("")

    def on_resize(self) -> None:
        """Draw once there is room."""
        self.call_after_refresh(self._filter, self.query_one("#needle", Input).value)

    def action_move(self, step: int) -> None:
        """Choose another line."""
        self.query_one("#entries", Rows).action_move(step)

    @on(Input.Changed, "#needle")
    def typed(self, event: Input.Changed) -> None:
        """Filter as one types, from the first match on; things are looked for in a thread."""
        self._filter(event.value)
        self.query_one("#entries", Rows).action_ends(0)
        self._relay.ask(event.value)

    @on(Input.Submitted, "#needle")
    def chosen(self) -> None:
        """Take what the cursor is on; an action that is disabled answers with its reason."""
        offer: PaletteLine | None = self.query_one("#entries", Rows).current
        self.dismiss(offer.chosen if offer else None)

    def _answered(self, needle: str, found: tuple[Hit, ...]) -> None:
        self._found = needle, found
        if self.is_mounted:
            self._filter(self.query_one("#needle", Input).value)

    def _filter(self, needle: str) -> None:
        words = needle.lower().split()
        acts = [offer for hay, offer in self._offers if all(word in hay for word in words)]
        # What is called so comes before what only says so in its help.
        acts.sort(key=lambda offer: not all(word in offer.title.lower() for word in words))
        things = self._found[1] if self._found[0] == needle else ()
        self.query_one("#entries", Rows).fill([*acts, *map(self._of, things)])

    def _hay(self, action: Action) -> str:
        return f"{action.id} {self.text(action.title_key)} {self.text(action.help_key)}".lower()

    def _offer(self, action: Action, why: Notice | None) -> PaletteLine:
        offer = partial(
            PaletteLine,
            key=action.id,
            title=self.text(action.title_key),
            keys=", ".join(key_name(k) for k in self.vigie.keys.keys[action.id]),
            chosen=action.id,
        )
        if why is None:
            return offer(about=self.text(action.help_key))
        said = self.vigie.scene().say(why)
        return offer(about=said, role=Role.FAINT, about_role=Role.WARN)

    def _of(self, thing: Hit) -> PaletteLine:
        screen = self.text(f"action.{thing.place.value}.open")
        return PaletteLine(f"{thing.place}:{thing.key}", thing.name, thing.about, screen, thing)


def _draw(offer: PaletteLine, cells: int) -> Line:
    left = line((f"{offer.title:<18} ", offer.role), (offer.about, offer.about_role))
    return between(left, line((offer.keys, Role.KEY)), cells)
