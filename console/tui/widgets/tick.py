"""A box to tick that says without colour whether it is ticked."""

from textual.widgets import Checkbox


class Tick(Checkbox):
    """``[x]`` or ``[ ]``: Textual's own differs in colour alone."""

    BUTTON_LEFT = "["
    BUTTON_RIGHT = "]"

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802 - Textual's name, read when it draws
        """What stands between the brackets."""
        return "x" if self.value else " "
