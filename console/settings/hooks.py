"""What is run, or called, where a cluster has no API that could be asked."""

import re
from collections.abc import Iterator
from pathlib import Path

from console.settings.position import Key
from console.settings.problem import Finding
from console.settings.section import Section
from console.settings.server import AccessSettings

PLACES = {"cluster", "pool", "member", "leader"}
"""What stands in braces in a command, and is replaced."""
PLACE = re.compile(r"\{([^{}]*)\}")


class HookSettings(AccessSettings, frozen=True, kw_only=True):
    """A command or a URL, one of the two. It may take `write_timeout_s` of the cluster.

    Secrets of a URL: `cluster-NAME-ACTION`, also with `-password` and `-header`; ACTION is
    `restart-member` or `switchover`.
    """

    command: tuple[str, ...] = ()
    """The program, by its whole path, and its arguments; `{member}` `{cluster}` `{pool}`, and of a
    switchover `{leader}`, are replaced. No shell reads it."""
    url: str | None = None
    """Where the same is posted as JSON."""


class ClusterHooks(Section, frozen=True, kw_only=True):
    """What can be asked of a cluster of another kind than Patroni."""

    restart_member: HookSettings | None = None
    """Start one member's server anew."""
    switchover: HookSettings | None = None
    """Have another member lead in place of the leader."""

    @property
    def named(self) -> dict[str, HookSettings]:
        """Those that are set, by their action."""
        both = {"restart_member": self.restart_member, "switchover": self.switchover}
        return {name: hook for name, hook in both.items() if hook is not None}


def secret_of(cluster: str, action: str) -> str:
    """How the secrets of a hook's URL begin."""
    return f"cluster-{cluster}-{action.replace('_', '-')}"


def findings(hooks: ClusterHooks, key: Key, *, speaks: bool, led: bool) -> Iterator[Finding]:
    """What cannot be meant. `speaks`: the kind has an API of its own; `led`: a member leads."""
    for name, hook in hooks.named.items():
        here: Key = (*key, "hooks", name)
        if speaks:
            yield Finding(here, "settings.hook_needless", {})
        if name == "switchover" and not led and not speaks:
            yield Finding(here, "settings.hook_of_peers", {})
        if bool(hook.command) == (hook.url is not None):
            yield Finding(here, "settings.hook_either", {})
        yield from _command(hook.command, (*here, "command"), leader=name == "switchover")


def _command(command: tuple[str, ...], key: Key, *, leader: bool) -> Iterator[Finding]:
    if command and not Path(command[0]).is_absolute():
        yield Finding((*key, 0), "settings.hook_path", {"value": command[0]})
    known = PLACES if leader else PLACES - {"leader"}
    for index, part in enumerate(command):
        for place in PLACE.findall(part):
            if place not in known or index == 0:
                values = {"value": place, "allowed": ", ".join(sorted(known))}
                yield Finding((*key, index), "settings.hook_place", {**values})
