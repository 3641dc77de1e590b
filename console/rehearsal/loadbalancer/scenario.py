"""The table `[balancing]` of a scenario: the load balancers, and how Octavia behaves."""

from typing import Literal

from msgspec import field

from console.rehearsal.section import NotNegative, Positive, ScenarioSection, Seconds

Provider = Literal["amphora", "ovn"]
Persistence = Literal["SOURCE_IP", "HTTP_COOKIE"]


class BalancerQuota(ScenarioSection, frozen=True, kw_only=True):
    """How many of each a project may have in a region; -1 is no limit."""

    loadbalancer: int = 20
    listener: int = 100
    pool: int = 100
    healthmonitor: int = 100
    member: int = 1000


class Balancing(ScenarioSection, frozen=True, kw_only=True):
    """Which pool stands behind load balancers, one a region, and how long things take.

    Without `pool` there is none until a client creates one. `update_s`: how long a
    write keeps a load balancer PENDING; `create_s`: until a new one is ACTIVE;
    `heartbeat_s`: until a new member is first reported; `connection_s`: how long
    what is drained takes to lose its last connection.
    """

    pool: str | None = None
    regions: tuple[str, ...] = ()
    provider: Provider = "amphora"
    port: Positive = 443
    monitored: bool = True
    persistence: Persistence | None = None
    metrics: bool = True
    """Whether a PROMETHEUS listener stands on port 8088 (amphora alone has it)."""
    create_s: Seconds = 90.0
    update_s: Seconds = 6.0
    heartbeat_s: Seconds = 10.0
    connection_s: Seconds = 100.0
    foreign_members: NotNegative = 0
    """Members that are no instance's and always answer: the subnet's highest addresses."""
    quotas: dict[str, BalancerQuota] = field(default_factory=dict)
