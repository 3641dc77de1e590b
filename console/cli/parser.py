"""The command line's parser: click, with every word from the catalogue in the language in use.

Helps are keys of the catalogue, read when they are shown. The words that click itself
brings are marked there for gettext, which looks for files by the system's language: here
they are looked up as texts ``parser.WORDS``, and stay English where there are none.
"""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click import core, decorators, exceptions, formatting, termui, types
from click import parser as splitting

from console.locale import Language, catalogue
from console.model.error import UsageError
from console.model.notice import notice

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])
SPOKEN = (core, decorators, exceptions, formatting, splitting, termui, types)
"""The modules of click that say something to people."""

_language: ContextVar[Callable[[], Language]] = ContextVar("language", default=lambda: "en")


@contextmanager
def speaking(language: Callable[[], Language]) -> Iterator[None]:
    """Speak this language meanwhile; it is asked for once there is something to say."""
    for room in SPOKEN:
        for name, instead in (("_", _said), ("ngettext", _counted)):
            if hasattr(room, name):
                setattr(room, name, instead)
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def word(key: str) -> str:
    """A text of the command line's own help."""
    return catalogue(_language.get()())[key]


def first(text: str) -> str:
    """The first paragraph of a help."""
    return text.partition("\n\n")[0]


class Worded:
    """What has a help: a key of the catalogue, read in the language in use."""

    key: str | None = None

    @property
    def help(self) -> str | None:
        """The text."""
        return None if self.key is None else word(self.key)

    @help.setter  # noqa: A003 - click's own name
    def help(self, key: str | None) -> None:
        self.key = key


class WordedOption(Worded, click.Option):
    """An option with its help; what is a number is ``N`` there, whatever its bounds."""

    def make_metavar(self, ctx: click.Context) -> str:
        """What stands for its value."""
        if self.metavar is None and isinstance(
            self.type, click.types.IntParamType | click.types.FloatParamType
        ):
            return "N"
        return super().make_metavar(ctx)


class WordedArgument(Worded, click.Argument):
    """An argument with its help."""


class VerbCommand(Worded, click.Command):
    """A verb with its help."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help; click's own reads its text at every start."""
        if self._help_option is None:
            names = self.get_help_option_names(ctx)
            self._help_option = WordedOption(
                names, is_flag=True, is_eager=True, expose_value=False, help=HELP, callback=_show
            )
        return self._help_option


class LoneCommand(VerbCommand):
    """A verb of one thing at a time: who names several is told so, and what to type."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say what to type where more is named."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if not rest or ctx.resilient_parsing:
            return rest
        subject = next(one for one in self.params if isinstance(one, click.Argument))
        names = [str(ctx.params[str(subject.name)]), *rest]
        typed = [shlex.join([*ctx.command_path.split(), name, "--wait"]) for name in names]
        commands, about = " && ".join(typed), ctx.command_path
        raise UsageError(
            notice("cli.one_at_a_time", n=len(names), command=about, commands=commands)
        )


class VerbGroup(VerbCommand, click.Group):
    """A first word with verbs below it; without one, it is its `bare` one, mostly the list."""

    command_class = VerbCommand

    def __init__(self, *args: Any, bare: str = "list", **attrs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **attrs)
        self.bare = bare

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options that stand before a verb for that verb's, and alone for the bare one's."""
        loose = not args or args[0].startswith("-")
        if self.commands and loose and not ctx.resilient_parsing:
            at = next((at for at, each in enumerate(args) if each in self.commands), None)
            helped = [each for each in args if each in self.get_help_option_names(ctx)]
            if at is not None:
                args = [args[at], *args[:at], *args[at + 1 :]]
            elif helped:
                args = helped
            elif self.bare in self.commands:
                args = [self.bare, *args]
        return super().parse_args(ctx, args)

    def sections(self, ctx: click.Context) -> dict[str, dict[str, str]]:
        """Every verb below it with the first paragraph of its help, by heading."""
        found = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        told = {name: first(one.help or "") for name, one in found.items() if one is not None}
        return {word("parser.Commands"): told}

    def summaries(self, ctx: click.Context) -> dict[str, str]:
        """The same without the headings."""
        return {name: told for part in self.sections(ctx).values() for name, told in part.items()}

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer the verbs with their summaries."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - not before the first paint

        found = [
            CompletionItem(name, help=about)
            for name, about in self.summaries(ctx).items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with their summaries, all in the same columns."""
        widest = max(map(len, self.summaries(ctx)), default=0)
        for heading, verbs in self.sections(ctx).items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), told) for name, told in verbs.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the first word alone does."""
        super().format_epilog(ctx, formatter)
        if self.bare in self.commands:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(word("help.bare").format(verb=self.bare))


HELP = "help.help"


def command(
    name: str | None = None,
    *,
    lone: bool = False,
    **attrs: Any,  # noqa: ANN401 - click's own
) -> Callable[[Callable[..., Any]], VerbCommand]:
    """Make a verb of a function; a `lone` one is of one thing at a time."""
    return click.command(name, cls=LoneCommand if lone else VerbCommand, **attrs)


def group(name: str | None = None, **attrs: Any) -> Callable[[Callable[..., Any]], VerbGroup]:  # noqa: ANN401 - as above
    """Make a first word of a function."""
    return click.group(name, cls=VerbGroup, **attrs)


def option(*spellings: str, **attrs: Any) -> Callable[[F], F]:  # noqa: ANN401 - as above
    """Declare an option."""
    return click.option(*spellings, cls=WordedOption, **attrs)


def argument(name: str, **attrs: Any) -> Callable[[F], F]:  # noqa: ANN401 - as above
    """Declare an argument."""
    return click.argument(name, cls=WordedArgument, **attrs)


def _show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _said(words: str) -> str:
    return catalogue(_language.get()()).get(f"parser.{words}", words)


def _counted(one: str, several: str, count: int) -> str:
    return _said(one if count == 1 else several)
