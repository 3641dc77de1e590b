"""`vigie secrets`: keep secrets out of the settings. No value is ever shown."""

import sys
from difflib import get_close_matches

import click

from console.bootstrap.parts import secrets_of
from console.cli import parser
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.table import table
from console.model.error import UsageError
from console.model.notice import notice
from console.redaction import known
from console.settings.secrets import KNOWN, NAMED, Secrets, variable


@parser.group(help="help.secrets")
def secrets() -> None:
    """Keep secrets out of the settings."""


@secrets.command("set", help="help.secrets.set")
@parser.argument("name", help="help.secrets.set.name")
@parser.argument("value", required=False, metavar="")
@common_options
def set_(invocation: Invocation, *, name: str, value: str | None) -> None:
    """Keep a secret; it is asked for, or read from standard input."""
    if value is not None:
        known(value)
        raise UsageError(notice("cli.secret_on_the_line", name=name))
    refuse_unknown(name)
    kept = _kept(invocation)
    locale = invocation.locale()
    if sys.stdin.isatty():
        prompt = locale.text("cli.secret_value", name=name)
        value = click.prompt(prompt, hide_input=True, err=True)
    else:
        value = sys.stdin.read()
    store = kept.put(name, value)
    where = kept.where(store)
    if invocation.json:
        say_json({"name": name, "store": store.value, "where": where})
    else:
        say(
            locale.text(
                "cli.secret_kept",
                name=name,
                store=locale.text(f"cli.store.{store.value}"),
                where=where,
            )
        )


def refuse_unknown(name: str) -> None:
    """Raise for a name that Vigie never asks for, with the nearest that it does."""
    if name in KNOWN or NAMED.fullmatch(name):
        return
    near = get_close_matches(name.lower().replace("_", "-"), KNOWN, n=1)
    if near:
        raise UsageError(notice("cli.secret_misspelt", name=name, near=near[0]))
    raise UsageError(notice("cli.secret_of_nobody", name=name, known=", ".join(KNOWN)))


@secrets.command("list", help="help.secrets.list")
@common_options
def list_(invocation: Invocation) -> None:
    """List the names of secrets and where each is kept."""
    try:
        kept = _kept(invocation)
    except UsageError:  # no estate yet: the names, and what the environment gives
        kept = Secrets("", keyring=False)
    held, homeless = kept.held(), tuple(kept.homeless())
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
                ],
                "homeless": [{"name": name, "file": str(file)} for file, name in homeless],
            }
        )
        return
    locale = invocation.locale()
    for file, name in homeless:
        warn(locale.text("cli.secret_homeless", name=name, path=str(file)))
    rows = [
        (
            one.name,
            locale.text(f"cli.store.{one.store.value}") if one.store else "–",
            variable(one.name),
        )
        for one in held
    ]
    heads = ("name", "store", "variable")
    say(table(heads, rows, locale, texts={"store": 6}))


@secrets.command(help="help.secrets.delete")
@parser.argument("name", help="help.secrets.delete.name")
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
    """The secrets of the estate in use. Without settings there is none to keep one for."""
    loaded = invocation.load()
    return secrets_of(loaded.path, loaded.settings.estate)
