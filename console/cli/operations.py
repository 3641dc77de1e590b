"""`vigie operations`: what was done, what runs, and what to do about it."""

from collections.abc import Sequence

import click

from console.cli import attended, completing, failure, parser, shapes
from console.cli.acting import barred, be_able_to_ask, refuse
from console.cli.answer import say, say_json
from console.cli.failed import say_failures
from console.cli.headline import sizes
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import session_of
from console.cli.table import table
from console.cli.target import known, resource_of
from console.cli.waiting import follow, summary, waits
from console.desk.costs import OperationCost, spent
from console.desk.liveness import passes, stalled
from console.desk.progress import done
from console.desk.session import Session
from console.desk.wording import origin_word, phase_word, state_word
from console.locale import Locale
from console.model.error import Refused
from console.model.keep import Keep
from console.model.notice import NoticeValue, notice
from console.model.operation import Change, Event, Operation, Phase, WorkerPresence
from console.model.plan import RefusalReason
from console.plaintext import inline
from console.watch.prices import NAME as PRICES

GIVE_WAY = ("reason", "who", "done")
"""What leaves the list on a narrow terminal, first to last."""

subject = parser.argument(
    "operation", shell_complete=completing.operations, help="parameter.operation.help"
)


@parser.group(help="help.operations")
def operations() -> None:
    """List operations, newest first; show, approve, stop or top one up."""


@operations.command("list", help="help.operations.list")
@parser.option(
    "--pool", metavar="POOL", help="help.operations.pool", shell_complete=completing.pools
)
@parser.option("--live", is_flag=True, help="help.operations.live")
@parser.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="help.operations.limit",
)
@common_options
@repeatable
def list_(invocation: Invocation, *, pool: str | None, live: bool, limit: int) -> None:
    """List operations, newest first."""
    with session_of(invocation) as session:
        if pool is not None:
            known(session, pool)
        lacking = attended.lacking(session)
        found = session.journal.operations(pool=pool, live=True if live else None, limit=limit)
        workers = session.journal.workers()
        locale = invocation.locale()
        if invocation.json:
            listed = [shapes.running(one, workers, locale) for one in found]
            say_json({"operations": listed, "unattended": attended.told(lacking, locale)})
            return
        say(_table(found, locale) if found else locale.text("cli.no_operations"))
        for one in found:
            awaited = waits(one, locale)
            if awaited is not None:
                say(locale.of(one.id, awaited))
            if one.held_by is not None:
                say(locale.of(one.id, locale.notice(one.held_by.notice)))
            _tell_stalled(one, workers, locale)
        attended.say_lacking(lacking, locale)


@operations.command(help="help.operations.show")
@subject
@common_options
def show(invocation: Invocation, *, operation: str) -> None:
    """Show one operation in full: plan, changes, events."""
    with session_of(invocation) as session:
        found = session.journal.operation(operation)
        lacking = attended.lacking(session)
        changes = session.journal.changes(found.id)
        events = session.journal.events(operation_id=found.id)
        workers = session.journal.workers()
        estate = session.watch.refresh([PRICES])
        cost = spent(session.journal, found, estate, session.policy)
        locale = invocation.locale()
        if invocation.json:
            say_json(
                {
                    **shapes.outcome(found, changes, locale),
                    **shapes.liveness(found, workers, locale),
                    "passes": [shapes.last_pass(one) for one in passes(workers, found.id)],
                    "plan": shapes.plan(found.plan, locale),
                    "detail": [shapes.change(one, locale) for one in changes],
                    "events": [shapes.event(one, locale) for one in events],
                    "cost": None if cost is None else shapes.operation_cost(cost),
                    "family": [one.id for one in session.journal.family(found.id)],
                    "unattended": attended.told(lacking, locale),
                }
            )
        else:
            say(summary(found, locale))
            _tell_stalled(found, workers, locale)
            if cost is not None:
                say(_planned_and_real(found, cost, locale))
            _show(session, found, changes, events, locale)
            attended.say_lacking(lacking, locale)


@operations.command(help="help.operations.approve")
@subject
@parser.option("--reason", default="", metavar="TEXT", help="help.operations.approve.reason")
@parser.option("--wait/--no-wait", default=False, show_default=True, help="help.wait")
@common_options
def approve(invocation: Invocation, *, operation: str, reason: str, wait: bool) -> int:
    """Let an operation begin that awaits a second person: another than who asked for it."""
    with session_of(invocation) as session:
        why = barred(session, lambda: resource_of(session, operation))
        if why is not None or session.operator is None:
            why = why or RefusalReason("read_only", notice("session.read_only"))
            return refuse(invocation, (why,))
        found = session.journal.operation(operation)
        author = session.author(found.plan.resource)
        try:
            found = session.operator.approve(found.id, reason.strip(), author).operation
        except Refused as error:
            return refuse(invocation, (RefusalReason("approval", error.notice),))
        if wait:
            return follow(invocation, session, found.id)
        locale = invocation.locale()
        if invocation.json:
            say_json(shapes.outcome(found, session.journal.changes(found.id), locale))
        else:
            say(summary(found, locale))
        return failure.DONE


