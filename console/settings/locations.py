"""Where Vigie's files are: XDG folders, each made on first use, for its owner alone."""

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from console.model.error import UsageError
from console.model.notice import notice
from console.settings.model import Settings

SETTINGS_VARIABLE = "VIGIE_SETTINGS"
SERVICE_STATE = "STATE_DIRECTORY"
"""What systemd sets for a unit with `StateDirectory=`: its own folder, or several with colons."""

FOLDER = "vigie"
NOWHERE = "/nonexistent"
"""The home of who has none, as Debian writes it: nothing is there, and nobody makes it."""


def settle_home(environ: MutableMapping[str, str]) -> None:
    """Have a HOME in the environment, this account's by the system's list, else `NOWHERE`.

    Without one, libraries guess where their files are as soon as they are imported, and
    for an account that the system does not list they fail there.
    """
    if environ.get("HOME", "").startswith("/"):
        return
    import pwd  # noqa: PLC0415 - most find a HOME

    try:
        environ["HOME"] = pwd.getpwuid(os.getuid()).pw_dir or NOWHERE
    except KeyError:
        environ["HOME"] = NOWHERE


def config_dir(environ: Mapping[str, str] | None = None) -> Path:
    """``$XDG_CONFIG_HOME/vigie``, by default ``~/.config/vigie``."""
    return _base("XDG_CONFIG_HOME", "user_config_path", environ)


def state_dir(environ: Mapping[str, str] | None = None) -> Path:
    """``$XDG_STATE_HOME/vigie``, systemd's ``$STATE_DIRECTORY``, or ``~/.local/state/vigie``."""
    given = os.environ if environ is None else environ
    own = given.get(SERVICE_STATE, "").partition(":")[0]
    if own.startswith("/") and "XDG_STATE_HOME" not in given:
        return Path(own)
    return _base("XDG_STATE_HOME", "user_state_path", environ)


def estate_dir(settings: Settings) -> Path:
    """Where an estate keeps its journal, locks and logs: two estates never share."""
    if settings.journal.state_dir is not None:
        return expanded(Path(settings.journal.state_dir))
    return state_dir() / settings.estate.name


def own_dir(settings: Settings) -> Path:
    """Where a person's process keeps its own log: not with the service's journal."""
    return estate_dir(settings) if settings.service is None else state_dir() / settings.estate.name


def settings_path(path: Path | None, environ: Mapping[str, str] | None = None) -> Path:
    """The settings file: as given, else `VIGIE_SETTINGS`, else in the XDG folder."""
    if path is not None:
        return expanded(path)
    named = (os.environ if environ is None else environ).get(SETTINGS_VARIABLE)
    if named:
        return expanded(Path(named))
    return config_dir(environ) / "vigie.toml"


def themes_dir() -> Path:
    """The person's own themes."""
    return config_dir() / "themes"


def private(folder: Path) -> Path:
    """Make a folder that only its owner may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def expanded(path: Path) -> Path:
    """A path with the home that `~` stands for; as it is where nobody has that name."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def writable(path: Path) -> bool:
    """Say whether something may be made at a path: in the nearest of its folders that is there."""
    nearest = next(one for one in (path, *path.parents) if os.path.exists(one))  # noqa: PTH110 - a closed folder is none, no error
    return os.path.isdir(nearest) and os.access(nearest, os.W_OK | os.X_OK)  # noqa: PTH112 - as above


def _base(variable: str, fallback: str, environ: Mapping[str, str] | None) -> Path:
    named = (os.environ if environ is None else environ).get(variable)
    if named and Path(named).is_absolute():
        return Path(named) / FOLDER
    if os.environ.get("HOME") == NOWHERE:
        raise UsageError(notice("settings.no_home", variable=variable))
    import platformdirs  # noqa: PLC0415 - 40 ms that most starts need not pay

    folder: Path = getattr(platformdirs, fallback)(FOLDER, appauthor=False)
    return folder
