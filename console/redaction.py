"""No secret in use reaches a person, a log, the journal or a file: one place hides them all.

Whoever takes a secret makes it `known`; whatever leaves the process goes through
`hide`: sentences, lines, JSON, log records, notices on their way to the journal. A
secret is found as it is and as libraries write it: quoted, escaped, in a URL, in
base64. `hide_likely` also hides what merely looks like one, in accounts of defects.
"""

import base64
import logging
import re
import threading
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, quote, quote_plus, unquote

import msgspec

HIDDEN = "[hidden]"
SHORTEST = 6
"""Letters of a secret that is looked for: a shorter one would be found in any word."""

CONFIDED = re.compile(r"^VIGIE_SECRET_|(?i:(PASSWORD|PASSCODE|_SECRET|TOKEN)$)")
NAMED = re.compile(
    r"(?i)((?:pass(?:word|wd)?|secret|token|api[_-]?key|authorization|bearer|credential)\w*"
    r"[\"']?(?:\s*[:=]\s*|\s+))(?:(?:bearer|basic)\s+)?[\"']?[^\s\"',;)}]+"
)
IN_URL = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
LONG_OPAQUE = re.compile(r"\b(?:gAAAA[\w-]{20,}|[0-9a-fA-F]{32,}|[\w-]{60,})\b")

_lock = threading.Lock()
_known: set[str] = set()
_passing: dict[str, tuple[str, ...]] = {}
_pattern: re.Pattern[str] | None = None


def known(*secrets: str | None) -> None:
    """Hide these from now on, in every form they are written in. None and "" are nothing."""
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    with _lock:
        if not forms <= _known:
            _known.update(forms)
            _look_for_all()


def known_for_now(whose: str, secret: str) -> None:
    """Hide a secret that is replaced again and again, such as a token, and the one before it."""
    with _lock:
        before = _passing.get(whose, ())
        if secret not in before:
            _passing[whose] = (*before[-1:], secret)
            _look_for_all()


def _look_for_all() -> None:
    global _pattern  # noqa: PLW0603 - one set of secrets a process, as it has one environment
    passing = {form for held in _passing.values() for secret in held for form in _forms(secret)}
    longest_first = sorted(_known | passing, key=len, reverse=True)
    _pattern = re.compile("|".join(map(re.escape, longest_first)))


def known_in_urls(urls: Iterable[str]) -> None:
    """Hide the passwords of these URLs."""
    known(*map(password_in, urls))


def password_in(url: str) -> str | None:
    """The password of a URL, also where it makes the URL one that cannot be parsed."""
    place, _, query = url.partition("://")[2].partition("?")
    user, at, _ = place.rpartition("@")
    named = parse_qs(query).get("password")
    if at and ":" in user:
        return user.partition(":")[2]
    return named[0] if named else None


def known_in_environment(environ: Mapping[str, str]) -> None:
    """Hide what the environment says in confidence: passwords, tokens, proxies' credentials."""
    known(*(value for name, value in environ.items() if CONFIDED.search(name)))
    known_in_urls(value for name, value in environ.items() if name.lower().endswith("_proxy"))


def hide(text: str) -> str:
    """The text without any secret that is in use."""
    pattern = _pattern
    return text if pattern is None else pattern.sub(HIDDEN, text)


def hide_likely(text: str) -> str:
    """Without what merely looks like a secret, either: named values, URL credentials, tokens."""
    text = IN_URL.sub(HIDDEN, hide(text))
    text = NAMED.sub(lambda found: found.group(1) + HIDDEN, text)
    return LONG_OPAQUE.sub(HIDDEN, text)


class Discreet(logging.Formatter):
    """Formats records as asked, secrets hidden: message, arguments, trace."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        return hide(super().format(record))


def _in_json(text: str) -> str:
    return msgspec.json.encode(text.encode(errors="replace").decode()).decode()[1:-1]


def _forms(secret: str) -> set[str]:
    """A secret as it is written in text, JSON, source code, URLs and headers."""
    bare = secret.strip()
    written = {
        form
        for one in (secret, bare, unquote(bare))
        for form in (
            one,
            _in_json(one),
            _in_json(one).encode("ascii", "backslashreplace").decode(),
            repr(one)[1:-1],
            quote(one),
            quote(one, safe=""),
            quote_plus(one),
            base64.b64encode(one.encode(errors="replace")).decode().rstrip("="),
        )
    }
    return {form for form in written if len(form) >= SHORTEST}
