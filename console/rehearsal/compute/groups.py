"""Server groups: who may be put beside whom."""

from uuid import UUID

from msgspec import Struct, field

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.placement import APART, POLICIES, SimulatedGroup

SOFT_POLICIES, POLICY_IN_FULL = (2, 15), (2, 64)


class GroupRules(Struct):
    """What a policy is bounded by."""

    max_server_per_host: int | None = None


class GroupRequest(Struct):
    """A server group to make; `policies` before 2.64, `policy` and `rules` from then on."""

    name: str
    policies: list[str] = field(default_factory=list)
    policy: str | None = None
    rules: GroupRules | None = None


class GroupBody(Struct):
    """The body of POST /os-server-groups."""

    server_group: GroupRequest


def listed(call: ServedCall) -> Answer:
    """GET /os-server-groups."""
    bodies = [_body(group, call) for group in call.region.groups.values()]
    return Answer({"server_groups": bodies})


def shown(call: ServedCall) -> Answer:
    """GET /os-server-groups/{id}."""
    return Answer({"server_group": _body(_found(call), call)})


def made(call: ServedCall) -> Answer:
    """POST /os-server-groups."""
    call.may_write("os_compute_api:os-server-groups:create")
    asked, region = call.decode(GroupBody).server_group, call.region
    if len(region.groups) >= region.quota.server_groups:
        raise ApiError(403, "Quota exceeded, too many server groups.")
    policy = asked.policy or next(iter(asked.policies), "")
    known = POLICIES if call.microversion >= SOFT_POLICIES else ("anti-affinity", "affinity")
    if policy not in known:
        raise ApiError(400, f"Invalid input for field/attribute policy. Value: {policy}.")
    per_host = asked.rules.max_server_per_host if asked.rules else None
    if per_host is not None and policy != APART:
        raise ApiError(400, f"Only {APART} policy supports rules.")
    owner = call.caller()
    group = SimulatedGroup(
        region.fresh_id(), asked.name, policy, owner.project_id, owner.user_id, per_host
    )
    region.groups[group.id] = group
    return Answer({"server_group": _body(group, call)})


def deleted(call: ServedCall) -> Answer:
    """DELETE /os-server-groups/{id}: its members stay."""
    call.may_write("os_compute_api:os-server-groups:delete")
    del call.region.groups[_found(call).id]
    return Answer(None, 204)


def with_room(call: ServedCall, group_id: str | None, count: int) -> SimulatedGroup | None:
    """The group, if it takes `count` more; 403 in Nova's words when it does not."""
    if group_id is None:
        return None
    try:
        known = call.region.groups.get(str(UUID(group_id)))
    except ValueError as error:
        given = f"Value: {group_id}. '{group_id}' is not a 'uuid'"
        raise ApiError(400, f"Invalid input for field/attribute group. {given}") from error
    if known is None:
        raise ApiError(400, f"Instance group {group_id} could not be found.")
    standing = call.region.members(known, call.region.clock.now())
    if len(standing) + count > call.region.quota.server_group_members:
        raise ApiError(403, "Quota exceeded, too many servers in group")
    return known


def _found(call: ServedCall) -> SimulatedGroup:
    found = call.region.groups.get(call.params["id"])
    if found is None:
        raise ApiError(404, f"Instance group {call.params['id']} could not be found.")
    return found


def _body(group: SimulatedGroup, call: ServedCall) -> Values:
    members = call.region.members(group, call.region.clock.now())
    body: Values = {"id": group.id, "name": group.name, "members": [each.id for each in members]}
    if call.microversion >= POLICY_IN_FULL:
        rules = {} if group.per_host is None else {"max_server_per_host": group.per_host}
        body |= {"policy": group.policy, "rules": rules}
    else:
        body |= {"policies": [group.policy], "metadata": {}}
    if call.microversion >= (2, 13):
        body |= {"project_id": group.project_id, "user_id": group.user_id}
    return body
