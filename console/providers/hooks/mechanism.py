"""A cluster that is read by its metrics, and asked by what the settings hook up to it."""

import re
from collections.abc import Mapping
from typing import Protocol

from console.model.cluster import ClusterAction, ClusterPolicy, ClusterView
from console.model.error import CallRefused
from console.model.notice import notice
from console.ports import ClusterReader, Receipt

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
"""A member's name that no program takes for an option or a path."""


class Hook(Protocol):
    """A command or a URL."""

    def run(self, asked: Mapping[str, str]) -> Receipt:
        """Have it done, once. OutcomeUnknown where it may have been."""
        ...

    def check(self) -> None:
        """Raise SourceError for what would keep it from being run; nothing is run or sent."""
        ...


class HookedCluster:
    """`console.ports.ClusterMechanism` over a reader and hooks; it knows no server's start."""

    def __init__(
        self,
        cluster: ClusterPolicy,
        reader: ClusterReader,
        hooks: Mapping[ClusterAction, Hook],
    ) -> None:
        """Keep what is needed; nothing is called yet."""
        self._cluster = cluster
        self._reader = reader
        self._hooks = hooks

    def view(self) -> ClusterView:
        """As its reader has it."""
        return self._reader.view()

    def started(self, member: str) -> str | None:
        """None: nobody tells."""
        del member
        return None

    def switch_over(self, leader: str, candidate: str) -> Receipt:
        """The hook `switchover`, with the new leader as the member."""
        return self._run(ClusterAction.SWITCHOVER, candidate, leader=leader)

    def restart(self, member: str) -> Receipt:
        """The hook `restart_member`."""
        return self._run(ClusterAction.RESTART_MEMBER, member)

    def _run(self, action: ClusterAction, member: str, **more: str) -> Receipt:
        hook = self._hooks.get(action)
        if hook is None:
            name = self._cluster.name
            raise CallRefused(notice("hooks.none", cluster=name, action=action.value))
        asked = {"member": member, **more}
        for one in asked.values():
            if one not in self._cluster.members or PLAIN.fullmatch(one) is None:
                raise CallRefused(notice("hooks.strange", member=one))
        own = {"action": action.value, "cluster": self._cluster.name, "pool": self._cluster.pool}
        return hook.run({**own, **asked})
