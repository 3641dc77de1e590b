"""Secrets by name: from the environment, the keyring, or a private file.

Looked up in that order: ``VIGIE_SECRET_<NAME>``, the system's keyring, then
``secrets.toml`` (mode 0600) beside the settings, then the one in the person's own
folder, for hosts without a Secret Service, which is what most SSH hosts are. A
secret belongs to one estate: the keyring's service and the file's table bear the
estate's name, so that two settings files on one host never share one. A rehearsal
skips the keyring: what a person keeps there is for the real estate. No value is ever
shown: whatever is taken here is known to `console.redaction`.
"""

import contextlib
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from console.model.error import UsageError
from console.model.notice import notice
from console.redaction import known
from console.settings import locations
from console.settings.writing import put, quoted

SERVICE = "vigie"
VARIABLE_PREFIX = "VIGIE_SECRET_"
KNOWN = (
    "alertmanager",
    "alertmanager-header",
    "alertmanager-password",
    "journal",
    "notification",
    "ovhcloud-application-key",
    "ovhcloud-application-secret",
    "ovhcloud-consumer-key",
    "ovhcloud-consumer-key-read",
    "prometheus",
    "prometheus-header",
    "prometheus-password",
    "vsphere",
    "vsphere-read",
)
NAMED = re.compile(r"cluster(-[a-z0-9]+)+|notification(-[a-z0-9]+)*")
"""Secrets of clusters, and addresses of notices: as many as the settings name."""
HEADER_OF = ("alertmanager", "cluster-", "ovhcloud", "prometheus")

Estates = dict[str, dict[str, str]]


class SecretPlace(StrEnum):
    """Where a secret is kept."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Held:
    """A secret's name and where it is kept; never its value."""

    name: str
    store: SecretPlace | None


class Secrets:
    """The secrets of one estate that one person has on one host."""

    def __init__(
        self,
        estate: str,
        beside: Path | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        keyring: bool = True,
    ) -> None:
        """Read nothing yet: the keyring and the files are opened when asked.

        `beside` is the file beside the settings in use; without `keyring` the
        system's keyring is neither read nor written.
        """
        self._estate = estate
        self._beside = beside
        self._environ = os.environ if environ is None else environ
        self._keyring = keyring

    @property
    def service(self) -> str:
        """The keyring's service of this estate."""
        return f"{SERVICE}:{self._estate}"

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are looked into, in this order."""
        own = locations.config_dir(self._environ) / "secrets.toml"
        return (own,) if self._beside in (None, own) else (self._beside, own)

    @property
    def file(self) -> Path:
        """The file that a secret is written to: the first that is this person's to write."""
        return next((file for file in self.files if _ours(file)), self.files[-1])

    def where(self, place: SecretPlace) -> str:
        """The place by its name: the file's path, the keyring's service."""
        return str(self.file) if place is SecretPlace.FILE else self.service

    def get(self, name: str) -> str | None:
        """The value of a secret, None when it is kept nowhere. UsageError where it is unusable."""
        value = self._environ.get(variable(name))
        place = variable(name)
        if value is None:
            value, place = self._kept(name), self.service
        for file in self.files if value is None else ():
            value, place = self._of(file).get(name), str(file)
            if value is not None:
                break
        if value is None:
            return None
        known(value)
        return fit(name, value, place)

    def put(self, name: str, value: str) -> SecretPlace:
        """Keep a secret, in the keyring where there is one, else in the file."""
        known(value)
        value = fit(name, value, name)
        if self._keyring and _to_keyring(self.service, name, value):
            return SecretPlace.KEYRING
        file = self.file
        kept = _read(file)
        _write(file, kept, self._estate, {**kept.get(self._estate, {}), name: value})
        return SecretPlace.FILE

    def remove(self, name: str) -> tuple[SecretPlace, ...]:
        """Forget a secret wherever it is kept; the environment is not ours to change."""
        gone = []
        if self._kept(name) is not None and _out_of_keyring(self.service, name):
            gone.append(SecretPlace.KEYRING)
        for file in self.files:
            kept = _read(file)
            mine = dict(kept.get(self._estate, {}))
            if mine.pop(name, None) is not None:
                _write(file, kept, self._estate, mine)
                gone.append(SecretPlace.FILE)
        return tuple(gone)

    def held(self) -> tuple[Held, ...]:
        """Every name that Vigie uses or that is kept, and where; no values."""
        stored = {name for file in self.files for name in self._of(file)}
        names = sorted({*KNOWN, *stored})
        return tuple(Held(name, self._store_of(name, name in stored)) for name in names)

    def homeless(self) -> Iterator[tuple[Path, str]]:
        """Names that stand in a file under no estate: nobody uses them."""
        for file in self.files:
            for name in sorted(_read(file).get("", {})):
                yield file, name

    def _store_of(self, name: str, stored: bool) -> SecretPlace | None:  # noqa: FBT001 - one caller
        if variable(name) in self._environ:
            return SecretPlace.ENVIRONMENT
        if self._kept(name) is not None:
            return SecretPlace.KEYRING
        return SecretPlace.FILE if stored else None

    def _kept(self, name: str) -> str | None:
        return _from_keyring(self.service, name) if self._keyring else None

    def _of(self, file: Path) -> dict[str, str]:
        return _read(file).get(self._estate, {}) if self._estate else {}


