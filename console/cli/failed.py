"""What failed of an operation, for people: the largest group first, with what would lift it."""

from collections.abc import Sequence

from console.cli import remedies
from console.cli.answer import say
from console.desk.failures import failures
from console.desk.remedies import remedied
from console.desk.session import Session
from console.locale import Locale
from console.model.operation import Change, Operation


def say_failures(
    session: Session, operation: Operation, changes: Sequence[Change], locale: Locale
) -> None:
    """One group a reason and datacenter; nothing where nothing failed."""
    for group, found in remedied(operation, failures(changes, locale.notice)):
        whose = f"✖ {locale.number(len(group.names))} {group.datacenter}".rstrip()
        say(locale.of(whose, group.why) if group.why else whose)
        if group.remedy is not None:
            say(f"    → {group.remedy}")
        first, more = group.told
        rest = f" {locale.text('cli.and_more', n=more)}" if more else ""
        say(f"    {first}{rest}")
        for line in remedies.lines(session, found, locale):
            say(line)
