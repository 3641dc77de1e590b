"""No secret in use reaches a person, a log, the journal or a file: one place hides them all.

Whoever takes a secret makes it `known`; whatever leaves the process goes through
`hide`: sentences, lines, JSON, log records, what a source said, notices on their way to
the journal. A secret is found as it is and as libraries and servers write it: quoted,
escaped (once or again), in a URL, in HTML, in base64 with whatever stands before it.
`hide_likely` also hides what merely looks like one, in accounts of defects.
"""

import base64
import logging
import re
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import msgspec

from console.plaintext import plain, plain_lines

HIDDEN = "[hidden]"
SHORTEST = 6
"""Letters of a secret that is looked for: a shorter one would be found in any word."""

CONFIDED = re.compile(r"^VIGIE_SECRET_|(?i:(PASSWORD|PASSCODE|_SECRET|TOKEN)$)")
# Compiled when they are wanted, which is hardly ever before the first paint.
NAMED = (
    r"(?i)((?:pass(?:word|wd)?|secret|token|api[_-]?key|authorization|bearer|credential)\w*"
    r"[\"']?(?:\s*[:=]\s*|\s+))(?:(?:bearer|basic)\s+)?[\"']?[^\s\"',;)}]+"
)
IN_URL = r"(?<=://)[^/\s:@]*:[^/\s]+(?=@)"
IN_QUERY = r"(?i)(?:^|[?&\s])(?:ssl)?password=('[^']*'|[^&\s]+)"
OF_USER = r"(?s)[^:/?#\[]*:(?!\d*/)(.+)"
CODE = "code"
"""What a JSON document calls the code of a notice."""
BEFORE_USER = r"(?i)^(?:[a-z][\w+.-]*:)?//"
LONG_OPAQUE = r"\b(?:gAAAA[\w-]{20,}|[0-9a-fA-F]{32,}|[\w-]{60,})\b"
ENTITIES = {'"': "quot", "&": "amp", "'": "apos", "<": "lt", ">": "gt"}

_lock = threading.Lock()
_known: set[str] = set()
_passing: dict[str, tuple[str, ...]] = {}
_pattern: re.Pattern[str] | None = None
_stale = False


def known(*secrets: str | None) -> None:
    """Hide these from now on, in every form they are written in. None and "" are nothing."""
    global _stale  # noqa: PLW0603 - one set of secrets a process, as it has one environment
    fresh = {secret for secret in secrets if secret} - _known
    if fresh:
        with _lock:
            _known.update(fresh)
            _stale = True


def known_for_now(whose: str, secret: str) -> None:
    """Hide a secret that is replaced again and again, such as a token, and the one before it."""
    global _stale  # noqa: PLW0603 - as above
    with _lock:
        before = _passing.get(whose, ())
        if secret not in before:
            _passing[whose] = (*before[-1:], secret)
            _stale = True


def known_in_urls(urls: Iterable[str]) -> None:
    """Hide the passwords of these URLs."""
    known(*(password for url in urls for password in passwords_in(url)))


def passwords_in(url: str) -> tuple[str, ...]:
    """What may be the password of a URL, also where it makes the URL one that cannot be parsed.

    The longest first: a ``/``, ``?`` or ``@`` in it leaves open where it ends.
    """
    place = re.sub(BEFORE_USER, "", url)
    ends = (place.rpartition("@")[0], re.split(r"[/?#]", place)[0].rpartition("@")[0])
    found = [said[1] for user in ends if (said := re.match(OF_USER, user))]
    if place == url:  # no "//": what stands before the first colon may be a scheme
        found += [each.partition(":")[2] for each in found]
    found += [said.strip("'") for said in re.findall(IN_QUERY, url)]
    found += [each.strip("@:/") for each in found]
    return tuple(dict.fromkeys(filter(None, found)))


def known_in_environment(environ: Mapping[str, str]) -> None:
    """Hide what the environment says in confidence: passwords, tokens, credentials in URLs."""
    known(*(value for name, value in environ.items() if CONFIDED.search(name)))
    known_in_urls(
        value for name, value in environ.items() if name.lower().endswith(("_proxy", "_url"))
    )


def hide(text: str) -> str:
    """The text without any secret that is in use."""
    pattern = _look_for_all() if _stale else _pattern
    return text if pattern is None else pattern.sub(HIDDEN, text)


