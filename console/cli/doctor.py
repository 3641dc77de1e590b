"""`vigie doctor`: every source, right and file, checked one by one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json
from console.cli.checks import (
    alerts,
    backups,
    balancers,
    billing,
    clocks,
    clusters,
    engine,
    files,
    hooks,
    metrics,
    networks,
    notifications,
    pools,
    private,
    rights,
    service,
    sources,
    storage,
    windows,
)
from console.cli.checks.check import Check, Gravity
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of
from console.cli.standby import awaiting
from console.desk.session import Session
from console.locale import Locale
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.notice import Notice, notice

Subject = Callable[[Session, Estate], Iterator[Check]]
Section = tuple[str, Sequence[Check]]
SUBJECTS: Mapping[str, Subject] = {
    "files": files.checks,
    "engine": engine.checks,
    "storage": storage.checks,
    "sources": sources.checks,
    "clocks": clocks.checks,
    "rights": rights.checks,
    "private": private.checks,
    "clusters": clusters.checks,
    "hooks": hooks.checks,
    "pools": pools.checks,
    "billing": billing.checks,
    "networks": networks.checks,
    "balancers": balancers.checks,
    "metrics": metrics.checks,
    "alerts": alerts.checks,
    "backups": backups.checks,
    "windows": windows.checks,
    "service": service.checks,
    "notifications": notifications.checks,
}
SIGNS = {Gravity.OK: "✓", Gravity.WARNING: "!", Gravity.FAILED: "✗"}


@parser.command(help="help.doctor")
@common_options
def doctor(invocation: Invocation) -> int:
    """Check every source, right and file, one by one."""
    with session_of(invocation) as session:
        locale = invocation.locale()
        session.prepare()
        estate = session.watch.refresh()
        sections: list[Section] = []
        for name, subject in SUBJECTS.items():
            with awaiting(locale.text(f"doctor.section_{name}")):
                sections.append((name, list(_checks(name, subject, session, estate))))
        checks = [one for _, some in sections for one in some]
        if invocation.json:
            shape = [shape_of(one, name, locale) for name, some in sections for one in some]
            say_json({"checks": shape, "verdict": shapes.said(verdict(checks), locale)})
        else:
            for line in report(sections, locale):
                say(line)
        return max((one.exit_code for one in checks if not one.ok), default=failure.DONE)


def _checks(
    name: str,
    subject: Subject,
    session: Session,
    estate: Estate,
) -> Iterator[Check]:
    """What a subject's checks found; what kept them from looking is a finding, too."""
    try:
        yield from subject(session, estate)
    except VigieError as error:
        yield Check.bad(name, error.notice, error.exit_code)


def report(sections: Sequence[Section], locale: Locale) -> Iterator[str]:
    """Section by section, each cause once, and at the end what it comes to."""
    yield from lines(sections, locale)
    yield locale.notice(verdict([one for _, some in sections for one in some]))


def lines(sections: Sequence[Section], locale: Locale) -> Iterator[str]:
    """Section by section, each cause once."""
    told: dict[str, str] = {}
    for name, checks in sections:
        if not checks:
            continue
        yield locale.text(f"doctor.section_{name}")
        yield from _causes(checks, told, locale)
        yield ""


def verdict(checks: Sequence[Check]) -> Notice:
    """Whether work can begin, and what to do next."""
    failed = _names(checks, Gravity.FAILED)
    warned = _names(checks, Gravity.WARNING)
    if failed:
        return notice("doctor.in_the_way", names=failed)
    return notice("doctor.ready_but", names=warned) if warned else notice("doctor.ready")


def _causes(checks: Sequence[Check], told: dict[str, str], locale: Locale) -> Iterator[str]:
    """A line a check; what only repeats a cause names whose it is, right below it.

    `told` holds each cause's sentence and who met it first, of earlier sections too.
    """
    leading: list[tuple[str, str]] = []
    following: dict[str, list[str]] = {}
    for one in checks:
        sentence = locale.notice(one.found)
        if not one.ok and sentence in told:
            following.setdefault(told[sentence], []).append(one.name)
            continue
        if not one.ok:
            told[sentence] = one.name
        said = sentence if one.remedy is None else _with_cure(sentence, locale.notice(one.remedy))
        leading.append((one.name, f"{SIGNS[one.severity]} {one.name:<18} {said}"))
    for name, line in leading:
        yield line
        if name in following:
            yield _following(name, following.pop(name), locale)
    for name, names in following.items():
        yield _following(name, names, locale)


def _with_cure(sentence: str, cure: str) -> str:
    """Both as sentences: reasons that others quote end without a full stop."""
    return f"{sentence} {cure}" if sentence.endswith((".", "!", "?")) else f"{sentence}. {cure}"


def _following(cause: str, names: Sequence[str], locale: Locale) -> str:
    return "  " + locale.text("doctor.as_above", names=", ".join(names), cause=cause)


def _names(checks: Sequence[Check], severity: Gravity) -> str:
    """Whose finding is that bad, each cause by the first that met it."""
    first: dict[str, str] = {}
    for one in checks:
        if one.severity is severity:
            first.setdefault(repr(one.found), one.name)
    return ", ".join(dict.fromkeys(first.values()))


def shape_of(one: Check, section: str, locale: Locale) -> dict[str, Any]:
    """A check for programs."""
    return {
        "check": one.name,
        "ok": one.ok,
        "severity": one.severity.value,
        "section": section,
        **shapes.said(one.found, locale),
        "remedy": shapes.maybe_said(one.remedy, locale),
    }
