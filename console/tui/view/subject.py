"""What an operation is about, in few words: the pool, the datastores, the machine, and sizes."""

from console.desk import plans
from console.kinds import registry
from console.model.plan import (
    Plan,
    Request,
)
from console.tui.lines import Role, Span
from console.tui.scene import Scene

DOT: Span = (" · ", Role.FAINT)


def title(scene: Scene, plan: Plan) -> str:
    """``burst api 30 → 300``, ``resize db-1 8 → 16 vCPU · 64 → 128 GB``."""
    return f"{deed(scene, plan)} {sizes(scene, plan)}".rstrip()


def sizes(scene: Scene, plan: Plan) -> str:
    """How many before and after; a machine's vCPUs and memory."""
    return " · ".join(plans.sizes(plan, scene.locale))


def deed(scene: Scene, plan: Plan) -> str:
    """``burst api``, ``add datastores``, ``resize db-1``."""
    said = scene.locale.verb(plan.request.verb, "deed")
    return said if _says_all(plan.request) else f"{said} {plans.subject(plan, scene.locale)}"


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