@operations.command(help="help.operations.stop")
@subject
@parser.option("--dry-run", is_flag=True, help="help.operations.stop.dry_run")
@parser.option("--yes", "-y", is_flag=True, help="help.yes")
@parser.option("--wait/--no-wait", default=False, show_default=True, help="help.wait")
@common_options
def stop(invocation: Invocation, *, operation: str, dry_run: bool, yes: bool, wait: bool) -> int:
    """Start nothing more; what is in flight is waited for half a minute."""
    with session_of(invocation) as session:
        why = barred(session, lambda: resource_of(session, operation))
        if why is not None or session.operator is None:
            why = why or RefusalReason("read_only", notice("session.read_only"))
            return refuse(invocation, (why,))
        found = session.journal.operation(operation)
        locale = invocation.locale()
        if not yes and not dry_run and not invocation.json:
            be_able_to_ask(invocation)
            say(summary(found, locale))
            click.confirm(locale.text("cli.confirm_stop"), abort=True, err=True)
        if not dry_run:
            try:
                author = session.author(found.plan.resource)
                found = session.operator.stop(found.id, author).operation
            except Refused as error:
                return refuse(invocation, (RefusalReason("operation", error.notice),))
        if wait and not dry_run:
            return follow(invocation, session, found.id)
        if invocation.json:
            say_json(shapes.outcome(found, session.journal.changes(found.id), locale))
        else:
            say(summary(found, locale))
        return failure.DONE


@operations.command(help="help.operations.archive")
@parser.option("--dry-run", is_flag=True, help="help.operations.archive.dry_run")
@parser.option("--restore", metavar="OPERATION", help="help.operations.archive.restore")
@common_options
def archive(invocation: Invocation, *, dry_run: bool, restore: str | None) -> int:
    """Put away what ended long ago (`journal.keep_days`); a worker does it once a day."""
    with session_of(invocation) as session:
        if session.operator is None:
            why = RefusalReason("read_only", notice("session.read_only"))
            return refuse(invocation, (why,))
        kept = session.settings.journal
        keep = Keep.days(kept.keep_days, kept.keep_undoable_days)
        journal = session.operator.archive
        if restore is not None:
            found, said = [journal.restore(restore)], "cli.restored"
        elif dry_run:
            found, said = list(journal.due(keep)), "cli.would_be_archived"
        else:
            found, said = list(journal.sweep(keep)), "cli.archived"
        names = [name for family in found for name in family.operations]
        changes = sum(family.changes for family in found)
        if invocation.json:
            done = "restored" if restore is not None else "archived"
            say_json({done: names, "changes": changes, "dry_run": dry_run})
        else:
            locale = invocation.locale()
            say(locale.text(said, n=len(names), changes=locale.number(changes)))
            for family in found:
                say(f"  {' '.join(family.operations)}")
        return failure.DONE


def _planned_and_real(found: Operation, cost: OperationCost, locale: Locale) -> str:
    """What the plan said, and what it has come to."""
    hour, whole = found.plan.euro_per_hour, found.plan.euro_for_duration
    unknown = locale.text("prices.unpriced")
    planned = unknown if hour is None else locale.euros(hour, signed=True)
    real = unknown if cost.euro is None else locale.euros(cost.euro)
    values: dict[str, NoticeValue] = {
        "planned": planned,
        "real": real,
        "n": cost.instances,
        "hours": cost.hours,
        "standing": cost.standing,
    }
    if whole is None:
        return locale.text("costs.operation", **values)
    return locale.text("costs.operation_lasting", whole=locale.euros(whole), **values)


def _tell_stalled(found: Operation, workers: Sequence[WorkerPresence], locale: Locale) -> None:
    why = stalled(workers, found)
    if why is not None:
        say(locale.of(found.id, locale.notice(why)))


def _table(found: tuple[Operation, ...], locale: Locale) -> str:
    heads = ("operation", "started", "verb", "pool", "size", "state", "done", "who", "reason")
    rows = [
        (
            one.id,
            f"{locale.day(one.created_at)} {locale.clock(one.created_at)}",
            locale.verb(one.plan.request.verb),
            one.plan.subject or one.plan.pool,
            sizes(one.plan, locale),
            state_word(one.state, locale),
            done(one, locale),
            one.plan.request.author.user,
            one.plan.request.reason,
        )
        for one in found
    ]
    return table(heads, rows, locale, gives=GIVE_WAY, texts={"started": 10, "reason": 20})


def _show(
    session: Session,
    found: Operation,
    changes: tuple[Change, ...],
    events: tuple[Event, ...],
    locale: Locale,
) -> None:
    author = found.plan.request.author
    by = {"user": author.user, "host": author.host, "origin": origin_word(author.origin, locale)}
    role = found.recorded_by
    who = locale.text("cli.by_session", role=role, **by) if role else locale.text("cli.by", **by)
    say(f"{who} {inline(found.plan.request.reason)}".rstrip())
    say_failures(session, found, changes, locale)
    heads = ("name", "datacenter", "phase", "attempts", "resource", "why")
    rows = [
        (
            one.name,
            one.datacenter,
            phase_word(one.resource, one.phase, locale),
            one.attempts,
            one.resource_id or "–",
            locale.notice(one.why) if one.why else "",
        )
        for one in sorted(changes, key=lambda one: one.phase is not Phase.FAILED)
    ]
    say(table(heads, rows, locale, gives=("resource", "attempts"), texts=("why",)))
    for one in events:
        request = f"  [{one.request_id}]" if one.request_id else ""
        say(f"{locale.clock(one.at, seconds=True)}  {locale.notice(one.notice)}{request}")
