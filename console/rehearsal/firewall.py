"""A region's security groups and their rules."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from console.rehearsal.reference import stable_id

GROUPS, RULES = 50, 500
DEFAULT = "default"


@dataclass(slots=True)
class SecurityRule:
    """What may pass; ports as Neutron has them, None for any."""

    id: str
    direction: str
    ethertype: str = "IPv4"
    protocol: str | None = None
    port_range_min: int | None = None
    port_range_max: int | None = None
    remote_ip_prefix: str | None = None
    remote_group_id: str | None = None
    description: str = ""


@dataclass(slots=True)
class SecurityGroup:
    """A security group and its rules."""

    id: str
    name: str
    description: str = ""
    rules: list[SecurityRule] = field(default_factory=list)


class Firewall:
    """The security groups by id, in order of creation; the project's default one is the first."""

    def __init__(self, region: str, names: Iterable[str], new_id: Callable[[], str]) -> None:
        """`names` are groups that stand there besides the default one."""
        self._new_id = new_id
        self.groups: dict[str, SecurityGroup] = {}
        default = self.add(DEFAULT, "Default security group", region)
        default.rules += [
            SecurityRule(new_id(), "ingress", ethertype, remote_group_id=default.id)
            for ethertype in ("IPv4", "IPv6")
        ]
        for name in names:
            if name != DEFAULT:
                self.add(name, "", region)

    @property
    def default(self) -> SecurityGroup:
        """The group that instances get that name none."""
        return next(iter(self.groups.values()))

    def add(self, name: str, description: str, region: str | None = None) -> SecurityGroup:
        """Make a group, from which everything may leave; `region` is given of those that stand."""
        known = None if region is None else str(stable_id(region, "security_group", name))
        group = SecurityGroup(known or self._new_id(), name, description)
        group.rules = [SecurityRule(self._new_id(), "egress", each) for each in ("IPv4", "IPv6")]
        self.groups[group.id] = group
        return group

    def found(self, name_or_id: str) -> list[SecurityGroup]:
        """The group of an id, else all of a name."""
        if name_or_id in self.groups:
            return [self.groups[name_or_id]]
        return [group for group in self.groups.values() if group.name == name_or_id]

    def rules(self) -> Iterator[tuple[SecurityGroup, SecurityRule]]:
        """Every rule with its group."""
        return ((group, rule) for group in self.groups.values() for rule in group.rules)
