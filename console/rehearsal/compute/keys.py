"""Key pairs, of each region."""

import hashlib
from dataclasses import dataclass

from msgspec import Struct

from console.rehearsal import reference
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, iso_fraction

KEYS = 100


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


class KeyRequest(Struct):
    """A key to import; making one here is not offered."""

    name: str
    public_key: str | None = None


class KeyBody(Struct):
    """The body of POST /os-keypairs."""

    keypair: KeyRequest


class KeyPairs:
    """State and handlers; one set a region."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, KeyPair]] = {}

    def _keys_of(self, call: ServedCall) -> dict[str, KeyPair]:
        oncall = KeyPair(
            reference.KEYPAIR,
            f"ssh-ed25519 {'A' * 68} {reference.KEYPAIR}",
            call.region.clock.estate_epoch,
        )
        return self._keys.setdefault(call.region.name, {oncall.name: oncall})

    def has_key(self, call: ServedCall, name: str) -> bool:
        """Whether there is such a key pair."""
        return name in self._keys_of(call)

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


def _key(key: KeyPair) -> Values:
    body = {"name": key.name, "public_key": key.public_key, "fingerprint": key.fingerprint}
    return {**body, "type": "ssh"}
