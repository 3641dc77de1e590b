"""A pool that somebody froze, wholly or in part: what is held waits until it is thawed.

Several freezes of a pool stand together, one of each scope; each is lifted by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.model.notice import Notice, notice
from console.model.plan import Care, Request
from console.model.verb import HEAL


class Scope(StrEnum):
    """What a freeze holds of a pool: all that is written, or what one of these asks for."""

    EVERYTHING = "everything"
    HEALING = "healing"
    WINDOWS = "windows"
    FORESIGHT = "foresight"
    SHRINKING = "shrinking"

    def covers(self, request: Request) -> bool:
        """Say whether all that a request asks for is held, whatever it adds or removes."""
        if self is Scope.HEALING:
            return request.verb == HEAL
        if self is Scope.WINDOWS:
            return request.author.care == Care.WINDOWS
        if self is Scope.FORESIGHT:
            return request.author.care == Care.FORESIGHT
        return self is Scope.EVERYTHING


PARTS = tuple(scope for scope in Scope if scope is not Scope.EVERYTHING)
"""What may be suspended by itself."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Who froze a pool, when (estate time), and why; open until somebody thaws the pool."""

    pool: str
    since: datetime
    author: str
    reason: str
    scope: Scope = Scope.EVERYTHING

    @property
    def itself(self) -> bool:
        """Say whether healing stopped itself: `reason` then names the heals that did not help."""
        return self.scope is Scope.HEALING and self.author.startswith(f"{Care.HEALING}:")

    @property
    def notice(self) -> Notice:
        """What is said of it wherever something waits for the thaw."""
        if self.itself:
            return notice("pool.healing_stopped", pool=self.pool, operations=self.reason)
        code = "pool.frozen_by"
        if self.scope is not Scope.EVERYTHING:
            code = f"pool.suspended_by.{self.scope}"
        return notice(code, pool=self.pool, user=self.author, reason=self.reason)

    @property
    def remedy(self) -> Notice:
        """How it is lifted."""
        if self.scope is Scope.EVERYTHING:
            return notice("remedy.pool_thaw", pool=self.pool)
        return notice("remedy.pool_resume", pool=self.pool, scope=self.scope.value)


def settled(pool: str, why: str) -> tuple[Notice, Notice]:
    """That the settings freeze a pool, which no thaw lifts, and what would."""
    return notice("guard.pool_frozen", pool=pool, why=why), notice("remedy.thaw", pool=pool)


HEALING_STOPPED = "heal.stopped"
"""The kind of the event that healing stopped itself; any other freeze is `pool.frozen`."""


def froze(pool: str, reason: str, scope: Scope = Scope.EVERYTHING) -> Notice:
    """What is said when a pool is frozen."""
    code = "pool.frozen" if scope is Scope.EVERYTHING else f"pool.suspended.{scope}"
    return notice(code, pool=pool, reason=reason)


def thawed(pool: str, scope: Scope = Scope.EVERYTHING) -> Notice:
    """What is said when a pool is thawed."""
    code = "pool.thawed" if scope is Scope.EVERYTHING else f"pool.resumed.{scope}"
    return notice(code, pool=pool)


def of_pool(pool: str, freezes: Iterable[Freeze]) -> tuple[Freeze, ...]:
    """The open freezes of a pool, in the order of their scopes: that of everything first."""
    scopes = tuple(Scope)
    mine = (freeze for freeze in freezes if freeze.pool == pool)
    return tuple(sorted(mine, key=lambda freeze: scopes.index(freeze.scope)))


def freeze_of(pool: str, freezes: Iterable[Freeze]) -> Freeze | None:
    """The open freeze of all of a pool, if there is one."""
    whole = (freeze for freeze in freezes if freeze.scope is Scope.EVERYTHING)
    return next((freeze for freeze in whole if freeze.pool == pool), None)


def holding(request: Request, freezes: Sequence[Freeze]) -> Freeze | None:
    """Of a pool's freezes the first that holds all that a request asks for."""
    return next((freeze for freeze in freezes if freeze.scope.covers(request)), None)


def keeping(freezes: Sequence[Freeze]) -> Freeze | None:
    """Of a pool's freezes the one that lets nothing be removed, and all else go on."""
    return next((freeze for freeze in freezes if freeze.scope is Scope.SHRINKING), None)
