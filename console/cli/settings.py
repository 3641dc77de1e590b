"""`vigie settings`: make, show and check the settings."""

import os
import sys
from typing import Any

import click
import msgspec

from console.cli import parser
from console.cli.answer import quote, say, say_json
from console.cli.foundation import found
from console.cli.founding import PRESETS, Wishes
from console.cli.invocation import Invocation, common_options
from console.model.error import UsageError
from console.model.notice import notice
from console.settings import locations


@parser.group(bare="show", help="help.settings")
def settings() -> None:
    """Make, show and check the settings."""


@settings.command(help="help.settings.init")
@parser.option("--cloud", metavar="ENTRY", help="help.settings.init.cloud")
@parser.option("--clouds-yaml", metavar="FILE", help="help.settings.init.clouds_yaml")
@parser.option("--estate", metavar="NAME", help="help.settings.init.estate")
@parser.option("--region", "regions", multiple=True, help="help.settings.init.region")
@parser.option("--pool", metavar="POOL", help="help.settings.init.pool")
@parser.option("--name-pattern", metavar="REGEX", help="help.settings.init.name_pattern")
@parser.option("--baseline", type=click.IntRange(min=0), help="help.settings.init.baseline")
@parser.option("--burst-to", type=click.IntRange(min=1), help="help.settings.init.burst_to")
@parser.option("--ceiling", type=click.IntRange(min=1), help="help.settings.init.ceiling")
@parser.option("--flavor", metavar="NAME", help="help.settings.init.flavor")
@parser.option("--image", metavar="NAME", help="help.settings.init.image")
@parser.option(
    "--network", "networks", multiple=True, metavar="NAME", help="help.settings.init.network"
)
@parser.option("--key-name", metavar="NAME", help="help.settings.init.key_name")
@parser.option("--connections", type=click.IntRange(min=1), help="help.settings.init.connections")
@parser.option("--prometheus", metavar="URL", help="help.settings.init.prometheus")
@parser.option("--preset", type=click.Choice(PRESETS), help="help.settings.init.preset")
@parser.option("--vcenter", metavar="HOST", help="help.settings.init.vcenter")
@parser.option("--vcenter-user", metavar="USER", help="help.settings.init.vcenter_user")
@parser.option("--ovhcloud-service", metavar="PCC", help="help.settings.init.ovhcloud_service")
@parser.option("--ovhcloud-api", metavar="ENDPOINT", help="help.settings.init.ovhcloud_api")
@parser.option("--overwrite", is_flag=True, help="help.settings.init.overwrite")
@parser.option("--yes", "-y", is_flag=True, help="help.settings.init.yes")
@common_options
def init(invocation: Invocation, *, overwrite: bool, yes: bool, **wishes: Any) -> None:  # noqa: ANN401 - checked by click
    """Make the settings of what there is: asks, or takes options."""
    path = locations.settings_path(invocation.settings_path)
    if not overwrite and os.path.lexists(path):
        raise UsageError(notice("settings.exists", path=str(path)))
    asks = not yes and not invocation.json and sys.stdin.isatty() and sys.stderr.isatty()
    found(invocation, path, Wishes(**wishes), asks=asks, over=overwrite)


@settings.command(help="help.settings.show")
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
        quote(line)


@settings.command(help="help.settings.validate")
@common_options
def validate(invocation: Invocation) -> None:
    """Check the settings; every problem is named with its line and key."""
    loaded = invocation.load()
    if invocation.json:
        say_json({"valid": True, "path": str(loaded.path)})
        return
    say(invocation.locale().text("cli.settings_valid", path=str(loaded.path)))


@settings.command(help="help.settings.path")
@common_options
def path(invocation: Invocation) -> None:
    """Show which settings file is used."""
    file = locations.settings_path(invocation.settings_path)
    if invocation.json:
        say_json({"path": str(file), "exists": file.exists()})
    else:
        say(str(file))


@settings.command(help="help.settings.schema")
@common_options
def schema(invocation: Invocation) -> None:
    """Print the JSON Schema of the settings file."""
    from console.settings.schema import (  # noqa: PLC0415 - schema generation is for this verb alone
        schema as described,
    )

    del invocation
    say_json(described())


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
