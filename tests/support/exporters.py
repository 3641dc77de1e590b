"""What the exporters of real estates tell: their own metric names, types and labels.

After windows_exporter (0.13 and later; `wmi_` before), node_exporter, nginx-prometheus-exporter,
nginx-module-vts with histogram buckets, HAProxy's own exporter (2.4 and later) and Octavia's
PROMETHEUS listener. Counters grow with time; everybody carries the same load.
"""

CONNECTIONS, PER_S, FAILED, IDLE = 40.0, 100.0, 0.05, 0.4


def _cpu(metric: str, label: str, elapsed_s: float) -> str:
    return (
        f"# TYPE {metric} counter\n"
        f'{metric}{{{label}="0",mode="idle"}} {elapsed_s * IDLE}\n'
        f'{metric}{{{label}="0",mode="user"}} {elapsed_s * (1 - IDLE)}\n'
    )


def node(elapsed_s: float) -> str:
    """node_exporter."""
    return _cpu("node_cpu_seconds_total", "cpu", elapsed_s)


def iis(prefix: str, elapsed_s: float) -> str:
    """Windows' exporter with the collectors cpu, iis and service."""
    total = PER_S * elapsed_s
    return _cpu(f"{prefix}_cpu_time_total", "core", elapsed_s) + (
        f"# TYPE {prefix}_iis_current_connections gauge\n"
        f'{prefix}_iis_current_connections{{site="Default Web Site"}} {CONNECTIONS}\n'
        f"# TYPE {prefix}_iis_requests_total counter\n"
        f'{prefix}_iis_requests_total{{method="GET",site="Default Web Site"}} {total * 0.75}\n'
        f'{prefix}_iis_requests_total{{method="POST",site="Default Web Site"}} {total * 0.25}\n'
        f"# TYPE {prefix}_iis_worker_requests_total counter\n"
        f'{prefix}_iis_worker_requests_total{{app="api",pid="4242"}} {total}\n'
        f"# TYPE {prefix}_iis_worker_request_errors_total counter\n"
        f'{prefix}_iis_worker_request_errors_total{{app="api",pid="4242",status_code="404"}} 9\n'
        f'{prefix}_iis_worker_request_errors_total{{app="api",pid="4242",status_code="500"}}'
        f" {total * FAILED}\n"
        f"# TYPE {prefix}_service_state gauge\n"
        f'{prefix}_service_state{{name="w3svc",state="running"}} 1\n'
        f'{prefix}_service_state{{name="w3svc",state="stopped"}} 0\n'
        f'{prefix}_service_state{{name="spooler",state="running"}} 1\n'
    )


def nginx(elapsed_s: float) -> str:
    """nginx-prometheus-exporter on stub_status."""
    return node(elapsed_s) + (
        "# TYPE nginx_up gauge\nnginx_up 1\n"
        f"# TYPE nginx_connections_active gauge\nnginx_connections_active {CONNECTIONS}\n"
        f"# TYPE nginx_http_requests_total counter\nnginx_http_requests_total {PER_S * elapsed_s}\n"
    )


def vts(elapsed_s: float) -> str:
    """nginx-module-vts, vhost_traffic_status_histogram_buckets set."""
    total = PER_S * elapsed_s
    lines = [
        'nginx_vts_info{hostname="h",module_version="v0.2.2",version="1.24.0"} 1',
        f'nginx_vts_main_connections{{status="active"}} {CONNECTIONS}',
        'nginx_vts_main_connections{status="waiting"} 3',
    ]
    for host in ("api.example", "*"):
        name = "nginx_vts_server_request_duration_seconds"
        lines += [
            f'nginx_vts_server_requests_total{{host="{host}",code="2xx"}} {total * (1 - FAILED)}',
            f'nginx_vts_server_requests_total{{host="{host}",code="5xx"}} {total * FAILED}',
            f'nginx_vts_server_requests_total{{host="{host}",code="total"}} {total}',
            f'{name}_bucket{{host="{host}",le="0.100"}} {total * 0.9}',
            f'{name}_bucket{{host="{host}",le="0.500"}} {total}',
            f'{name}_bucket{{host="{host}",le="+Inf"}} {total}',
        ]
    return node(elapsed_s) + "\n".join(lines) + "\n"


def haproxy(elapsed_s: float) -> str:
    """HAProxy's own exporter: the backend is named as the pool, servers as the instances."""
    total = PER_S * elapsed_s
    return node(elapsed_s) + (
        f'haproxy_backend_current_sessions{{proxy="haproxy"}} {CONNECTIONS}\n'
        f'haproxy_backend_http_requests_total{{proxy="haproxy"}} {total}\n'
        f'haproxy_backend_http_responses_total{{proxy="haproxy",code="2xx"}}'
        f" {total * (1 - FAILED)}\n"
        f'haproxy_backend_http_responses_total{{proxy="haproxy",code="5xx"}} {total * FAILED}\n'
        'haproxy_server_status{proxy="haproxy",server="one",state="UP"} 1\n'
        'haproxy_server_status{proxy="haproxy",server="one",state="DOWN"} 0\n'
        'haproxy_server_status{proxy="haproxy",server="two",state="UP"} 0\n'
        'haproxy_server_status{proxy="haproxy",server="two",state="DOWN"} 1\n'
    )


def octavia(elapsed_s: float) -> str:
    """Octavia's PROMETHEUS listener: pool and members are ids there."""
    total = PER_S * elapsed_s
    pool = 'pool="6e2f:9c1a"'
    return node(elapsed_s) + (
        f"octavia_pool_current_sessions{{{pool}}} {CONNECTIONS}\n"
        f"octavia_pool_http_requests_total{{{pool}}} {total}\n"
        f'octavia_pool_http_responses_total{{{pool},code="2xx"}} {total * (1 - FAILED)}\n'
        f'octavia_pool_http_responses_total{{{pool},code="5xx"}} {total * FAILED}\n'
        f"octavia_pool_active_members{{{pool}}} 1\n"
    )


def exposition_of(preset: str, elapsed_s: float) -> str:
    """What the exporters of a preset tell after so many seconds of life."""
    if preset.endswith("_iis"):
        return iis(preset.removesuffix("_iis"), elapsed_s)
    told = {"nginx": nginx, "nginx_vts": vts, "haproxy": haproxy, "octavia": octavia}
    return told[preset](elapsed_s)
