"""The tree of verbs. A verb's module is imported when the verb is used, not before."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

VERBS: Mapping[str, tuple[str, str]] = {
    "demo": ("console.cli.demo", "Open the console on the rehearsal estate."),
    "rehearse": ("console.cli.rehearse", "The simulated endpoints alone."),
    "status": ("console.cli.status", "Show the estate now."),
    "burst": ("console.cli.burst", "Grow a pool to its burst size or to a given one."),
    "scale": ("console.cli.scale", "Bring a pool to a size."),
    "rollback": ("console.cli.rollback", "Undo exactly what an operation did."),
    "operations": ("console.cli.operations", "List, show, stop and top up operations."),
    "pool": ("console.cli.pool", "Show the pools."),
    "datastore": ("console.cli.datastore", "Show and add the private cloud's datastores."),
    "vm": ("console.cli.vm", "Show and resize the private cloud's virtual machines."),
    "host": ("console.cli.host", "Show and add the private cloud's hosts."),
    "worker": ("console.cli.worker", "Run the orchestrator, or show who runs it."),
    "doctor": ("console.cli.doctor", "Check every source, right and file, one by one."),
    "settings": ("console.cli.settings", "Make, show and check the settings."),
    "secrets": ("console.cli.secrets", "Keep secrets out of the settings."),
    "keys": ("console.cli.keys", "Show the console's keys."),
}


class VerbTree(click.Group):
    """A group whose verbs are imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs, in the order people meet them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb's module; its command bears the verb's name."""
        if cmd_name not in VERBS:
            return super().get_command(ctx, cmd_name)
        module = import_module(VERBS[cmd_name][0])
        command: Any = getattr(module, cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with their summaries, without importing any."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(name, summary) for name, (_, summary) in VERBS.items()])
