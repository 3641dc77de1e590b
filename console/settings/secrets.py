"""Secrets by name: from the environment, the keyring, or a private file.

Looked up in that order: ``VIGIE_SECRET_<NAME>``, the system's keyring, then
``secrets.toml`` beside the settings (mode 0600) for hosts without a Secret
Service, which is what most SSH hosts are. A rehearsal skips the keyring: what a
person keeps there is for the real estate. No value is ever shown.
"""

import contextlib
import os
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from console.model.error import UsageError
from console.model.notice import notice
from console.settings import locations

SERVICE = "vigie"
VARIABLE_PREFIX = "VIGIE_SECRET_"
KNOWN = (
    "journal",
    "ovhcloud-application-key",
    "ovhcloud-application-secret",
    "ovhcloud-consumer-key",
    "ovhcloud-consumer-key-read",
    "prometheus",
    "vsphere",
    "vsphere-read",
)


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
    """The secrets one person has on one host."""

    def __init__(
        self,
        file: Path | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        keyring: bool = True,
    ) -> None:
        """Read nothing yet: the keyring and the file are opened when asked.

        `file` is the one beside the settings in use, None the person's own;
        without `keyring` the system's keyring is neither read nor written.
        """
        self._file = file
        self._environ = os.environ if environ is None else environ
        self._keyring = keyring

    @property
    def file(self) -> Path:
        """The fallback file."""
        return self._file or locations.config_dir(self._environ) / "secrets.toml"

    def get(self, name: str) -> str | None:
        """The value of a secret, None when it is kept nowhere."""
        value = self._environ.get(variable(name))
        if value is not None:
            return value
        value = self._kept(name)
        if value is not None:
            return value
        return self._stored().get(name)

    def put(self, name: str, value: str) -> SecretPlace:
        """Keep a secret, in the keyring where there is one, else in the file."""
        if self._keyring and _to_keyring(name, value):
            return SecretPlace.KEYRING
        self._write({**self._stored(), name: value})
        return SecretPlace.FILE

    def remove(self, name: str) -> tuple[SecretPlace, ...]:
        """Forget a secret wherever it is kept; the environment is not ours to change."""
        gone = []
        if self._kept(name) is not None and _out_of_keyring(name):
            gone.append(SecretPlace.KEYRING)
        stored = self._stored()
        if name in stored:
            del stored[name]
            self._write(stored)
            gone.append(SecretPlace.FILE)
        return tuple(gone)

    def held(self) -> tuple[Held, ...]:
        """Every name that Vigie uses or that is kept, and where; no values."""
        stored = self._stored()
        return tuple(Held(name, self._store_of(name, stored)) for name in sorted({*KNOWN, *stored}))

    def _store_of(self, name: str, stored: Mapping[str, str]) -> SecretPlace | None:
        if variable(name) in self._environ:
            return SecretPlace.ENVIRONMENT
        if self._kept(name) is not None:
            return SecretPlace.KEYRING
        return SecretPlace.FILE if name in stored else None

    def _kept(self, name: str) -> str | None:
        return _from_keyring(name) if self._keyring else None

    def _stored(self) -> dict[str, str]:
        try:
            mode = self.file.stat().st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UsageError(notice("secrets.file_open_to_others", path=str(self.file)))
            content = tomllib.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UsageError(notice("secrets.file_unreadable", path=str(self.file))) from error
        return {name: value for name, value in content.items() if isinstance(value, str)}

    def _write(self, stored: Mapping[str, str]) -> None:
        folder = locations.private(self.file.parent)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".secrets-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(f"{_quoted(name)} = {_quoted(stored[name])}\n" for name in stored)
            Path(temporary).replace(self.file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def variable(name: str) -> str:
    """The environment variable of a secret: ``VIGIE_SECRET_PROMETHEUS``."""
    return VARIABLE_PREFIX + name.upper().replace("-", "_").replace(".", "_")


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(letter):04x}" if ord(letter) < ord(" ") or letter in '"\\\x7f' else letter
        for letter in text
    )
    return f'"{escaped}"'


def _from_keyring(name: str) -> str | None:
    import keyring  # noqa: PLC0415 - 80 ms that must not delay the first paint
    import keyring.errors  # noqa: PLC0415 - as above

    with contextlib.suppress(keyring.errors.KeyringError, RuntimeError, OSError):
        return keyring.get_password(SERVICE, name)
    return None


def _to_keyring(name: str, value: str) -> bool:
    import keyring  # noqa: PLC0415 - as above
    import keyring.errors  # noqa: PLC0415 - as above

    with contextlib.suppress(keyring.errors.KeyringError, RuntimeError, OSError):
        keyring.set_password(SERVICE, name, value)
        return True
    return False


def _out_of_keyring(name: str) -> bool:
    import keyring  # noqa: PLC0415 - as above
    import keyring.errors  # noqa: PLC0415 - as above

    with contextlib.suppress(keyring.errors.KeyringError, RuntimeError, OSError):
        keyring.delete_password(SERVICE, name)
        return True
    return False
