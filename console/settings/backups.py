"""How old the last good backup of each thing may be, and where that is told."""

from msgspec import field

from console.settings.section import Name, Seconds, Section, Text


class BackupQuerySettings(Section, frozen=True, kw_only=True):
    """What a metrics server tells of backups, as by an exporter of Veeam's jobs."""

    promql: Text
    """PromQL: seconds since the last good backup, one sample a machine or job."""
    label: Text = "job"
    """The label that names the machine or the job."""
    late_after_s: Seconds | None = None
    """Seconds from which on one of these is late; without, as all."""


class BackupSettings(Section, frozen=True, kw_only=True):
    """Which backups are looked after: those that queries tell of, and those of volumes."""

    late_after_s: Seconds = 93_600.0
    """Seconds from which on a backup is late: a night, and two hours."""
    volumes: bool = True
    """Whether the volumes that Cinder has backups of are looked after."""
    volumes_pattern: str | None = None
    """Volumes whose names it matches are to have backups: one that has none is told."""
    instances: bool = True
    """Whether the instances that Nova made backups of, as images, are looked after."""
    queries: dict[Name, BackupQuerySettings] = field(default_factory=dict)
