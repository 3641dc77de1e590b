"""`vigie settings`: make, show and check the settings."""

import os
import sys
from typing import Any

import click
import msgspec

from console.cli.answer import say, say_json
from console.cli.foundation import found
from console.cli.founding import PRESETS, Wishes
from console.cli.invocation import Invocation, common_options
from console.model.error import UsageError
from console.model.notice import notice
from console.settings import locations


@click.group()
def settings() -> None:
    """Make, show and check the settings."""


@settings.command()
@click.option("--cloud", metavar="ENTRY", help="An entry of clouds.yaml; OS_* for the variables.")
@click.option("--clouds-yaml", metavar="FILE", help="The clouds.yaml, where it is not found.")
@click.option("--estate", metavar="NAME", help="What the estate is called.")
@click.option("--region", "regions", multiple=True, help="Of this region; may be repeated.")
@click.option("--pool", metavar="POOL", help="The first pool's name.")
@click.option("--name-pattern", metavar="REGEX", help="Which servers are of the pool.")
@click.option("--baseline", type=click.IntRange(min=0), help="Never fewer in service.")
@click.option("--burst-to", type=click.IntRange(min=1), help="What the burst form proposes.")
@click.option("--ceiling", type=click.IntRange(min=1), help="Never more.")
@click.option("--flavor", metavar="NAME", help="By default, that of most of its servers.")
@click.option("--image", metavar="NAME", help="As flavor.")
@click.option("--network", "networks", multiple=True, metavar="NAME", help="As flavor, in order.")
@click.option("--key-name", metavar="NAME", help="As flavor.")
@click.option("--connections", type=click.IntRange(min=1), help="What one instance carries.")
@click.option("--prometheus", metavar="URL", help="The metrics server.")
@click.option("--preset", type=click.Choice(PRESETS), help="Whose metrics it has.")
@click.option("--vcenter", metavar="HOST", help="The private cloud's vCenter.")
@click.option("--vcenter-user", metavar="USER", help="Who the worker is there.")
@click.option("--ovhcloud-service", metavar="PCC", help="The private cloud in the OVHcloud API.")
@click.option("--overwrite", is_flag=True, help="Write over the file that is there.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: take what is nearest.")
@common_options
def init(invocation: Invocation, *, overwrite: bool, yes: bool, **wishes: Any) -> None:  # noqa: ANN401 - checked by click
    """Make the settings of what there is: asks, or takes options."""
    path = locations.settings_path(invocation.settings_path)
    if not overwrite and os.path.lexists(path):
        raise UsageError(notice("settings.exists", path=str(path)))
    asks = not yes and not invocation.json and sys.stdin.isatty() and sys.stderr.isatty()
    found(invocation, path, Wishes(**wishes), asks=asks, over=overwrite)


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
