"""Cinder's backups: a volume of documents' index is backed up each night at one, UTC."""

from datetime import UTC, datetime, timedelta

from console.rehearsal.exchange import Answer, ServedCall, Values
from console.rehearsal.paging import page
from console.rehearsal.reference import ZONE, stable_id
from console.rehearsal.volume.bodies import links

NAME, SIZE_GIB = "documents-index", 200
KEPT, AT, TAKES = 7, timedelta(hours=1), timedelta(minutes=20)
MOST = 1000


def listed(call: ServedCall) -> Answer:
    """GET /backups/detail: the newest first; one that is being made has no data's time yet."""
    shown, more = page(_bodies(call), call, lambda one: str(one["id"]), MOST)
    content: Values = {"backups": shown}
    if more:
        root = f"{call.base}/volume/{call.region.name}/v3/{call.params['project']}"
        href = f"{root}/backups/detail?limit={len(shown)}&marker={shown[-1]['id']}"
        content["backups_links"] = [{"rel": "next", "href": href}]
    return Answer(content)


def _bodies(call: ServedCall) -> list[Values]:
    now = datetime.fromtimestamp(call.region.clock.now(), UTC)
    last = now.replace(hour=0, minute=0, second=0, microsecond=0) + AT
    nights = (last - timedelta(days=ago) for ago in range(KEPT + 1))
    return [_body(call, at, now) for at in nights if at <= now][:KEPT]


def _body(call: ServedCall, at: datetime, now: datetime) -> Values:
    region = call.region.name
    number = str(stable_id(region, "backup", at.isoformat()))
    done = now >= at + TAKES
    told = at.replace(tzinfo=None).isoformat(timespec="microseconds")
    return {
        "id": number,
        "name": NAME,
        "status": "available" if done else "creating",
        "volume_id": str(stable_id(region, "volume", NAME)),
        "size": SIZE_GIB,
        "object_count": 0,
        "container": "backups",
        "availability_zone": ZONE,
        "created_at": told,
        "updated_at": told,
        "data_timestamp": told,
        "description": None,
        "fail_reason": None,
        "has_dependent_backups": False,
        "is_incremental": False,
        "snapshot_id": None,
        "links": links(call, "backups", number),
    }
