"""Sharing a whole number out by weight: largest remainder, with bounds."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """One party: its weight, and the least and most it may get (`most` None: no limit)."""

    weight: int
    least: int = 0
    most: int | None = None

    def clamp(self, number: int) -> int:
        """The number, brought within the bounds."""
        number = max(number, self.least)
        return number if self.most is None else min(number, self.most)


def by_weight(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Shares that add up to `total`; of equal remainders the first key wins.

    Parties that weigh nothing get nothing, unless all do: then all are equal.
    """
    whole = sum(weights.values())
    if whole == 0:
        weights, whole = dict.fromkeys(weights, 1), len(weights)
    if whole == 0:
        return {}
    shares = {key: total * weight // whole for key, weight in weights.items()}
    order = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in order[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def bounded(total: int, seats: Mapping[str, Seat]) -> dict[str, int]:
    """Shares by weight within bounds; what one party cannot take goes to the others by weight.

    `total` must lie between the sum of the least and the sum of the most. Bounds
    that are broken on the heavier side are settled first, the rest is shared out
    again, until no bound is broken.
    """
    settled: dict[str, int] = {}
    while len(settled) < len(seats):
        open_seats = {key: seat for key, seat in seats.items() if key not in settled}
        left = total - sum(settled.values())
        ideal = by_weight(left, {key: seat.weight for key, seat in open_seats.items()})
        clamped = {key: seat.clamp(ideal[key]) for key, seat in open_seats.items()}
        excess = sum(clamped.values()) - left
        broken = {
            key: number
            for key, number in clamped.items()
            if excess == 0
            or (excess > 0 and number > ideal[key])
            or (excess < 0 and number < ideal[key])
        }
        settled.update(broken)
    return {key: settled[key] for key in seats}