def hide_json(document: str) -> str:
    """A JSON document without any secret in its texts, and still that document.

    Its keys, its numbers and the codes of notices are ours: a password that is a common
    word, or all digits, would make of them what nobody can read back.
    """
    if hide(document) == document:
        return document
    return msgspec.json.encode(_without(msgspec.json.decode(document))).decode()


def hide_likely(text: str) -> str:
    """Without what merely looks like a secret, either: named values, URL credentials, tokens."""
    text = re.sub(IN_URL, HIDDEN, hide(text))
    text = re.sub(NAMED, lambda found: found.group(1) + HIDDEN, text)
    return plain_lines(re.sub(LONG_OPAQUE, HIDDEN, text))


class Discreet(logging.Formatter):
    """Formats records as asked, secrets hidden and nothing to obey: message, arguments, trace.

    What follows the first line is set in, so that nobody's text passes for a record.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """One record's own line."""
        return plain(hide(super().formatMessage(record)))

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        return plain_lines(hide(super().format(record))).replace("\n", "\n  ")


def _without(value: Any) -> Any:  # noqa: ANN401 - any tree of plain values
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, list):
        return [_without(one) for one in value]
    if isinstance(value, dict):
        return {key: one if key == CODE else _without(one) for key, one in value.items()}
    return value


def _look_for_all() -> re.Pattern[str] | None:
    global _pattern, _stale  # noqa: PLW0603 - as above
    with _lock:
        secrets = {*_known, *(secret for held in _passing.values() for secret in held)}
        forms = {form for secret in secrets for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        _pattern = re.compile("|".join(map(_written, longest_first))) if forms else None
        _stale = False
        return _pattern


def _forms(secret: str) -> Iterator[str]:
    """A secret as it is, as its URL means it, and in base64 whatever it follows."""
    bare = secret.strip()
    for meant in {bare, unquote(bare)}:
        for form in (meant, *_in_base64(meant.encode(errors="replace"))):
            if sum(map(str.isprintable, form)) >= SHORTEST:
                yield form


def _in_base64(secret: bytes) -> Iterator[str]:
    """The letters that stand for a secret alone, by how many bytes of a group stand before it."""
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(secret)) * 8 // 6
        text = base64.b64encode(bytes(before) + secret).decode()[first:last]
        yield text
        yield text.translate({ord("+"): "-", ord("/"): "_"})


def _written(secret: str) -> str:
    return "".join(
        _blanks("".join(letters)) if blank else "".join(map(_letter, letters))
        for blank, letters in groupby(secret, str.isspace)
    )


def _blanks(letters: str) -> str:
    """A pattern of white space, which is folded, turned into blanks, or taken out."""
    ways = r"\s|\+|%(?:20|0[9a-d])|\\+(?:[nrtfv]|x20|x0[9a-d]|u00(?:20|0[9a-d]))|&#(?:\d+|x\w+);"
    return f"(?i:{ways})" + ("+" if letters.isprintable() else "*")


def _letter(letter: str) -> str:
    """A pattern of one letter: as it is, and as whatever had to carry it may have written it."""
    if letter.isascii() and (letter.isalnum() or letter in "-_.~"):
        return re.escape(letter)
    number = ord(letter)
    sent = letter.encode(errors="replace")
    ways = [
        "".join(f"%{byte:02x}" for byte in sent),
        rf"\\+u{number:04x}",
        rf"\\+U{number:08x}",
        "".join(rf"\\+x{byte:02x}" for byte in sent),
        rf"&(?:amp;)*#(?:0*{number}|x0*{number:x});",
    ]
    if letter in ENTITIES:
        ways.append(rf"&(?:amp;)*{ENTITIES[letter]};")
    if not letter.isascii():
        ways += [
            re.escape(sent.decode("latin-1")),
            rf"\\+x{number:02x}",
            f"%{number:02x}",
            "\ufffd+",
        ]
    some = rf"(?:\\*{re.escape(letter)}|(?i:{'|'.join(ways)}))"
    return some if letter.isprintable() else f"{some}?"


def account(error: BaseException) -> str:
    """A defect's stack with source lines but no variables; messages redacted."""
    return hide_likely("".join(traceback.format_exception(error)))