def fit(name: str, value: str, place: str) -> str:
    """The secret without the line end that a file or a pipe left on it.

    Raises UsageError, without the value, for what no header or password can carry.
    """
    value = value.strip("\r\n")
    unfit = any(not letter.isprintable() for letter in value)
    if name.startswith(HEADER_OF) and not name.endswith("-password"):  # a header is ASCII
        unfit = unfit or not value.isascii() or value != value.strip()
    if not value or unfit:
        code = "secrets.unfit" if value else "secrets.empty"
        raise UsageError(notice(code, name=name, place=place))
    return value


def _ours(file: Path) -> bool:
    """Say whether this person may write the file."""
    ours = not os.path.exists(file) or os.access(file, os.R_OK | os.W_OK)  # noqa: PTH110 - a closed folder is none, no error
    return ours and locations.writable(file.parent)


def _read(file: Path) -> Estates:
    """The secrets of a file by estate; those of none under "". Somebody else's file: none."""
    try:
        mode = file.stat().st_mode
        if not os.access(file, os.R_OK):
            return {}
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UsageError(notice("secrets.file_open_to_others", path=str(file)))
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(notice("secrets.file_unreadable", path=str(file))) from error
    tables = {name: value for name, value in content.items() if isinstance(value, dict)}
    found = {"": _texts(content), **{estate: _texts(table) for estate, table in tables.items()}}
    known(*(value for table in found.values() for value in table.values()))
    return found


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in table.items() if isinstance(value, str)}


def _write(file: Path, kept: Estates, estate: str, mine: Mapping[str, str]) -> None:
    """Write a file anew, with these secrets of one estate; raises UsageError where it cannot be."""
    tables: dict[str, Mapping[str, str]] = {"": {}, **kept, estate: mine}
    lines: list[str] = []
    for name, table in tables.items():
        lines += [f"\n[{quoted(name)}]"] if name and table else []
        lines += [f"{quoted(key)} = {quoted(value)}" for key, value in table.items()]
    try:
        put(file, "\n".join(lines).strip() + "\n")
    except OSError as error:
        raise UsageError(notice("secrets.file_unwritable", path=str(file))) from error


def variable(name: str) -> str:
    """The environment variable of a secret: ``VIGIE_SECRET_PROMETHEUS``."""
    return VARIABLE_PREFIX + name.upper().replace("-", "_").replace(".", "_")


def _from_keyring(service: str, name: str) -> str | None:
    import keyring  # noqa: PLC0415 - 80 ms that must not delay the first paint
    import keyring.errors  # noqa: PLC0415 - as above

    with contextlib.suppress(keyring.errors.KeyringError, RuntimeError, OSError):
        return keyring.get_password(service, name)
    return None


def _to_keyring(service: str, name: str, value: str) -> bool:
    import keyring  # noqa: PLC0415 - as above
    import keyring.errors  # noqa: PLC0415 - as above

    with contextlib.suppress(keyring.errors.KeyringError, RuntimeError, OSError):
        keyring.set_password(service, name, value)
        return True
    return False


def _out_of_keyring(service: str, name: str) -> bool:
    import keyring  # noqa: PLC0415 - as above
    import keyring.errors  # noqa: PLC0415 - as above

    with contextlib.suppress(keyring.errors.KeyringError, RuntimeError, OSError):
        keyring.delete_password(service, name)
        return True
    return False
