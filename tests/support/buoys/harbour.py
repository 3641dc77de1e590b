"""The harbour: what floats in it, and the ways in which it fails."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from console.model.error import CallRefused, NotFound, SourceError
from console.model.notice import notice
from console.ports import Receipt


@dataclass
class Harbour:
    """Loses an answer, refuses or is silent when a test says so; counts every call."""

    floating: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    lose: Callable[[str], bool] = lambda _name: False
    refuse: Callable[[str], bool] = lambda _name: False
    silent: bool = False
    _numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def look(self) -> dict[str, str]:
        """What floats: id by name."""
        if self.silent:
            raise SourceError(notice("buoys.storm"))
        return dict(self.floating)

    def lay(self, name: str) -> Receipt:
        """One more; the same name twice would be two."""
        self.calls.append(f"lay {name}")
        if self.refuse(name):
            raise CallRefused(notice("buoys.storm"))
        assert name not in self.floating, "laid twice"
        self.floating[name] = f"b-{next(self._numbers)}"
        if self.lose(name):
            raise SourceError(notice("buoys.storm"))
        return Receipt("req-lay", resource_id=self.floating[name])

    def lift(self, number: str) -> Receipt:
        """One less."""
        self.calls.append(f"lift {number}")
        name = next((name for name, known in self.floating.items() if known == number), None)
        if name is None:
            raise NotFound(notice("buoys.storm"))
        del self.floating[name]
        return Receipt("req-lift")
