"""The tree of verbs. A verb's module is imported when the verb is used, not before.

What changes the estate is declared by its kind and made into a command here; the
modules that are named here only show, set up and serve.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from console.cli import parser
from console.kinds import registry

if TYPE_CHECKING:
    from console.kinds.verb import VerbSpec

LOOK = (
    "status", "alerts", "operations", "forecast", "history", "schedule", "scout", "costs",
    "prices", "storage", "backups", "export",
)  # fmt: skip
ACT = ("target", "sweep")
"""The kinds' verbs of one word come before these."""
THINGS = ("pool", "instance", "cluster", "datastore", "vm", "host")
"""The words of two that another kind brings come after these."""
SET_UP = (
    "doctor", "settings", "secrets", "notify", "worker", "keys", "completion", "manual",
)  # fmt: skip
TRY = ("demo", "rehearse")
MODULES: Mapping[str, str] = {
    **{name: f"console.cli.{name}" for name in (*LOOK, *ACT, *THINGS, *SET_UP, *TRY)},
    "target": "console.cli.targets",
}
"""Name → module, for every word that no kind declares."""


def sections() -> dict[str, dict[str, str]]:
    """Every first word with its summary, below what it is for, in the order people meet them."""
    word, verbs = parser.word, registry.verbs()
    single = {
        spec.command[0]: word(spec.text_key("summary")) for spec in verbs if len(spec.command) == 1
    }
    double = {
        spec.command[0]: word(spec.text_key("usage"))
        for spec in reversed(verbs)
        if len(spec.command) > 1 and spec.command[0] not in MODULES
    }
    look, act, things, set_up, trying = (
        {name: parser.first(word(f"help.{name}")) for name in part}
        for part in (LOOK, ACT, THINGS, SET_UP, TRY)
    )
    return {
        word("verbs.look"): look,
        word("verbs.act"): {**single, **act},
        word("verbs.things"): {**things, **double},
        word("verbs.set_up"): set_up,
        word("verbs.try"): trying,
    }


class VerbTree(parser.VerbGroup):
    """A group whose verbs are imported, or made, one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs, in the order people meet them."""
        return list(self.summaries(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb's module, or make its command; it bears the verb's name."""
        found = self._imported(cmd_name)
        for spec in registry.verbs():
            if spec.command[0] != cmd_name or spec.command[-1].startswith("--"):
                continue  # what is an option of a command is that command's own
            from console.cli.command import command  # noqa: PLC0415 - for a verb that is used

            if len(spec.command) == 1:
                return command(spec)
            group = found if isinstance(found, click.Group) else _group(spec)
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

    def sections(self, ctx: click.Context) -> dict[str, dict[str, str]]:
        """The verbs with their summaries, without importing any."""
        del ctx
        return sections()

    def _imported(self, name: str) -> click.Command | None:
        if name not in MODULES:
            return None
        command: Any = getattr(import_module(MODULES[name]), name)
        return command if isinstance(command, click.Command) else None


def _group(spec: "VerbSpec") -> click.Group:
    """The first word that a kind's verb brings."""
    return parser.VerbGroup(spec.command[0], help=spec.text_key("usage"))
