"""How one HTTP server is reached, and by whom; the same keys for every one of them."""

from msgspec import field

from console.settings.section import NotNegative, Seconds, Section


class AccessSettings(Section, frozen=True, kw_only=True):
    """How a server is called, but for its address."""

    timeout_s: Seconds = 5.0
    retries: NotNegative = 1
    ca_file: str | None = None
    """Authorities of the server's certificate (PEM), in place of the system's."""
    cert_file: str | None = None
    """A client certificate (PEM); its key may stand in the same file."""
    key_file: str | None = None
    """The key of `cert_file`, without a password."""
    username: str | None = None
    """Basic authentication, with the secret SECTION`-password`, in place of the token."""
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every call, such as `X-Scope-OrgID`. No secrets: those are not settings."""
    secret_header: str | None = None
    """A header whose value is the secret SECTION`-header`."""


class ServerSettings(AccessSettings, frozen=True, kw_only=True):
    """An HTTP server. Its secrets bear the section's name: the token, `-password`, `-header`."""

    url: str
