"""The JSON shapes of the command line: stable, documented in docs/reference/json.md.

Money is a string of decimal euros; times are ISO 8601; a figure that nobody
knows is null. Sentences come in the person's language beside a stable `code`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from console.desk import plans
from console.desk.costs import OperationCost
from console.desk.failures import failures
from console.desk.liveness import last_pass_s, stalled
from console.desk.progress import phase_counts
from console.desk.quarantines import Quarantined
from console.desk.remedies import Remedy, remedied
from console.locale import Locale
from console.model.build import Build, Part
from console.model.freeze import Freeze, freeze_of, of_pool
from console.model.money import euros, total
from console.model.notice import Notice
from console.model.operation import Change, Event, LastPass, Operation, Phase, WorkerPresence
from console.model.plan import (
    Plan,
    PlannedChange,
    RefusalReason,
)
from console.model.policy import Policy

Shape = dict[str, Any]


def said(value: Notice, locale: Locale) -> Shape:
    """A notice: code, values, and the sentence."""
    return {"code": value.code, "message": locale.notice(value), "values": dict(value.values)}


def maybe_said(value: Notice | None, locale: Locale) -> Shape | None:
    """A notice that may be missing."""
    return None if value is None else said(value, locale)


def moment(at: datetime | None) -> str | None:
    """ISO 8601 to the second, with its offset."""
    return None if at is None else at.isoformat(timespec="seconds")


def money(amount: Decimal | None) -> str | None:
    """Euros to the cent."""
    return None if amount is None else str(euros(amount))


def freeze(one: Freeze) -> Shape:
    """Who froze a pool, since when and why."""
    return {
        "pool": one.pool,
        "since": moment(one.since),
        "author": one.author,
        "reason": one.reason,
        "scope": one.scope.value,
    }


def frozen(pool: str, freezes: Iterable[Freeze], policy: Policy) -> Shape:
    """What holds a pool: the freeze of all of it, the settings, and every freeze that stands."""
    stands = of_pool(pool, freezes)
    whole = freeze_of(pool, stands)
    return {
        "frozen": None if whole is None else freeze(whole),
        "frozen_in_settings": policy.frozen.get(pool),
        "freezes": [freeze(one) for one in stands],
    }


def quarantined(one: Quarantined) -> Shape:
    """An instance that is kept for a post-mortem."""
    return {
        "name": one.instance.name,
        "id": one.instance.id,
        "datacenter": one.datacenter,
        "region": one.instance.region,
        "operation": one.operation,
        "reason": one.reason or None,
        "until": moment(one.until),
        "over": one.over,
        "euro_per_hour": money(one.euro_per_hour),
    }


def operation(one: Operation) -> Shape:
    """An operation without its changes."""
    request = one.plan.request
    return {
        "id": one.id,
        "verb": request.verb,
        "pool": one.plan.pool,
        "resource": one.plan.resource,
        "subject": one.plan.subject or one.plan.pool,
        "state": one.state.value,
        "size_now": one.plan.size_now,
        "size_after": one.plan.size_after,
        "target": one.plan.target,
        "reason": request.reason,
        "author": {
            "user": request.author.user,
            "host": request.author.host,
            "origin": request.author.origin.value,
            "cloud_user": request.author.cloud_user,
            "recorded_by": one.recorded_by,
        },
        "created_at": moment(one.created_at),
        "started_at": moment(one.started_at),
        "ended_at": moment(one.ended_at),
        "stop_requested": one.stop_requested,
        "frozen": None if one.held_by is None else freeze(one.held_by),
        "approval_until": moment(one.approval_until),
        "approved_by": one.approved_by,
        "approved_at": moment(one.approved_at),
        "executor": one.executor,
        "digest": one.plan.digest,
    }


def progress(one: Operation) -> Shape:
    """Counts of an operation's changes by phase and by datacenter."""
    phases = {phase.value: count for phase, count in phase_counts(one).items()}
    places = {
        place: {phase.value: count for phase, count in counts.items()}
        for place, counts in one.phases.items()
    }
    return {"total": sum(phases.values()), "by_phase": phases, "by_datacenter": places}


