"""What a server's console shows: what its system says as it starts and stops."""

from collections.abc import Iterator
from datetime import UTC, datetime

from console.rehearsal.exchange import Answer, ApiError, ServedCall
from console.rehearsal.instance import SimulatedInstance

STARTS = {"create", "start", "reboot"}
PLUGINS = ("MTUPlugin", "SetHostNamePlugin", "UserDataPlugin", "ConfigWinRMListenerPlugin")


def shown(call: ServedCall, instance: SimulatedInstance, length: int | None) -> Answer:
    """The last `length` lines, all without one. A server that no host has yet has no console."""
    call.may_write("os_compute_api:os-console-output")
    now = call.region.clock.now()
    if instance.host is None or instance.state(now).status == "BUILD":
        raise ApiError(409, f"Instance {instance.id} is not ready")
    lines = list(_said(instance, now))
    if length is not None and length >= 0:
        lines = lines[len(lines) - min(length, len(lines)) :]
    return Answer({"output": "".join(f"{line}\n" for line in lines)})


def _said(instance: SimulatedInstance, now: float) -> Iterator[str]:
    for entry in instance.actions:
        at = entry.started_at
        if entry.action not in STARTS or at > now:
            continue
        yield f"{_time(at)} Windows Boot Manager: loading \\Windows\\system32\\winload.efi"
        yield f"{_time(at + 1)} cloudbase-init: metadata service http://169.254.169.254/ found"
        for after, plugin in enumerate(PLUGINS, 2):
            yield f"{_time(at + after)} cloudbase-init: executing plugin {plugin!r}"
        yield f"{_time(at + 6)} cloudbase-init: hostname set to {instance.name!r}"
        addresses = ", ".join(instance.addresses)
        yield f"{_time(at + 7)} cloudbase-init: plugins executed; addresses {addresses}"
    if any(begin <= now and (end is None or now < end) for begin, end in instance.hung):
        yield f"{_time(now)} BUGCHECK 0x00000133 DPC_WATCHDOG_VIOLATION"


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"
