"""Where `vigie settings init` takes prices from, and what it says of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from console.bootstrap.parts import parts_of
from console.bootstrap.private import reading_keys
from console.cli.standby import awaiting
from console.locale import Locale
from console.model.error import SourceError
from console.model.notice import Notice
from console.model.tariff import Tariff
from console.settings.draft import EstateDraft
from console.settings.load import read
from console.settings.template import written

OVHCLOUD = "OVHcloud"


@dataclass(frozen=True, slots=True)
class DraftPrices:
    """The draft with where its prices come from, and those that were read; None: none were."""

    draft: EstateDraft
    tariff: Tariff | None = None

    def told(self, path: Path, locale: Locale) -> str:
        """That they are known, or which step is next."""
        if self.tariff is not None:
            found = {name for there in self.tariff.prices.values() for name in there}
            missing = sorted({one.flavor for one in self.draft.pools if one.flavor} - found)
            if missing:
                return locale.text("init.prices_some", n=len(found), flavors=", ".join(missing))
            return locale.text("init.prices", n=len(found))
        key = "init.prices_none" if self.draft.project is None else "init.prices_keys"
        return locale.text(key, path=str(path))


def priced(draft: EstateDraft, path: Path, missed: Callable[[str, Notice], None]) -> DraftPrices:
    """Ask the project's API for the prices of its catalogue, where its keys are kept.

    What was read is kept where the console looks for it. `missed` hears of what does not answer.
    """
    if draft.project is None:
        return DraftPrices(draft)
    live = replace(draft, project=replace(draft.project, live=True))
    settings = read(written(live), path).settings
    parts = parts_of(settings, path)
    if settings.ovhcloud is None or reading_keys(parts.secrets).missing:
        return DraftPrices(draft)
    regions = [region for place in draft.datacenters for region in place.regions]
    try:
        with awaiting(OVHCLOUD):
            return DraftPrices(live, parts.prices(settings.ovhcloud).tariff(regions))
    except SourceError as error:
        missed(OVHCLOUD, error.notice)
        return DraftPrices(draft)
