"""`vigie secrets`: keep secrets out of the settings. No value is ever shown."""

import sys

import click

from console.bootstrap.parts import secrets_of
from console.cli.answer import say, say_json, table
from console.cli.invocation import Invocation, common_options
from console.model.error import UsageError
from console.model.notice import notice
from console.settings.secrets import Secrets, variable


@click.group()
def secrets() -> None:
    """Keep secrets out of the settings."""


@secrets.command("set")
@click.argument("name")
@common_options
def set_(invocation: Invocation, *, name: str) -> None:
    """Keep a secret; it is asked for, or read from standard input."""
    locale = invocation.locale()
    if sys.stdin.isatty():
        prompt = locale.text("cli.secret_value", name=name)
        value = click.prompt(prompt, hide_input=True, err=True)
    else:
        value = sys.stdin.read().rstrip("\n")
    if not value:
        raise UsageError(notice("cli.secret_empty", name=name))
    store = _kept(invocation).put(name, value)
    if invocation.json:
        say_json({"name": name, "store": store.value})
    else:
        say(
            locale.text("cli.secret_kept", name=name, store=locale.text(f"cli.store.{store.value}"))
        )


@secrets.command("list")
@common_options
def list_(invocation: Invocation) -> None:
    """List the names of secrets and where each is kept."""
    held = _kept(invocation).held()
    if invocation.json:
        say_json(
            {
                "secrets": [
                    {
                        "name": one.name,
                        "store": one.store.value if one.store else None,
                        "variable": variable(one.name),
                    }
                    for one in held
                ]
            }
        )
        return
    locale = invocation.locale()
    rows = [
        (
            one.name,
            locale.text(f"cli.store.{one.store.value}") if one.store else "–",
            variable(one.name),
        )
        for one in held
    ]
    heads = ("name", "store", "variable")
    say(table([locale.text(f"cli.head.{head}") for head in heads], rows))


@secrets.command()
@click.argument("name")
@common_options
def delete(invocation: Invocation, *, name: str) -> None:
    """Forget a secret."""
    gone = _kept(invocation).remove(name)
    if not gone:
        raise UsageError(notice("cli.secret_unknown", name=name))
    if invocation.json:
        say_json({"name": name, "removed_from": [store.value for store in gone]})
    else:
        say(invocation.locale().text("cli.secret_gone", name=name))


def _kept(invocation: Invocation) -> Secrets:
    """The secrets of the estate in use; without settings, the person's own."""
    try:
        loaded = invocation.load()
    except UsageError:
        return Secrets()
    return secrets_of(loaded.path, loaded.settings.estate.environment)
