"""`vigie completion`: what makes a shell complete Vigie's verbs, options and names."""

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from console.cli import parser
from console.cli.answer import quote, say
from console.cli.invocation import Invocation, common_options
from console.model.error import UsageError
from console.model.notice import notice

PROGRAM = "vigie"
VARIABLE = "_VIGIE_COMPLETE"
PLACES = {
    "bash": ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/vigie"),
    "zsh": ("XDG_DATA_HOME", ".local/share", "zsh/site-functions/_vigie"),
    "fish": ("XDG_CONFIG_HOME", ".config", "fish/completions/vigie.fish"),
}
"""Where each shell looks by itself; zsh, once the folder is in its `fpath`."""

INSTALLED = {
    "bash": "completion.installed.bash",
    "zsh": "completion.installed.zsh",
    "fish": "completion.installed.fish",
}


@parser.command(help="help.completion")
@parser.argument("shell", type=click.Choice(tuple(PLACES)), help="help.completion.shell")
@parser.option("--install", is_flag=True, help="help.completion.install")
@common_options
def completion(invocation: Invocation, *, shell: str, install: bool) -> None:
    """Print what makes a shell complete, or install it for this account."""
    found = get_completion_class(shell)
    if found is None:
        raise UsageError(notice("completion.unknown", shell=shell))
    script = found(click.Command(PROGRAM), {}, PROGRAM, VARIABLE).source()
    if not install:
        quote(script.rstrip())
        return
    path = _place(shell)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(notice("completion.unwritten", path=str(path), why=why)) from None
    say(invocation.locale().text(INSTALLED[shell], path=str(path)))


def _place(shell: str) -> Path:
    variable, usual, below = PLACES[shell]
    base = os.environ.get(variable)
    return (Path(base) if base else Path.home() / usual) / below
