"""The files that are needed: settings, state, secrets."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from console.bootstrap.parts import parts_of
from console.cli.checks.check import Check
from console.desk.recording.file import RecorderFailed
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice
from console.settings import locations


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Readable, writable, private."""
    del estate
    path = session.settings_path
    yield Check.well("settings", notice("doctor.settings", path=str(path)))
    folder = locations.own_dir(session.settings)
    writable = locations.writable(folder)
    code = "doctor.folder" if writable else "doctor.folder_closed"
    yield Check.judged("state", ok=writable, found=notice(code, path=str(folder)))
    secrets = parts_of(session.settings, path).secrets
    held = [one.name for one in secrets.held() if one.store is not None]
    names = ", ".join(held) or "–"
    yield Check.well("secrets", notice("doctor.secrets", names=names))
    yield _recorder(session)


def _recorder(session: Session) -> Check:
    """Since when what the screens show is kept; that it cannot be stops nothing else."""
    kept = session.recording()
    if kept is None:
        return Check.well("recorder", notice("doctor.recorder_off"))
    path = str(kept.path)
    try:
        first = kept.first()
    except RecorderFailed as error:
        return Check.hint("recorder", error.notice)
    if first is None:
        return Check.well("recorder", notice("doctor.recorder_empty", path=path))
    zone = ZoneInfo(session.settings.estate.timezone)
    since = f"{datetime.fromtimestamp(first, UTC).astimezone(zone):%Y-%m-%d %H:%M}"
    return Check.well("recorder", notice("doctor.recorder", since=since, path=path))
