"""The way of every verb that changes something: plan, show, confirm, submit, wait."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from console.cli import failure, parser, remedies, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation
from console.cli.parser import word
from console.cli.preview import show_plan, show_refusal
from console.cli.sources import demand, named_pool, silent, steps, unread
from console.cli.standby import awaiting
from console.cli.waiting import END_WITHIN_S, follow, interrupted, waits
from console.desk import plans
from console.desk.relief import foretold, lighter, relief
from console.desk.remedies import Remedy
from console.desk.rights import UNKNOWN
from console.desk.session import Session
from console.locale import Locale, in_a_row
from console.model.error import Refused, UsageError
from console.model.notice import Notice, notice
from console.model.operation import Operation, Unattended
from console.model.plan import (
    Plan,
    Refusal,
    RefusalReason,
    Request,
)
from console.model.resource import INSTANCE, TARGET, Resource
from console.signals import ending

if TYPE_CHECKING:
    from console.desk.scout import Scouting


@dataclass(frozen=True, slots=True)
class Manner:
    """How a verb that changes something was asked for.

    `overload`: what stays may be less than the load needs.
    """

    dry_run: bool
    yes: bool
    wait: bool
    reason: str
    overload: bool = False


def acting_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of every verb that changes something."""
    options = (
        parser.option("--dry-run", is_flag=True, help="help.dry_run"),
        parser.option("--yes", "-y", is_flag=True, help="help.yes"),
        parser.option("--wait/--no-wait", default=False, show_default=True, help="help.wait"),
        parser.option("--reason", default="", metavar="TEXT", help="help.reason"),
    )
    for option in reversed(options):
        function = option(function)
    return function


def act(
    invocation: Invocation,
    session: Session,
    manner: Manner,
    aim: Callable[[], Request],
    resource: Callable[[], Resource] = lambda: INSTANCE,
    *,
    beforehand: Callable[[], Refusal | None] = lambda: None,
) -> int:
    """Carry out one request and give the exit code.

    `aim` makes the request once it is known who asks and that they may write;
    `resource` says what kind of resource it is about, `beforehand` what is refused
    whatever the sources say.
    Raises SourceError when a source that the plan stands on is silent.
    """
    known = beforehand() if session.policy.read_only is None else None
    if known is not None:
        return refuse(invocation, known.reasons, session, foretold(known))
    why = barred(session, resource)
    if why is not None:
        return refuse(invocation, (why,))
    request = aim()
    if request.pool is not None and resource() == INSTANCE:
        named_pool(session, request.pool)
    with awaiting(word("cli.awaits.plan")):
        planned = session.plan(request)
    if isinstance(planned, Refusal):
        demand(session.watch.snapshot(), silent(planned.reasons))
        unread(planned.reasons)
        with awaiting(word("cli.awaits.plan")):
            found = relief(session, request, planned)
        return refuse(invocation, planned.reasons, session, found)
    locale = invocation.locale()
    if manner.dry_run:
        if invocation.json:
            told = {"plan": shapes.plan(planned, locale)}
            say_json({**told, **scout_shape(session, planned, locale)})
        else:
            show_plan(planned, locale)
            show_scout(session, planned, locale)
        return failure.DONE
    heavy = plans.overload(planned)
    if manner.yes and heavy is not None and not manner.overload:
        why = RefusalReason("overload", heavy, notice("remedy.overload"))
        with awaiting(word("cli.awaits.plan")):
            found = lighter(session, request, planned)
        return refuse(invocation, (why,), session, found)
    if not manner.yes:
        be_able_to_ask(invocation)  # what does not exist and what is refused was said before
        show_plan(planned, locale, warn)
        show_scout(session, planned, locale, warn)
        _confirm(planned, locale)
    return _submit(invocation, session, planned, wait=manner.wait)


def show_scout(
    session: Session, planned: Plan, locale: Locale, tell: Callable[[str], None] = say
) -> None:
    """Beside the plan of a target, what could be had where."""
    found = _scouted(session, planned, locale)
    if found is not None:
        from console.cli.scout import rows  # noqa: PLC0415 - for a target alone

        tell(rows(found, locale))
        tell(locale.text("scout.legend"))


