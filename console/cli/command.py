"""The command of a verb, made of its declaration: options, help, request, plan, submission."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import click

from console.cli import parser
from console.cli.acting import Manner, act, acting_options
from console.cli.completing import BY_CARRIED
from console.cli.invocation import Invocation, common_options
from console.cli.sources import private_policy, session_of
from console.cli.target import aimed, resource_of, target_of
from console.cli.waiting import announce
from console.desk.foreknown import foreknown
from console.desk.session import Session
from console.kinds import registry
from console.kinds.parameter import (
    BytesParameter,
    ChoiceParameter,
    DatacentersParameter,
    DurationParameter,
    FlagParameter,
    HoursParameter,
    IntegerParameter,
    Parameter,
    WordsParameter,
)
from console.kinds.verb import Side, VerbSpec
from console.model.error import UsageError
from console.model.notice import notice
from console.model.plan import Refusal, Request
from console.model.resource import CLUSTER, INSTANCE, MACHINE, Resource

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


def command(spec: VerbSpec) -> click.Command:
    """The verb as a command."""

    @acting_options
    @common_options
    def run(
        invocation: Invocation,
        *,
        dry_run: bool,
        yes: bool,
        wait: bool,
        reason: str,
        overload: bool = False,
        **told: Any,  # noqa: ANN401 - the verb's own, checked by click
    ) -> int:
        manner = Manner(dry_run=dry_run, yes=yes, wait=wait, reason=reason, overload=overload)
        values = {one.name: _value(one, told[one.name]) for one in spec.parameters}
        if spec.target is not None:
            return _about(invocation, spec, manner, **values)
        return _ask(invocation, spec, manner, values)

    wrapped: Callable[..., Any] = run
    if spec.sheds:
        wrapped = parser.option("--overload", is_flag=True, help="help.overload")(wrapped)
    for one in reversed(spec.parameters):
        wrapped = _option(one)(wrapped)
    named_alone = len(spec.parameters) == 1 and not isinstance(spec.subject, WordsParameter)
    lone = spec.resource == MACHINE and named_alone
    return parser.command(spec.command[-1], help=spec.text_key("usage"), lone=lone)(wrapped)


def _ask(invocation: Invocation, spec: VerbSpec, manner: Manner, values: dict[str, Any]) -> int:
    """Ask for something of the verb's kind."""
    with session_of(invocation) as session:
        return ask(invocation, session, spec, manner, values)


def ask(
    invocation: Invocation,
    session: Session,
    spec: VerbSpec,
    manner: Manner,
    values: dict[str, Any],
) -> int:
    """The same in a session that is open."""
    settled = spec.settled(values, session.policy)
    side = registry.sides()[spec.resource or INSTANCE]
    if side.vdc:
        private_policy(session)
    elif side is Side.CLUSTER and not session.policy.clusters:
        raise UsageError(notice("clusters.absent"))
    pool = next((settled.get(p.name) for p in spec.parameters if p.CARRIED == "pool"), None)
    resource = spec.about(pool if isinstance(pool, str) else None, session.policy) or INSTANCE

    def aim() -> Request:
        if resource == CLUSTER and spec.turns is not None and session.policy.private is not None:
            session.watch.refresh(["vcenter"])  # what a member lacks may be its machine
        return spec.request(session.author(resource), settled, reason=manner.reason)

    def beforehand() -> Refusal | None:
        asked = spec.request(session.author(resource), settled, reason=manner.reason)
        return foreknown(session, asked, resource)

    return act(invocation, session, manner, aim, lambda: resource, beforehand=beforehand)


def _about(
    invocation: Invocation,
    spec: VerbSpec,
    manner: Manner,
    *,
    operation: str | None,
    pool: str | None = None,
) -> int:
    """Ask for something about an earlier operation; without its id, the newest that fits."""
    with session_of(invocation) as session:

        def aim() -> Request:
            target = target_of(session, operation, pool)
            if operation is None and not invocation.json:
                announce(target, invocation.locale())
            return aimed(session, spec, target, manner)

        def beforehand() -> Refusal | None:
            target = target_of(session, operation, pool)
            return foreknown(session, aimed(session, spec, target, manner), target.plan.resource)

        def resource() -> Resource:
            return resource_of(session, operation, pool)

        return act(invocation, session, manner, aim, resource, beforehand=beforehand)


def _value(one: Parameter[Any], raw: Any) -> Any:  # noqa: ANN401 - what click gave for it
    """What was given as the verb takes it; None when nothing was. Raises UsageError."""
    if raw is None or raw == ():
        return None
    if isinstance(one, WordsParameter):
        return one.read(",".join(raw))
    if isinstance(one, BytesParameter | DurationParameter):
        return one.read(raw)
    return Decimal(str(raw)) if isinstance(one, HoursParameter) else raw


def _option(one: Parameter[Any]) -> Wrap:
    """The option of a parameter, or its argument."""
    complete = BY_CARRIED.get(one.CARRIED)
    settings: dict[str, Any] = {"help": one.help_key, "required": one.required}
    if one.argument:
        metavar = None if one.metavar == one.name.upper() else one.metavar
        if isinstance(one, WordsParameter):
            several = f"{metavar}..." if one.required else f"[{metavar}]..."
            return parser.argument(one.name, metavar=several, nargs=-1, **settings)
        return parser.argument(one.name, metavar=metavar, shell_complete=complete, **settings)
    if isinstance(one, FlagParameter):
        spelling = one.spelling
        if one.either:
            spelling = f"{spelling}/--no-{spelling.removeprefix('--')}"
        return parser.option(
            spelling, one.name, is_flag=True, default=None if one.either else False, **settings
        )
    settings |= {"type": _type(one), "metavar": one.metavar or None}
    settings["shell_complete"] = complete
    if isinstance(one, DatacentersParameter):
        return parser.option(one.spelling, one.name, multiple=True, **settings)
    shown = one.default is not None
    settings |= {"default": one.default, "show_default": shown}
    return parser.option(one.spelling, one.name, **settings)


def _type(one: Parameter[Any]) -> click.ParamType[Any] | type | None:
    if isinstance(one, IntegerParameter):
        bounded = one.minimum is not None or one.maximum is not None
        return click.IntRange(one.minimum, one.maximum) if bounded else int
    if isinstance(one, HoursParameter):
        return click.FloatRange(min=0, min_open=True)
    if isinstance(one, ChoiceParameter):
        return click.Choice(one.choices)
    return None
