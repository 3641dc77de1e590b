"""Run one command of the settings, once: no shell, a bare environment, bounded in time and words.

Whoever may write to the settings, or to the program, could have this account run anything:
neither is run where that is somebody else than this account or root.
"""

import errno
import os
import pwd
import selectors
import signal
import stat
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from console.departure import cleared
from console.model.error import CallRefused, OutcomeUnknown
from console.model.notice import notice
from console.ports import Receipt
from console.providers.quotation import quoted
from console.redaction import hide_likely

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
MOST = 8_000
"""Bytes of what a command says that are kept; it may say more."""
LOOK_S = 0.1
ENDING_S = 2.0
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class HookCommand:
    """One command. `{member}` and the like in its arguments are replaced by what is asked."""

    def __init__(self, argv: Sequence[str], *, timeout_s: float, settings: Path) -> None:
        """Keep what is to be run, and the file that says so."""
        self._argv = tuple(argv)
        self._timeout_s = timeout_s
        self._settings = settings

    def check(self) -> None:
        """Raise CallRefused where it is not there, not executable, or could be another's."""
        program = Path(self._argv[0])
        for file in (self._settings, program):
            _trusted(file)
        if not program.is_file() or not os.access(program, os.X_OK):
            text = os.strerror(errno.EACCES)
            raise CallRefused(notice("hooks.not_run", program=self._argv[0], text=text))

    def run(self, asked: Mapping[str, str]) -> Receipt:
        """Run it. CallRefused where it was not; OutcomeUnknown where it did not end with 0."""
        for file in (self._settings, Path(self._argv[0])):
            _trusted(file)
        argv = [self._argv[0], *(_filled(part, asked) for part in self._argv[1:])]
        cleared()
        try:
            process = subprocess.Popen(  # noqa: S603 - the settings' own, in a file that is trusted
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_environment(asked),
                start_new_session=True,
            )
        except OSError as error:
            why = notice("hooks.not_run", program=self._argv[0], text=error.strerror or str(error))
            raise CallRefused(why) from error
        with process:
            said, ended = _followed(process, time.monotonic() + self._timeout_s)
            if not ended:
                _end(process)
                why = notice("hooks.late", program=self._argv[0], seconds=round(self._timeout_s))
                raise OutcomeUnknown(why)
        if process.returncode != 0:
            text = quoted(hide_likely(said.decode("utf-8", "replace"))) or "–"
            code = process.returncode
            raise OutcomeUnknown(
                notice("hooks.failed", program=self._argv[0], code=code, text=text)
            )
        return Receipt(None)


def _trusted(file: Path) -> None:
    """Raise CallRefused where another account could have written what is run."""
    try:
        found = file.stat()
    except OSError as error:
        why = notice("hooks.not_run", program=str(file), text=error.strerror or str(error))
        raise CallRefused(why) from error
    if found.st_mode & OTHERS_WRITE or found.st_uid not in {0, os.geteuid()}:
        raise CallRefused(notice("hooks.untrusted", file=str(file)))


def _filled(part: str, asked: Mapping[str, str]) -> str:
    for name, value in asked.items():
        part = part.replace(f"{{{name}}}", value)
    return part


def _environment(asked: Mapping[str, str]) -> dict[str, str]:
    """Nothing of this process's own: it may hold secrets."""
    told = {f"VIGIE_{name.upper()}": value for name, value in asked.items()}
    bare = {"PATH": PATH, "LANG": "C.UTF-8"}
    with suppress(KeyError):
        bare["HOME"] = pwd.getpwuid(os.geteuid()).pw_dir
    return bare | told


def _followed(process: "subprocess.Popen[bytes]", deadline: float) -> tuple[bytes, bool]:
    """What it says first, and whether it has ended by then; who inherits its output is let go."""
    said = bytearray()
    assert process.stdout is not None  # noqa: S101 - asked for above
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            over = process.poll() is not None
            if selector.get_map() and selector.select(0 if over else LOOK_S):
                chunk = os.read(process.stdout.fileno(), MOST)
                said += chunk[: MOST - len(said)]
                if not chunk:
                    selector.unregister(process.stdout)
                continue
            if over:
                return bytes(said), True
            if not selector.get_map():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_S)
    return bytes(said), process.poll() is not None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with all that it has started; its session is its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDING_S)
            return
