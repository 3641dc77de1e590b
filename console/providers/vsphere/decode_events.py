"""Triggered alarms and tasks: property bags → model."""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from console.model.private import Alarm, Severity, Task, TaskState
from console.providers.vsphere.record import (
    ObjectRecord,
    UnreadableRecord,
    flag_of,
    moment_of,
    text_of,
    unescaped,
)

TASK = "Task"
TASK_PATHS = (
    "info.name",
    "info.descriptionId",
    "info.entity",
    "info.state",
    "info.progress",
    "info.error",
    "info.queueTime",
)
ALARMS = "triggeredAlarmState"
SEVERITIES = {"red": Severity.CRITICAL, "yellow": Severity.WARNING}
STATES = {
    "queued": TaskState.QUEUED,
    "running": TaskState.RUNNING,
    "success": TaskState.SUCCESS,
    "error": TaskState.ERROR,
}


def alarm_ids(states: Iterable[Element]) -> tuple[str, ...]:
    """The ids of the alarms that have gone off."""
    return tuple(dict.fromkeys(found for each in states if (found := text_of(each, "alarm"))))


def alarm(state: Element, names: Mapping[str, str]) -> Alarm | None:
    """One alarm that is yellow or red; without a known name it bears its id."""
    severity = SEVERITIES.get(text_of(state, "overallStatus") or "")
    entity, identity = text_of(state, "entity"), text_of(state, "alarm")
    if severity is None or not entity or not identity:
        return None
    return Alarm(
        name=unescaped(names.get(identity, identity)),
        entity_id=entity,
        severity=severity,
        at=moment_of(state, "time"),
        acknowledged=flag_of(state, "acknowledged") is True,
    )


def task(record: ObjectRecord) -> Task:
    """One task; raises Unreadable. Its progress is told only while it runs."""
    state = STATES.get(record.required("info.state"))
    if state is None:
        raise UnreadableRecord(f"{record.kind} {record.id}: state {record.string('info.state')}")
    error = record.values.get("info.error")
    return Task(
        id=record.id,
        name=record.string("info.descriptionId") or record.string("info.name") or record.id,
        entity_id=record.string("info.entity"),
        state=state,
        progress=record.whole("info.progress"),
        error=None if error is None or state is not TaskState.ERROR else _said(error),
        queued_at=record.moment("info.queueTime"),
    )


def _said(error: Element) -> str:
    message = text_of(error, "localizedMessage")
    if message:
        return message
    fault = next((child for child in error if child.tag.endswith("}fault")), None)
    return "" if fault is None else next(iter(fault.attrib.values()), "").rpartition(":")[2]
