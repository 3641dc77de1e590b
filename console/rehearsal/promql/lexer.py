"""PromQL text to tokens."""

import re
from dataclasses import dataclass

from console.rehearsal.promql.error import ParseError

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+|\#[^\n]*)
  | (?P<duration>(?:[0-9]+(?:ms|[smhdwy]))+(?![a-zA-Z0-9_]))
  | (?P<number>0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[a-zA-Z_:][a-zA-Z0-9_:]*)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)
  | (?P<operator>=~|!~|==|!=|>=|<=|[-+*/%^<>=(){}\[\],:@])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(
    r"""\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[abfnrtv\\'"])"""
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_UNITS_S = {
    "ms": 0.001,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
    "d": 86_400.0,
    "w": 604_800.0,
    "y": 31_536_000.0,
}
_PART = re.compile(r"([0-9]+)(ms|[smhdwy])")
_WHOLE_DURATION = re.compile(r"(?:[0-9]+(?:ms|[smhdwy]))+")


@dataclass(frozen=True, slots=True)
class LexerToken:
    """A token; `text` is as written, `position` its offset."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[LexerToken]:
    """All tokens, closed by one of kind `end`."""
    found: list[LexerToken] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ParseError(text, position, _complaint(text, position))
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(LexerToken(kind, match.group(), position))
        position = match.end()
    found.append(LexerToken("end", "", len(text)))
    return found


def _complaint(text: str, position: int) -> str:
    character = text[position]
    if character in "\"'`":
        return "unterminated quoted string"
    return f"unexpected character: '{character}'"


def seconds(duration: str) -> float | None:
    """Seconds of `1h30m`; None when it is no duration."""
    if not _WHOLE_DURATION.fullmatch(duration):
        return None
    return sum(int(count) * _UNITS_S[unit] for count, unit in _PART.findall(duration))


def unquoted(token: LexerToken, text: str) -> str:
    """The value of a string token."""
    body = token.text[1:-1]
    if token.text[0] == "`":
        return body

    def plain(match: re.Match[str]) -> str:
        code = match.group()[1:]
        if code[0] in "xuU":
            return chr(int(code[1:], 16))
        if code[0].isdigit():
            return chr(int(code, 8))
        return _SIMPLE.get(code, code)

    if "\\" in _ESCAPE.sub("", body):
        raise ParseError(text, token.position, "unknown escape sequence")
    try:
        return _ESCAPE.sub(plain, body)
    except (ValueError, OverflowError) as error:
        message = "escape sequence is invalid Unicode code point"
        raise ParseError(text, token.position, message) from error
