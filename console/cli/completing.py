"""What may follow on a command line: names of the settings and ids of the journal.

Nothing is asked of the estate, and of what fails nothing is said: there is then less to offer.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from console.model.error import VigieError

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
NEWEST = 20
"""How many operations are offered."""


def pools(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The pools of the settings."""
    del param
    from console.settings.load import load  # noqa: PLC0415 - only for a shell that completes

    try:
        settings = load(_settings(ctx)).settings
    except VigieError:
        return []
    private = settings.private_cloud
    machines = () if private is None else private.pools
    return _beginning(incomplete, ((name, "") for name in (*settings.pools, *machines)))


def datacenters(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The datacenters of the settings, by their codes."""
    del param
    from console.settings.load import load  # noqa: PLC0415 - as above

    try:
        settings = load(_settings(ctx)).settings
    except VigieError:
        return []
    found = ((one.code, one.name) for one in settings.datacenters)
    return _beginning(incomplete, found)


def operations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The newest operations, by their ids, each with what it is about and its state."""
    del param
    from console.bootstrap import open_session  # noqa: PLC0415 - as above
    from console.model.plan import Origin  # noqa: PLC0415 - as above

    try:
        session = open_session(_settings(ctx), read_only=True, origin=Origin.CLI)
        newest = session.journal.operations(limit=NEWEST)
    except VigieError:
        return []
    about = ((o.id, f"{o.plan.request.verb} {o.plan.pool} {o.state.value}") for o in newest)
    return _beginning(incomplete, about)


BY_CARRIED: dict[str, Complete] = {
    "pool": pools,
    "operation": operations,
    "datacenters": datacenters,
}
"""By which part of a request an option is carried in, as verbs declare it."""


def _settings(ctx: click.Context) -> Path | None:
    """The settings file that is named before the word that is completed."""
    known = (one.params.get("settings_path") for one in (ctx, ctx.parent) if one is not None)
    return next((path for path in known if isinstance(path, Path)), None)


def _beginning(incomplete: str, found: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    return [
        CompletionItem(name, help=about or None)
        for name, about in found
        if name.startswith(incomplete)
    ]
