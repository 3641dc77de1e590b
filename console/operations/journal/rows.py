"""Journal rows ↔ model values."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from console.decoding import decoder
from console.model.entry import Entry
from console.model.error import SourceError
from console.model.freeze import Freeze
from console.model.notice import Notice, notice
from console.model.operation import Change, Event, Operation, OperationState, Phase
from console.model.plan import (
    Desired,
    Plan,
)
from console.model.resource import Resource
from console.model.tracked import Tracked
from console.operations.journal.explained import decode_remedy, encode_why
from console.operations.journal.former import told
from console.planning.digest import seal, verify
from console.redaction import hide_json

_encoder = msgspec.json.Encoder()
_plans = decoder(Plan)
_notices = decoder(Notice)
_values = decoder(dict[str, str | int])


class Unreadable(SourceError):
    """A row of the journal that this program cannot read, of the operation it names.

    No later try reads it better: it is not the journal that is out of reach.
    """

    exit_code = 1

    def __init__(self, operation_id: str, part: str) -> None:
        """`part` is what of it: plan, change."""
        super().__init__(notice("journal.unreadable", operation=operation_id, part=part))
        self.operation_id = operation_id


@contextmanager
def reading(operation_id: str, part: str) -> Iterator[None]:
    """Say of which operation something cannot be read, and what."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise Unreadable(operation_id, part) from error


Counts = dict[str, dict[str, int]]
"""Changes by datacenter and phase, as the tables have them."""

_counts = decoder(Counts)
UNSAID = notice("journal.unreadable", operation="–", part="notice")


def encode_notice(said: Notice) -> str:
    """JSON text of a notice: the journal keeps no secret that a source sent back."""
    return hide_json(encode(said))


def encode(value: object) -> str:
    """JSON text of a plan, a notice or plain values."""
    return _encoder.encode(value).decode()


@lru_cache(maxsize=128)
def decode_plan(text: str) -> Plan:
    """The plan of its JSON text; plans never change, so decoding once is enough."""
    return told(_plans.decode(text), text)


@lru_cache(maxsize=128)
def decode_sealed(text: str) -> Plan:
    """The same plan, its digest as this version counts it where the text is what was sealed.

    A plan of a version with other fields keeps its seal so; one that was changed since has none.
    """
    plan = decode_plan(text)
    return seal(plan) if verify(text) else replace(plan, digest="")


def decode_notice(text: str | None, operation_id: str | None) -> Notice | None:
    """The notice of its JSON text; one that cannot be read becomes a notice that says so."""
    if not text:
        return None
    try:
        return _notices.decode(text)
    except msgspec.MsgspecError:
        return notice("journal.unreadable", operation=operation_id or "–", part="notice")


def decode_values(text: str) -> dict[str, str | int]:
    """A change's plain values of their JSON text."""
    return _values.decode(text)


def operation_row(plan: Plan, *, root: str, now: datetime, wall: datetime) -> dict[str, Any]:
    """The row of a plan just accepted; `now` is estate time, `wall` the database's."""
    waits = plan.awaits_s
    state = OperationState.QUEUED if waits is None else OperationState.AWAITING_APPROVAL
    return {
        "id": plan.operation_id,
        "pool": plan.pool,
        "verb": plan.request.verb,
        "state": state.value,
        "root": root,
        "target": plan.target,
        "plan": encode(plan),
        "digest": plan.digest,
        "created_at": now,
        "accepted_wall": wall,
        "approval_until": None if waits is None else wall + timedelta(seconds=waits),
        "resource": plan.resource,
        "stop_requested": False,
    }


def change_rows(plan: Plan, *, now: datetime) -> list[dict[str, Any]]:
    """The rows of a plan's changes, in its order."""
    return [
        {
            "operation_id": plan.operation_id,
            "seq": seq,
            "datacenter": planned.datacenter,
            "region": planned.region,
            "name": planned.name,
            "desired": planned.desired.value,
            "phase": Phase.PLANNED.value,
            "updated_at": now,
            "batch": planned.batch,
            "resource_id": planned.resource_id,
            "made_by": planned.made_by,
            "attempts": 0,
            "answered": True,
            "resource": planned.resource,
            "wanted": encode(planned.wanted),
            "before": encode(planned.before),
            "kept": encode({}),
        }
        for seq, planned in enumerate(plan.changes, start=1)
    ]


