"""What a new member is told to be: complete, so that a batch resets nobody."""

from collections import Counter
from ipaddress import ip_address

from console.model.balancer import SERVER_KEY, BalancerPool, Member, MemberSettings, tag
from console.model.instance import OPERATION_KEY, POOL_KEY, Instance
from console.model.operation import Change
from console.model.pool import PoolBalancer


def address_of(instance: Instance) -> str | None:
    """Where an instance is reached from inside: its first private address, IPv4 before IPv6."""
    found = [(ip_address(one), one) for one in instance.addresses]
    found.sort(key=lambda pair: (not pair[0].is_private, pair[0].version))
    return found[0][1] if found else None


def registration(
    change: Change, instance: Instance, address: str, named: PoolBalancer, pool: BalancerPool
) -> MemberSettings:
    """The settings of an instance's member, with the weight and check that most others have."""
    weight, monitor_port = _usual(pool)
    label = instance.metadata.get(POOL_KEY, "")
    return MemberSettings(
        name=change.name,
        address=address,
        protocol_port=named.port,
        subnet_id=named.subnet,
        weight=weight,
        monitor_port=monitor_port,
        tags=(
            tag(OPERATION_KEY, change.operation_id),
            tag(SERVER_KEY, instance.id),
            *((tag(POOL_KEY, label),) if label else ()),
        ),
    )


def marked(member: Member, key: str, value: str | None) -> bool:
    """Say whether a member bears a mark."""
    return value is not None and tag(key, value) in member.settings.tags


def _usual(pool: BalancerPool) -> tuple[int, int | None]:
    """Weight and monitor port of most members that get traffic; Octavia's default without any."""
    counts = Counter(
        (one.settings.weight, one.settings.monitor_port)
        for one in pool.members or ()
        if one.settings.admin_state_up and one.settings.weight > 0 and not one.settings.backup
    )
    return counts.most_common(1)[0][0] if counts else (1, None)
