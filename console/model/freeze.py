"""A pool that somebody froze: nothing is written to it until it is thawed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from console.model.notice import Notice, notice


@dataclass(frozen=True, slots=True)
class Freeze:
    """Who froze a pool, when (estate time), and why; open until somebody thaws the pool."""

    pool: str
    since: datetime
    author: str
    reason: str

    @property
    def notice(self) -> Notice:
        """What is said of it wherever something waits for the thaw."""
        return notice("pool.frozen_by", pool=self.pool, user=self.author, reason=self.reason)


def settled(pool: str, why: str) -> tuple[Notice, Notice]:
    """That the settings freeze a pool, which no thaw lifts, and what would."""
    return notice("guard.pool_frozen", pool=pool, why=why), notice("remedy.thaw", pool=pool)


def freeze_of(pool: str, freezes: Iterable[Freeze]) -> Freeze | None:
    """The open freeze of a pool, if there is one."""
    return next((freeze for freeze in freezes if freeze.pool == pool), None)
