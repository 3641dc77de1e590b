"""The application as its screens, dialogs and requests know it.

The application imports them; they import this, so that no import goes in a circle.
"""

from collections.abc import Callable
from typing import ClassVar, Protocol, TypeVar

from textual.screen import Screen

from console.desk.muster import Muster
from console.desk.remedies import Remedy
from console.desk.session import Session
from console.kinds.screen import ScreenName
from console.locale import Locale
from console.model.error import VigieError
from console.model.notice import Notice
from console.model.operation import Operation
from console.model.past import ChartSpan
from console.model.private import VirtualMachine
from console.settings.model import Settings
from console.tui.actions import Circumstances
from console.tui.background import Background
from console.tui.duty import Duty
from console.tui.keymap import Keymap
from console.tui.rewind import Rewind
from console.tui.scene import Scene

Result = TypeVar("Result")


class Outlook(Protocol):
    """A screen of the estate: what the person has under the cursor there."""

    PLACE: ClassVar[ScreenName]

    @property
    def selected_operation(self) -> Operation | None:
        """The operation that x, t and r are about; None when there is none."""
        ...

    @property
    def selected_machine(self) -> VirtualMachine | None:
        """The virtual machine under the cursor; None where there is none."""
        ...

    @property
    def undo_pool(self) -> str | None:
        """Whose newest operation a rollback would be about; None: of any pool."""
        ...


class Lookout(Protocol):
    """One person's console on one estate."""

    settings: Settings
    opened: bool
    """Whether the session is there yet: before it, there is but the frame."""
    session: Session
    locale: Locale
    keys: Keymap
    pool_name: str
    theme: str
    span: ChartSpan
    background: Background
    muster: Muster
    duty: Duty
    rewind: Rewind
    started: str | None
    """The operation that this person has started last; None where there is none."""

    @property
    def on_top(self) -> Outlook | None:
        """The estate's screen that is on top and whole; None under a dialog."""
        ...

    @property
    def shown(self) -> Outlook | None:
        """The estate's screen that is seen, beneath a dialog too."""
        ...

    def copy(self, text: str) -> None:
        """Have a text in the person's clipboard, and in a file for where there is none."""
        ...

    def action_perform(self, action_id: str) -> None:
        """Carry out an action of the catalogue, or say why it cannot be."""
        ...

    def look_for(self, place: ScreenName, words: str, pool: str) -> None:
        """Show on a screen what some words find there; `pool` is looked at, if it is one."""
        ...

    def take(self, remedy: Remedy) -> None:
        """Go to what would help: a form, a look, a line of the settings, a ticket."""
        ...

    def call_later(self, callback: Callable[..., object], *args: object) -> object:
        """Do something once what is under way now is done."""
        ...

    def scene(self) -> Scene:
        """The estate as it is now, as this person looks at it."""
        ...

    def circumstances(self) -> Circumstances:
        """What decides whether an action may run now."""
        ...

    def tell(self, text: str) -> None:
        """Show a text of the console's own."""
        ...

    def say(self, what: Notice, *, severity: str = "information") -> None:
        """Show a notice."""
        ...

    def clear_notifications(self) -> None:
        """Take away what is shown of earlier notices."""
        ...

    def say_error(self, error: VigieError) -> None:
        """Show what failed, with its request id."""
        ...

    def push_screen(
        self, screen: Screen[Result], callback: Callable[[Result | None], None] | None = None
    ) -> object:
        """Open a dialog; `callback` gets its answer, None when it was left."""
        ...