def running(one: Operation, workers: Sequence[WorkerPresence], locale: Locale) -> Shape:
    """An operation, how far it is, and whether it goes on."""
    return {**operation(one), "changes": progress(one), **liveness(one, workers, locale)}


def failed(changes: Iterable[Change], locale: Locale) -> list[Shape]:
    """The changes that failed, each with its reason."""
    return [
        {
            "name": change.name,
            "datacenter": change.datacenter,
            "code": change.why.code if change.why else None,
            "why": locale.notice(change.why) if change.why else None,
            "remedy": locale.notice(change.remedy) if change.remedy else None,
            "request_id": change.request_id,
        }
        for change in changes
        if change.phase is Phase.FAILED
    ]


def outcome(one: Operation, changes: Sequence[Change], locale: Locale) -> Shape:
    """What a mutating verb answers: the operation, its progress and its failures."""
    return {
        "operation": operation(one),
        "changes": progress(one),
        "failed": failed(changes, locale),
        "remedies": remedies(one, changes, locale),
    }


def remedies(one: Operation, changes: Iterable[Change], locale: Locale) -> list[Shape]:
    """What would help those that failed: a command each, or the key of a line in the settings."""
    return [
        {
            "datacenter": group.datacenter,
            "names": list(group.names),
            **helps(remedy, locale),
        }
        for group, found in remedied(one, failures(changes, locale.notice))
        for remedy in found
    ]


def helps(remedy: Remedy, locale: Locale) -> Shape:
    """One thing that would help: a command, or the key of a line in the settings."""
    return {
        "what": locale.notice(remedy.said),
        "command": remedy.command or None,
        "setting": ".".join(remedy.setting) or None,
    }


def change(one: Change, locale: Locale) -> Shape:
    """One change in full."""
    return {
        "seq": one.seq,
        "name": one.name,
        "datacenter": one.datacenter,
        "region": one.region,
        "desired": one.desired.value,
        "phase": one.phase.value,
        "resource_id": one.resource_id,
        "batch": one.batch,
        "resource": one.resource,
        "wanted": dict(one.wanted),
        "before": dict(one.before),
        "attempts": one.attempts,
        "updated_at": moment(one.updated_at),
        "request_id": one.request_id,
        "why": maybe_said(one.why, locale),
        "remedy": maybe_said(one.remedy, locale),
    }


def event(one: Event, locale: Locale) -> Shape:
    """One line of the audit."""
    return {
        "seq": one.seq,
        "at": moment(one.at),
        "operation": one.operation_id,
        "kind": one.kind,
        "actor": one.actor,
        "request_id": one.request_id,
        **said(one.notice, locale),
    }


def plan(one: Plan, locale: Locale) -> Shape:
    """A plan: what would be done, to the last name."""
    heavy, hours = plans.overload(one), one.request.duration_h
    found = [row.euro_per_hour_after for row in one.rows]
    return {
        "verb": one.request.verb,
        "pool": one.pool,
        "resource": one.resource,
        "subject": one.subject or one.pool,
        "target": one.target,
        "size_now": one.size_now,
        "size_after": one.size_after,
        "ceiling": one.ceiling,
        "datacenters": [
            {
                "code": row.datacenter,
                "now": row.now,
                "change": row.change,
                "after": row.after,
                "quota_left_after": row.quota_left_after,
                "euro_per_hour_after": money(row.euro_per_hour_after),
            }
            for row in one.rows
        ],
        "euro_per_hour": money(one.euro_per_hour),
        "euro_per_month": money(one.euro_per_month),
        "euro_for_duration": money(one.euro_for_duration),
        "duration_h": None if hours is None else float(hours),
        "euro_per_hour_after": money(total(found) if found else None),
        "api_calls": one.api_calls,
        "api_time_s": one.api_time_s,
        "eta_s": one.eta_s,
        "warnings": [said(value, locale) for value in one.warnings],
        "irreversible": [said(value, locale) for value in one.irreversible],
        "details": [said(value, locale) for value in one.details],
        "undo": [said(value, locale) for value in one.undo],
        "typed_name": one.typed_name,
        "overload": None if heavy is None else said(heavy, locale),
        "awaits_s": one.awaits_s,
        "advised": one.advised,
        "euro_of_month": money(one.euro_of_month),
        "digest": one.digest,
        "changes": [planned(item) for item in one.changes],
        "builds": {region: build(each) for region, each in one.builds.items()},
    }


