"""From a theme file to what Textual needs: its own colours, and the roles as variables."""

from textual.theme import Theme

from console.tui.theme import ThemeFile, variables


def textual_theme(file: ThemeFile) -> Theme:
    """The theme as Textual takes it; inputs and cursors follow the roles."""
    c = file.colors
    return Theme(
        name=file.name,
        dark=file.dark,
        ansi=file.ansi,
        primary=c.title,
        secondary=c.busy,
        warning=c.warn,
        error=c.bad,
        success=c.good,
        accent=c.key,
        foreground=c.text,
        background=c.background,
        surface=c.surface,
        panel=c.surface,
        boost=c.surface,
        text_alpha=1.0,
        variables=variables(file)
        | {
            "border": c.border,
            # Textual's own sheets want these two of a theme of terminal colours.
            "ansi-background": "ansi_black" if file.dark else "ansi_white",
            "ansi-foreground": "ansi_white" if file.dark else "ansi_black",
            "block-cursor-background": c.cursor,
            "block-cursor-foreground": c.cursor_ink,
            "input-selection-background": c.cursor,
            "input-selection-foreground": c.cursor_ink,
        },
    )
