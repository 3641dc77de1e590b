"""The themes by name: the cursor moves and the look changes, Enter keeps one, Escape none."""

from collections.abc import Callable, Sequence

from console.settings.amending import amend
from console.tui.dialogs.pick import Pick, PickLine
from console.tui.lines import Role, line
from console.tui.lookout import Lookout


def choose(app: Lookout, names: Sequence[str], wear: Callable[[str], None]) -> None:
    """List the themes; `wear` puts one on. Where a choice is kept is said."""
    text, before = app.locale.text, app.theme
    now = line((text("tui.theme.on"), Role.FAINT))
    picks = [PickLine(name, line(name), now if name == before else ()) for name in names]

    def taken(name: str | None) -> None:
        if name is None:
            wear(before)
        else:
            wear(name)
            _keep(app, name)

    app.push_screen(Pick(text("action.theme.choose"), picks, at=before, looked=wear), taken)


def _keep(app: Lookout, name: str) -> None:
    """Write it into the settings file where that is the person's own; else say what would."""
    path = app.session.settings_path

    def kept(written: bool) -> None:  # noqa: FBT001 - what the work gave
        said = "tui.theme.kept" if written else "tui.theme.unkept"
        app.tell(app.locale.text(said, theme=name, path=str(path)))

    app.background.run("theme", lambda: amend(path, "console", "theme", name), kept)
