"""The datastores' tallies of the newest estate, computed again only when it moved."""

from collections.abc import Mapping

from console.desk.datastores import StorageTotals, StoreTally, paces, stores, totals, urgent_first
from console.kinds.supplies.storage import media
from console.tui.kept import Kept
from console.tui.scene import Scene


class Stored:
    """What a screen keeps between two scenes."""

    def __init__(self) -> None:
        self._paces: Kept[Mapping[str, float | None]] = Kept()
        self._media: Kept[Mapping[str, bool | None]] = Kept()
        self._tallies: Kept[tuple[StoreTally, ...]] = Kept()
        self._urgent: Kept[tuple[StoreTally, ...]] = Kept()
        self._totals: Kept[StorageTotals] = Kept()

    def of(self, scene: Scene) -> tuple[StoreTally, ...]:
        """Every datastore, the fullest first; none while nothing was read."""
        estate, policy = scene.estate, scene.policy.private
        view, growth, supply = estate.private, estate.growth, estate.supply
        if view is None or policy is None:
            return ()
        pace = self._paces.of(growth, compute=lambda: paces(growth))
        held = supply and (supply.holdings, supply.offers)
        medium = self._media.of(*(held or ()), compute=lambda: media(supply))
        return self._tallies.of(
            view, pace, policy, medium, compute=lambda: stores(view, pace, policy, medium)
        )

    def urgent(self, scene: Scene) -> tuple[StoreTally, ...]:
        """The same, what needs a person first."""
        tallies = self.of(scene)
        return self._urgent.of(tallies, compute=lambda: urgent_first(tallies))

    def totals(self, scene: Scene) -> StorageTotals:
        """Their sums."""
        tallies = self.of(scene)
        return self._totals.of(tallies, compute=lambda: totals(tallies))
