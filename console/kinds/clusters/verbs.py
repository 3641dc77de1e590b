"""What can be asked of a cluster: another leader, the restart of a member."""

from console.kinds.parameter import Asked, TextParameter
from console.kinds.verb import Danger, Side, VerbSpec
from console.model.error import UsageError
from console.model.notice import notice
from console.model.plan import Request
from console.model.policy import Policy
from console.model.resource import CLUSTER, Resource
from console.model.verb import Verb

SWITCHOVER = Verb("cluster-switchover")
RESTART = Verb("cluster-restart")
NAME = TextParameter(name="cluster", metavar="NAME", argument=True, required=True)
TO = TextParameter(name="to", words="cluster.to", metavar="MEMBER")
"""Without it: the one that is the least behind."""
MEMBER = TextParameter(
    name="member", words="cluster.member", metavar="MEMBER", argument=True, required=True
)


def _holds(request: Request, policy: Policy) -> str:
    """The cluster's pool; its name where the settings have no such cluster."""
    name = NAME.of(request) or ""
    cluster = policy.clusters.get(name)
    return name if cluster is None else cluster.pool


def _named(asked: Asked, policy: Policy) -> Asked:
    """A cluster of the settings; UsageError names those there are."""
    name = asked.get(NAME.name)
    if policy.clusters and name not in policy.clusters:
        known = ", ".join(policy.clusters)
        raise UsageError(notice("guard.cluster_unnamed", cluster=str(name), known=known))
    return asked


VERBS = (
    VerbSpec(
        id=SWITCHOVER,
        action="cluster.switchover",
        key="c",
        danger=Danger.CHANGES,
        command=("cluster", "switchover"),
        rank=75,
        resource=CLUSTER,
        parameters=(NAME, TO),
        footer=frozenset(),
        complete=_named,
        holds=_holds,
    ),
    VerbSpec(
        id=RESTART,
        action="cluster.restart",
        key="C",
        danger=Danger.CHANGES,
        command=("cluster", "restart"),
        rank=76,
        resource=CLUSTER,
        parameters=(NAME, MEMBER),
        footer=frozenset(),
        complete=_named,
        holds=_holds,
    ),
)
SIDES: dict[Resource, Side] = {CLUSTER: Side.CLUSTER}
