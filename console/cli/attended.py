"""Whether somebody works while an operation is live: seen to, and told where nobody does."""

from typing import Any

from console.cli import shapes
from console.cli.answer import say
from console.cli.colour import RED
from console.cli.parser import word
from console.cli.standby import awaiting
from console.desk.session import Session
from console.locale import Locale, in_a_row
from console.model.error import SourceError
from console.model.operation import FailedStarts, Unattended

ATTEND_S = 10.0
"""How long a worker that is being started is waited for before it is said that none is there."""


BRIEFLY_S = 3.0
"""The same where it is known already that nothing will come of it."""


def lacking(session: Session, within_s: float = ATTEND_S) -> Unattended | None:
    """Why nobody works though operations wait; a journal that is silent has its own line.

    The reader is asked first: who only looks makes no journal.
    """
    try:
        if session.journal.unattended_s() is None:
            return None
        with awaiting(word("cli.awaits.worker")):
            return session.attend(within_s)
    except SourceError:
        return None


class Hopeless(SourceError):
    """No worker comes up, and it was tried often enough."""


def demand_somebody(found: Unattended | None) -> None:
    """Raise SourceError where nobody works; Hopeless where there is no use in waiting for it."""
    if found is not None:
        hopeless = found.starts is not None and found.starts.hopeless
        raise (Hopeless if hopeless else SourceError)(found.why)


def say_lacking(found: Unattended | None, locale: Locale) -> None:
    """The red line, for people; nothing while somebody works."""
    if found is not None:
        text = in_a_row(map(locale.notice, found.notices))
        say(text, RED)


def told(found: Unattended | None, locale: Locale) -> dict[str, Any] | None:
    """The same for programs."""
    if found is None:
        return None
    return {
        **shapes.said(found.notice, locale),
        "lasting_s": found.lasting_s,
        "why": shapes.said(found.why, locale),
        "starts": None if found.starts is None else _tried(found.starts),
    }


def _tried(starts: FailedStarts) -> dict[str, Any]:
    return {
        "failed": starts.count,
        "died": starts.died,
        "last_at": shapes.moment(starts.at),
        "again_s": round(starts.again_s, 1),
    }
