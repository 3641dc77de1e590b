"""What decides, in the last moment, that nothing may leave any more."""

from dataclasses import dataclass

from console.model.error import StoodStill
from console.model.notice import notice


@dataclass
class LostAfter:
    """So many parts may leave; then the work is another's."""

    parts: int = 0
    asked: int = 0

    def __call__(self) -> None:
        self.asked += 1
        if self.asked > self.parts:
            raise StoodStill(notice("source.stood_still"))
