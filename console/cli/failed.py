"""What failed of an operation, for people: the largest group first, with what would lift it."""

from collections.abc import Sequence

from console.cli.answer import say
from console.desk.failures import failures
from console.locale import Locale
from console.model.operation import Change


def say_failures(changes: Sequence[Change], locale: Locale) -> None:
    """One group a reason and datacenter; nothing where nothing failed."""
    for group in failures(changes, locale.notice):
        say(f"✖ {locale.number(len(group.names))} {group.datacenter}: {group.why}".rstrip(": "))
        if group.remedy is not None:
            say(f"    → {group.remedy}")
        first, more = group.told
        rest = f" {locale.text('cli.and_more', n=more)}" if more else ""
        say(f"    {first}{rest}")
