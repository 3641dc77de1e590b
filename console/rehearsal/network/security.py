"""Security groups and their rules, made and taken away."""

from typing import Literal, NamedTuple

from msgspec import Struct, field

from console.rehearsal.exchange import Answer, ApiError, Handler, ServedCall
from console.rehearsal.firewall import GROUPS as MOST_GROUPS
from console.rehearsal.firewall import RULES as MOST_RULES
from console.rehearsal.firewall import SecurityGroup, SecurityRule
from console.rehearsal.network import bodies


class GroupFields(Struct):
    """What a group says of itself; None stays as it is."""

    name: str | None = None
    description: str | None = None


class SecurityGroupBody(Struct):
    """The body of POST and PUT /security-groups."""

    security_group: GroupFields


class RuleFields(Struct):
    """A rule to make."""

    security_group_id: str
    direction: Literal["ingress", "egress"]
    ethertype: Literal["IPv4", "IPv6"] = "IPv4"
    protocol: str | int | None = None
    port_range_min: int | None = None
    port_range_max: int | None = None
    remote_ip_prefix: str | None = None
    remote_group_id: str | None = None
    description: str | None = None


class SecurityRuleBody(Struct):
    """The body of POST /security-group-rules."""

    rule: RuleFields = field(name="security_group_rule")


class Changes(NamedTuple):
    """What may be done to one kind of thing."""

    create: Handler
    delete: Handler
    update: Handler | None = None


def _create_group(call: ServedCall) -> Answer:
    may(call, "create_security_group")
    asked, firewall = call.decode(SecurityGroupBody).security_group, call.region.firewall
    if not asked.name:
        raise ApiError(400, "Invalid input for name. Reason: 'None' is not a valid string.")
    if asked.name == firewall.default.name:
        message = "Default security group already exists."
        raise ApiError(409, message, "SecurityGroupDefaultAlreadyExists")
    _within(len(firewall.groups), MOST_GROUPS, "security_group")
    group = firewall.add(asked.name, asked.description or "")
    return Answer({"security_group": bodies.security_group(group, call)}, 201)


def _update_group(call: ServedCall) -> Answer:
    may(call, "update_security_group")
    group, asked = _group(call), call.decode(SecurityGroupBody).security_group
    if asked.name is not None and group is call.region.firewall.default:
        message = "Updating default security group not allowed."
        raise ApiError(409, message, "SecurityGroupCannotUpdateDefault")
    group.name = asked.name or group.name
    group.description = group.description if asked.description is None else asked.description
    for instance in call.region.instances.values():
        instance.edits += group.id in instance.security_groups  # they tell its name
    return Answer({"security_group": bodies.security_group(group, call)})


def _delete_group(call: ServedCall) -> Answer:
    may(call, "delete_security_group")
    group, region = _group(call), call.region
    if group is region.firewall.default:
        message = "Insufficient rights for removing default security group."
        raise ApiError(409, message, "SecurityGroupCannotRemoveDefault")
    if any(group.id in each.security_groups for each in region.connected(region.clock.now())):
        raise ApiError(409, f"Security Group {group.id} in use.", "SecurityGroupInUse")
    del region.firewall.groups[group.id]
    return Answer(None, 204)


def _create_rule(call: ServedCall) -> Answer:
    may(call, "create_security_group_rule")
    asked, firewall = call.decode(SecurityRuleBody).rule, call.region.firewall
    group = _known(call, asked.security_group_id)
    if asked.remote_group_id is not None:
        _known(call, asked.remote_group_id)
    rule = SecurityRule(
        id="",
        direction=asked.direction,
        ethertype=asked.ethertype,
        protocol=None if asked.protocol is None else str(asked.protocol),
        port_range_min=asked.port_range_min,
        port_range_max=asked.port_range_max,
        remote_ip_prefix=asked.remote_ip_prefix,
        remote_group_id=asked.remote_group_id,
        description=asked.description or "",
    )
    for each in group.rules:
        rule.id = each.id
        if each == rule:
            message = f"Security group rule already exists. Rule id is {each.id}."
            raise ApiError(409, message, "SecurityGroupRuleExists")
    _within(sum(1 for _ in firewall.rules()), MOST_RULES, "security_group_rule")
    rule.id = call.region.fresh_id()
    group.rules.append(rule)
    return Answer({"security_group_rule": bodies.security_rule(group, rule, call)}, 201)


def _delete_rule(call: ServedCall) -> Answer:
    may(call, "delete_security_group_rule")
    for group, rule in call.region.firewall.rules():
        if rule.id == call.params["id"]:
            group.rules.remove(rule)
            return Answer(None, 204)
    message = f"Security group rule {call.params['id']} does not exist"
    raise ApiError(404, message, "SecurityGroupRuleNotFound")


GROUPS = Changes(_create_group, _delete_group, _update_group)
RULES = Changes(_create_rule, _delete_rule)


def _group(call: ServedCall) -> SecurityGroup:
    return _known(call, call.params["id"])


def _known(call: ServedCall, group_id: str) -> SecurityGroup:
    group = call.region.firewall.groups.get(group_id)
    if group is None:
        message = f"Security group {group_id} does not exist"
        raise ApiError(404, message, "SecurityGroupNotFound")
    return group


def may(call: ServedCall, rule: str) -> None:
    """Refuse readers in Neutron's words."""
    if "member" not in call.token.roles:
        raise ApiError(403, f"(rule:{rule}) is disallowed by policy", "PolicyNotAuthorized")


def _within(used: int, most: int, what: str) -> None:
    if used >= most:
        raise ApiError(409, f"Quota exceeded for resources: ['{what}'].", "OverQuota")
