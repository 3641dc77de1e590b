"""Nova's version documents."""

from console.rehearsal.exchange import Answer, ServedCall, Values
from console.rehearsal.microversions import Microversions, text

MICROVERSIONS = Microversions("compute", (2, 1), (2, 96), header="X-OpenStack-Nova-API-Version")


def documents(call: ServedCall) -> Answer:
    """GET on the endpoint's root: all versions."""
    return Answer({"versions": [_legacy(call), _document(call)]})


def document(call: ServedCall) -> Answer:
    """GET /v2.1/: this version, with what it takes."""
    media = {
        "base": "application/json",
        "type": "application/vnd.openstack.compute+json;version=2.1",
    }
    return Answer({"version": {**_document(call), "media-types": [media]}})


def _document(call: ServedCall) -> Values:
    return {
        "id": "v2.1",
        "status": "CURRENT",
        "version": text(MICROVERSIONS.highest),
        "min_version": text(MICROVERSIONS.lowest),
        "updated": "2013-07-23T11:33:21Z",
        "links": [{"rel": "self", "href": f"{call.base}/compute/{call.region.name}/v2.1/"}],
    }


def _legacy(call: ServedCall) -> Values:
    return {
        "id": "v2.0",
        "status": "SUPPORTED",
        "version": "",
        "min_version": "",
        "updated": "2011-01-21T11:33:21Z",
        "links": [{"rel": "self", "href": f"{call.base}/compute/{call.region.name}/v2/"}],
    }
