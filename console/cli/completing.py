"""What may follow on a command line: names of the settings and ids of the journal.

Nothing is asked of the estate, and of what fails nothing is said: there is then less to offer.
"""

import os
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from console.model.error import VigieError
from console.model.operation import Operation

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
    from console.cli.invocation import language  # noqa: PLC0415 - as above
    from console.desk.wording import state_word  # noqa: PLC0415 - as above
    from console.locale import Locale  # noqa: PLC0415 - as above
    from console.model.plan import Origin  # noqa: PLC0415 - as above

    try:
        session = open_session(_settings(ctx), read_only=True, origin=Origin.CLI)
        newest = session.journal.operations(limit=NEWEST)
    except VigieError:
        return []
    locale = Locale(language(session.settings.console.language, os.environ), UTC)

    def about(one: Operation) -> str:
        what = f"{locale.verb(one.plan.request.verb)} {one.plan.pool}"
        return locale.of(what, state_word(one.state, locale))

    return _beginning(incomplete, ((one.id, about(one)) for one in newest))


BY_CARRIED: dict[str, Complete] = {
    "pool": pools,
    "operation": operations,
    "datacenters": datacenters,
}
"""By which part of a request an option is carried in, as verbs declare it."""


def _settings(ctx: click.Context) -> Path | None:
    """The settings file that is named before the word that is completed, wherever it stands."""
    at: click.Context | None = ctx
    while at is not None:
        path = at.params.get("settings_path")
        if isinstance(path, Path):
            return path
        at = at.parent
    return None


def _beginning(incomplete: str, found: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    return [
        CompletionItem(name, help=about or None)
        for name, about in found
        if name.startswith(incomplete)
    ]