def scout_shape(session: Session, planned: Plan, locale: Locale) -> dict[str, Any]:
    """The same for programs; nothing beside the plan of anything else."""
    found = _scouted(session, planned, locale)
    if found is None:
        return {}
    from console.cli.scout import shape  # noqa: PLC0415 - for a target alone

    return {"scout": shape(found, locale)}


def _scouted(session: Session, planned: Plan, locale: Locale) -> "Scouting | None":
    if planned.resource != TARGET:
        return None
    from console.desk.scout import for_plan  # noqa: PLC0415 - for a target alone

    return for_plan(session, planned, locale.zone)


def barred(
    session: Session, resource: Callable[[], Resource] = lambda: INSTANCE
) -> RefusalReason | None:
    """Ask each source once, and say why nothing may be changed here, if so.

    In read-only mode nothing is asked: the answer is known.
    """
    if session.policy.read_only is not None:
        return RefusalReason("read_only", Notice(session.policy.read_only))
    kind = resource()
    block = None
    for names, demanded, settled in steps(session, kind):
        demand(session.watch.refresh(names), demanded)
        block = session.write_block(settled)
        if block is not None:
            if block.code in UNKNOWN:
                demand(session.watch.snapshot(), names)
            break
    return None if block is None else RefusalReason("read_only", block)


def refuse(
    invocation: Invocation,
    reasons: Sequence[RefusalReason],
    session: Session | None = None,
    found: Sequence[Remedy] = (),
) -> int:
    """Say every guard's no, and what was `found` in a session that would help."""
    locale = invocation.locale()
    if invocation.json:
        say_json(shapes.refusal(reasons, locale, found))
    else:
        show_refusal(reasons, locale)
        for line in () if session is None else remedies.lines(session, found, locale):
            warn(line)
    return failure.REFUSED


def _submit(invocation: Invocation, session: Session, planned: Plan, *, wait: bool) -> int:
    if session.operator is None:
        return refuse(invocation, (RefusalReason("read_only", notice("session.read_only")),))
    # A signal is only taken note of: what is accepted is said to be, whenever it comes.
    with ending(bound_s=END_WITHIN_S) as asked:
        try:
            with awaiting(word("cli.awaits.worker")):
                accepted = session.submit(planned)
        except Refused as error:
            return refuse(invocation, (RefusalReason("journal", error.notice),))
        if asked.asked():
            return interrupted(invocation, planned.operation_id)
    lacking = accepted.unattended
    if wait and not (lacking is not None and lacking.failed):
        return follow(invocation, session, accepted.operation.id)
    locale = invocation.locale()
    if lacking is not None:
        return _unattended(invocation, accepted.operation, lacking)
    if invocation.json:
        say_json(shapes.outcome(accepted.operation, (), locale))
    else:
        awaited = waits(accepted.operation, locale)
        say(awaited or locale.text("cli.accepted", operation=accepted.operation.id))
    return failure.DONE


def _unattended(invocation: Invocation, operation: Operation, lacking: Unattended) -> int:
    """It was accepted, and it waits: nobody works yet, and why."""
    locale = invocation.locale()
    if invocation.json:
        told = failure.told(lacking.why, locale)
        body = shapes.outcome(operation, (), locale)
        say_json({**body, "error": {**told, "operation": operation.id}})
    else:
        say(locale.text("cli.accepted", operation=operation.id))
        warn(in_a_row(map(locale.notice, lacking.notices[1:])))
        warn(locale.text("cli.waits_for_worker"))
    return failure.UNREACHABLE


def be_able_to_ask(invocation: Invocation) -> None:
    """Refuse what nobody could confirm."""
    if invocation.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(notice("cli.needs_yes"))


def _confirm(planned: Plan, locale: Locale) -> None:
    if planned.typed_name is not None:
        question = locale.text("cli.type_name", name=planned.typed_name)
        if click.prompt(question, default="", show_default=False, err=True) != planned.typed_name:
            raise UsageError(notice("cli.not_confirmed"))
        return
    question = locale.text("cli.confirm", answer=locale.text("cli.yes"))
    answer = click.prompt(question, default="", show_default=False, err=True)
    if answer.strip().lower() != locale.text("cli.yes"):
        raise UsageError(notice("cli.not_confirmed"))
