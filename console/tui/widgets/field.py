"""A line to type in, its cursor still."""

from textual.reactive import reactive
from textual.widgets import Input


class Field(Input):
    """Textual's own cursor blinks: two repaints a second, over SSH too, that say nothing."""

    cursor_blink = reactive(default=False, init=False)
