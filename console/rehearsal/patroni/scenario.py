"""The table `[patroni]` of a scenario: whether the databases are a cluster, and how it behaves."""

from console.rehearsal.section import ScenarioSection, Seconds


class PatroniScenario(ScenarioSection, frozen=True, kw_only=True):
    """A cluster of the machines `db-…`. Durations are estate seconds."""

    standing: bool = False
    """Whether there is one."""
    ttl_s: Seconds = 30.0
    """How long a member that is silent stays in the list, and a leader that is keeps its lock."""
    election_s: Seconds = 5.0
    """From a lock that is free to a new leader."""
    demotion_s: Seconds = 2.0
    """From the order of a switchover to the moment at which nobody leads."""
    rejoin_s: Seconds = 10.0
    """Until the former leader streams again."""
    restart_s: Seconds = 6.0
