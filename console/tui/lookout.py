"""The application as its screens, dialogs and requests know it.

The application imports them; they import this, so that no import goes in a circle.
"""

from collections.abc import Callable
from typing import ClassVar, Protocol, TypeVar

from textual.screen import Screen

from console.desk.muster import Muster
from console.desk.session import Session
from console.kinds.screen import ScreenName
from console.locale import Locale
from console.model.error import VigieError
from console.model.notice import Notice
from console.model.operation import Operation
from console.model.private import VirtualMachine
from console.settings.model import Settings
from console.tui.actions import Circumstances
from console.tui.background import Background
from console.tui.duty import Duty
from console.tui.keymap import Keymap
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
    background: Background
    muster: Muster
    duty: Duty

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

    def scene(self) -> Scene:
        """The estate as it is now, as this person looks at it."""
        ...

    def circumstances(self) -> Circumstances:
        """What decides whether an action may run now."""
        ...

    def say(self, what: Notice, *, severity: str = "information") -> None:
        """Show a notice."""
        ...

    def say_error(self, error: VigieError) -> None:
        """Show what failed, with its request id."""
        ...

    def push_screen(
        self, screen: Screen[Result], callback: Callable[[Result | None], None] | None = None
    ) -> object:
        """Open a dialog; `callback` gets its answer, None when it was left."""
        ...
