"""`vigie settings init`: the file that is written, and what is said of it."""

from pathlib import Path

from console.bootstrap.parts import secrets_of
from console.cli import shapes
from console.cli.answer import say, say_json
from console.cli.founding import Founding, Wishes
from console.cli.interview import Interview
from console.cli.invocation import Invocation
from console.cli.pricing import DraftPrices, priced
from console.cli.standby import standing_by
from console.locale import Locale
from console.model.error import UsageError
from console.model.notice import notice
from console.settings import locations
from console.settings.draft import EstateDraft
from console.settings.load import Loaded, read
from console.settings.template import EXAMPLE, written
from console.settings.writing import put

SHARED_MODE = 0o644
OWN_MODE = 0o600
OTHERS = 0o005
"""What a folder lets others do that several accounts share: look, and go in."""


def found(invocation: Invocation, path: Path, wishes: Wishes, *, asks: bool, over: bool) -> None:
    """Draw up settings, write them, and say what comes next. Raises UsageError."""
    locale = invocation.locale()
    founding = Founding(wishes, Interview(locale, asks, quiet=invocation.json))
    with standing_by(invocation.locale):
        draft = founding.draft()
        prices = None if draft is None else priced(draft, path, founding.missed)
    loaded = _write(path, EXAMPLE if prices is None else prices.draft, over=over)
    held = secrets_of(path, loaded.settings.estate).held()
    kept = {one.name for one in held if one.store is not None}
    lacking = [name for name in founding.lacking if name not in kept]
    if invocation.json:
        say_json(
            {
                "path": str(path),
                "example": draft is None,
                "cloud": loaded.settings.openstack.cloud,
                "pools": {
                    name: {"standing": founding.standing.get(name)}
                    for name in loaded.settings.pools
                },
                "unreached": [shapes.said(one, locale) for one in founding.unreached],
                "secrets_missing": lacking,
                "prices": prices is not None and prices.tariff is not None,
            }
        )
        return
    _tell(path, prices, lacking, locale)


def _write(path: Path, draft: EstateDraft, *, over: bool) -> Loaded:
    """Write what is valid, and nothing else."""
    text = written(draft)
    loaded = read(text, path)
    try:
        put(path, text, mode=_mode(path), over=over)
    except FileExistsError as error:
        raise UsageError(notice("settings.exists", path=str(path))) from error
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise UsageError(notice("settings.unwritable", path=str(path), detail=detail)) from error
    return loaded


def _mode(path: Path) -> int:
    """Open to read where the folder is, such as /etc/vigie; there is no secret in it."""
    try:
        shared = path.parent.stat().st_mode & OTHERS == OTHERS
    except OSError:
        return OWN_MODE
    return SHARED_MODE if shared and path.is_relative_to("/etc") else OWN_MODE


def _tell(path: Path, prices: DraftPrices | None, lacking: list[str], locale: Locale) -> None:
    if prices is None:
        say(locale.text("init.no_cloud", path=str(path)))
        return
    say(locale.text("init.written", path=str(path)))
    for name in lacking:
        say(locale.text("init.secret", name=name))
    say(prices.told(path, locale))
    option = "" if path == locations.settings_path(None) else f" --settings {path}"
    say(locale.text("init.next", pool=prices.draft.pools[0].name, option=option))
