"""Tasks as vCenter shows them."""

from collections.abc import Hashable

from pyVmomi import vim

from console.rehearsal.private.things import SimulatedTask, VcenterRefusal
from console.rehearsal.vcenter.fault import from_refusal
from console.rehearsal.vcenter.place_ids import number_of
from console.rehearsal.vcenter.values import (
    Look,
    Made,
    ManagedKind,
    Property,
    Ref,
    entity_ref,
    instant,
    reference,
)

RECENT_S = 600.0
"""How long after its end a task is among the recent ones."""


def _info(look: Look, task: SimulatedTask) -> Hashable:
    return (
        (task.id, task.name, task.user),
        (task.entity, task.entity_name),
        (task.status, task.progress(look.at)),
        (task.queued_at, task.completed_at),
        task.error,
    )


def _make_info(
    raw: tuple[
        tuple[str, str, str],
        tuple[str, str],
        tuple[str, int | None],
        tuple[float, float | None],
        VcenterRefusal | None,
    ],
) -> Made:
    (task_id, name, user), (entity, entity_name), (state, progress), (queued, ended), error = raw
    return vim.TaskInfo(
        key=task_id,
        task=vim.Task(task_id),
        name=vim_method(name),
        descriptionId=name,
        entity=reference(entity_ref(entity)),
        entityName=entity_name,
        state=state,
        cancelled=False,
        cancelable=False,
        error=None if error is None else from_refusal(error, reference(entity_ref(entity))),
        progress=progress,
        reason=vim.TaskReasonUser(userName=user),
        queueTime=instant(queued),
        startTime=instant(queued),
        completeTime=instant(ended),
        eventChainId=int(number_of(task_id)),
    )


def vim_method(description: str) -> Made:
    """The method a task stands for, where pyVmomi knows one: ``Datastore.enterMaintenanceMode``."""
    kind, _, name = description.partition(".")
    method = name[:1].upper() + name[1:]
    found = getattr(vim, kind, None)
    return getattr(found, method, None) if found is not None else None


TASK = ManagedKind("Task", {"info": Property(_info, _make_info)})


def recent(look: Look) -> tuple[Ref, ...]:
    """`TaskManager.recentTask`: those that run, and those that ended lately."""
    return tuple(
        Ref("Task", each.id)
        for each in look.estate.tasks.values()
        if each.completed_at is None or look.at - each.completed_at < RECENT_S
    )
