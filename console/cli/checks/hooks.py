"""The hooks of clusters: whether each could be run or called. None is."""

from collections.abc import Iterator

from console.bootstrap.parts import parts_of
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One a hook, as this account sees it; what a service's account may run is that one's."""
    del estate
    parts = parts_of(session.settings, session.settings_path)
    for cluster, settings in session.settings.clusters.items():
        for action, hook in parts.hooks(cluster, settings).items():
            name, place = f"{cluster} {action}", f"clusters.{cluster}.hooks.{action}"
            if session.settings.service is not None:
                yield Check.well(name, notice("doctor.hook_of_service"))
                continue
            try:
                hook.check()
            except VigieError as error:
                remedy = notice("doctor.hook_place", place=place)
                yield Check.bad(name, error.notice, error.exit_code, remedy=remedy)
            else:
                yield Check.well(name, notice("doctor.hook"))
