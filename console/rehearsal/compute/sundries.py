"""Key pairs, server groups, availability zones: what a creation may refer to."""

import hashlib
from dataclasses import dataclass, field
from uuid import uuid4

from msgspec import Struct
from msgspec import field as wire_field

from console.rehearsal import reference
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, iso_fraction

GROUPS, GROUP_MEMBERS, KEYS = 10, 10, 100
POLICY_IN_FULL = (2, 64)


@dataclass(slots=True)
class KeyPair:
    """A public key by name."""

    name: str
    public_key: str
    created_at: float

    @property
    def fingerprint(self) -> str:
        """MD5 of the key, as Nova shows it."""
        digest = hashlib.md5(self.public_key.encode(), usedforsecurity=False).hexdigest()
        return ":".join(digest[index : index + 2] for index in range(0, 32, 2))


@dataclass(slots=True)
class ServerGroup:
    """A server group: at most ten members by quota."""

    id: str
    name: str
    policy: str
    members: list[str] = field(default_factory=list)


class KeyRequest(Struct):
    """A key to import; making one here is not offered."""

    name: str
    public_key: str | None = None


class KeyBody(Struct):
    """The body of POST /os-keypairs."""

    keypair: KeyRequest


class GroupRequest(Struct):
    """A server group to make; `policies` before 2.64, `policy` from then on."""

    name: str
    policies: list[str] = wire_field(default_factory=list)
    policy: str | None = None


class GroupBody(Struct):
    """The body of POST /os-server-groups."""

    server_group: GroupRequest


class Sundries:
    """State and handlers; one set a region."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, KeyPair]] = {}
        self._groups: dict[str, dict[str, ServerGroup]] = {}

    def _keys_of(self, call: ServedCall) -> dict[str, KeyPair]:
        oncall = KeyPair(
            reference.KEYPAIR,
            f"ssh-ed25519 {'A' * 68} {reference.KEYPAIR}",
            call.region.clock.estate_epoch,
        )
        return self._keys.setdefault(call.region.name, {oncall.name: oncall})

    def groups_of(self, call: ServedCall) -> dict[str, ServerGroup]:
        """The server groups of the call's region."""
        return self._groups.setdefault(call.region.name, {})

    def has_key(self, call: ServedCall, name: str) -> bool:
        """Whether there is such a key pair."""
        return name in self._keys_of(call)

    def group_with_room(
        self, call: ServedCall, group_id: str | None, count: int
    ) -> ServerGroup | None:
        """The group, if it takes `count` more; 403 in Nova's words when it does not."""
        if group_id is None:
            return None
        group = self.groups_of(call).get(group_id)
        if group is None:
            raise ApiError(400, f"Instance group {group_id} could not be found.")
        at, instances = call.region.clock.now(), call.region.instances
        living = [each for each in group.members if not instances[each].gone(at)]
        if len(living) + count > GROUP_MEMBERS:
            raise ApiError(403, "Quota exceeded, too many servers in group")
        return group

    def keys(self, call: ServedCall) -> Answer:
        """GET /os-keypairs."""
        bodies = [{"keypair": _key(key)} for key in self._keys_of(call).values()]
        return Answer({"keypairs": bodies})

    def key(self, call: ServedCall) -> Answer:
        """GET /os-keypairs/{name}."""
        found = self._found_key(call)
        created = {"created_at": iso_fraction(found.created_at), "deleted": False}
        user = {"user_id": call.token.user.id, "id": 1, "deleted_at": None, "updated_at": None}
        return Answer({"keypair": {**_key(found), **created, **user}})

    def import_key(self, call: ServedCall) -> Answer:
        """POST /os-keypairs."""
        call.may_write("os_compute_api:os-keypairs:create")
        asked = call.decode(KeyBody).keypair
        keys = self._keys_of(call)
        if asked.public_key is None:
            raise ApiError(400, "'public_key' is a required property")
        if asked.name in keys:
            raise ApiError(409, f"Key pair '{asked.name}' already exists.")
        if len(keys) >= KEYS:
            raise ApiError(403, "Quota exceeded, too many key pairs.")
        keys[asked.name] = KeyPair(asked.name, asked.public_key, call.region.clock.now())
        status = 201 if call.microversion >= (2, 2) else 200
        body = {**_key(keys[asked.name]), "user_id": call.token.user.id}
        return Answer({"keypair": body}, status)

    def delete_key(self, call: ServedCall) -> Answer:
        """DELETE /os-keypairs/{name}."""
        call.may_write("os_compute_api:os-keypairs:delete")
        del self._keys_of(call)[self._found_key(call).name]
        return Answer(None, 204 if call.microversion >= (2, 2) else 202)

    def _found_key(self, call: ServedCall) -> KeyPair:
        name = call.params["name"]
        found = self._keys_of(call).get(name)
        if found is None:
            raise ApiError(404, f"Keypair {name} not found for user {call.token.user.id}")
        return found

    def groups(self, call: ServedCall) -> Answer:
        """GET /os-server-groups."""
        bodies = [_group(group, call) for group in self.groups_of(call).values()]
        return Answer({"server_groups": bodies})

    def group(self, call: ServedCall) -> Answer:
        """GET /os-server-groups/{id}."""
        return Answer({"server_group": _group(self._found_group(call), call)})

    def create_group(self, call: ServedCall) -> Answer:
        """POST /os-server-groups."""
        call.may_write("os_compute_api:os-server-groups:create")
        asked = call.decode(GroupBody).server_group
        groups = self.groups_of(call)
        if len(groups) >= GROUPS:
            raise ApiError(403, "Quota exceeded, too many server groups.")
        policy = asked.policy or next(iter(asked.policies), "anti-affinity")
        group = ServerGroup(str(uuid4()), asked.name, policy)
        groups[group.id] = group
        return Answer({"server_group": _group(group, call)})

    def delete_group(self, call: ServedCall) -> Answer:
        """DELETE /os-server-groups/{id}."""
        call.may_write("os_compute_api:os-server-groups:delete")
        del self.groups_of(call)[self._found_group(call).id]
        return Answer(None, 204)

    def _found_group(self, call: ServedCall) -> ServerGroup:
        found = self.groups_of(call).get(call.params["id"])
        if found is None:
            raise ApiError(404, f"Instance group {call.params['id']} could not be found.")
        return found

    def zones(self, call: ServedCall) -> Answer:
        """GET /os-availability-zone."""
        del call
        zone: Values = {"zoneName": "nova", "zoneState": {"available": True}, "hosts": None}
        return Answer({"availabilityZoneInfo": [zone]})


def _key(key: KeyPair) -> Values:
    body = {"name": key.name, "public_key": key.public_key, "fingerprint": key.fingerprint}
    return {**body, "type": "ssh"}


def _group(group: ServerGroup, call: ServedCall) -> Values:
    body: Values = {"id": group.id, "name": group.name, "members": group.members}
    if call.microversion >= POLICY_IN_FULL:
        body |= {"policy": group.policy, "rules": {}}
    else:
        body |= {"policies": [group.policy], "metadata": {}}
    if call.microversion >= (2, 13):
        body |= {"project_id": call.token.project_id, "user_id": call.token.user.id}
    return body
