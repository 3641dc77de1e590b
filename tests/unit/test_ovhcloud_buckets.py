"""S3 buckets by the OVHcloud API: the regions near the instances', and what nobody says."""

from ovh_server import KEYS, OvhServer, ovh_server, refused

from console.model.objects import ObjectAccount, ObjectContainer, ObjectStore, sums
from console.providers.ovhcloud.buckets import OvhcloudBuckets

ROOT = "/cloud/project/p1/region"
REGIONS = ("GRA11", "RBX-A", "SBG5")
BUCKET = {"name": "media", "region": "GRA", "objectsCount": 12, "objectsSize": 4_096}


def accounts(server: OvhServer) -> dict[str, ObjectAccount]:
    reader = OvhcloudBuckets(server.project(), REGIONS, keys=KEYS)
    return {one.region: one for one in reader.accounts()}


def test_the_regions_of_storage_that_the_instances_regions_begin_with_are_asked() -> None:
    with ovh_server() as server:
        server.on("GET", ROOT, ["BHS", "GRA", "GRA1", "GRA11", "RBX-A", "SBG", "SBG5"])
        server.on("GET", f"{ROOT}/GRA/storage", [BUCKET])
        server.on("GET", f"{ROOT}/SBG/storage", [])
        found = accounts(server)
        asked = [path for path in server.paths() if path.endswith("/storage")]
    assert asked == [f"{ROOT}/{name}/storage" for name in ("GRA", "GRA11", "RBX-A", "SBG", "SBG5")]
    assert found == {
        "GRA": ObjectAccount("GRA", (ObjectContainer("media", 12, 4_096),), store=ObjectStore.S3),
        "SBG": ObjectAccount("SBG", store=ObjectStore.S3),
    }


def test_what_is_not_counted_or_silent_is_unknown_and_never_nothing() -> None:
    with ovh_server() as server:
        server.on("GET", ROOT, ["GRA", "RBX", "SBG"])
        server.on("GET", f"{ROOT}/GRA/storage", [BUCKET, {"name": "new"}])
        server.on("GET", f"{ROOT}/RBX/storage", refused(403, "NOT_GRANTED", "This call is not"))
        server.on("GET", f"{ROOT}/SBG/storage", [{"objectsCount": 3}])
        found = accounts(server)
    assert found["GRA"].containers[1] == ObjectContainer("new", None, None)
    assert (found["GRA"].whole, found["GRA"].objects) == (False, 12)
    assert found["RBX"].unread is not None
    assert found["SBG"].unread is not None
    whole = sums(found.values())
    assert (whole.containers, whole.objects, whole.bytes, whole.whole) == (2, 12, 4_096, False)
