"""The objects that offer vCenter's services, and what they say of themselves."""

from collections.abc import Hashable

from pyVmomi import vim, vmodl

from console.rehearsal.private.reference import VDC
from console.rehearsal.vcenter import place_ids
from console.rehearsal.vcenter.session_shape import Shape, make_session, shape_of
from console.rehearsal.vcenter.task_kind import recent
from console.rehearsal.vcenter.values import (
    Look,
    Made,
    ManagedKind,
    Property,
    array,
    instant,
    reference,
)

VERSION, BUILD = "8.0.3", "24022515"
ABOUT = {
    "name": "VMware vCenter Server",
    "fullName": f"VMware vCenter Server {VERSION} build-{BUILD}",
    "vendor": "VMware, Inc.",
    "version": VERSION,
    "build": BUILD,
    "osType": "linux-x64",
    "productLineId": "vpx",
    "apiType": "VirtualCenter",
    "apiVersion": "8.0.3.0",
    "instanceUuid": "8d9ba3c4-6b1f-4f0f-9a57-0b1d0f4d7a11",
}


def content(_raw: object = None) -> Made:
    """What `RetrieveServiceContent` answers."""
    return vim.ServiceInstanceContent(
        rootFolder=reference(place_ids.ROOT),
        propertyCollector=vmodl.query.PropertyCollector("propertyCollector"),
        viewManager=vim.view.ViewManager("ViewManager"),
        about=vim.AboutInfo(**ABOUT),
        sessionManager=vim.SessionManager("SessionManager"),
        authorizationManager=vim.AuthorizationManager("AuthorizationManager"),
        taskManager=vim.TaskManager("TaskManager"),
        searchIndex=vim.SearchIndex("SearchIndex"),
    )


def _current(look: Look, _subject: None) -> Hashable:
    return None if look.session is None else shape_of(look.session)


def _sessions(look: Look, _subject: None) -> Hashable:
    return () if look.session is None else (shape_of(look.session),)


def _make_sessions(raw: tuple[Shape, ...]) -> Made:
    return array("vim.UserSession", [make_session(each) for each in raw])


SERVICES: dict[str, ManagedKind] = {
    "ServiceInstance": ManagedKind(
        "ServiceInstance",
        {
            "content": Property(lambda _look, _subject: VDC, content),
            "serverClock": Property(lambda look, _subject: look.at, instant),
        },
    ),
    "SessionManager": ManagedKind(
        "SessionManager",
        {
            "currentSession": Property(_current, make_session),
            "sessionList": Property(_sessions, _make_sessions),
        },
    ),
    "propertyCollector": ManagedKind("PropertyCollector", {}),
    "ViewManager": ManagedKind("ViewManager", {}),
    "AuthorizationManager": ManagedKind("AuthorizationManager", {}),
    "TaskManager": ManagedKind(
        "TaskManager", {"recentTask": Property(lambda look, _subject: recent(look))}
    ),
    "SearchIndex": ManagedKind("SearchIndex", {}),
}
ALARM = ManagedKind(
    "Alarm",
    {
        "info.name": Property(lambda _, alarm: alarm.name),
        "info.systemName": Property(lambda _, alarm: f"alarm.{alarm.id.partition('.')[0]}"),
    },
)
ANYBODY = frozenset({"ServiceInstance", "SessionManager"})
"""Objects whose properties may be read before there is a session."""
