"""The backups that the settings look after: which are late, and which nobody can tell."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk import backups as desk
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice

EXAMPLES = 5


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Nothing without `[backups]`; a late backup is a warning: the estate works without it."""
    del estate
    if session.settings.backups is None:
        return
    found = desk.ages(session)
    for name, why in found.unread:
        yield Check.hint(f"backups {name}", why)
    late = [one.subject for one in found.found if one.late]
    if late:
        yield Check.hint("backups", notice("doctor.backups_late", n=len(late), names=_some(late)))
    never = [one.subject for one in found.found if one.never]
    if never:
        said = notice("doctor.backups_never", n=len(never), names=_some(never))
        yield Check.hint("backups", said)
    unknown = [one.subject for one in found.found if one.late is None and not one.never]
    if unknown:
        said = notice("doctor.backups_unknown", n=len(unknown), names=_some(unknown))
        yield Check.hint("backups", said)
    if found.found and not late and not unknown and not never:
        yield Check.well("backups", notice("doctor.backups", n=len(found.found)))


def _some(names: list[str]) -> str:
    return ", ".join(names[:EXAMPLES]) + (", …" if len(names) > EXAMPLES else "")
