"""`vigie backups`: how old the last good backup of each thing is, the oldest first."""

from typing import Any

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.parser import word
from console.cli.sources import session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk import backups as desk
from console.desk.backups import BackupAge, BackupAges
from console.locale import Locale

UNKNOWN = "–"
STATES = {
    None: "backups.state.unknown",
    True: "backups.state.late",
    False: "backups.state.in_time",
}


@parser.command(help="help.backups")
@common_options
def backups(invocation: Invocation) -> int:
    """Show how old the last good backup of each machine, job and volume is."""
    with session_of(invocation) as session:
        locale = invocation.locale()
        with awaiting(word("cli.awaits.backups")):
            found = desk.ages(session)
        if invocation.json:
            at = shapes.moment(session.clock.now())
            say_json({"at": at, **_shape(found, locale)})
        else:
            _tell(found, locale)
        return failure.UNREACHABLE if found.unread else failure.DONE


def _tell(found: BackupAges, locale: Locale) -> None:
    if found.found:
        heads = ("of", "name", "region", "age", "state")
        rows = [_row(one, locale) for one in found.found]
        say(table(heads, rows, locale, gives=("region",)))
    elif not found.unread:
        say(locale.text("backups.none"))
    for name, why in found.unread:
        warn(locale.text("handover.line", subject=name, said=locale.notice(why)))


def _row(one: BackupAge, locale: Locale) -> list[str]:
    return [
        one.of,
        one.subject,
        one.region,
        UNKNOWN if one.age_s is None else locale.duration(one.age_s),
        locale.text("backups.state.never" if one.never else STATES[one.late]),
    ]


def _shape(found: BackupAges, locale: Locale) -> dict[str, Any]:
    return {
        "backups": [
            {
                "of": one.of,
                "subject": one.subject,
                "region": one.region or None,
                "age_s": one.age_s,
                "late_after_s": one.late_after_s,
                "late": one.late,
                "never": one.never,
            }
            for one in found.found
        ],
        "unread": [{"of": name, "why": shapes.said(why, locale)} for name, why in found.unread],
    }
