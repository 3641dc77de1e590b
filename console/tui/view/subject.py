"""What an operation is about, in few words: the pool, the datastores, the machine, and sizes."""

from console.kinds import registry
from console.model.plan import (
    Plan,
    PlannedChange,
    Request,
)
from console.model.resource import INSTANCE, MACHINE
from console.model.wanted import MEMORY, VCPUS
from console.tui.formatting import memory
from console.tui.lines import Role, Span
from console.tui.scene import Scene

DOT: Span = (" · ", Role.FAINT)


def title(scene: Scene, plan: Plan) -> str:
    """``burst api 30 → 300``, ``resize db-1 8 → 16 vCPU · 64 → 128 GB``."""
    return f"{deed(scene, plan)} {sizes(scene, plan)}".rstrip()


def deed(scene: Scene, plan: Plan) -> str:
    """``burst api``, ``add datastores``, ``resize db-1``."""
    said = scene.locale.verb(plan.request.verb, "deed")
    return said if _says_all(plan.request) else f"{said} {named(scene, plan)}"


def asked(scene: Scene, request: Request) -> str:
    """What a request is about before there is a plan."""
    said = scene.locale.verb(request.verb, "deed")
    if _says_all(request):
        return said
    spec = registry.find(request.verb)
    subject = spec.subject.of(request) if spec and spec.subject else None
    return f"{said} {subject or request.pool or request.operation or ''}".rstrip()


def _says_all(request: Request) -> bool:
    """Say whether a verb's own words name what it is about."""
    spec = registry.find(request.verb)
    return spec is not None and spec.target is None and spec.subject is None


def named(scene: Scene, plan: Plan) -> str:
    """The pool, the kind of resource, or the machine's name."""
    if plan.resource == INSTANCE:
        return plan.pool
    if plan.resource == MACHINE:
        return plan.subject or plan.pool
    return scene.locale.resource(plan.resource)


def sizes(scene: Scene, plan: Plan) -> str:
    """How many before and after; a machine's vCPUs and memory."""
    if plan.resource == MACHINE:
        return " · ".join(machine_sizes(scene, plan.changes[0])) if plan.changes else ""
    number = scene.locale.number
    return f"{number(plan.size_now)} → {number(plan.size_after)}"


def machine_sizes(scene: Scene, change: PlannedChange) -> tuple[str, ...]:
    """``8 → 16 vCPU`` and ``64 → 128 GB``, what changes alone."""
    number, found = scene.locale.number, []
    before, after = (change.before.get(VCPUS), change.wanted.get(VCPUS))
    if isinstance(after, int) and before != after:
        was = "?" if not isinstance(before, int) else number(before)
        found.append(f"{was} → {number(after)} vCPU")
    before, after = (change.before.get(MEMORY), change.wanted.get(MEMORY))
    if isinstance(after, int) and before != after:
        found.append(_memory_pair(scene, before if isinstance(before, int) else None, after))
    return tuple(found)


def _memory_pair(scene: Scene, before: int | None, after: int) -> str:
    """``64 → 128 GB``: the unit once where both have the same."""
    was = "?" if before is None else memory(scene.locale, before)
    will = memory(scene.locale, after)
    figure, _, unit = was.rpartition("\u00a0")
    return f"{figure if figure and will.endswith(unit) else was} → {will}"
