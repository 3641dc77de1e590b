"""What every verb is told besides its own arguments: settings, output, language."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import click

from console.cli import parser
from console.locale import Language, Locale
from console.settings.load import Loaded, load, peek
from console.settings.model import Settings

if TYPE_CHECKING:
    from console.desk.recording.recorder import Recorder
    from console.desk.session import Session

Output = Literal["table", "json"]
LANGUAGE = "console.language"
LANGUAGE_VARIABLE = "VIGIE_CONSOLE__LANGUAGE"
READ_ONLY_VARIABLE = "VIGIE_READ_ONLY"
CLEAR_NO = frozenset({"", "0", "false", "no", "off"})


@dataclass(slots=True)
class Invocation:
    """One call of the command line. Options may stand before or after the verb.

    `untold` is the exit code in place of the contract's where a verb that answers by its
    own codes fails. `session` is one that is open already: what is shown again takes it,
    and `recorder` what it records with.
    `peeked` is the language that the settings file names, once it was looked for.
    """

    settings_path: Path | None = None
    output: Output = "table"
    read_only: bool = False
    overrides: dict[str, str] = field(default_factory=dict)
    settings: Settings | None = None
    untold: int | None = None
    session: "Session | None" = None
    peeked: str | None = None
    recorder: "Recorder | None" = None

    @property
    def json(self) -> bool:
        """Say whether a program reads the answer."""
        return self.output == "json"

    def load(self) -> Loaded:
        """Load the settings; from then on people are answered in the language they name."""
        loaded = load(self.settings_path, overrides=self.overrides)
        self.settings = loaded.settings
        return loaded

    def locale(self) -> Locale:
        """The person's language and the estate's zone."""
        zone = self.settings.estate.timezone if self.settings else "Europe/Paris"
        return Locale(self.language(), ZoneInfo(zone))

    def language(self) -> Language:
        """The person's language; before the settings are loaded, and where they are wrong, too."""
        if self.settings is not None:
            return language(self.settings.console.language, os.environ)
        named = self.overrides.get(LANGUAGE) or os.environ.get(LANGUAGE_VARIABLE)
        return language(named or self._peeked(), os.environ)

    def _peeked(self) -> str:
        """The language that the settings file names, whatever else stands there."""
        if self.peeked is None:
            self.peeked = peek(self.settings_path, *LANGUAGE.split(".")) or "auto"
        return self.peeked


def language(wanted: str, environ: Mapping[str, str]) -> Language:
    """The language of the settings, or with `auto` that of the system."""
    if wanted == "auto":
        names = ("LC_ALL", "LC_MESSAGES", "LANG")
        wanted = next((environ[name] for name in names if environ.get(name)), "en")
    return "fr" if wanted.lower().startswith("fr") else "en"


def wants_read_only(environ: Mapping[str, str]) -> bool:
    """Say whether the environment forbids every change: whatever is not a clear no forbids."""
    return environ.get(READ_ONLY_VARIABLE, "").strip().lower() not in CLEAR_NO


def telling_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare the options that `tell` notes; they may stand before or after the verb."""
    options = (
        parser.option("--output", type=click.Choice(["table", "json"]), help="help.output"),
        parser.option(
            "--settings",
            "settings_path",
            type=click.Path(path_type=Path, readable=False),
            metavar="FILE",
            help="help.settings_file",
        ),
        parser.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="help.set"),
        parser.option("--read-only", is_flag=True, help="help.read_only"),
    )
    for option in reversed(options):
        function = option(function)
    return function


def common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that every verb has, and the invocation as first argument."""

    @telling_options
    @wraps(function)
    def verb(**arguments: Any) -> object:  # noqa: ANN401 - the verb's own, checked by click
        invocation = click.get_current_context().ensure_object(Invocation)
        tell(
            invocation,
            arguments.pop("output"),
            arguments.pop("settings_path"),
            arguments.pop("overrides"),
            read_only=arguments.pop("read_only"),
        )
        return function(invocation, **arguments)

    return verb


def tell(
    invocation: Invocation,
    output: Output | None,
    settings_path: Path | None,
    overrides: tuple[str, ...],
    *,
    read_only: bool,
) -> None:
    """Note the common options; what stands nearer to the verb wins."""
    invocation.output = output or invocation.output
    invocation.settings_path = settings_path or invocation.settings_path
    invocation.read_only = invocation.read_only or read_only
    for text in overrides:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(text, param_hint="--set")
        invocation.overrides[key.strip()] = value
