"""The queries of the exporters that estates run, by name. docs/guide/metrics.md tells of each.

`{pool}` stands for the pool's name, `{datacenter}` and `{instance}` for the labels that say
where a sample is from. An empty query: the exporter has no such figure.
"""

import re
from collections.abc import Mapping

NONE = ""
POOL = '{pool="{pool}"}'
_UP_OR_DOWN = ' or min by ({instance}) (up{pool="{pool}"} == 0)'
_UP = "min by ({instance}) (up" + POOL + ")"
_SERVING = "sum by ({datacenter}) (up" + POOL + ")"
_NODE_CPU = (
    '1 - avg by ({datacenter}) (rate(node_cpu_seconds_total{pool="{pool}",mode="idle"}[5m]))'
)


def _rate(metric: str, more: str = "") -> str:
    return "sum by ({datacenter}) (rate(" + metric + '{pool="{pool}"' + more + "}[5m]))"


def _sum(metric: str, more: str = "") -> str:
    return "sum by ({datacenter}) (" + metric + '{pool="{pool}"' + more + "})"


def _p95(metric: str, more: str = "") -> str:
    inner = "rate(" + metric + '_bucket{pool="{pool}"' + more + "}[5m])"
    return "histogram_quantile(0.95, sum by ({datacenter}, le) (" + inner + "))"


def _iis(prefix: str) -> Mapping[str, str]:
    """IIS as Windows' exporter tells of it; `wmi` was its prefix before release 0.13."""
    running = '{pool="{pool}",name=~"(?i)w3svc",state="running"}'
    failed = _rate(f"{prefix}_iis_worker_request_errors_total", ',status_code=~"5.."')
    idle = f"rate({prefix}_cpu_time_total" + '{pool="{pool}",mode="idle"}[5m])'
    return {
        "connections": _sum(f"{prefix}_iis_current_connections", ',site!="_Total"'),
        "requests": _rate(f"{prefix}_iis_requests_total", ',site!="_Total"'),
        "errors": failed + " / " + _rate(f"{prefix}_iis_worker_requests_total"),
        "p95": NONE,
        "cpu": "1 - avg by ({datacenter}) (" + idle + ")",
        "serving": _sum(f"{prefix}_service_state", ',name=~"(?i)w3svc",state="running"'),
        "health": "max by ({instance}) (" + f"{prefix}_service_state{running})" + _UP_OR_DOWN,
    }


_REQUESTS = _rate("vigie_requests_total")
_FAILED = _rate("vigie_requests_total", ',code=~"5.."')
_VTS = ',host!="*",code=~"[1-5]xx"'
PRESETS: Mapping[str, Mapping[str, str]] = {
    "vigie": {
        "connections": _sum("vigie_connections"),
        "requests": _REQUESTS,
        "errors": f"({_FAILED} or 0 * {_REQUESTS}) / {_REQUESTS}",
        "p95": _p95("vigie_request_duration_seconds"),
        "cpu": "avg by ({datacenter}) (vigie_cpu_ratio" + POOL + ")",
        "serving": _SERVING,
        "health": "max by ({instance}) (up" + POOL + ")",
    },
    "windows_iis": _iis("windows"),
    "wmi_iis": _iis("wmi"),
    "nginx": {
        "connections": _sum("nginx_connections_active"),
        "requests": _rate("nginx_http_requests_total"),
        "errors": NONE,
        "p95": NONE,
        "cpu": _NODE_CPU,
        "serving": _sum("nginx_up"),
        "health": "min by ({instance}) (nginx_up" + POOL + ")" + _UP_OR_DOWN,
    },
    "nginx_vts": {
        "connections": _sum("nginx_vts_main_connections", ',status="active"'),
        "requests": _rate("nginx_vts_server_requests_total", _VTS),
        "errors": _rate("nginx_vts_server_requests_total", ',host!="*",code="5xx"')
        + " / "
        + _rate("nginx_vts_server_requests_total", _VTS),
        "p95": _p95("nginx_vts_server_request_duration_seconds", ',host!="*"'),
        "cpu": _NODE_CPU,
        "serving": "count by ({datacenter}) (nginx_vts_info" + POOL + ")",
        "health": "count by ({instance}) (nginx_vts_info" + POOL + ")" + _UP_OR_DOWN,
    },
    "haproxy": {
        "connections": 'sum by ({datacenter}) (haproxy_backend_current_sessions{proxy="{pool}"})',
        "requests": "sum by ({datacenter}) "
        '(rate(haproxy_backend_http_requests_total{proxy="{pool}"}[5m]))',
        "errors": "sum by ({datacenter}) "
        '(rate(haproxy_backend_http_responses_total{proxy="{pool}",code="5xx"}[5m]))'
        " / sum by ({datacenter}) "
        '(rate(haproxy_backend_http_responses_total{proxy="{pool}"}[5m]))',
        "p95": NONE,
        "cpu": _NODE_CPU,
        "serving": "sum by ({datacenter}) (max by ({datacenter}, server) "
        '(haproxy_server_status{proxy="{pool}",state="UP"}))',
        "health": 'max by (server) (haproxy_server_status{proxy="{pool}",state="UP"})',
    },
    "octavia": {
        "connections": _sum("octavia_pool_current_sessions"),
        "requests": _rate("octavia_pool_http_requests_total"),
        "errors": _rate("octavia_pool_http_responses_total", ',code="5xx"')
        + " / "
        + _rate("octavia_pool_http_responses_total"),
        "p95": NONE,
        "cpu": _NODE_CPU,
        "serving": _sum("octavia_pool_active_members"),
        "health": _UP,
    },
}
HEALTH_LABELS = {"haproxy": "server"}
"""The label of the health query that is the server's name, where it is no label of targets."""
_NAME = re.compile(r"([a-z_][a-z0-9_]*)\{")


def metrics_of(query: str) -> tuple[str, ...]:
    """The metrics that a query asks for, in order."""
    return tuple(dict.fromkeys(_NAME.findall(query)))


def filled(template: str, pool: str, *, instance: str) -> str:
    """A query with the pool's name, as a quoted label value holds it, and the members' label."""
    escaped = pool.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return template.replace("{instance}", instance).replace("{pool}", escaped)
