"""A line to type in, its cursor still."""

from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input


class Field(Input):
    """Textual's own cursor blinks: two repaints a second, over SSH too, that say nothing."""

    cursor_blink = reactive(default=False, init=False)

    class Restricted(Message):
        """A character was not taken: the field holds a whole number."""

    def restricted(self) -> None:
        """Say that a character was not taken, where Textual rings the bell."""
        self.post_message(self.Restricted())
