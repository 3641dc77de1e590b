"""`vigie worker`: run the orchestrator, or show who runs it."""

import os
from collections.abc import Sequence

import click

from console.cli import attended, parser, shapes
from console.cli.acting import refuse
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options, wants_read_only
from console.cli.sources import session_of
from console.cli.table import table
from console.model.notice import notice
from console.model.operation import LastPass, lasting
from console.model.plan import (
    RefusalReason,
)


@parser.group(bare="status", help="help.worker")
def worker() -> None:
    """Run the orchestrator, or show who runs it."""


@worker.command(help="help.worker.run")
@parser.option("--detached", is_flag=True, help="help.worker.run.detached")
@common_options
def run(invocation: Invocation, *, detached: bool) -> None:
    """Be a worker: execute operations until told to stop."""
    from console.bootstrap import run_worker  # noqa: PLC0415 - for this verb alone

    if invocation.read_only or wants_read_only(os.environ):
        why = notice("session.read_only")
        click.get_current_context().exit(refuse(invocation, (RefusalReason("read_only", why),)))
    run_worker(invocation.settings_path, detached=detached, overrides=invocation.overrides)


@worker.command(help="help.worker.status")
@common_options
def status(invocation: Invocation) -> None:
    """Show every worker: pid, host, heartbeat, operations."""
    with session_of(invocation) as session:
        lacking = attended.lacking(session)
        found = session.journal.workers()
        locale = invocation.locale()
        if invocation.json:
            body = {"workers": [shapes.worker(one, locale) for one in found]}
            say_json({**body, "unattended": attended.told(lacking, locale)})
            return
        attended.say_lacking(lacking, locale)
        if not found:
            if lacking is None:
                say(locale.text("cli.no_worker"))
            return
        heads = ("pid", "host", "executor", "alive", "heartbeat", "last_pass", "operations")
        rows = [
            (
                str(one.pid),
                one.host,
                one.executor,
                locale.text("cli.yes" if one.alive else "cli.no"),
                locale.clock(one.heartbeat_at, seconds=True),
                _last_pass(one.passes),
                " ".join(one.operations),
            )
            for one in found
        ]
        say(table(heads, rows, locale, gives=("executor",), texts=("last_pass", "operations")))
        for said in dict.fromkeys(locale.notice(o.stalled) for o in found if o.stalled is not None):
            say(said)


def _last_pass(passes: Sequence[LastPass]) -> str:
    """How long ago the datacenter that waits longest was heard of."""
    known = [one.ago_s for one in passes if one.ago_s is not None]
    return lasting(max(known)) if known else "–"
