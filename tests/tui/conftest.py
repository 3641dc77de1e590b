import os
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

os.environ["TEXTUAL_FPS"] = "15"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.pop("NO_COLOR", None)
os.environ |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
sys.path.insert(0, str(Path(__file__).parent))

from console.desk.session import Session
from console.locale import Language, Locale, catalogue

WORDS = {
    "test.accepted": "Burst of api from 30 to 300 accepted",
    "test.started": "Worker bastion-4121 took 7k3m9qwd",
    "test.batch": "GRA: 50 instances requested",
    "test.failed": "GRA: api-gra-7k3m9qwd-1-95 failed: No valid host was found",
    "test.warning": "Strasbourg will be at 75 of 100 instances of its quota.",
    "test.source_down": "{source} does not answer: connection timed out",
    "test.reader": "Read-only: the credentials hold only the role reader.",
    "test.quota": "Gravelines has room for 25 more instances; 95 are asked.",
    "test.remedy": "Ask for 230, or leave more to Roubaix.",
    "test.removal": "Removal of {name} asked for",
    "test.lost": "The journal did not answer within 5 s. Try again.",
}


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sentences for the fakes' notices, and no user themes."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for language in ("en", "fr"):
        for key, text in WORDS.items():
            monkeypatch.setitem(catalogue(language), key, text)


@pytest.fixture
def open_app() -> Callable[..., object]:
    """An app on a fake session: `open_app(session, language="fr")`."""
    from console.tui.app import VigieApp  # noqa: PLC0415 - after the environment

    def make(session: Session, language: Language = "en") -> object:
        locale = Locale(language, ZoneInfo("Europe/Paris"))
        return VigieApp(session.settings, lambda: session, locale)

    return make
