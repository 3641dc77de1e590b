"""The key reference: one table from the catalogue of actions, for `vigie keys` and the docs."""

from dataclasses import dataclass

from console.kinds.verb import Danger
from console.locale import Locale
from console.tui.actions import actions, key_name
from console.tui.keymap import Keymap


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One action as the reference shows it. `places` empty: on every screen."""

    id: str
    keys: tuple[str, ...]
    title: str
    about: str
    places: tuple[str, ...]
    changes_estate: bool


def entries(locale: Locale, keys: Keymap) -> tuple[KeyEntry, ...]:
    """Every action in its order, with the keys it has."""
    return tuple(
        KeyEntry(
            id=action.id,
            keys=tuple(key_name(key) for key in keys.keys[action.id]),
            title=locale.text(action.title_key),
            about=locale.text(action.help_key),
            places=tuple(sorted(action.screens)),
            changes_estate=action.danger is not Danger.NONE,
        )
        for action in actions()
    )


def markdown(locale: Locale, keys: Keymap) -> str:
    """docs/reference/keys.md, to the last line."""
    text = locale.text
    heads = [text(f"tui.reference.{name}") for name in ("key", "action", "id", "where", "about")]
    lines = [
        f"# {text('tui.reference.title')}",
        "",
        text("tui.reference.intro"),
        "",
        f"| {' | '.join(heads)} |",
        "| --- | --- | --- | --- | --- |",
    ]
    for entry in entries(locale, keys):
        where = ", ".join(entry.places) or text("tui.reference.everywhere")
        shown = ", ".join(f"`{key}`" for key in entry.keys)
        mark = " ▲" if entry.changes_estate else ""
        lines.append(f"| {shown} | {entry.title}{mark} | `{entry.id}` | {where} | {entry.about} |")
    lines += ["", text("tui.reference.mark"), ""]
    return "\n".join(lines)
