"""The private networks of the pools: one in all regions, apart in what each gives out."""

from collections.abc import Iterator

from console.cli import failure
from console.cli.checks.check import Check
from console.desk import lans
from console.desk.session import Session
from console.model.error import SourceError
from console.model.estate import Estate
from console.model.lan import Lan


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Read anew, for nobody watches them; of a region that does not answer, why."""
    reader = session.lans
    if reader is None:
        return
    found: dict[str, tuple[Lan, ...]] = {}
    for place in session.policy.datacenters:
        for region in place.regions:
            try:
                found[region] = reader.lans(region)
            except SourceError as error:
                yield Check.bad(f"networks {region}", error.notice, failure.UNREACHABLE)
    for network in lans.shared(session.policy, found):
        flaws = list(lans.flaws(network))
        for flaw in flaws:
            yield _flawed(network.name, flaw)
        if not flaws:
            yield Check.well(network.name, lans.told(network))
    for flaw in lans.short(estate, session.policy):
        yield _flawed("addresses", flaw)


def _flawed(name: str, flaw: lans.LanFlaw) -> Check:
    code = failure.FAILED if flaw.sure else failure.DONE
    return Check.bad(name, flaw.what, code, flaw.remedy)
