"""What may be done now: rights, what is frozen, and what the person has under the cursor."""

from collections.abc import Iterable, Iterator

from console.desk.session import Session
from console.kinds import registry
from console.kinds.pools import holder
from console.kinds.screen import ScreenName
from console.kinds.verb import Side, VerbSpec
from console.model.freeze import Freeze, freeze_of
from console.model.notice import Notice, notice
from console.model.operation import Operation
from console.model.plan import NOBODY
from console.model.policy import Policy
from console.model.resource import INSTANCE, Resource
from console.model.verb import Verb
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


def held(policy: Policy, pool_name: str, live: tuple[Operation, ...]) -> dict[Verb, Notice]:
    """Which operation is in the way of a verb, whatever its form is told; else it is missing."""
    found: dict[Verb, Notice] = {}
    busy = {operation.plan.resource for operation in live}
    for spec in registry.verbs() if live else ():
        if spec.resource not in busy and spec.turns is None:
            continue
        reasons = [holder(*one, live) for one in _would_hold(spec, policy, pool_name)]
        whys = [one.why for one in reasons if one is not None]
        if whys and len(whys) == len(reasons):
            found[spec.id] = whys[0]
    return found


def _would_hold(spec: VerbSpec, policy: Policy, pool_name: str) -> Iterator[tuple[Resource, str]]:
    """What a verb could hold; nothing where that is written into its form, or an operation's."""
    pools = spec.pools(policy)
    # A form that is made by hand is of the pool that is looked at.
    for pool in (pool_name,) if pools and spec.form else pools:
        about = spec.about(pool, policy)
        if about is not None:
            yield about, pool
    if spec.subject is None and spec.resource is not None:
        yield spec.resource, spec.held(spec.request(NOBODY, {}), policy)


def circumstances(
    session: Session, pool_name: str, screen: Outlook | None, *, past: bool = False
) -> Circumstances:
    """What decides whether an action may run now, on this screen; `past`: it looks back."""
    barred = session.ask_block()
    if barred is None and session.operator is None:
        barred = notice("session.read_only")
    activity = session.watch.snapshot().activity
    selected = screen.selected_operation if screen else None
    pool = screen.undo_pool if screen else pool_name
    return Circumstances(
        blocked=blocked(session),
        frozen=frozen(session.policy, pool_name, activity.freezes),
        held=held(session.policy, pool_name, activity.live),
        live=activity.live,
        operation=selected,
        undoable=selected or undoable((*activity.live, *activity.recent), pool),
        chosen=screen is not None and screen.PLACE is ScreenName.OPERATIONS and bool(selected),
        barred=barred,
        past=past,
    )
