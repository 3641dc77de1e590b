"""A place in a query's tokens, and the complaints about what stands there."""

from console.rehearsal.promql.error import ParseError
from console.rehearsal.promql.lexer import LexerToken, seconds, tokens, unquoted

_NAMES = {
    "(": "left parenthesis '('",
    ")": "right parenthesis ')'",
    "[": "left bracket '['",
    "]": "right bracket ']'",
    "{": "left brace '{'",
    "}": "right brace '}'",
    ",": '","',
    "=": '"="',
}


class Cursor:
    """Walks over the tokens; keywords know no case."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._at = 0

    @property
    def token(self) -> LexerToken:
        """The token that comes next; the last is of kind `end`."""
        return self._tokens[self._at]

    @property
    def following(self) -> LexerToken:
        """The token after the next."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def word(self) -> str:
        """The next token as keyword or operator; empty for anything else."""
        return self.token.text.lower() if self.token.kind in {"word", "operator"} else ""

    def take(self) -> LexerToken:
        """Step over a token and give it."""
        token = self.token
        self._at += token.kind != "end"
        return token

    def take_kind(self, kind: str, context: str) -> LexerToken:
        """Step over a token that must be of a kind."""
        if self.token.kind != kind:
            raise self.unexpected(context)
        return self.take()

    def accept(self, text: str) -> bool:
        """Step over a keyword or operator if it stands here."""
        if self.word != text:
            return False
        self._at += 1
        return True

    def expect(self, text: str, context: str) -> None:
        """Step over a keyword or operator that must stand here."""
        if not self.accept(text):
            raise self.unexpected(context)

    def close(self, text: str, what: str, context: str) -> None:
        """Step over a closing bracket; at the end of the text it was never closed."""
        if self.token.kind == "end":
            raise self.error(f"unclosed left {what}")
        self.expect(text, context)

    def error(self, message: str, token: LexerToken | None = None) -> ParseError:
        """A complaint about the next token or another."""
        return ParseError(self.text, (token or self.token).position, message)

    def unexpected(self, context: str = "") -> ParseError:
        """The complaint that the next token may not stand here."""
        token = self.token
        kind = "identifier" if token.kind == "word" else token.kind
        what = "end of input" if kind == "end" else f'{kind} "{token.text}"'
        where = f" in {context}" if context else ""
        return self.error(f"unexpected {_NAMES.get(token.text, what)}{where}")

    def string(self, context: str) -> str:
        """The value of a string that must stand here."""
        return unquoted(self.take_kind("string", context), self.text)

    def duration(self, context: str) -> float:
        """Seconds of a duration that must stand here."""
        if self.token.kind == "number":
            raise self.error("missing unit character in duration")
        token = self.take_kind("duration", f"{context}, expected duration")
        return seconds(token.text) or 0.0

    def labels(self) -> tuple[str, ...]:
        """`(a, b)`."""
        context = "grouping opts"
        self.expect("(", context)
        names: list[str] = []
        while not self.accept(")"):
            name = self.take_kind("word", f"{context}, expected label")
            names.append(name.text)
            if not self.accept(",") and self.word != ")":
                raise self.unexpected(f'{context}, expected "," or ")"')
        return tuple(names)
