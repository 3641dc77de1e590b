"""`vigie doctor`: every source, right and file, checked one by one."""

from typing import Any

import click

from console.cli import failure, shapes
from console.cli.answer import say, say_json
from console.cli.checks import clocks, files, metrics, pools, private, rights, service, sources
from console.cli.checks.check import Check
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of
from console.locale import Locale

SUBJECTS = (files, sources, clocks, rights, private, pools, metrics, service)


@click.command()
@common_options
def doctor(invocation: Invocation) -> int:
    """Check every source, right and file, one by one."""
    with session_of(invocation) as session:
        estate = session.watch.refresh()
        checks = [one for subject in SUBJECTS for one in subject.checks(session, estate)]
        locale = invocation.locale()
        if invocation.json:
            say_json({"checks": [_shape(one, locale) for one in checks]})
        else:
            for one in checks:
                say(f"{'✓' if one.ok else '✗'} {one.name:<18} {locale.notice(one.found)}")
        return max((one.exit_code for one in checks if not one.ok), default=failure.DONE)


def _shape(one: Check, locale: Locale) -> dict[str, Any]:
    return {"check": one.name, "ok": one.ok, **shapes.said(one.found, locale)}
