"""Who may call vCenter and the OVHcloud API. Secrets are new in every run."""

import secrets
from dataclasses import dataclass, field

WRITER, READER = "vigie@vsphere.local", "vigie-reader@vsphere.local"
NICHANDLE = "ve00042-ovh"


@dataclass(slots=True)
class VcenterUser:
    """A user of vCenter; whoever may not write holds the role `ReadOnly`."""

    name: str
    may_write: bool
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)


@dataclass(frozen=True, slots=True)
class KeyRule:
    """What a consumer key may call; ``*`` stands for anything."""

    method: str
    path: str = "/*"


@dataclass(frozen=True, slots=True)
class ConsumerKey:
    """A consumer key of the one application."""

    credential_id: int
    rules: tuple[KeyRule, ...]
    key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def allows(self, method: str) -> bool:
        """Say whether a rule covers a method; every rule covers every path."""
        return any(rule.method == method for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The users of vCenter, the keys at OVHcloud, the password of the databases' cluster."""

    users: dict[str, VcenterUser] = field(
        default_factory=lambda: {
            WRITER: VcenterUser(WRITER, may_write=True),
            READER: VcenterUser(READER, may_write=False),
        }
    )
    application_key: str = field(default_factory=lambda: secrets.token_hex(8))
    application_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    full: ConsumerKey = field(
        default_factory=lambda: ConsumerKey(
            880_001, tuple(KeyRule(each) for each in ("GET", "POST", "PUT", "DELETE"))
        )
    )
    patroni: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    reading: ConsumerKey = field(default_factory=lambda: ConsumerKey(880_002, (KeyRule("GET"),)))

    def consumer(self, key: str) -> ConsumerKey | None:
        """The consumer key with this value."""
        return next((each for each in (self.full, self.reading) if each.key == key), None)

    def change_password(self, user: str) -> None:
        """Give a user a password that nobody knows yet."""
        self.users[user].password = secrets.token_urlsafe(18)

    def secrets(self) -> dict[str, str]:
        """The secrets by the names under which Vigie keeps them."""
        return {
            "vsphere": self.users[WRITER].password,
            "vsphere-read": self.users[READER].password,
            "ovhcloud-application-key": self.application_key,
            "ovhcloud-application-secret": self.application_secret,
            "ovhcloud-consumer-key": self.full.key,
            "ovhcloud-consumer-key-read": self.reading.key,
        }
