"""`vigie doctor`: every source, right and file, checked one by one."""

import os
from collections.abc import Iterator
from typing import Any

import click

from console.bootstrap.parts import parts_of
from console.cli import failure, shapes
from console.cli.answer import say, say_json
from console.cli.checks import Check, private_checks
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of
from console.desk.census import tallies, total
from console.desk.session import Session
from console.locale import Locale
from console.model.estate import Estate
from console.model.notice import notice


@click.command()
@common_options
def doctor(invocation: Invocation) -> int:
    """Check every source, right and file, one by one."""
    with session_of(invocation) as session:
        estate = session.watch.refresh()
        checks = [
            *_files(session),
            *_sources(estate),
            *_rights(session, estate),
            *private_checks(session, estate),
            *_pools(session, estate),
        ]
        locale = invocation.locale()
        if invocation.json:
            say_json({"checks": [_shape(one, locale) for one in checks]})
        else:
            for one in checks:
                say(f"{'✓' if one.ok else '✗'} {one.name:<18} {locale.notice(one.found)}")
        return max((one.exit_code for one in checks if not one.ok), default=failure.DONE)


def _shape(one: Check, locale: Locale) -> dict[str, Any]:
    return {"check": one.name, "ok": one.ok, **shapes.said(one.found, locale)}


def _files(session: Session) -> Iterator[Check]:
    path = session.settings_path
    yield Check("settings", True, notice("doctor.settings", path=str(path)))  # noqa: FBT003 - it has been loaded
    folder = parts_of(session.settings, path).state_dir
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    writable = os.access(nearest, os.W_OK | os.X_OK)
    code = "doctor.folder" if writable else "doctor.folder_closed"
    yield Check("state", writable, notice(code, path=str(folder)))
    secrets = parts_of(session.settings, path).secrets
    held = [one.name for one in secrets.held() if one.store is not None]
    names = ", ".join(held) or "–"
    yield Check("secrets", True, notice("doctor.secrets", names=names))  # noqa: FBT003 - reading them did not fail


def _sources(estate: Estate) -> Iterator[Check]:
    for state in estate.sources.values():
        if state.failure is not None:
            yield Check(state.name, False, state.failure, failure.UNREACHABLE)  # noqa: FBT003 - it failed
        elif state.unreadable:
            yield Check(state.name, False, notice("doctor.unreadable", n=state.unreadable))  # noqa: FBT003 - what is counted from it is not whole
        else:
            latency = round((state.latency_s or 0) * 1000)
            yield Check(state.name, True, notice("doctor.answers", ms=latency))  # noqa: FBT003 - it answered


def _rights(session: Session, estate: Estate) -> Iterator[Check]:
    who = estate.identity
    if who is None:
        return
    roles = ", ".join(who.roles) or "–"
    code = "doctor.may_write" if session.write_block() is None else "doctor.may_read"
    found = notice(code, user=who.user, project=who.project, roles=roles)
    yield Check("rights", True, found)  # noqa: FBT003 - reading alone is a way to work


def _pools(session: Session, estate: Estate) -> Iterator[Check]:
    for name, pool in session.policy.pools.items():
        whole = total(tallies(estate, session.policy, pool))
        if whole is not None:
            enough = whole.size + whole.unreadable >= pool.baseline
            code = "doctor.pool_short"
            if enough:
                code = "doctor.pool_at_least" if whole.unreadable else "doctor.pool"
            found = notice(code, pool=name, n=whole.size, baseline=pool.baseline)
            yield Check(f"pool {name}", enough, found)
        for region, flavors in estate.flavors.items():
            if flavors and not any(pool.flavor in (f.name, f.id) for f in flavors):
                missing = notice("doctor.flavor_missing", flavor=pool.flavor, region=region)
                yield Check(f"pool {name}", False, missing)  # noqa: FBT003 - nothing could be created there
