"""How Vigie itself runs: journal, worker, service, collectors, console."""

from typing import Annotated, Literal

from msgspec import Meta, field

from console.settings.section import Name, NotNegative, Positive, Seconds, Section


class JournalSettings(Section, frozen=True, kw_only=True):
    """Where operations are kept. None: SQLite in the state directory.

    A password in the URL is refused: use the secret `journal` or ~/.pgpass.
    """

    url: str | None = None
    read_url: str | None = None
    state_dir: str | None = None
    keep_days: NotNegative = 400
    """Operations that ended so long ago are archived; 0 keeps everything at hand."""

    keep_undoable_days: NotNegative = 1100
    """The same for those that a rollback could still undo, in part or whole; 0: never."""


class WorkerSettings(Section, frozen=True, kw_only=True):
    """The worker process. Wall-clock seconds."""

    idle_exit_s: Seconds = 600.0
    heartbeat_s: Seconds = 2.0
    dead_after_s: Seconds = 20.0
    pass_interval_s: Seconds = 2.0
    settle_s: Seconds = 20.0
    """How long an accepted or unanswered creation may take to show up in a listing."""


class ServiceSettings(Section, frozen=True, kw_only=True):
    """The worker as a service of its own account, for several people on one host.

    It alone writes the journal and holds the credentials that change anything;
    requests reach it over `socket`, in the name of the account that sent them.
    """

    socket: str = "/run/vigie/vigie.sock"
    operators: Name = "vigie-operators"
    """Whoever is in this group of the host may ask."""

    readers: Name = "vigie-readers"
    """Whoever is in this one may look; those who ask are in both."""


class WatchSettings(Section, frozen=True, kw_only=True):
    """Cadences of the collectors, wall-clock seconds; `_busy` while an operation runs."""

    instances_s: Seconds = 15.0
    instances_busy_s: Seconds = 4.0
    quota_s: Seconds = 300.0
    """Asked at once when a form opens, and when a region's list changes."""

    quota_busy_s: Seconds = 15.0
    balancers_s: Seconds = 60.0
    """A region whose load balancers a pool names: four calls, and one for each pool named."""

    balancers_busy_s: Seconds = 8.0
    metrics_s: Seconds = 5.0
    metrics_busy_s: Seconds = 2.0
    alerts_s: Seconds = 15.0
    alerts_busy_s: Seconds = 5.0
    clusters_s: Seconds = 15.0
    clusters_busy_s: Seconds = 4.0
    private_s: Seconds = 20.0
    private_busy_s: Seconds = 4.0
    supply_s: Seconds = 60.0
    supply_busy_s: Seconds = 5.0
    growth_s: Seconds = 300.0
    forecast_s: Seconds = 20.0
    """The past weeks are read when a quarter of an hour of estate time has passed."""

    journal_s: Seconds = 2.0
    journal_busy_s: Seconds = 0.5


class RecorderSettings(Section, frozen=True, kw_only=True):
    """What the screens showed, kept by whoever watches to be looked back at."""

    keep: Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,3}[hd])$")] = "7d"
    """For how long, in hours or days (`12h`, `7d`); `0`: nothing is recorded."""

    size_mib: Positive = 64
    """What the file may take; the oldest goes first."""

    @property
    def keep_s(self) -> float:
        """The same in seconds."""
        unit = {"h": 3600.0, "d": 86_400.0}.get(self.keep[-1], 0.0)
        return unit * int(self.keep.rstrip("hd"))


class ConsoleSettings(Section, frozen=True, kw_only=True):
    """How the console looks. `keymap` maps an action's id to keys ("b", "f5,g")."""

    language: Literal["auto", "en", "fr"] = "auto"
    theme: str | None = None
    """Where absent: `vigie-dark`, and `ansi-16` on a terminal of sixteen colours."""

    ascii: bool | None = None
    """Where absent: on terminals that draw nothing else (`TERM=linux`, another charset)."""

    monochrome: bool = False
    fps: Annotated[int, Meta(ge=1, le=60)] = 15
    keymap: dict[str, str] = field(default_factory=dict)
