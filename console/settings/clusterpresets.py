"""How clusters are read through Prometheus, by kind. docs/guide/clusters.md tells of each query.

`{pool}` stands for the pool's name, `{instance}` for the label that is the member's name. An
empty query: the mechanism has no such thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.model.cluster import ClusterKind, ClusterRole

NONE = ""


@dataclass(frozen=True, slots=True)
class ClusterPreset:
    """The queries of one kind, and what the numbers of `role` and `state` mean.

    One sample a member: `well` (1, 0), `role`, `state`, `lag` (bytes). One of the whole:
    `quorum` (1, 0) and `lacking`, how many copies of data should be there and are not.
    `label` is the label that names a member, where it is not the settings' `instance_label`.
    """

    queries: Mapping[str, str]
    roles: Mapping[int, ClusterRole] = field(default_factory=dict)
    states: Mapping[int, str] = field(default_factory=dict)
    label: str | None = None


GALERA = ClusterPreset(
    queries={
        "well": 'min by ({instance}) (mysql_global_status_wsrep_ready{pool="{pool}"}'
        ' * (mysql_global_status_wsrep_cluster_status{pool="{pool}"} == bool 1)'
        ' * (mysql_global_status_wsrep_local_state{pool="{pool}"} == bool 4))'
        ' or min by ({instance}) (mysql_up{pool="{pool}"} == 0)',
        "state": 'max by ({instance}) (mysql_global_status_wsrep_local_state{pool="{pool}"})',
        "role": NONE,
        "lag": NONE,
        "quorum": 'max(mysql_global_status_wsrep_cluster_status{pool="{pool}"} == bool 1)',
        "lacking": NONE,
    },
    states={0: "Undefined", 1: "Joining", 2: "Donor", 3: "Joined", 4: "Synced", 5: "Error"},
)
SQLSERVER = ClusterPreset(
    queries={
        "well": "min by ({instance})"
        ' (mssql_ag_replica_synchronization_health{pool="{pool}"} == bool 2)',
        "state": 'min by ({instance}) (mssql_ag_replica_synchronization_health{pool="{pool}"})',
        "role": 'max by ({instance}) (mssql_ag_replica_role{pool="{pool}"})',
        "lag": "max by ({instance}) (label_replace("
        'mssql_ag_log_send_queue_bytes{pool="{pool}"}, "{instance}", "$1", "replica", "(.*)"))',
        "quorum": 'min(mssql_ag_cluster_quorum_state{pool="{pool}"} == bool 1)',
        "lacking": NONE,
    },
    roles={0: ClusterRole.REPLICA, 1: ClusterRole.LEADER, 2: ClusterRole.REPLICA},  # 0 resolving
    states={0: "NOT_HEALTHY", 1: "PARTIALLY_HEALTHY", 2: "HEALTHY"},
)
ELASTICSEARCH = ClusterPreset(
    queries={
        "well": 'max by ({instance}) (elasticsearch_jvm_uptime_seconds{pool="{pool}"} >= bool 0)',
        "state": NONE,
        "role": NONE,
        "lag": NONE,
        "quorum": '1 - max(elasticsearch_cluster_health_status{pool="{pool}",color="red"})',
        "lacking": 'max(elasticsearch_cluster_health_unassigned_shards{pool="{pool}"})',
    },
    label="name",
)
CLUSTER_PRESETS: Mapping[ClusterKind, ClusterPreset] = {
    ClusterKind.GALERA: GALERA,
    ClusterKind.SQLSERVER: SQLSERVER,
    ClusterKind.ELASTICSEARCH: ELASTICSEARCH,
}
