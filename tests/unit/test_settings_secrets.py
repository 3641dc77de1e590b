import stat
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import pytest

from console.bootstrap.parts import with_password
from console.model.error import UsageError
from console.settings.secrets import KNOWN, SecretPlace, Secrets


class MemoryKeyring(keyring.backend.KeyringBackend):
    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
    return backend


def test_the_keyring_keeps_a_secret_where_there_is_one(
    tmp_path: Path, memory: MemoryKeyring
) -> None:
    secrets = Secrets("estate", tmp_path / "secrets.toml", {})
    assert secrets.put("prometheus", "t0ken") is SecretPlace.KEYRING
    assert secrets.get("prometheus") == "t0ken"
    assert list(memory.kept) == [("vigie:estate", "prometheus")]
    assert not secrets.file.exists()


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_a_private_file_does(tmp_path: Path) -> None:
    secrets = Secrets("estate", tmp_path / "vigie" / "secrets.toml", {})
    awkward = 'a"b\\c d=e é#'
    assert secrets.put("journal", awkward) is SecretPlace.FILE
    assert secrets.get("journal") == awkward
    assert stat.S_IMODE(secrets.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(secrets.file.parent.stat().st_mode) == 0o700


@pytest.mark.usefixtures("no_keyring")
def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text('journal = "x"\n', encoding="utf-8")
    file.chmod(0o640)
    with pytest.raises(UsageError) as caught:
        Secrets("estate", file, {}).get("journal")
    assert caught.value.notice.code == "secrets.file_open_to_others"


def test_the_environment_wins(tmp_path: Path, memory: MemoryKeyring) -> None:
    memory.kept["vigie:estate", "journal"] = "kept"
    secrets = Secrets("estate", tmp_path / "s.toml", {"VIGIE_SECRET_JOURNAL": "given"})
    assert secrets.get("journal") == "given"


@pytest.mark.usefixtures("no_keyring")
def test_a_secret_is_forgotten_and_its_value_never_listed(tmp_path: Path) -> None:
    secrets = Secrets("estate", tmp_path / "s.toml", {})
    secrets.put("journal", "hunter2")
    assert {one.name: one.store for one in secrets.held()} == {
        **dict.fromkeys(KNOWN),
        "journal": SecretPlace.FILE,
    }
    assert "hunter2" not in repr(secrets.held())
    assert secrets.remove("journal") == (SecretPlace.FILE,)
    assert secrets.get("journal") is None
    assert secrets.remove("journal") == ()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://vigie@db.example:5432/v", "postgresql://vigie:p%40ss%2Fw@db.example:5432/v"),
        ("postgresql://db.example/v", "postgresql://db.example/v"),
        ("sqlite:////tmp/journal.db", "sqlite:////tmp/journal.db"),
    ],
)
def test_the_journals_password_comes_from_the_secrets(url: str, told: str) -> None:
    assert with_password(url, {"journal": "p@ss/w"}.get) == told


def test_without_a_secret_the_journals_url_stays_as_it_is() -> None:
    url = "postgresql://vigie@db.example/v"
    assert with_password(url, {}.get) == url


def test_a_rehearsal_knows_only_its_own_secrets(tmp_path: Path, memory: MemoryKeyring) -> None:
    memory.kept["vigie:estate", "vsphere"] = "of the real estate"
    beside = tmp_path / "secrets.toml"
    beside.write_text('[estate]\nvsphere = "of the rehearsal"\n', encoding="utf-8")
    beside.chmod(0o600)
    assert Secrets("estate", beside, {}).get("vsphere") == "of the real estate"
    assert Secrets("estate", beside, {}, keyring=False).get("vsphere") == "of the rehearsal"
    assert Secrets("estate", beside, {}, keyring=False).get("journal") is None


def test_without_the_keyring_secrets_are_kept_in_the_file(
    tmp_path: Path, memory: MemoryKeyring
) -> None:
    memory.kept["vigie:estate", "vsphere"] = "of the real estate"
    secrets = Secrets("estate", tmp_path / "secrets.toml", {}, keyring=False)
    assert secrets.put("vsphere", "word") is SecretPlace.FILE
    assert secrets.remove("vsphere") == (SecretPlace.FILE,)
    assert secrets.get("vsphere") is None
    assert memory.kept == {("vigie:estate", "vsphere"): "of the real estate"}
