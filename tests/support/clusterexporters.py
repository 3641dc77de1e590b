"""What the exporters of clusters tell: mysqld_exporter, sql_exporter, elasticsearch_exporter.

Their own metric names, types and labels; of SQL Server those that docs/guide/clusters.md asks
sql_exporter for. Each text is of one target, as it is scraped.
"""


def galera(state: int = 4, *, primary: bool = True, up: bool = True) -> str:
    """mysqld_exporter on a member of Galera; of a server that is down it knows only that."""
    if not up:
        return "# TYPE mysql_up gauge\nmysql_up 0\n"
    names = {
        "wsrep_cluster_size": 3,
        "wsrep_cluster_status": int(primary),
        "wsrep_local_state": state,
        "wsrep_ready": int(primary and state in {2, 4}),
    }
    lines = ["# TYPE mysql_up gauge", "mysql_up 1"]
    for name, value in names.items():
        lines += [
            f"# TYPE mysql_global_status_{name} untyped",
            f"mysql_global_status_{name} {value}",
        ]
    return "\n".join(lines) + "\n"


def sqlserver(role: int, health: int = 2, *, queues: dict[str, int] | None = None) -> str:
    """sql_exporter on a replica; the primary alone tells what it has still to send to whom."""
    group = 'group="orders"'
    lines = [
        "# TYPE mssql_ag_replica_role gauge",
        f"mssql_ag_replica_role{{{group}}} {role}",
        "# TYPE mssql_ag_replica_synchronization_health gauge",
        f"mssql_ag_replica_synchronization_health{{{group}}} {health}",
        "# TYPE mssql_ag_cluster_quorum_state gauge",
        "mssql_ag_cluster_quorum_state 1",
        "# TYPE mssql_ag_log_send_queue_bytes gauge",
    ]
    for name, size in (queues or {}).items():
        lines.append(f'mssql_ag_log_send_queue_bytes{{{group},replica="{name}"}} {size}')
    return "\n".join(lines) + "\n"


def elasticsearch(*names: str, color: str = "green", unassigned: int = 0) -> str:
    """elasticsearch_exporter with `--es.all`: one target tells of the whole cluster."""
    cluster = 'cluster="search"'
    lines = ["# TYPE elasticsearch_cluster_health_status gauge"]
    for one in ("green", "yellow", "red"):
        told = int(one == color)
        lines.append(f'elasticsearch_cluster_health_status{{{cluster},color="{one}"}} {told}')
    lines.append("# TYPE elasticsearch_cluster_health_unassigned_shards gauge")
    lines.append(f"elasticsearch_cluster_health_unassigned_shards{{{cluster}}} {unassigned}")
    lines.append("# TYPE elasticsearch_jvm_uptime_seconds gauge")
    for name in names:
        node = f'{cluster},es_data_node="true",es_master_node="true",host="{name}",name="{name}"'
        lines.append(f"elasticsearch_jvm_uptime_seconds{{{node}}} 86400")
    return "\n".join(lines) + "\n"
