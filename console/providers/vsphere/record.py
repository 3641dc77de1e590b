"""One object as the property collector gives it: its kind, its id, and elements by path."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from console.providers.quotation import quoted

VIM = "{urn:vim25}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TRUE = {"true": True, "1": True, "false": False, "0": False}
ESCAPES = (("%2f", "/"), ("%2F", "/"), ("%5c", "\\"), ("%5C", "\\"), ("%25", "%"))
"""How vCenter writes the characters that its own paths need."""


class UnreadableRecord(ValueError):
    """A record that makes no sense."""


@dataclass(frozen=True, slots=True)
class ObjectRecord:
    """An object's values. Every reader gives None where there is none.

    They raise Unreadable where a value is not what its type says.
    """

    kind: str
    id: str
    values: dict[str, Element] = field(default_factory=dict)

    def string(self, path: str) -> str | None:
        """A string, an enumeration's value, or one reference's id."""
        found = self.values.get(path)
        return found.text if found is not None else None

    def required(self, path: str) -> str:
        """A string that must be there."""
        found = self.string(path)
        if not found:
            raise UnreadableRecord(f"{self.kind} {self.id}: no {path}")
        return found

    def name(self) -> str:
        """The object's name, as people write it."""
        return unescaped(self.required("name"))

    def whole(self, path: str) -> int | None:
        """A number."""
        return _whole(self.string(path))

    def flag(self, path: str) -> bool | None:
        """A yes or no."""
        return flag(self.string(path))

    def moment(self, path: str) -> datetime | None:
        """A time."""
        return _moment(self.string(path))

    def references(self, path: str) -> tuple[str, ...]:
        """The ids of a list of references."""
        found = self.values.get(path)
        return () if found is None else tuple(each.text for each in found if each.text)

    def kind_of(self, path: str) -> str | None:
        """The kind of object that one reference points at."""
        found = self.values.get(path)
        return found.get("type") if found is not None else None

    def items(self, path: str) -> Iterator[Element]:
        """The elements of a list."""
        found = self.values.get(path)
        return iter(()) if found is None else iter(found)


def unescaped(name: str) -> str:
    """A name without vCenter's escapes."""
    for written, meant in ESCAPES:
        name = name.replace(written, meant)
    return name


def part(element: Element, path: str) -> Element | None:
    """A part of a structure, by a path such as ``mountInfo.mounted``."""
    return element.find("/".join(VIM + step for step in path.split(".")))


def text_of(element: Element, path: str) -> str | None:
    """A string of a structure."""
    return element.findtext("/".join(VIM + step for step in path.split(".")))


def flag_of(element: Element, path: str) -> bool | None:
    """A yes or no of a structure."""
    return flag(text_of(element, path))


def moment_of(element: Element, path: str) -> datetime | None:
    """A time of a structure."""
    return _moment(text_of(element, path))


def type_of(element: Element) -> str:
    """The type that an element says it is, without its prefix."""
    return (element.get(XSI_TYPE) or "").rpartition(":")[2]


def _whole(text: str | None) -> int | None:
    if text is None or not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise UnreadableRecord(f"not a number: {quoted(text, 40)}") from None


def flag(text: str | None) -> bool | None:
    """A yes or no; raises Unreadable where it is neither."""
    if text is None or not text.strip():
        return None
    found = TRUE.get(text.strip().lower())
    if found is None:
        raise UnreadableRecord(f"neither true nor false: {quoted(text, 40)}")
    return found


def _moment(text: str | None) -> datetime | None:
    if text is None or not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise UnreadableRecord(f"not a time: {quoted(text, 40)}") from None
