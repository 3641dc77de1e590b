"""`vigie settings`: make, show and check the settings."""

import os
from pathlib import Path

import click
import msgspec

from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.model.error import UsageError
from console.model.notice import notice
from console.settings import locations
from console.settings.template import TEMPLATE


@click.group()
def settings() -> None:
    """Make, show and check the settings."""


@settings.command()
@common_options
def init(invocation: Invocation) -> None:
    """Write a commented settings file where none is yet."""
    path = locations.settings_path(invocation.settings_path)
    try:
        locations.private(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(notice("settings.exists", path=str(path))) from error
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise UsageError(notice("settings.unwritable", path=str(path), detail=detail)) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(TEMPLATE)
    _answer_path(invocation, path, "cli.settings_made")


@settings.command()
@common_options
def show(invocation: Invocation) -> None:
    """Show the settings in force, defaults and overrides included."""
    loaded = invocation.load()
    values = msgspec.to_builtins(loaded.settings)
    if invocation.json:
        say_json({"path": str(loaded.path), "settings": values})
        return
    say(invocation.locale().text("cli.settings_from", path=str(loaded.path)))
    for line in _flat(values, ""):
        say(line)


@settings.command()
@common_options
def validate(invocation: Invocation) -> None:
    """Check the settings; every problem is named with its line and key."""
    loaded = invocation.load()
    if invocation.json:
        say_json({"valid": True, "path": str(loaded.path)})
        return
    say(invocation.locale().text("cli.settings_valid", path=str(loaded.path)))


@settings.command()
@common_options
def path(invocation: Invocation) -> None:
    """Show which settings file is used."""
    file = locations.settings_path(invocation.settings_path)
    if invocation.json:
        say_json({"path": str(file), "exists": file.exists()})
    else:
        say(str(file))


@settings.command()
@common_options
def schema(invocation: Invocation) -> None:
    """Print the JSON Schema of the settings file."""
    from console.settings.schema import (  # noqa: PLC0415 - schema generation is for this verb alone
        schema as described,
    )

    del invocation
    say_json(described())


def _answer_path(invocation: Invocation, path: Path, key: str) -> None:
    if invocation.json:
        say_json({"path": str(path)})
    else:
        say(invocation.locale().text(key, path=str(path)))


def _flat(value: object, key: str) -> list[str]:
    if isinstance(value, dict):
        return [
            line
            for name, below in value.items()
            for line in _flat(below, f"{key}.{name}" if key else str(name))
        ]
    if isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        return [line for index, item in enumerate(value) for line in _flat(item, f"{key}[{index}]")]
    return [] if value is None else [f"{key} = {msgspec.json.encode(value).decode()}"]
