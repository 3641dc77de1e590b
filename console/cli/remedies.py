"""What would help, for people: a line each, with the command or the settings' line that does it."""

from collections.abc import Iterable, Iterator

from console.desk.remedies import Remedy
from console.desk.session import Session
from console.desk.settingline import setting_line
from console.locale import Locale


def lines(session: Session, remedies: Iterable[Remedy], locale: Locale) -> Iterator[str]:
    """One a remedy: what helps, and how."""
    for remedy in remedies:
        said, how = locale.notice(remedy.said), _how(session, remedy, locale)
        yield f"    ▸ {locale.text('cli.remedy', what=said, how=how)}"


def _how(session: Session, remedy: Remedy, locale: Locale) -> str:
    """The command that does it, or the line of the settings."""
    if not remedy.setting:
        return remedy.command
    found = setting_line(session.settings, session.settings_path, remedy.setting)
    return locale.of(found.place, found.text)
