"""What signs calls of the OVHcloud API."""

from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Keys:
    """An application's key and secret, and the consumer key; None is not kept anywhere."""

    application_key: str | None = field(repr=False)
    application_secret: str | None = field(repr=False)
    consumer_key: str | None = field(repr=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """The secrets that must be set before anything can be asked."""
        named = {
            "ovhcloud-application-key": self.application_key,
            "ovhcloud-application-secret": self.application_secret,
            "ovhcloud-consumer-key": self.consumer_key,
        }
        return tuple(name for name, value in named.items() if not value)

    @property
    def scope(self) -> str:
        """What rate limits are counted for: the consumer key, by its digest."""
        return sha256((self.consumer_key or "").encode()).hexdigest()[:16]
