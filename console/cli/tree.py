"""The tree of verbs. A verb's module is imported when the verb is used, not before.

What changes the estate is declared by its kind and made into a command here; the
modules that are named here only show, set up and serve.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from console.kinds import registry
from console.locale import catalogue

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FIRST: Mapping[str, tuple[str, str]] = {
    "demo": ("console.cli.demo", "Open the console on the rehearsal estate."),
    "rehearse": ("console.cli.rehearse", "The simulated endpoints alone."),
    "status": ("console.cli.status", "Show the estate now."),
}
"""Name → module and summary. The kinds' verbs of one word come after these."""
THEN: Mapping[str, tuple[str, str]] = {
    "alerts": ("console.cli.alerts", "Show the alerts that fire, silenced ones apart."),
    "operations": ("console.cli.operations", "List, show, stop and top up operations."),
    "forecast": ("console.cli.forecast", "Show what a pool's next hours will need, and why."),
    "target": ("console.cli.targets", "Show the targets that are open, open and close them."),
    "schedule": ("console.cli.schedule", "Show the windows, and when they open."),
    "sweep": ("console.cli.sweep", "Show, and remove, what ended operations left behind."),
    "costs": ("console.cli.costs", "Show what a month costs, by pool and datacenter."),
    "prices": ("console.cli.prices", "Show what the flavors cost, and by whose word."),
    "pool": ("console.cli.pool", "Show the pools, freeze and thaw them."),
    "cluster": ("console.cli.cluster", "Show the clusters of stateful pools."),
    "datastore": ("console.cli.datastore", "Show and add the private cloud's datastores."),
    "vm": ("console.cli.vm", "Show and resize the private cloud's virtual machines."),
    "host": ("console.cli.host", "Show and add the private cloud's hosts."),
}
"""The words of two that another kind brings come after these."""
LAST: Mapping[str, tuple[str, str]] = {
    "backups": ("console.cli.backups", "Show how old the last good backups are."),
    "storage": ("console.cli.storage", "Show the object storage: containers, objects, bytes."),
    "export": ("console.cli.export", "Write a handover, the journal, the estate or the costs."),
    "worker": ("console.cli.worker", "Run the orchestrator, or show who runs it."),
    "doctor": ("console.cli.doctor", "Check every source, right and file, one by one."),
    "settings": ("console.cli.settings", "Make, show and check the settings."),
    "secrets": ("console.cli.secrets", "Keep secrets out of the settings."),
    "notify": ("console.cli.notify", "Try the addresses that notices are sent to."),
    "keys": ("console.cli.keys", "Show the console's keys."),
    "completion": ("console.cli.completion", "Make a shell complete verbs, options and names."),
    "manual": ("console.cli.manual", "Print or write the man pages."),
}
MODULES = {**FIRST, **THEN, **LAST}


def summaries() -> dict[str, str]:
    """Every first word with its summary, in the order in which people meet them."""
    texts = catalogue("en")
    single = {
        spec.command[0]: texts[spec.text_key("summary")]
        for spec in registry.verbs()
        if len(spec.command) == 1
    }
    double = {
        spec.command[0]: texts[spec.text_key("usage")]
        for spec in reversed(registry.verbs())
        if len(spec.command) > 1 and spec.command[0] not in MODULES
    }
    first, then, last = (
        {name: summary for name, (_, summary) in part.items()} for part in (FIRST, THEN, LAST)
    )
    return {**first, **single, **then, **double, **last}


class VerbTree(click.Group):
    """A group whose verbs are imported, or made, one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs, in the order people meet them."""
        del ctx
        return list(summaries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb's module, or make its command; it bears the verb's name."""
        found = self._imported(cmd_name)
        for spec in registry.verbs():
            if spec.command[0] != cmd_name or spec.command[-1].startswith("--"):
                continue  # what is an option of a command is that command's own
            from console.cli.command import command  # noqa: PLC0415 - for a verb that is used

            if len(spec.command) == 1:
                return command(spec)
            group = found if isinstance(found, click.Group) else click.Group(cmd_name)
            group.help = group.help or summaries()[cmd_name]
            if spec.command[1] not in group.commands:
                group.add_command(command(spec))
            found = group
        return found or super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; of a word that is none, say which one is near."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            name = error.command_name
            near = self.list_commands(ctx)
            raise click.NoSuchCommand(name, possibilities=near, ctx=ctx) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer the verbs with their summaries, without importing any."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - not before the first paint

        found = [
            CompletionItem(name, help=about)
            for name, about in summaries().items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with their summaries, without importing any."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(summaries().items()))

    def _imported(self, name: str) -> click.Command | None:
        if name not in MODULES:
            return None
        command: Any = getattr(import_module(MODULES[name][0]), name)
        return command if isinstance(command, click.Command) else None
