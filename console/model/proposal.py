"""What Vigie would do, if somebody let it: shown on both faces, never done by itself."""

from dataclasses import dataclass

from console.model.notice import Notice
from console.model.verb import Verb


@dataclass(frozen=True, slots=True)
class Proposal:
    """A verb for a pool, and why. `hindered`: it would help, but `said` speaks against it now."""

    verb: Verb
    pool: str
    said: Notice
    hindered: bool = False
