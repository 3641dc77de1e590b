"""The datastores' tallies of the newest estate, computed again only when it moved."""

from collections.abc import Mapping

from console.tui.kept import Kept
from console.tui.scene import Scene
from console.tui.storage import StoreTally, paces, stores


class Stored:
    """What a screen keeps between two scenes."""

    def __init__(self) -> None:
        self._paces: Kept[Mapping[str, float | None]] = Kept()
        self._tallies: Kept[tuple[StoreTally, ...]] = Kept()

    def of(self, scene: Scene) -> tuple[StoreTally, ...]:
        """Every datastore; none while nothing was read."""
        view, growth, policy = scene.estate.private, scene.estate.growth, scene.policy.private
        if view is None or policy is None:
            return ()
        by_pace = self._paces.of(growth, compute=lambda: paces(growth))
        return self._tallies.of(
            view, by_pace, policy, compute=lambda: stores(view, by_pace, policy)
        )
