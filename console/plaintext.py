"""Text from outside is data: what a terminal would obey is taken out before it is shown.

Names, faults, reasons and bodies come from people and servers. Escape sequences,
bells, line breaks, marks that turn the direction of writing, and lengths beyond
reading are neutralised where text enters the presentation; JSON escapes by itself.
"""

import re

LONGEST = 2000
"""Letters of one value that a sentence carries."""

# Compiled when they are wanted, which is hardly ever before the first paint.
_BLANK = r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+"
_OBEYED = (
    r"\x1b\][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # a command to the terminal, with its text
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # colours, cursor
    r"|[\x00-\x08\x0e-\x1b\x7f-\x9f]"
    r"|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    r"|[\U000e0000-\U000e007f]"
)
_FOREIGN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_HALVES = re.compile(r"[\ud800-\udfff]")


def plain(text: str) -> str:
    """The text on one line, without anything but letters that are seen."""
    if _FOREIGN.search(text) is None:
        return text
    text = re.sub(_BLANK, " ", text)
    return whole(re.sub(_OBEYED, "", text))


def unheard(text: str) -> str:
    """The text cell for cell, without what a terminal would obey: the last step before one."""
    return _FOREIGN.sub("", text)


def inline(text: str, longest: int = LONGEST) -> str:
    """The same, as a piece of a line of ours: no longer than is read."""
    return shortened(plain(text), longest)


def plain_lines(text: str) -> str:
    """The same, its lines kept."""
    if _FOREIGN.search(text) is None:
        return text
    return "\n".join(map(plain, text.split("\n")))


def escaped(document: str) -> str:
    """A JSON document whose strings escape what a terminal would obey; JSON asks for less."""
    return _FOREIGN.sub(lambda found: _escape(found[0]), document)


def whole(text: str) -> str:
    """The text with a mark for what was no letter: bytes of a command line in no encoding."""
    return _HALVES.sub("\ufffd", text)


def _escape(letter: str) -> str:
    """As JSON writes a letter by its number: two halves beyond the first 65,536."""
    digits = "" if letter == "\n" else letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{digits[at : at + 4]}" for at in range(0, len(digits), 4)) or letter


def shortened(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text that is too long to be read."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
