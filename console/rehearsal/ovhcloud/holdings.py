"""The service and what it holds: its virtual datacenter, filers, hosts, tasks."""

from msgspec import Struct

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud import views
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.ovhcloud.listing import listing
from console.rehearsal.private import reference
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.orders import OvhHost, OvhTask, SimulatedFiler


class VendorObject(Struct):
    """The body of POST …/vendor/ovhId."""

    objectType: str  # noqa: N815 - as the API spells it
    vendorId: str  # noqa: N815 - as the API spells it


class Holdings:
    """Handlers that read."""

    def __init__(self, estate: PrivateEstate) -> None:
        self._estate = estate

    def paths(self, service: str, vdc: str) -> dict[str, dict[str, Handler]]:
        """Paths and handlers, below the service and its virtual datacenter."""
        return {
            "/dedicatedCloud": {"GET": _services},
            service: {"GET": _service},
            f"{service}/datacenter": {"GET": _vdcs},
            vdc: {"GET": _vdc},
            f"{vdc}/filer": {"GET": self._filers},
            f"{vdc}/filer/{{filer}}": {"GET": self._filer},
            f"{vdc}/filer/{{filer}}/task": {"GET": self._tasks},
            f"{service}/filer": {"GET": self._shared_filers},
            f"{service}/filer/{{filer}}": {"GET": self._shared_filer},
            f"{vdc}/host": {"GET": self._hosts},
            f"{vdc}/host/{{host}}": {"GET": self._host},
            f"{vdc}/host/{{host}}/task": {"GET": self._tasks},
            f"{vdc}/task": {"GET": self._tasks},
            f"{vdc}/task/{{task}}": {"GET": self._task},
            f"{service}/task": {"GET": self._tasks},
            f"{service}/task/{{task}}": {"GET": self._task},
            f"{service}/vendor/ovhId": {"POST": self._ovh_id},
        }

    def _filers(self, asked: Asked) -> Answer:
        return listing(asked, self._of_filers(reference.VDC_ID))

    def _shared_filers(self, asked: Asked) -> Answer:
        return listing(asked, self._of_filers(None))

    def _of_filers(self, vdc_id: int | None) -> dict[int, Values]:
        at = self._estate.now()
        return {
            each.id: views.filer(each, self._estate, at)
            for each in self._estate.supply.filers.values()
            if each.vdc_id == vdc_id
        }

    def _filer(self, asked: Asked) -> Answer:
        at = self._estate.now()
        found = self.filer(asked.number("filer"), reference.VDC_ID)
        return Answer(views.filer(found, self._estate, at))

    def _shared_filer(self, asked: Asked) -> Answer:
        at = self._estate.now()
        return Answer(views.filer(self.filer(asked.number("filer"), None), self._estate, at))

    def filer(self, number: int, vdc_id: int | None) -> SimulatedFiler:
        """A filer of the virtual datacenter, or one that all share; 404 when there is none."""
        found = self._estate.supply.filers.get(number)
        if found is None or found.vdc_id != vdc_id:
            raise missing(number)
        return found

    def _hosts(self, asked: Asked) -> Answer:
        self._estate.now()
        hosts = self._estate.supply.hosts.values()
        return listing(asked, {each.id: views.host(each, self._estate) for each in hosts})

    def _host(self, asked: Asked) -> Answer:
        self._estate.now()
        return Answer(views.host(self.host(asked.number("host")), self._estate))

    def host(self, number: int) -> OvhHost:
        """A host; 404 when there is none."""
        found = self._estate.supply.hosts.get(number)
        if found is None:
            raise missing(number)
        return found

    def _tasks(self, asked: Asked) -> Answer:
        """Tasks, of a filer or host where the path names one, filtered by state and name."""
        at = self._estate.now()
        state, name = asked.query.get("state"), asked.query.get("name")
        return listing(
            asked,
            {
                each.id: views.task(each, at)
                for each in self._estate.supply.tasks.values()
                if (state is None or each.state(at) == state)
                and (name is None or each.name == name)
                and _about(each, asked)
            },
        )

    def _task(self, asked: Asked) -> Answer:
        at = self._estate.now()
        number = asked.number("task")
        found = self._estate.supply.tasks.get(number)
        if found is None:
            raise missing(number)
        return Answer(views.task(found, at))

    def _ovh_id(self, asked: Asked) -> Answer:
        """POST …/vendor/ovhId: a POST that only reads."""
        self._estate.now()
        wanted = asked.decode(VendorObject)
        supply, vendor = self._estate.supply, wanted.vendorId
        if wanted.objectType == "filer":
            ids = [each.id for each in supply.filers.values() if each.datastore == vendor]
        elif wanted.objectType == "host":
            ids = [each.id for each in supply.hosts.values() if each.host == vendor]
        elif wanted.objectType == "datacenter":
            ids = [reference.VDC_ID] if vendor == reference.VDC_REF else []
        else:
            ids = []
        if not ids:
            raise missing(vendor)
        return Answer({f"{wanted.objectType}Id": ids[0]})


def _about(task: OvhTask, asked: Asked) -> bool:
    if "filer" in asked.params:
        return task.filer_id == asked.number("filer")
    if "host" in asked.params:
        return task.host_id == asked.number("host")
    return True


def _services(asked: Asked) -> Answer:
    del asked
    return Answer([reference.SERVICE])


def _service(asked: Asked) -> Answer:
    del asked
    return Answer(
        {
            "serviceName": reference.SERVICE,
            "description": "Private cloud of the rehearsal",
            "location": reference.ZONE,
            "state": "delivered",
            "commercialRange": "2016",
            "billingType": "monthly",
            "userLimitConcurrentSession": 0,
            "userSessionTimeout": 0,
            "userLogoutPolicy": "first",
            "userAccessPolicy": "open",
        }
    )


def _vdcs(asked: Asked) -> Answer:
    del asked
    return Answer([reference.VDC_ID])


def _vdc(asked: Asked) -> Answer:
    del asked
    return Answer(
        {
            "datacenterId": reference.VDC_ID,
            "name": reference.VDC,
            "commercialName": "Essentials",
            "commercialRangeName": "2016v4",
            "version": "8.0",
            "description": "",
            "horizonViewName": "",
            "isRemovable": False,
        }
    )
