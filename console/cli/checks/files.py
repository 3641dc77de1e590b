"""The files that are needed: settings, state, secrets."""

from collections.abc import Iterator

from console.bootstrap.parts import parts_of
from console.cli.checks.check import Check
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
