"""Who is told when nobody looks: the names of the secrets that are addresses, never an address."""

from typing import Annotated, Literal

from msgspec import Meta

from console.settings.section import Seconds, Section

Address = Annotated[str, Meta(max_length=63, pattern=r"^notification(-[a-z0-9]+)*$")]
Wanted = Literal["ended", "failed", "needs_person", "dark", "targets"]


class NotificationSettings(Section, frozen=True, kw_only=True):
    """Notices that the worker sends. Each of `secrets` holds one URL, as Apprise writes them."""

    secrets: tuple[Address, ...] = ("notification",)
    """Names such as `notification-oncall`, kept by `vigie secrets set NAME`."""
    events: tuple[Wanted, ...] = ("ended", "needs_person", "dark")
    """`ended`: every end; `failed`: those that failed, in part too; `needs_person`: somebody must
    decide; `dark`: a source failed while an operation ran; `targets`: how far each is, hourly
    while it is short, every morning, once it is reached or over."""
    timeout_s: Seconds = 5.0
    """How long one attempt to reach one address may take."""
    language: Literal["en", "fr"] = "en"
