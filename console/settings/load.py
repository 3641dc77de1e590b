"""Load settings: one TOML file, then the environment, then the command line."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from console.decoding import convert
from console.model.error import UsageError, VigieError
from console.model.notice import Notice, notice
from console.settings import locations
from console.settings.check import check
from console.settings.diagnosis import diagnose
from console.settings.model import Settings
from console.settings.override import Overrides
from console.settings.position import Key, key_lines, line_of
from console.settings.problem import Finding, Problem, SettingsInvalid

PREFIX = "VIGIE_"
SECRET_PREFIX = "VIGIE_SECRET_"  # noqa: S105 - the prefix of a variable's name
SEPARATOR = "__"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Valid settings and the file they came from."""

    settings: Settings
    path: Path


@dataclass(frozen=True, slots=True)
class _Layers:
    """Raw settings with overrides laid over them."""

    raw: dict[str, Any]
    places: dict[Key, str]
    problems: tuple[Problem, ...]


def load(
    path: Path | None,
    *,
    overrides: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Loaded:
    """Read, override, decode and check.

    `overrides` are the command line's, dotted key → text (``pools.api.ceiling``).
    Raises UsageError when the file cannot be read, SettingsInvalid with every
    problem's place and key otherwise.
    """
    variables = os.environ if environ is None else environ
    file = locations.settings_path(path, variables)
    return read(_read(file), file, overrides=overrides, environ=variables)


def read(
    text: str,
    file: Path,
    *,
    overrides: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Loaded:
    """The same with the file's text at hand; without `environ`, nothing overrides it."""
    variables = environ or {}
    layers = _override(_parse(text, file), overrides or {}, variables)
    if layers.problems:
        raise SettingsInvalid(layers.problems)
    try:
        settings = convert(layers.raw, Settings)
    except msgspec.ValidationError as error:
        raise SettingsInvalid(_problems(layers, text, file, str(error))) from error
    findings = check(settings)
    if findings:
        raise SettingsInvalid(_placed(findings, layers.places, text, file))
    return Loaded(settings, file)


def peek(path: Path | None, section: str, key: str) -> str | None:
    """One text of the file, whatever else is wrong with it; None where it cannot be found."""
    try:
        told = tomllib.loads(locations.settings_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, VigieError):
        return None
    found = told.get(section)
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else None


def from_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Variables that override a key, with the key's parts as written."""
    return {
        name: tuple(name[len(PREFIX) :].split(SEPARATOR))
        for name in sorted(environ)
        if name.startswith(PREFIX) and SEPARATOR in name and not name.startswith(SECRET_PREFIX)
    }


def as_variables(overrides: Mapping[str, str]) -> dict[str, str]:
    """The variables that say the same as the command line's overrides, for a child process."""
    return {
        PREFIX + key.replace(".", SEPARATOR).replace("-", "_").upper(): value
        for key, value in overrides.items()
    }


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(notice("settings.not_found", path=str(file))) from error
    except UnicodeDecodeError as error:
        raise UsageError(notice("settings.not_utf8", path=str(file))) from error
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise UsageError(notice("settings.unreadable", path=str(file), detail=detail)) from error


def _parse(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = re.search(r"\s*\(at line (\d+), column (\d+)\)", message)
        lines = text.splitlines() or [""]
        line, column = (found[1], found[2]) if found else (str(len(lines)), str(len(lines[-1]) + 1))
        place = f"{file}:{line}:{column}"
        detail = re.sub(r"\s*\(at .*\)$", "", message)
        said = Notice("settings.not_toml", {"place": place, "detail": detail})
        raise SettingsInvalid((Problem(place, "", said),)) from error


def _override(
    raw: dict[str, Any], overrides: Mapping[str, str], environ: Mapping[str, str]
) -> _Layers:
    variables = from_environment(environ)
    if not variables and not overrides:
        return _Layers(raw, {}, ())
    layers = Overrides(raw)
    for variable, names in variables.items():
        layers.put(variable, names, environ[variable])
    for key, value in overrides.items():
        layers.put(f"--set {key}", tuple(key.split(".")), value)
    problems = tuple(Problem.of(place, finding) for place, finding in layers.findings)
    return _Layers(layers.raw, layers.places, problems)


def _problems(layers: _Layers, text: str, file: Path, said: str) -> tuple[Problem, ...]:
    findings = tuple(diagnose(layers.raw, inspect.type_info(Settings)))
    if not findings:
        findings = (Finding((), "settings.undecodable", {"detail": said}),)
    return _placed(findings, layers.places, text, file)


def _placed(
    findings: tuple[Finding, ...], places: Mapping[Key, str], text: str, file: Path
) -> tuple[Problem, ...]:
    lines = key_lines(text)

    def place(key: Key) -> str:
        if key in places:
            return places[key]
        line = line_of(lines, key)
        return f"{file}:{line}" if line is not None else str(file)

    problems = [Problem.of(place(finding.key), finding) for finding in findings]
    return tuple(problems)
