"""The clusters of stateful pools: whether each has a leader, quorum, and members that are well."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk import clusters as desk
from console.desk.session import Session
from console.model.estate import Estate


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a cluster; of one that is silent its source says so, once."""
    for name in session.settings.clusters:
        view = estate.clusters.get(name)
        if view is None or desk.unknown(estate, name) is not None:
            continue
        found = desk.verdict(view)
        if desk.healthy(view):
            yield Check.well(name, found)
        elif view.quorum:
            yield Check.hint(name, found)
        else:
            yield Check.bad(name, found)
