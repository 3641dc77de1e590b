"""What may be done now: rights, what is frozen, and what the person has under the cursor."""

from collections.abc import Iterable

from console.desk.session import Session
from console.kinds import registry
from console.kinds.screen import ScreenName
from console.kinds.verb import Side
from console.model.freeze import Freeze, freeze_of
from console.model.notice import Notice, notice
from console.model.policy import Policy
from console.model.resource import INSTANCE, Resource
from console.tui.actions import Circumstances, undoable
from console.tui.lookout import Outlook


def blocked(session: Session) -> dict[Resource, Notice]:
    """Why nothing may be changed here, by kind of resource; what may be is missing."""
    found: dict[Resource, Notice] = {}
    for resource, side in registry.sides().items():
        if side.vdc and session.policy.private is None:
            found[resource] = notice("tui.why.no_private")
        elif side is Side.CLUSTER and not session.policy.clusters:
            found[resource] = notice("clusters.absent")
        elif (why := session.write_block(resource)) is not None:
            found[resource] = why
    return found


def frozen(
    policy: Policy, pool_name: str, freezes: Iterable[Freeze] = ()
) -> dict[Resource, Notice]:
    """What is frozen, by a person or in the settings, by kind of resource, and why."""
    found: dict[Resource, Notice] = {}
    if (freeze := freeze_of(pool_name, freezes)) is not None:
        found[INSTANCE] = freeze.notice
    if why := policy.frozen.get(pool_name):
        found[INSTANCE] = notice("tui.why.frozen", pool=pool_name, why=why)
    if policy.private is not None and policy.private.frozen:
        said = notice("tui.why.private_frozen", why=policy.private.frozen)
        sides = registry.sides().items()
        found |= {resource: said for resource, side in sides if side.vdc}
    return found


def circumstances(session: Session, pool_name: str, screen: Outlook | None) -> Circumstances:
    """What decides whether an action may run now, on this screen."""
    barred = session.ask_block()
    if barred is None and session.operator is None:
        barred = notice("session.read_only")
    activity = session.watch.snapshot().activity
    selected = screen.selected_operation if screen else None
    pool = screen.undo_pool if screen else pool_name
    return Circumstances(
        blocked=blocked(session),
        frozen=frozen(session.policy, pool_name, activity.freezes),
        operation=selected,
        undoable=selected or undoable((*activity.live, *activity.recent), pool),
        chosen=screen is not None and screen.PLACE is ScreenName.OPERATIONS and bool(selected),
        barred=barred,
    )
