"""What the audit is told, before it is written."""

from dataclasses import dataclass

from console.model.notice import Notice


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that has not been written yet."""

    kind: str
    notice: Notice
    request_id: str | None = None
