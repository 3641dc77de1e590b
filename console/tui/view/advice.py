"""The advice for the pool looked at, and the key that makes it a plan: a line below the banner.

Ever shorter where there is less room: what to do comes before why.
"""

from collections.abc import Iterator

from console.desk.foresight import SizeAdvice
from console.desk.foretelling import THEN, because, briefly, deed, nothing, obstacles, urgent
from console.model.advice import Advice
from console.model.forecast import FORECAST
from console.tui.actions import Circumstances, by_id, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Lines, Role, between, fit, line, width
from console.tui.scene import Scene

ACTION = "advice.take"
MARK, UNKNOWN = " ▲ ", " ○ "


def lines(
    scene: Scene,
    found: SizeAdvice | None,
    now: Circumstances,
    keys: Keymap,
    cells: int,
    *,
    low: bool,
) -> Lines:
    """The advice, where somebody is to act or nobody knows; without a source there is none.

    Its key stands there where it can be pressed. What stands in the advice's way has a line of
    its own, where the screen is not `low`.
    """
    if found is None or FORECAST not in scene.estate.sources or not urgent(found):
        return ()
    if found.advice is None:
        return (fit(line((f"{UNKNOWN}{nothing(found, scene.locale)}", Role.WARN)), cells),)
    key = keys.first(ACTION) if by_id()[ACTION].why_not(now) is None else ""
    title = scene.locale.text(f"action.{ACTION}")
    right = line((key_name(key), Role.KEY), f" {title} ") if key else ()
    whole: Line = ()
    for said in _ways(scene, found, found.advice):
        whole = line((f"{MARK}{said}", Role.WARN))
        if width(whole) < cells - width(right):
            break
    hinders = THEN.join(obstacles(found, found.advice, scene.locale))
    below = fit(line((f"   {hinders}", Role.WARN)), cells)
    first = between(whole, right, cells)
    return (first, below) if hinders and not low else (first,)


def _ways(scene: Scene, found: SizeAdvice, advice: Advice) -> Iterator[str]:
    """With its reason, with a short one, and what to do alone."""
    do = deed(found, advice, scene.locale)
    if advice.missing:
        for why in (because(found, advice, scene.locale), briefly(advice, scene.locale)):
            yield do + scene.locale.text("foresight.why", why=why)
    yield do
