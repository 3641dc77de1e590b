"""An instance's life as the load model asks for it: what a test's fleet is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Being:
    """One instance: unix seconds, an end of None is not known yet."""

    name: str
    created: float
    ended: float | None
    in_service: tuple[tuple[float, float | None], ...]
    blind: tuple[tuple[float, float | None], ...] = ()