def build(one: Build) -> Shape:
    """What new instances of a region are made with; of user data its hash alone."""
    volume, data, group = one.boot_volume, one.user_data, one.server_group
    disk = None if volume is None else {"size_gib": volume.size_gib, "type": volume.type}
    return {
        "flavor": part(one.flavor),
        "image": part(one.image),
        "networks": [part(each) for each in one.networks],
        "security_groups": [part(each) for each in one.security_groups],
        "server_group": None if group is None else part(group),
        "availability_zone": one.availability_zone,
        "config_drive": one.config_drive,
        "boot_volume": disk,
        "key_name": one.key_name,
        "metadata": dict(one.metadata),
        "user_data": None if data is None else {"sha256": data.sha256, "singly": data.singly},
    }


def part(one: Part) -> Shape:
    """One thing of the cloud: its name and id; of an image the tag it was found by, and its day."""
    return {
        "name": one.name or None,
        "id": one.id or None,
        "tag": one.tag or None,
        "made_on": one.made_on or None,
    }


def planned(one: PlannedChange) -> Shape:
    """One planned change."""
    return {
        "name": one.name,
        "datacenter": one.datacenter,
        "region": one.region,
        "desired": one.desired.value,
        "batch": one.batch,
        "resource_id": one.resource_id,
        "resource": one.resource,
        "wanted": dict(one.wanted),
        "before": dict(one.before),
    }


def refusal(
    reasons: Sequence[RefusalReason], locale: Locale, found: Iterable[Remedy] = ()
) -> Shape:
    """Every guard that said no, and what would help."""
    return {
        "refused": [
            {
                "guard": reason.guard,
                "code": reason.why.code,
                "why": locale.notice(reason.why),
                "remedy": locale.notice(reason.remedy) if reason.remedy else None,
                "values": dict(reason.why.values),
            }
            for reason in reasons
        ],
        "remedies": [helps(one, locale) for one in found],
    }


def worker(one: WorkerPresence, locale: Locale) -> Shape:
    """One worker process."""
    return {
        "pid": one.pid,
        "host": one.host,
        "executor": one.executor,
        "alive": one.alive,
        "started_at": moment(one.started_at),
        "heartbeat_at": moment(one.heartbeat_at),
        "operations": list(one.operations),
        "passes": [last_pass(each) for each in one.passes],
        "stalled": maybe_said(one.stalled, locale),
    }


def last_pass(one: LastPass) -> Shape:
    """When one datacenter of an operation was last heard of, in real seconds."""
    return {
        "operation": one.operation_id,
        "datacenter": one.datacenter,
        "last_pass_s": one.ago_s,
        "overdue": one.overdue,
    }


def liveness(one: Operation, workers: Sequence[WorkerPresence], locale: Locale) -> Shape:
    """Whether an operation goes on."""
    return {
        "last_pass_s": last_pass_s(workers, one.id),
        "stalled": maybe_said(stalled(workers, one), locale),
    }


def operation_cost(one: OperationCost) -> Shape:
    """What an operation's instances have cost until now."""
    return {
        "instances": one.instances,
        "standing": one.standing,
        "hours": one.hours,
        "euro": money(one.euro),
    }
