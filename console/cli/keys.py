"""`vigie keys`: the console's keys, with the person's own keymap."""

from dataclasses import asdict

from console.cli import parser
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.table import table
from console.model.error import UsageError
from console.tui.keymap import resolve
from console.tui.reference import entries


@parser.command(help="help.keys")
@common_options
def keys(invocation: Invocation) -> None:
    """Show the console's keys."""
    keymap = resolve(_wishes(invocation))
    locale = invocation.locale()
    listed = entries(locale, keymap)
    if invocation.json:
        problems = [{"code": one.code, "message": locale.notice(one)} for one in keymap.problems]
        say_json({"keys": [asdict(one) for one in listed], "problems": problems})
        return
    heads = ("key", "action", "id", "about")
    rows = [(", ".join(one.keys), one.title, one.id, one.about) for one in listed]
    say(table(heads, rows, locale, gives=("id",), texts=("action", "about")))
    for problem in keymap.problems:
        say(locale.notice(problem))


def _wishes(invocation: Invocation) -> dict[str, str]:
    """The keymap of the settings; without settings, none: help must always be there."""
    try:
        return invocation.load().settings.console.keymap
    except UsageError as error:
        if error.notice.code != "settings.not_found":
            raise
        return {}