def read_operation(
    row: RowMapping, counts: Counts | None, freezes: tuple[Freeze, ...] = ()
) -> Operation:
    """An operation with its counts; those that were written when it ended, where they were.

    Raises Unreadable.
    """
    with reading(row["id"], "plan"):
        if row["phase_counts"] is not None:
            counts = _counts.decode(row["phase_counts"])
        return Operation(
            id=row["id"],
            plan=_by(row["author"], decode_plan(row["plan"])),
            state=OperationState(row["state"]),
            created_at=row["created_at"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            stop_requested=row["stop_requested"],
            executor=row["executor"],
            recorded_by=row["recorded_by"],
            freezes=freezes,
            approval_until=row["approval_until"],
            approved_by=row["approved_by"],
            approved_at=row["approved_at"],
            phases={
                datacenter: {Phase(phase): count for phase, count in phases.items()}
                for datacenter, phases in (counts or {}).items()
            },
        )


def _by(author: str | None, plan: Plan) -> Plan:
    """The plan with its author by the database's word, where it has one."""
    if author is None:
        return plan
    request = plan.request
    return replace(plan, request=replace(request, author=replace(request.author, user=author)))


def read_change(row: RowMapping) -> Change:
    """A change. Raises Unreadable."""
    with reading(row["operation_id"], "change"):
        return Change(
            operation_id=row["operation_id"],
            seq=row["seq"],
            datacenter=row["datacenter"],
            region=row["region"],
            name=row["name"],
            desired=Desired(row["desired"]),
            phase=Phase(row["phase"]),
            updated_at=row["updated_at"],
            batch=row["batch"],
            resource_id=row["resource_id"],
            made_by=row["made_by"],
            attempts=row["attempts"],
            why=decode_notice(row["why"], row["operation_id"]),
            remedy=decode_remedy(row["why"]),
            request_id=row["request_id"],
            resource=Resource(row["resource"]),
            wanted=decode_values(row["wanted"]),
            before=decode_values(row["before"]),
            kept=decode_values(row["kept"]),
        )


def read_tracked(row: RowMapping) -> Tracked:
    """A change with what only the worker needs."""
    return Tracked(
        change=read_change(row),
        asked_at=row["asked_at"],
        asked_wall=row["asked_wall"],
        answered=row["answered"],
    )


def tracked_row(tracked: Tracked) -> dict[str, Any]:
    """The columns of a change that move, and its key under names of their own."""
    change = tracked.change
    return {
        "of": change.operation_id,
        "number": change.seq,
        "phase": change.phase.value,
        "updated_at": change.updated_at,
        "resource_id": change.resource_id,
        "attempts": change.attempts,
        "why": encode_why(change),
        "request_id": change.request_id,
        "asked_at": tracked.asked_at,
        "asked_wall": tracked.asked_wall,
        "answered": tracked.answered,
        "kept": encode(change.kept),
    }


def event_rows(
    entries: Iterable[Entry], *, operation_id: str | None, actor: str, now: datetime
) -> list[dict[str, Any]]:
    """The rows of new events, in order."""
    return [
        {
            "at": now,
            "operation_id": operation_id,
            "kind": entry.kind,
            "notice": encode_notice(entry.notice),
            "actor": actor,
            "request_id": entry.request_id,
        }
        for entry in entries
    ]


def read_event(row: RowMapping) -> Event:
    """An event."""
    return Event(
        seq=row["seq"],
        at=row["at"],
        operation_id=row["operation_id"],
        kind=row["kind"],
        notice=decode_notice(row["notice"], row["operation_id"]) or UNSAID,
        actor=row["actor"],
        request_id=row["request_id"],
    )
